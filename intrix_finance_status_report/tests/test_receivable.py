import random
from collections import defaultdict

from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import FinanceStatusCommon, day
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import format_date

from ..forecast import expected_payment_date

BUCKETS = ('current', '30', '60', '90', 'older')


@tagged('post_install', '-at_install')
class TestReceivable(FinanceStatusCommon):
    """Receivables: the figures of the customers, one by one, and when they are expected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Receivable = cls.env['finance.status.receivable']
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})

    def _rows(self, *domain, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Receivable.with_context(**context).search(list(domain))

    def _document(self, customer, amount, due, **values):
        values = {
            'external_id': f'{customer.id}-{amount}-{due}',
            'name': f'D{amount}',
            'date': fields.Date.to_string(day(-100)),
            'date_due': fields.Date.to_string(due),
            'amount_total': amount,
            'partner_name': customer.name,
            **values,
        }
        result = self.env['finance.status.document'].sync('books', [values])
        self.assertEqual(result['errors'], [])

    def test_rows_are_the_figures_of_the_customers(self):
        rng = random.Random(7)
        customers = self.env['res.partner'].browse()
        for number in range(4):
            customer = self._customer(f"Customer {number}")
            customers |= customer
            for _invoice in range(4):
                order = self._order(partner_id=customer.id)
                self._invoice(order, due=day(rng.choice((-120, -91, -61, -60, -31, -30, -1, 0, 9))))
        self.env.flush_all()
        sums = defaultdict(float)
        for row in self._rows(('partner_id', 'in', customers.ids)):
            sums[row.partner_id, row.ageing] += row.amount
            sums[row.partner_id, 'overdue'] += row.amount_overdue
            self.assertEqual(row.days_late > 0, row.ageing != '0', row.name)
        for customer in customers:
            for number, bucket in enumerate(BUCKETS):
                wanted = customer[f'finance_aged_{bucket}']
                self.assertAlmostEqual(sums[customer, str(number)], wanted, 2, bucket)
            self.assertAlmostEqual(sums[customer, 'overdue'], customer.finance_amount_overdue, 2)

    def test_grouped_sums(self):
        customer = self._customer("Grouped")
        for due in (day(-40), day(-2), day(5)):
            self._invoice(self._order(partner_id=customer.id), due=due)
        self.env.flush_all()
        groups = self.Receivable._read_group(
            [('partner_id', '=', customer.id)], ['ageing'], ['amount:sum', '__count']
        )
        self.assertEqual(groups, [('0', 1000.0, 1), ('1', 1000.0, 1), ('2', 1000.0, 1)])
        [(total,)] = self.Receivable._read_group(
            [('partner_id', '=', customer.id)], [], ['amount:sum']
        )
        self.assertEqual(total, customer.finance_amount_due)

    def test_expected_as_computed_in_python(self):
        """The SQL and ``forecast.py`` agree, for those with many, few and no delays."""
        rng = random.Random(11)
        delays = defaultdict(list)
        customers = [self._customer(f"Customer {number}") for number in range(4)]
        for customer, count in zip(customers, (9, 2, 0, 5), strict=True):
            for _payment in range(count):
                delay = rng.randrange(-10, 60)
                due = day(-rng.randrange(70, 200))
                issued = fields.Date.subtract(due, days=30)
                order = self._order(partner_id=customer.id)
                invoice = self._invoice(order, due=due, date=issued)
                self._pay(invoice, date=fields.Date.add(due, days=delay))
                delays[customer].append(delay)
            for late in (-8, 0, 15, 45, 80):
                self._invoice(self._order(partner_id=customer.id), due=day(-late))
        rows = self._rows(('partner_id', 'in', [customer.id for customer in customers]))
        self.assertEqual(len(rows), 20)
        everybody = [delay for of_customer in delays.values() for delay in of_customer]
        for row in rows:
            wanted = expected_payment_date(row.date_due, day(0), delays[row.partner_id], everybody)
            self.assertEqual(row.date_expected, wanted, (row.partner_id.name, row.date_due))

    def test_promise_is_expected(self):
        customer = self._customer("Promising")
        self._invoice(self._order(partner_id=customer.id), due=day(-5))
        promise = self.env['finance.status.promise'].create(
            {'partner_id': customer.id, 'amount': 1000, 'date': day(12)}
        )
        [row] = self._rows(('partner_id', '=', customer.id))
        self.assertEqual((row.date_promised, row.date_expected), (day(12), day(12)))
        promise.active = False
        [row] = self._rows(('partner_id', '=', customer.id))
        self.assertFalse(row.date_promised)

    def test_credits_are_not_late(self):
        customer = self._customer("Credited")
        order = self._order(partner_id=customer.id)
        invoice = self._invoice(order, due=day(-50))
        refund = invoice._reverse_moves([{'invoice_date': day(-40), 'date': day(-40)}])
        refund.action_post()
        (invoice.line_ids + refund.line_ids).remove_move_reconcile()
        rows = self._rows(('partner_id', '=', customer.id))
        self.assertEqual(sorted(rows.mapped('amount')), [-1000, 1000])
        credit = rows.filtered(lambda row: row.amount < 0)
        self.assertEqual((credit.ageing, credit.amount_overdue, credit.days_late), ('0', 0, 0))
        self.assertEqual(credit.date_expected, day(0))

    def test_documents_kept_elsewhere(self):
        customer = self._customer("Elsewhere")
        self._document(customer, 70, day(-35))
        documents = self.env['finance.status.document'].search([('source_id.code', '=', 'books')])
        documents.partner_id = customer
        [row] = self._rows(('partner_id', '=', customer.id))
        self.assertEqual((row.amount, row.ageing, row.days_late), (70, '2', 35))
        self.assertEqual((row.res_model, row.res_id), ('finance.status.document', documents.id))
        self.assertEqual(row.action_open_document()['res_id'], documents.id)

    def test_open_as_salesperson(self):
        """The order, or the customer: Odoo's form of invoices fails without accounting rights."""
        seller = new_test_user(self.env, 'receivable_seller', 'sales_team.group_sale_salesman')
        order = self._order(user_id=seller.id)
        invoice = self._invoice(order, due=day(-5))
        other = self._plain_invoice(70, due=day(-6), invoice_user_id=seller.id)
        for name in ('finance.status.receivable', 'finance.status.cash'):
            rows = self.env[name].with_user(seller).search([('res_model', '=', 'account.move')])
            for document, expected in ((invoice, order), (other, other.partner_id)):
                row = rows.filtered(lambda row, document=document: row.res_id == document.id)[:1]
                action = row.action_open_document()
                self.assertEqual(
                    (action['res_model'], action['res_id']), (expected._name, expected.id)
                )

    def test_open_payment(self):
        """The payment itself, not the journal entry behind it."""
        customer = self._customer("Payer")
        payment = self._unmatched_payment(50, partner=customer)
        [row] = self._rows(('partner_id', '=', customer.id))
        action = row.action_open_document()
        self.assertEqual((action['res_model'], action['res_id']), ('account.payment', payment.id))

    def test_as_of_a_past_day(self):
        """What it shows for a day is what it showed on that day."""
        customer = self._customer("Past")
        with freeze_time(day(-30)):
            paid = self._invoice(self._order(partner_id=customer.id), due=day(-5), date=day(-60))
            self._invoice(self._order(partner_id=customer.id), due=day(-35), date=day(-60))
            self.env.flush_all()
            domain = [('partner_id', '=', customer.id)]
            then = self._rows(*domain).mapped(lambda row: (row.name, row.amount, row.days_late))
            self.assertEqual([late for _name, _amount, late in then], [35, 5])
        self._pay(paid, date=day(-3))
        self.assertEqual(len(self._rows(*domain)), 1)
        rows = self._rows(*domain, finance_receivable_date=str(day(-30)))
        self.assertEqual(rows.mapped(lambda row: (row.name, row.amount, row.days_late)), then)
        self.assertFalse(any(rows.mapped('date_expected')))
        with self.assertRaisesRegex(UserError, "is not a day"):
            self._rows(finance_receivable_date='yesterday')
        self.assertFalse(self._rows(finance_receivable_date='0001-01-01'))

    def test_dialog_asks_for_the_day(self):
        action = self.env['finance.receivable.open'].create({'date': day(-9)}).action_open()
        self.assertEqual(action['context']['finance_receivable_date'], str(day(-9)))
        for title in (action['name'], action['display_name']):
            self.assertIn(format_date(self.env, day(-9)), title)
        with self.assertRaisesRegex(UserError, "later day"):
            self.env['finance.receivable.open'].create({'date': day(1)}).action_open()

    # rights

    def _user(self, login, groups, **values):
        values = {'company_id': self.env.company.id, **values}
        values.setdefault('company_ids', [self.env.company.id])
        return new_test_user(self.env, f'receivable_{login}', groups, **values)

    def test_a_salesperson_sees_the_own_ones(self):
        mine, theirs = (
            self._user(login, 'sales_team.group_sale_salesman') for login in ('mine', 'theirs')
        )
        rows = {}
        for user in (mine, theirs):
            customer = self._customer(user.name)
            order = self._order(partner_id=customer.id, user_id=user.id)
            invoice = self._invoice(order, due=day(-3))
            invoice.invoice_user_id = user
            rows[user] = self._rows(('partner_id', '=', customer.id))
        found = self.Receivable.with_user(mine)
        self.assertEqual(found.search([('user_id', 'in', (mine + theirs).ids)]), rows[mine])
        [(total,)] = found._read_group([('user_id', '=', theirs.id)], [], ['amount:sum'])
        self.assertFalse(total)
        with self.assertRaises(AccessError):
            found.browse(rows[theirs].id).read(['amount'])
        with self.assertRaises(AccessError):
            # the row may be seen, the invoice of a colleague may not
            theirs_invoice = self.env['account.move'].browse(rows[theirs].res_id)
            theirs_invoice.with_user(mine).check_access('read')
        manager = self._user('manager', 'sales_team.group_sale_manager')
        seen = self.Receivable.with_user(manager).search([('user_id', 'in', (mine + theirs).ids)])
        self.assertEqual(seen, rows[mine] + rows[theirs])

    def test_not_for_others(self):
        for group in ('base.group_user', 'base.group_portal', 'base.group_public'):
            user = self._user(group.rpartition('_')[2], group)
            with self.assertRaises(AccessError):
                self.Receivable.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env['finance.receivable.open'].with_user(user).create({})

    def test_no_row_of_another_company(self):
        self._invoice(self._order(partner_id=self._customer("Here").id), due=day(-3))
        other = self.env['res.company'].create({'name': "Other"})
        user = self._user(
            'other', 'account.group_account_invoice', company_id=other.id, company_ids=[other.id]
        )
        self.assertFalse(self.Receivable.with_user(user).search([]))

    def test_reading_takes_as_many_queries_for_many(self):
        customer = self._customer("Many")
        for _invoice in range(3):
            self._invoice(self._order(partner_id=customer.id), due=day(-3))
        self.env.flush_all()
        fnames = ['name', 'amount', 'ageing', 'date_expected', 'days_late']
        domain = [('partner_id', '=', customer.id)]
        self.Receivable.search_read(domain, fnames, limit=1)
        counts = []
        for limit in (3, 1, 3):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.Receivable.search_read(domain, fnames, limit=limit)), limit)
            counts.append(self.env.cr.sql_log_count - before)
        # the first one fills caches that last
        self.assertEqual(counts[1], counts[2])

    def test_dispute_responsible_and_behaviour(self):
        disputed, other = (self._customer(name) for name in ("Disputing", "Other"))
        invoice = self._invoice(self._order(100, partner=disputed), due=day(-40))
        self._invoice(self._order(50, partner=disputed), due=day(-3))
        self._invoice(self._order(70, partner=other), due=day(10))
        invoice.action_toggle_block_payment()
        disputed.finance_responsible_id = self.env.user
        self.env.flush_all()
        Receivable = self.env['finance.status.receivable']
        domain = [('partner_id', 'in', (disputed | other).ids)]
        for groupby, expected in (
            ('is_disputed', {False: 120, True: 100}),
            ('responsible_id', {self.env.user: 150, self.env['res.users']: 70}),
            ('behaviour', {disputed.finance_behaviour: 150, other.finance_behaviour: 70}),
        ):
            self.assertEqual(
                dict(Receivable._read_group(domain, [groupby], ['amount:sum'])), expected
            )
        self.assertEqual(
            Receivable.search([*domain, ('is_disputed', '=', True)]).name, invoice.name
        )
