from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class FinanceStatusRegisterInvoiceCheck(models.TransientModel):
    """What is wrong, or looks wrong, with an invoice about to be registered."""

    _inherit = 'finance.status.register.invoice'

    @api.depends('order_ids', 'amount', 'name', 'date', 'document_type', 'company_id')
    def _compute_warning(self):
        """Warn of what would count twice."""
        rows_to_check = self.filtered(lambda row: row.name)
        elsewhere = rows_to_check._numbers_of_other_sources()
        self._check_orders_readable()
        # names and amounts only: who registers need not have access to Odoo's books
        moves = self._orders().sudo().invoice_ids
        moves.fetch(['name', 'state', 'amount_total', 'currency_id', 'move_type'])
        for row in self:
            texts = row._double_counting() if row.document_type == 'invoice' else []
            if source := elsewhere.get((row.company_id, row.date and row.date.year, row.name)):
                texts.append(
                    self.env._(
                        "Number %(number)s is there already, from %(origin)s.",
                        number=row.name,
                        origin=source,
                    )
                )
            row.warning = "\n".join(texts)

    def _numbers_of_other_sources(self):
        """Return the names of sources by (company, year, number), apart from registered ones."""
        found = {}
        for company, rows in self.grouped('company_id').items():
            names = {row.name for row in rows if row.name}
            documents = self.env['finance.status.document'].search(
                [
                    ('company_id', '=', company.id),
                    ('name', 'in', list(names)),
                    ('source_id.kind', '!=', 'manual'),
                    ('cancelled', '=', False),
                ]
            )
            for document in documents:
                found[company, document.date.year, document.name] = document.source_id.name
        return found

    def _double_counting(self):
        moves = self._orders().sudo().invoice_ids.filtered(lambda move: move.state != 'cancel')
        drafts = moves.filtered(lambda move: move.state == 'draft')
        texts = []
        if drafts:
            texts.append(
                self.env._(
                    "Odoo has draft invoices of this order already. Once they are posted, "
                    "the same amount would count twice."
                )
            )
        too_much = (
            self._orders()
            and self.currency_id
            and self.currency_id.compare_amounts(self.amount, self._left_with_document())
        )
        if too_much and too_much > 0:
            posted = moves - drafts
            if posted:
                texts.append(
                    self.env._(
                        "Odoo has invoiced this order already (%(invoices)s), only %(left)s are "
                        "left to invoice. What you register besides would count twice.",
                        invoices=", ".join(
                            f'{move.name} {move.currency_id.format(move.amount_total)}'
                            for move in posted
                        ),
                        left=self.currency_id.format(self._left_with_document()),
                    )
                )
            else:
                texts.append(
                    self.env._(
                        "That is more than what is left to invoice: %s.",
                        self.currency_id.format(self._left_with_document()),
                    )
                )
        return texts

    def _left_with_document(self):
        """Return what is left to invoice, not counting the document that is corrected."""
        document = self.document_id
        own = document.amount_total if document and document.document_type == 'invoice' else 0.0
        return self.amount_left + own

    def _check(self):
        """Check what was typed in.

        :raise UserError: naming the row and what is wrong with it
        """
        self.company_id._check_registering_by_hand()
        self._check_orders_readable()
        for row in self:
            number = (row.name or '').strip()
            if not number:
                raise UserError(self.env._("Please give each document a number."))
            if row.currency_id.compare_amounts(row.amount, 0) <= 0:
                raise UserError(self.env._("%s: the amount must be more than zero.", number))
            if row.date_due < row.date:
                raise UserError(self.env._("%s is due before the date of the document.", number))
            row._check_orders(number)
        self._check_numbers()

    def _check_orders(self, number):
        for order in self._orders():
            if order.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(number)s: order %(order)s belongs to another company.",
                        number=number,
                        order=order.name,
                    )
                )
            if order.state != 'sale':
                raise UserError(
                    self.env._(
                        "%(number)s: order %(order)s is not confirmed.",
                        number=number,
                        order=order.name,
                    )
                )
            commercial = order.partner_invoice_id.commercial_partner_id
            if commercial != self.partner_id.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(number)s: order %(order)s is invoiced to %(customer)s.",
                        number=number,
                        order=order.name,
                        customer=commercial.display_name,
                    )
                )

    def _check_numbers(self):
        """Refuse numbers given twice, or taken in the same year."""
        Document = self.env['finance.status.document']
        rows = {}
        for row in self:
            identity = Document._manual_identity(row.name, row.document_type, row.date)
            key = (row.company_id, identity)
            if key in rows:
                raise UserError(self.env._("Number %s is there twice.", row.name.strip()))
            rows[key] = row
        taken = Document.search(
            [
                ('source_id.kind', '=', 'manual'),
                ('company_id', 'in', self.company_id.ids),
                ('external_id', 'in', [identity for _company, identity in rows]),
                ('id', 'not in', self.document_id.ids),
            ]
        )
        for document in taken:
            row = rows.get((document.company_id, document.external_id))
            if row:
                [free] = Document._next_numbers(row.company_id, row.document_type, row.date, 1)
                raise UserError(
                    self.env._(
                        "Number %(number)s is taken: %(document)s of %(date)s for %(customer)s, "
                        "registered by %(user)s. The next free number is %(free)s.",
                        number=row.name.strip(),
                        document=document._in_words(),
                        date=format_date(self.env, document.date),
                        customer=document.partner_id.display_name,
                        user=document.sudo().create_uid.name,
                        free=free,
                    )
                )
