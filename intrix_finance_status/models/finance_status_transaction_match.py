from odoo import api, fields, models

from .finance_status_transaction import OPEN_IN_ODOO


class FinanceStatusTransactionMatch(models.Model):
    """What of a bank transaction goes to one document, or to one of Odoo's invoices.

    Confirmed on a document it is a payment of it; on an invoice of Odoo it waits until
    somebody registers the payment there.
    """

    _name = 'finance.status.transaction.match'
    _inherit = ['finance.status.guarded.mixin', 'finance.status.shown.mixin']
    _description = 'Document of a Bank Transaction'
    _order = 'transaction_id, id'
    _check_company_auto = True

    transaction_id = fields.Many2one(
        'finance.status.transaction',
        required=True,
        readonly=True,
        index=True,
        ondelete='cascade',
    )
    company_id = fields.Many2one(related='transaction_id.company_id')
    document_id = fields.Many2one(
        'finance.status.document',
        readonly=True,
        index='btree_not_null',
        ondelete='cascade',
        check_company=True,
    )
    move_id = fields.Many2one(
        'account.move',
        string="Odoo Invoice",
        readonly=True,
        index='btree_not_null',
        ondelete='cascade',
        check_company=True,
    )
    # whoever may see the transaction sees what it pays, also without rights in accounting
    name = fields.Char(string="Number", compute='_compute_claim', compute_sudo=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", compute='_compute_claim', compute_sudo=True
    )
    amount_due = fields.Monetary(
        string="Open",
        compute='_compute_claim',
        compute_sudo=True,
        currency_field='claim_currency_id',
    )
    date_due = fields.Date(string="Due Date", compute='_compute_claim', compute_sudo=True)
    currency_id = fields.Many2one(related='transaction_id.currency_id')
    claim_currency_id = fields.Many2one('res.currency', compute='_compute_claim', compute_sudo=True)
    amount = fields.Monetary(required=True, readonly=True, help="In the currency of the account.")
    claim_amount = fields.Monetary(
        string="Amount on Document",
        required=True,
        readonly=True,
        currency_field='claim_currency_id',
        help="In the currency of the document.",
    )
    state = fields.Selection(
        [
            ('choice', "Choice"),
            ('proposed', "Proposed"),
            ('confirmed', "Confirmed"),
        ],
        required=True,
        readonly=True,
        default='proposed',
    )
    automatic = fields.Boolean(readonly=True, help="Certain, so that nobody had to confirm it.")
    payment_id = fields.Many2one(
        'finance.status.document.payment',
        readonly=True,
        index='btree_not_null',
        ondelete='set null',
    )
    own_payment = fields.Boolean(
        readonly=True, help="The payment was made from the transaction, and goes with it."
    )

    _one_claim = models.Constraint(
        'CHECK ((document_id IS NULL) <> (move_id IS NULL))',
        "A bank transaction pays either a document or an invoice of Odoo.",
    )

    @api.depends('document_id', 'move_id')
    def _compute_claim(self):
        shown = set(self._finance_shown('name'))
        for match in self:
            # of the record itself, so that all are read at once
            document, move = match.document_id, match.move_id
            if match not in shown:
                document, move = document.browse(), move.browse()
            match.name = document.name or move.name
            match.partner_id = document.partner_id or move.partner_id
            match.claim_currency_id = document.currency_id or move.currency_id
            match.amount_due = document.amount_due if document else move.amount_residual
            match.date_due = document.date_due or move.invoice_date_due

    def _waits_in_odoo(self):
        """Return whether the payment of an invoice of Odoo is still to be registered there."""
        self.ensure_one()
        move = self.move_id.sudo()
        return bool(
            move
            and move.state == 'posted'
            and (move.payment_state in OPEN_IN_ODOO) == (self.amount > 0)
        )

    def action_confirm(self):
        """Confirm this one; what else was proposed for the transaction is left out."""
        self.ensure_one()
        self.check_access('write')
        self = self.sudo()  # noqa: PLW0642 - checked above
        transaction = self.transaction_id
        others = transaction.match_ids.filtered(lambda match: match.state == 'choice') - self
        self._confirm()
        others.unlink()
        transaction._tell(transaction, self.env._("Confirmed."))

    @api.readonly
    def action_open(self):
        """Open the document or invoice."""
        self.ensure_one()
        record = self.document_id or self.move_id
        return {
            'type': 'ir.actions.act_window',
            'res_model': record._name,
            'res_id': record.id,
            'view_mode': 'form',
        }

    def _confirm(self, automatic=False):
        """Write payments on the documents; invoices of Odoo wait for theirs.

        What has been paid meanwhile takes no more: the rest stays on the transaction. Whether
        the user may is up to the caller.
        """
        self = self.sudo()  # noqa: PLW0642 - rights are up to the caller
        registered = self._registered_before() if self.document_id else {}
        left = self._left_to_pay()
        payments, paying, gone = [], [], self.browse()
        for match in self:
            document = match.document_id
            if match.move_id:
                continue
            if match in registered:
                match.payment_id = registered[match]
                continue
            if match.amount > 0:
                currency = document.currency_id
                if currency.compare_amounts(match.claim_amount, left[document]) > 0:
                    if currency.compare_amounts(left[document], 0) <= 0:
                        gone |= match
                        continue
                    share = left[document] / match.claim_amount
                    match.amount = match.currency_id.round(match.amount * share)
                    match.claim_amount = left[document]
                left[document] -= match.claim_amount
            payments.append(match._payment_values())
            paying.append(match)
        confirmed = self - gone
        gone.unlink()
        # the payment itself is the history of the document
        Payment = self.env['finance.status.document.payment'].with_context(tracking_disable=True)
        for match, payment in zip(paying, Payment.create(payments), strict=True):
            match.write({'payment_id': payment.id, 'own_payment': True})
        confirmed.write({'state': 'confirmed', 'automatic': automatic})
        for transaction, matches in confirmed.grouped('transaction_id').items():
            partner = matches.partner_id.commercial_partner_id
            if len(partner) == 1 and transaction.partner_id != partner:
                transaction.partner_id = partner
        return confirmed

    def _payment_values(self):
        transaction = self.transaction_id
        return {
            'document_id': self.document_id.id,
            'date': transaction.date,
            'amount': self.claim_amount,
            'kind': 'bank',
            'identity': f'bank:{transaction.account}:{transaction.identity}',
            'reference': transaction.reference or transaction.text,
            'note': transaction.partner_name,
        }

    def _left_to_pay(self):
        """Return what is left of each document, by the payments registered on it.

        What its source tells is the same money seen by others, so it takes nothing away.
        """
        documents = self.document_id
        paid = dict(
            self.env['finance.status.document.payment']._read_group(
                [('document_id', 'in', documents.ids)], ['document_id'], ['amount:sum']
            )
        )
        return {
            document: 0.0
            if document.state == 'cancelled'
            else document.amount_total - paid.get(document, 0.0)
            for document in documents
        }

    def _registered_before(self):
        """Return payments that people registered of what the bank now brings.

        The same amount on the same document, not yet known to be another transaction.
        """
        incoming = self.filtered(lambda match: match.document_id and match.amount > 0)
        payments = self.env['finance.status.document.payment'].search(
            [('document_id', 'in', incoming.document_id.ids), ('kind', '!=', 'bank')]
        )
        taken = self.search([('payment_id', 'in', payments.ids)]).payment_id
        free = list(payments - taken)
        found = {}
        for match in incoming:
            for payment in free:
                if (
                    payment.document_id == match.document_id
                    and abs((payment.date - match.transaction_id.date).days) <= 31
                    and not match.claim_currency_id.compare_amounts(
                        payment.amount, match.claim_amount
                    )
                ):
                    found[match] = payment
                    free.remove(payment)
                    break
        return found

    def _take_back(self):
        """Remove these, with the payments that they brought to documents.

        Whether the user may is up to the caller.
        """
        self = self.sudo()  # noqa: PLW0642 - rights are up to the caller
        payments = self.filtered('own_payment').payment_id
        self.unlink()
        payments.with_context(tracking_disable=True).unlink()
