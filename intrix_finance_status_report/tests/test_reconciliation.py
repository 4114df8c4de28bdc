import random

from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.addons.intrix_finance_status.tests.random_common import RandomCommon
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged


def steps_of(env, company, **context):
    env.flush_all()
    env.invalidate_all()
    rows = env['finance.status.reconciliation'].with_context(**context)
    return {row.kind: row for row in rows.search([('company_id', '=', company.id)])}


@tagged('post_install', '-at_install')
class TestReconciliationRandom(RandomCommon):
    """Whatever is done, on whatever day: what customers owe is what the accounts say."""

    def test_no_difference(self):
        self.random = random.Random(3)
        self.policy.hold = False
        dates = [None, day(-1), day(-30), day(-75)]
        for number in range(1, 61):
            self._step()
            if number % 30:
                continue
            for date in dates:
                context = {'finance_receivable_date': str(date)} if date else {}
                steps = steps_of(self.env, self.env.company, **context)
                self.assertEqual(steps['8'].amount, 0, (number, date))
                parts = sum(steps[kind].amount for kind in '123456' if kind in steps)
                self.assertAlmostEqual(parts, steps['7'].amount, 2)


@tagged('post_install', '-at_install')
class TestReconciliation(FinanceStatusCommon):
    """The steps from the receivable accounts to the customers, each down to its entries."""

    def _entry(self, partner=None, amount=40.0, account=None, **values):
        receivable = account or self.company_data['default_account_receivable']
        entry = self.env['account.move'].create(
            {
                'date': day(-3),
                'line_ids': [
                    Command.create(
                        {
                            'account_id': receivable.id,
                            'partner_id': partner and partner.id,
                            'debit': amount,
                            **values,
                        }
                    ),
                    Command.create(
                        {
                            'account_id': self.company_data['default_account_revenue'].id,
                            'credit': amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        return self._receivable(entry)

    def _amounts(self, **context):
        steps = steps_of(self.env, self.env.company, **context)
        return {kind: (row.amount, row.item_count) for kind, row in steps.items()}

    def test_culprits_by_name(self):
        self._plain_invoice(1000)
        nobody = self._entry()
        trade = self.company_data['default_account_receivable']
        deposits = trade.copy({'name': "Deposits", 'non_trade': True})
        deposit = self._entry(self.customer, 300, deposits)
        self.assertEqual(
            self._amounts(),
            {
                '1': (1340, 3),
                '3': (-300, 1),
                '4': (-40, 1),
                '7': (1000, 1),
                '8': (0, 0),
            },
        )
        steps = steps_of(self.env, self.env.company)
        for kind, items in (('3', deposit), ('4', nobody)):
            action = steps[kind].action_open_items()
            self.assertEqual(self.env[action['res_model']].search(action['domain']), items)
        action = steps['7'].action_open_items()
        found = self.env[action['res_model']].search(action['domain'])
        self.assertEqual(sum(found.mapped('amount')), 1000)

    def test_documents_elsewhere_and_payments_without_entry(self):
        invoice = self._plain_invoice(1000)
        self._pay_without_entry(invoice, 400)
        self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        result = self.env['finance.status.document'].sync(
            'books',
            [
                {
                    'external_id': '1',
                    'name': '1',
                    'date': str(day(-9)),
                    'date_due': str(day(9)),
                    'amount_total': 70,
                    'partner_name': self.customer.name,
                }
            ],
        )
        self.assertEqual(result['errors'], [])
        document = self.env['finance.status.document'].search([('external_id', '=', '1')])
        document.partner_id = self.customer
        amounts = self._amounts()
        self.assertEqual(
            amounts,
            {
                '1': (1000, 1),
                '5': (-400, 1),
                '6': (70, 1),
                '7': (670, 2),
                '8': (0, 0),
            },
        )
        steps = steps_of(self.env, self.env.company)
        action = steps['5'].action_open_items()
        self.assertEqual(self.env[action['res_model']].search(action['domain']).amount, 400)
        action = steps['6'].action_open_items()
        found = self.env[action['res_model']].search(action['domain'])
        self.assertEqual(found.mapped('amount'), [70])

    def test_as_of_a_past_day(self):
        self._pay(self._plain_invoice(1000, date=day(-40)), date=day(-10))
        self.assertEqual(self._amounts()['7'], (0, 0))
        then = self._amounts(finance_receivable_date=str(day(-11)))
        self.assertEqual((then['1'][0], then['7'], then['8'][0]), (1000, (1000, 1), 0))

    def test_rights(self):
        self._plain_invoice(1000)
        for group in ('base.group_user', 'sales_team.group_sale_manager'):
            user = new_test_user(self.env, f'tie_{group}', group)
            with self.assertRaises(AccessError):
                self.env['finance.status.reconciliation'].with_user(user).search([])
        other = self.env['res.company'].create({'name': "Other"})
        stranger = new_test_user(
            self.env,
            'tie_stranger',
            'account.group_account_invoice',
            company_id=other.id,
            company_ids=[other.id],
        )
        self.env.flush_all()
        self.assertFalse(self.env['finance.status.reconciliation'].with_user(stranger).search([]))
