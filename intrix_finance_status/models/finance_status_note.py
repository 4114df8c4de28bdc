from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import OrderedSet, format_date
from odoo.tools.misc import clean_context

PENDING = 'intrix_finance_status.notes'
# more documents than these have their notes written by the scheduled action, a moment later
AT_ONCE = 20
BATCH = 500


class FinanceStatusNote(models.Model):
    """Notes in the chatter of orders and opportunities about what happened in the books.

    They are collected while documents are posted and paid, and written once, right before the
    transaction is committed, as Odoo does with tracked fields: one note per order however many
    documents are posted. Those of a mass posting are only remembered, in this table, and written
    by a scheduled action: nobody waits for hundreds of messages.
    """

    _name = 'finance.status.note'
    _inherit = ['finance.status.named.mixin']
    _description = 'Finance Note to be Written'
    _log_access = False

    move_id = fields.Many2one('account.move', required=True, ondelete='cascade', index=True)
    event = fields.Selection([('posted', "Posted"), ('paid', "Paid")], required=True)
    user_id = fields.Many2one(
        'res.users', required=True, ondelete='cascade', help="Who posted or paid."
    )

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
        """Write the notes, or remember them when they are many."""
        pending = self.env.cr.precommit.data.pop(PENDING, None)
        if not pending:
            return
        if pending['paid']:
            self.env['finance.status.follow.up'].sudo()._trigger_closing()
        if sum(map(len, pending.values())) <= AT_ONCE:
            self._write_notes(pending['posted'], pending['paid'])
            return
        Move = self.env['account.move']
        self.sudo().create(
            [
                {'move_id': move_id, 'event': event, 'user_id': self.env.uid}
                for event, move_ids in pending.items()
                # a savepoint may have been rolled back since
                for move_id in Move.browse(move_ids).exists().ids
            ]
        )
        self.env.ref('intrix_finance_status.cron_write_notes').sudo()._trigger()

    @api.model
    def _cron_write_notes(self):
        """Write the notes of mass postings, in the name and language of who posted."""
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_write_notes')
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=self.search_count([]))
        while notes := self.search([], limit=BATCH, order='id'):
            for user, of_user in notes.grouped('user_id').items():
                events = of_user.grouped('event')
                writer = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
                writer._write_notes(
                    *(events.get(event, self).move_id.ids for event in ('posted', 'paid'))
                )
            number = len(notes)
            notes.unlink()
            if not cron._commit_progress(number):
                return

    def _write_notes(self, posted_ids, paid_ids):
        """Write the notes about these documents, with what they are by now."""
        Move = self.env['account.move'].sudo()
        # a savepoint may have been rolled back since
        posted = Move.browse(posted_ids).exists()
        posted = posted.filtered(lambda move: move.state == 'posted')
        # in one query; the documents of an order below don't prefetch those of the others
        posted.line_ids.fetch(['display_type', 'date_maturity'])
        paid = Move.browse(paid_ids).exists()
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
        by_company = {}
        for order, texts in lines.items():
            if order.opportunity_id:
                by_lead = by_company.setdefault(order.company_id, {})
                by_lead.setdefault(order.opportunity_id, []).extend(texts)
        for company, by_lead in by_company.items():
            self.env['crm.lead'].sudo().union(*by_lead)._finance_log(
                company, {lead.id: self._body(texts) for lead, texts in by_lead.items()}
            )

    def _body(self, texts):
        return Markup('<br/>').join(texts)
