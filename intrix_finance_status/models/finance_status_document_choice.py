from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

# what undoing a choice brings back, beside the orders
KEPT_OF_MATCH = ('partner_id', 'match_state', 'match_rule', 'match_choice_id')


class FinanceStatusDocument(models.Model):
    """What people decide on documents that can't be matched for certain, and undo."""

    _inherit = 'finance.status.document'

    match_proposals = fields.Json(
        string="Proposals",
        compute='_compute_match_proposals',
        help="What the document may belong to, and why.",
    )

    @api.depends(
        'match_state',
        'partner_id',
        'order_ids',
        'partner_name',
        'partner_vat',
        'partner_reference',
        'order_reference',
        'customer_reference',
        'payment_reference',
        'amount_total',
    )
    @api.depends_context('lang')
    def _compute_match_proposals(self):
        """Look for proposals now, for all documents at once: they are never out of date."""
        waiting = self._origin.filtered(
            lambda document: document.id and document.match_state == 'to_match'
        )
        matches = waiting._match_now(similar=True)
        # the names of what was found, in one query each
        orders = (
            self.env['sale.order']
            .sudo()
            .browse({order_id for match in matches.values() for order_id in match.orders})
        )
        orders.fetch(['name'])
        partners = (
            self.env['res.partner']
            .sudo()
            .browse({match.partner_id for match in matches.values() if match.partner_id})
        )
        partners.fetch(['name'])
        for document in self:
            match = matches.get(document._origin.id)
            document.match_proposals = document._proposals_in_words(match) if match else []

    def _proposals_in_words(self, match):
        """Return what the screen shows and sends back: ``[{label, reason, partner_id, …}]``."""
        proposals = [
            {
                'partner_id': proposal.partner and proposal.partner.id,
                'order_ids': [order.id for order in proposal.orders],
                'label': self._proposal_label(proposal),
                'reason': self._proposal_reason(proposal),
            }
            for proposal in match.proposals
        ]
        newly = match.partner_id and match.partner_id != self.partner_id.id
        if newly or (match.orders and not self.order_ids):
            # found since the document came
            partner = self.env['res.partner'].sudo().browse(match.partner_id)
            names = self._order_names(match.orders)
            rules = dict(self._fields['match_rule']._description_selection(self.env))
            found = {
                'partner_id': partner.id,
                'order_ids': list(match.orders),
                'label': ' · '.join([*names, partner.name] if newly else names),
                'reason': rules.get(match.rule if newly else 'order', ''),
            }
            proposals.insert(0, found)
        return proposals

    @api.model
    def _order_names(self, order_ids):
        return self.env['sale.order'].sudo().browse(order_ids).mapped('name')

    def _proposal_label(self, proposal):
        names = [order.name for order in proposal.orders]
        if proposal.partner and (not names or self.partner_id.id != proposal.partner.id):
            names.append(proposal.partner.name)
        return ' · '.join(names)

    def _proposal_reason(self, proposal):
        self.ensure_one()
        text = self._reason_texts().get(proposal.reason, '')
        if proposal.reason == 'order_amount':
            room = sum(
                order.invoiced if self.document_type == 'refund' else order.left
                for order in proposal.orders
            )
            currency = self.env['res.currency'].browse(proposal.orders[0].currency)
            return self.env._(
                "the number is named, but only %(amount)s is left to invoice",
                amount=currency.format(max(room, 0.0)),
            )
        return text

    @api.model
    def _reason_texts(self):
        """Return why something is proposed, by the keys of ``matching``."""
        return {
            'archived': self.env._("fits, but is archived"),
            'chosen_before': self.env._("chosen earlier for a customer told differently"),
            'contact': self.env._("a contact has this name"),
            'name': self.env._("has exactly this name"),
            'name_several': self.env._("several customers have this name"),
            'name_vat': self.env._("has this name, but another VAT number"),
            'order_amount': self.env._("the number is named, but the amount is too high"),
            'order_cancelled': self.env._("the number is named, but the order is cancelled"),
            'order_client_ref': self.env._("the customer's own number is named"),
            'order_client_refs': self.env._("several orders have this customer reference"),
            'order_customer': self.env._("the number is named, but the customer is told otherwise"),
            'order_customers': self.env._("orders of several customers are named"),
            'order_named': self.env._("the number is named, others can't be found"),
            'order_other': self.env._("the number is named, but it is another customer's order"),
            'order_twice': self.env._("several orders have this number"),
            'reference': self.env._("has this code, but other data"),
            'same_amount': self.env._("not invoiced yet, exactly the same amount"),
            'similar': self.env._("similar name"),
            'vat': self.env._("has this VAT number, but others were chosen earlier"),
            'vat_country': self.env._("same tax number, but of another country"),
            'vat_several': self.env._("several customers have this VAT number"),
        }

    # choices

    def action_take_proposal(self, partner_id=None, order_ids=()):
        """Take a proposal shown for this document: one click.

        :param int partner_id: the customer proposed
        :param list order_ids: the orders proposed
        """
        self.ensure_one()
        return self._choose(
            self.env['res.partner'].browse(partner_id), self.env['sale.order'].browse(order_ids)
        )

    def action_take_proposals(self):
        """Take the proposal of each document that has just one; the others wait on.

        :raise UserError: when none of them has just one
        """
        single = self.filtered(lambda document: len(document.match_proposals or []) == 1)
        if not single:
            raise UserError(self.env._("None of these documents has just one proposal."))
        chosen = {}
        for document in single:
            [proposal] = document.match_proposals
            key = (proposal['partner_id'], tuple(proposal['order_ids']))
            chosen[key] = chosen.get(key, document.browse()) | document
        for (partner_id, order_ids), documents in chosen.items():
            documents.action_choose(partner_id, order_ids)
        return self._notification(
            self.env._("%(taken)s of %(count)s taken.", taken=len(single), count=len(self))
        )

    def action_choose(self, partner_id, order_ids=(), remember=True):
        """Link these documents to a customer and orders that a person chose.

        :raise UserError: when customer or orders don't fit together, or the company
        """
        return self._choose(
            self.env['res.partner'].browse(partner_id),
            self.env['sale.order'].browse(order_ids),
            remember,
        )

    def _choose(self, partner, orders, remember=True):
        """Link to ``partner`` and ``orders``, remember it, apply it to others that wait."""
        self.check_access('write')
        documents = self.sudo().with_context(tracking_disable=True)
        partner, orders = partner.sudo(), orders.sudo()
        partner = partner or orders.partner_invoice_id.commercial_partner_id
        documents._check_choice(partner, orders)
        documents._keep_before()
        before = documents.order_ids.order_id
        Choice = self.env['finance.status.source.partner'].sudo()
        whole = documents.with_context(finance_status_whole_document=True)
        changed = whole.filtered(
            lambda document: (
                document.match_rule == 'person'
                or document.partner_id.commercial_partner_id != partner.commercial_partner_id
            )
        )
        choices = Choice._remember(changed, partner) if remember else {}
        for document in changed:
            document.write(
                {
                    'partner_id': partner.id,
                    'match_rule': 'person',
                    'match_choice_id': choices.get(document, Choice).id,
                }
            )
        shares = []
        for document in whole:
            document.match_state = 'matched' if orders else 'to_match'
            if orders:
                document.order_ids.unlink()
                shares += document._shares_of(orders)
        whole.env['finance.status.document.order'].create(shares)
        if not orders:
            # the customer may be all that was missing
            Matcher = self.env['finance.status.matcher']
            told = Matcher._matched_documents(documents.ids)
            self._apply_matches(told, Matcher._match_documents(told))
        documents._figures_changed(before)
        self._log_choice(documents)
        if remember:
            documents._apply_to_others()
        return True

    def _check_choice(self, partner, orders):
        if len(partner) != 1 or not partner.exists():
            raise UserError(self.env._("Choose one customer."))
        for company in self.company_id:
            allowed = partner._check_company_domain(company)
            if not partner.filtered_domain(allowed):
                raise UserError(
                    self.env._("%(customer)s belongs to another company.", customer=partner.name)
                )
            for order in orders:
                if not order.company_id.parent_path.startswith(company.parent_path):
                    raise UserError(
                        self.env._("%(order)s belongs to another company.", order=order.name)
                    )
        entity = partner.commercial_partner_id
        for order in orders:
            customers = (order.partner_id | order.partner_invoice_id).commercial_partner_id
            if entity not in customers:
                raise UserError(
                    self.env._(
                        "%(order)s is an order of %(other)s, not of %(customer)s.",
                        order=order.name,
                        other=customers[0].name,
                        customer=entity.name,
                    )
                )

    def _shares_of(self, orders):
        """Return values of the shares: the document's total by the orders' totals."""
        self.ensure_one()
        weights = [abs(order.amount_total) for order in orders]
        weights = weights if sum(weights) else [1.0] * len(orders)
        shares, weight_to, given = [], 0.0, 0.0
        for order, weight in zip(orders, weights, strict=True):
            weight_to += weight
            upto = self.currency_id.round(self.amount_total * weight_to / sum(weights))
            amount = self.currency_id.round(upto - given)
            shares.append({'document_id': self.id, 'order_id': order.id, 'amount': amount})
            given = upto
        return shares

    def _keep_before(self):
        """Remember what people's choices are about to replace: what was before all of them."""
        for document in self.filtered(lambda document: not document.match_before):
            document.match_before = {
                'partner_id': document.partner_id.id,
                'match_state': document.match_state,
                'match_rule': document.match_rule,
                'match_choice_id': document.match_choice_id,
                'orders': [[share.order_id.id, share.amount] for share in document.order_ids],
            }

    def _apply_to_others(self):
        """Match what waits of the same sources and is told like these documents."""
        keys = {(document.source_id, key) for document in self for key in document._customer_keys()}
        others = self.search(
            [
                ('source_id', 'in', self.source_id.ids),
                ('match_state', '=', 'to_match'),
                ('partner_id', '=', False),
                ('id', 'not in', self.ids),
            ]
        ).filtered(
            lambda document: any(
                (document.source_id, key) in keys for key in document._customer_keys()
            )
        )
        if not others:
            return
        others._match()
        others._figures_changed()
        self._log_choice(others.filtered('partner_id'))

    def _customer_keys(self):
        told = self.env['finance.status.source.partner']._told(self)
        keys = (told.reference_key, told.vat_text_key, told.name_key)
        return [(position, key) for position, key in enumerate(keys) if key]

    def action_ignore(self):
        """Let these documents wait no more: they belong to no order, or to nobody here."""
        self.check_access('write')
        documents = self.sudo().with_context(tracking_disable=True)
        documents._keep_before()
        documents.match_state = 'ignored'
        self._log_notes(documents, lambda document: self.env._("Belongs to no order."))
        return True

    def action_match_again(self):
        """Match these documents by the rules again, as far as no person has decided."""
        self.check_access('write')
        documents = self.sudo()
        documents.match_by_hand = False
        documents._match()
        documents._figures_changed()
        matched = self.filtered(lambda document: document.match_state == 'matched')
        return self._notification(
            self.env._(
                "%(matched)s of %(count)s are matched.", matched=len(matched), count=len(self)
            )
        )

    def action_undo_match(self):
        """Take back what people chose, and forget it; where nobody did, what a rule matched.

        Other documents that were matched because of the choice wait again.
        """
        self.check_access('write')
        documents = self.sudo().with_context(tracking_disable=True)
        forgotten = documents._choices_made()
        others = self.sudo().search(
            [
                ('match_choice_id', 'in', forgotten.ids),
                ('source_id', 'in', documents.source_id.ids),
                ('id', 'not in', documents.ids),
            ]
        )
        others = others.with_context(tracking_disable=True)
        before = (documents | others).order_ids.order_id
        forgotten.unlink()
        (documents | others)._unmatch()
        # the same rule must not match again what a person took back
        documents.filtered(lambda d: not d.match_before).match_by_hand = True
        documents._match_as_before()
        (documents | others)._figures_changed(before)
        self._log_notes(documents | others, lambda document: self.env._("Choice taken back."))
        return True

    def _choices_made(self):
        """Return the remembered customers that people's choices on these documents made."""
        made = self.filtered(
            lambda document: (
                document.match_before
                and document.match_choice_id != document.match_before.get('match_choice_id')
            )
        )
        choices = self.env['finance.status.source.partner'].browse(made.mapped('match_choice_id'))
        # each source remembers for itself
        return choices.exists().filtered(lambda choice: choice.source_id in self.source_id)

    def _match_as_before(self):
        """Link these documents to what they were linked to before people chose.

        To what is there by now, and belongs to the document's own company.
        """
        before = {document: document.match_before or {} for document in self}
        partners = self.env['res.partner'].browse(
            {values['partner_id'] for values in before.values() if values.get('partner_id')}
        )
        orders = self.env['sale.order'].browse(
            {
                order_id
                for values in before.values()
                for order_id, _amount in values.get('orders', ())
            }
        )
        partners, orders = partners.exists(), orders.exists()
        shares = []
        for company, documents in self.grouped('company_id').items():
            allowed = partners.filtered_domain(partners._check_company_domain(company))
            own = orders.filtered(
                lambda order, path=company.parent_path: order.company_id.parent_path.startswith(
                    path
                )
            )
            for document in documents:
                kept = before[document]
                values = {'match_before': False}
                if kept and (kept.get('partner_id') or False) in {False, *allowed.ids}:
                    values |= {key: kept.get(key) for key in KEPT_OF_MATCH}
                document.with_context(finance_status_whole_document=True).write(values)
                shares += [
                    {'document_id': document.id, 'order_id': order_id, 'amount': amount}
                    for order_id, amount in kept.get('orders', ())
                    if order_id in own.ids
                ]
        self.env['finance.status.document.order'].with_context(
            finance_status_whole_document=True
        ).create(shares)

    # chatter

    def _log_choice(self, documents):
        def text(document):
            names = [document.partner_id.name, *document.order_ids.order_id.mapped('name')]
            return self.env._("Matched to %(names)s.", names=', '.join(filter(None, names)))

        self._log_notes(documents, text)

    @api.model
    def _log_notes(self, documents, text):
        """Log a note per document, all at once."""
        if documents:
            documents.sudo()._message_log_batch(
                {document.id: Markup('<p>%s</p>') % text(document) for document in documents}
            )

    def _notification(self, message):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'message': message,
                'type': 'success',
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
