from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import day
from .common_follow_up import FollowUpCommon

# models in which the database allows a customer once for something: how they are merged
MERGED = {'finance.status.action', 'finance.status.exposure', 'finance.status.hold'}


@tagged('post_install', '-at_install')
class TestHoldMerge(FollowUpCommon):
    """Customers are merged: nothing crashes, the stricter hold wins, nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._customer("Other")

    def _merge(self, destination=None):
        partners = self.customer + self.other
        destination = destination or self.customer
        self.env['base.partner.merge.automatic.wizard']._merge(partners.ids, destination)
        self.env.invalidate_all()
        self.assertFalse((partners - destination).exists())
        return destination

    def _hold(self, partner, **values):
        return self.env['finance.status.hold'].create({'partner_id': partner.id, **values})

    def test_all_that_name_a_customer_once(self):
        """A further model with a customer in a unique index needs a way to be merged."""
        self.env.cr.execute(
            """
            SELECT DISTINCT class.relname
              FROM pg_index AS index
              JOIN pg_class AS class ON class.oid = index.indrelid
              JOIN pg_attribute AS attribute
                ON attribute.attrelid = class.oid AND attribute.attnum = ANY(index.indkey)
              JOIN pg_constraint AS key
                ON key.conrelid = class.oid AND key.contype = 'f'
               AND key.conkey[1] = attribute.attnum
              JOIN pg_class AS target ON target.oid = key.confrelid
             WHERE index.indisunique
               AND target.relname = 'res_partner'
               AND class.relname LIKE 'finance\\_%%'
            """
        )
        found = {table for (table,) in self.env.cr.fetchall()}
        relations = {
            field.relation
            for name in self.env
            for field in self.env[name]._fields.values()
            if field.type == 'many2many' and field.store
        }
        tables = {self.env[name]._table for name in MERGED}
        self.assertEqual(found - relations, tables)
        wizard = self.env['base.partner.merge.automatic.wizard']
        self.assertLessEqual(MERGED, set(wizard._finance_merged_models()))

    def test_credit_limits(self):
        """Both with a credit limit and a confirmed order."""
        self.env.company.account_use_credit_limit = True
        policies = self.env['finance.status.policy'].search([])
        policies.hold_credit_limit = 'stop'
        for partner in (self.customer, self.other):
            partner.credit_limit = 1000
            self._order(500, partner=partner)
        self.assertEqual(
            self.env['finance.status.exposure'].search_count(
                [('partner_id', 'in', (self.customer + self.other).ids)]
            ),
            2,
        )
        merged = self._merge()
        self.assertFinance(merged, hold=False, amount_exposure=1000)
        with self.assertRaises(UserError):
            self._order(1, partner=merged)

    def test_hold_and_release(self):
        """The hold wins, the release is history, and so is what was said."""
        self._hold(self.customer, kind='release', reason="Promised", date_end=day(20))
        self._hold(self.other, reason="Bounced cheque")
        merged = self._merge()
        self.assertFinance(merged, hold=True, hold_cause='manual')
        self.assertIn("Bounced cheque", merged.finance_hold_reason)
        self.assertRecordValues(
            merged.finance_hold_ids.sorted('reason'),
            [
                {'reason': "Bounced cheque", 'active': True, 'partner_id': merged.id},
                {'reason': "Promised", 'active': False, 'partner_id': merged.id},
            ],
        )
        said = "".join(merged.message_ids.mapped('body'))
        for text in ("Bounced cheque", "Promised"):
            self.assertIn(text, said)

    def test_two_holds(self):
        self._hold(self.customer, reason="Short", date_end=day(2))
        self._hold(self.other, reason="Long", date_start=day(1))
        merged = self._merge(self.other)
        # from today, as the shorter one
        self.assertFinance(merged, hold=True, hold_since=day(0))
        self.assertEqual(merged.finance_hold_ids._current().reason, "Long")
        self.assertEqual(len(merged.finance_hold_ids), 2)

    def test_two_releases(self):
        self._hold(self.customer, kind='release', reason="Short", date_end=day(2))
        self._hold(self.other, kind='release', reason="Long", date_end=day(20))
        self.assertEqual(self._merge().finance_hold_ids._current().reason, "Short")

    def test_a_hold_that_is_over(self):
        hold = self._hold(self.customer, reason="Over", date_start=day(-9), date_end=day(-1))
        self._hold(self.other, kind='release', reason="Now", date_end=day(2))
        merged = self._merge()
        self.assertFalse(hold.active)
        self.assertEqual(merged.finance_hold_ids._current().reason, "Now")

    def test_into_a_contact(self):
        """Into a contact of a company: the hold counts for the company."""
        company = self._customer("Company", is_company=True)
        contact = self._customer("Contact", parent_id=company.id)
        self._hold(self.customer, reason="Bounced cheque")
        self.env['base.partner.merge.automatic.wizard']._merge(
            (self.customer + contact).ids, contact
        )
        self.env.invalidate_all()
        self.assertFinance(company + contact, hold=True, hold_cause='manual')

    def test_reminded_of_the_same_entry(self):
        """Both were reminded of their part of one opening entry: one row keeps the level."""
        entry = self._opening_entry(
            {'partner_id': self.customer.id, 'debit': 100},
            {'partner_id': self.other.id, 'debit': 30},
        )
        level = self.env['finance.status.policy.level'].search([('mail_template_id', '!=', False)])[
            :1
        ]
        Action = self.env['finance.status.action'].sudo()
        values = {
            'company_id': self.env.company.id,
            'level_id': level.id,
            'level_name': level.name,
            'level_days': level.days,
            'source': 'account.move',
            'document_id': entry.id,
            'date_due': day(-8),
            'kind': 'mail',
        }
        done = Action.create({**values, 'partner_id': self.other.id, 'state': 'done'})
        waiting = Action.create({**values, 'partner_id': self.customer.id, 'state': 'waiting'})
        merged = self._merge()
        self.assertEqual((done + waiting).partner_id, merged)
        self.assertRecordValues(
            done + waiting,
            [
                {'level_id': level.id, 'state': 'done', 'level_days': level.days},
                {'level_id': False, 'state': 'cancelled', 'level_days': level.days},
            ],
        )

    def test_everything_at_once(self):
        """Promises, documents and remembered customers go along."""
        Promise = self.env['finance.status.promise']
        invoices = self._plain_invoice(100, due=day(-5), date=day(-30)) + self._plain_invoice(
            100, due=day(-5), date=day(-30), partner=self.other
        )
        for invoice in invoices:
            Promise.create(
                {
                    'partner_id': invoice.partner_id.id,
                    'date': day(3),
                    'amount': 100,
                }
            )
        for partner in (self.customer, self.other):
            self._hold(partner, reason="x")
        merged = self._merge()
        self.assertEqual(len(Promise.search([('partner_id', '=', merged.id)])), 2)
        self.assertFinance(merged, due=200, hold=True)
