from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

BATCH = 1000


class FinanceStatusOrder(models.Model):
    """Amounts converted at the rate of a day, when that rate is entered or corrected later.

    Odoo's own entries keep the rate that they were booked at.
    """

    _inherit = 'finance.status.order'

    @api.model
    def _converted_orders(self):
        """Return the orders that have a document or payment in another currency as a SELECT."""
        Payment = self.env['account.payment']
        return SQL(
            """
            SELECT order_id FROM (%s) AS converted
             UNION
            SELECT link.order_id
              FROM finance_status_payment_order_rel AS link
              JOIN account_payment AS payment ON payment.id = link.payment_id
              JOIN sale_order AS sale ON sale.id = link.order_id
             WHERE payment.currency_id <> sale.currency_id
            """,
            self.env['finance.status.ledger']._converted_orders(),
            to_flush=[
                Payment._fields['currency_id'],
                Payment._fields['finance_order_ids'],
                self.env['sale.order']._fields['currency_id'],
            ],
        )

    @api.model
    def _cron_convert_again(self):
        """Convert again what depends on rates; what comes to the same is not written.

        Rows that somebody is working on are left for a little later.
        """
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_convert_again')
        cron = self.env['ir.cron']
        Document = self.env['finance.status.document']
        rates = Document._to_convert()
        order_ids = sorted({row[0] for row in self.env.execute_query(self._converted_orders())})
        cron._commit_progress(remaining=len(rates) + len(order_ids))
        for batch in split_every(BATCH, rates, list):
            Document._convert_again(batch)
            if not cron._commit_progress(len(batch)):
                return
        left = 0
        for batch in split_every(BATCH, order_ids):
            facts = self.search([('order_id', 'in', batch)])
            free = facts.try_lock_for_update()
            left += len(facts - free)
            free._convert_again()
            if not cron._commit_progress(len(batch)):
                return
        if left:
            self.env.ref('intrix_finance_status.cron_convert_again')._trigger(
                fields.Datetime.now() + timedelta(minutes=5)
            )

    def _convert_again(self):
        """Take these facts again, at the rates of now."""
        self.modified(['order_id'])
        self.env.flush_all()
        self.env['res.partner']._finance_invalidate()
