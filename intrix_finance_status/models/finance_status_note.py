from markupsafe import Markup
from odoo import api, models
from odoo.tools import OrderedSet, format_date
from odoo.tools.misc import clean_context

PENDING = 'intrix_finance_status.notes'


class FinanceStatusNote(models.AbstractModel):
    """Notes in the chatter of orders and opportunities about what happened in the books.

    They are collected while documents are posted and paid, and written once, right before the
    transaction is committed, as Odoo does with tracked fields: one note per order however many
    documents a mass posting has, and no query per document.
    """

    _name = 'finance.status.note'
    _description = 'Finance Notes in the Chatter'

    @api.model
    def _posted(self, moves):
        """Remember that ``moves`` were posted."""
        if moves:
            self._pending()['posted'].update(moves.ids)

    @api.model
    def _paid(self, moves):
        """Remember that ``moves`` were paid."""
        if moves:
            self._pending()['paid'].update(moves.ids)

    def _pending(self):
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = {'posted': OrderedSet(), 'paid': OrderedSet()}
            plain = self.with_env(self.env(context=clean_context(self.env.context)))
            precommit.add(plain._write_pending)
        return precommit.data[PENDING]

    def _write_pending(self):
        """Write the notes, with what the documents are by now."""
        pending = self.env.cr.precommit.data.pop(PENDING, None)
        if not pending:
            return
        Move = self.env['account.move'].sudo()
        # a savepoint may have been rolled back since
        posted = Move.browse(pending['posted']).exists()
        posted = posted.filtered(lambda move: move.state == 'posted')
        # in one query; the documents of an order below don't prefetch those of the others
        posted.line_ids.fetch(['display_type', 'date_maturity'])
        paid = Move.browse(pending['paid']).exists()
        lines = {}
        for order, moves in posted._finance_documents_by_order().items():
            lines.setdefault(order, []).append(self._posted_line(order, moves))
        paid_orders = self.env['sale.order'].sudo().union(*paid._finance_documents_by_order())
        for order in paid_orders:
            if order.finance_status in ('paid', 'in_payment'):
                lines.setdefault(order, []).append(self.env._("%s is fully paid.", order.name))
        self._log(lines)
        orders = self.env['sale.order'].sudo().union(*lines, paid_orders)
        self.env['finance.status.stage']._trigger_move(orders.company_id)

    def _posted_line(self, order, moves):
        return self.env._(
            "Posted for %(order)s: %(documents)s",
            order=order.name,
            documents=", ".join(self._posted_document(move) for move in moves),
        )

    def _posted_document(self, move):
        instalments = move.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        return self.env._(
            "%(number)s over %(amount)s, due %(dates)s",
            number=move.name,
            amount=move.currency_id.format(move.amount_total),
            dates=", ".join(
                format_date(self.env, date)
                for date in sorted(set(instalments.mapped('date_maturity')) - {False})
            ),
        )

    def _log(self, lines):
        """Log one note per order, and one per opportunity for all of its orders.

        :param dict lines: texts per order
        """
        if not lines:
            return
        self.env['sale.order'].sudo().union(*lines)._message_log_batch(
            {order.id: self._body(texts) for order, texts in lines.items()}
        )
        by_lead = {}
        for order, texts in lines.items():
            if order.opportunity_id:
                by_lead.setdefault(order.opportunity_id, []).extend(texts)
        if by_lead:
            self.env['crm.lead'].sudo().union(*by_lead)._message_log_batch(
                {lead.id: self._body(texts) for lead, texts in by_lead.items()}
            )

    def _body(self, texts):
        return Markup('<br/>').join(texts)
