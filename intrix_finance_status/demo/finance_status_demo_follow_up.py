from odoo import api, models


class FinanceStatusDemo(models.AbstractModel):
    """What finance was promised, was told on the telephone, and does not chase."""

    _inherit = 'finance.status.demo'

    @api.model
    def _load(self):
        res = super()._load()
        if not self._ref('demo_promise_broken'):
            finance = self._ref('user_finance')
            self.with_user(finance).sudo()._follow_up()
        return res

    def _follow_up(self):
        """Have the default policy act by itself on all debts; the last reminder waits."""
        policy = self.env.ref('intrix_finance_status.finance_status_policy_default')
        policy.write({'user_id': self._ref('user_finance').id, 'date_start': self._day(365)})
        automatic = policy.level_ids.filtered(lambda level: level.days < 30)
        automatic.manual = False
        customers = {key: self._ref(f'partner_{key}') for key in ('drava', 'jadran', 'slavonija')}
        promises = (
            # kept: paid two days before
            ('kept', customers['slavonija'], 2500, 14, 10, 'Ms Horvat, accounting'),
            ('broken', customers['drava'], 2000, 20, 6, 'Mr Kos: "as soon as we are paid"'),
            ('open', customers['jadran'], customers['jadran'].finance_amount_overdue, 3, -5, ''),
        )
        for key, customer, amount, made, until, note in promises:
            promise = self.env['finance.status.promise'].create({
                'partner_id': customer.id,
                'amount': amount,
                'date_made': self._day(made),
                'date': self._day(until),
                'note': note,
            })
            self._give_xmlid(promise, f'demo_promise_{key}')
        disputed = self._demo_order('cancelled_overdue').invoice_ids
        disputed._finance_dispute('The order was cancelled before delivery')
        call = self.env['finance.call.log'].create({
            'partner_ids': customers['drava'].ids,
            'note': 'Nobody in accounting can be reached, they will call back.',
        })
        call.action_log()
        customers['drava'].finance_responsible_id = self.env.user
