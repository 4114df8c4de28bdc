from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import day
from .manual_common import ManualBase


@freeze_time('2026-03-16 10:00:00')
@tagged('post_install', '-at_install')
class TestManualInvoices(ManualBase):
    """Registering invoices by hand."""

    def test_everything_proposed(self):
        order = self._order(1000, 250, tax=self.tax_25, payment_term_id=self._term((100, 15)).id)
        form = self._invoice_form(order)
        self.assertEqual(form.name, '2026-001')
        self.assertEqual((form.date, form.date_due), (day(0), day(15)))
        self.assertEqual((form.amount, form.amount_left), (1250, 1250))
        self.assertFalse(form.warning)
        document = self.env['finance.status.document'].browse()
        form.save().action_register()
        document = document.search([('name', '=', '2026-001')])
        self.assertRecordValues(
            document,
            [
                {
                    'amount_total': 1250,
                    'company_id': order.company_id.id,
                    'currency_id': self.eur.id,
                    'date': day(0),
                    'date_due': day(15),
                    'document_type': 'invoice',
                    'match_state': 'matched',
                    'partner_id': self.customer.id,
                    'state': 'open',
                }
            ],
        )
        self.assertEqual(document.source_id.kind, 'manual')
        self.assertRecordValues(document.order_ids, [{'order_id': order.id, 'amount': 1250}])
        self.assertFinance(order, invoiced=1250, due=1250, status='invoiced', date_due=day(15))
        self.assertFinance(self.customer, due=1250, to_invoice=0, status='due')

    def test_statuses(self):
        """From accepted to paid, as with Odoo's own invoices; overdue by itself."""
        order = self._order(1000, opportunity_id=self._lead().id)
        lead = order.opportunity_id
        self.assertFinance(order, status='ordered')
        self._register(order, amount=400, date_due=day(10))
        self.assertFinance(order, invoiced=400, status='partially_invoiced', invoicing='partial')
        self._register(order, date_due=day(20))
        self.assertFinance(order, invoiced=1000, status='invoiced', invoicing='invoiced')
        self._pay_by_hand(order, amount=300)
        self.assertFinance(order, paid=300, due=700, status='partially_paid')
        self.assertFinance(lead, status='partially_paid')
        with freeze_time('2026-03-27 10:00:00'):
            self.env.invalidate_all()
            self.assertFinance(order, overdue=100, days=1, status='overdue')
            self.assertFinance(self.customer, overdue=100, status='overdue')
        self.env.invalidate_all()
        self._pay_by_hand(order)
        self.assertFinance(order, paid=1000, due=0, status='paid', date_paid=day(0))
        self.assertFinance(lead, status='paid')
        self.assertFinance(self.customer, due=0, status='paid')

    def test_proposed_amount_is_what_is_left(self):
        """Also after Odoo's own invoice of a part: the sources add up (R7)."""
        order = self._order(1000)
        self._down_payment(order, 30)
        form = self._invoice_form(order)
        self.assertEqual(form.amount, 700)
        self.assertFalse(form.warning)
        form.amount = 1000
        self.assertIn("count twice", form.warning)
        self.assertIn(order.invoice_ids.name, form.warning)

    def test_warning_of_drafts(self):
        order = self._order(1000)
        self._invoice(order, post=False)
        self.assertIn("draft", self._invoice_form(order).warning)

    def test_warning_of_another_source(self):
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        self.env['finance.status.document'].create(
            {'source_id': source.id, 'name': '55/1/1', 'amount_total': 10, 'date': day(0)}
        )
        form = self._invoice_form(self._order())
        form.name = '55/1/1'
        self.assertIn("Books", form.warning)

    def test_instalments(self):
        order = self._order(1000, payment_term_id=self.term_30_70.id)
        form = self._invoice_form(order)
        self.assertIn('300.00', form.instalments)
        document = self._register(order)
        self.assertRecordValues(
            document.line_ids,
            [{'date_due': day(0), 'amount': 300}, {'date_due': day(30), 'amount': 700}],
        )
        self.assertFinance(order, due=1000, date_due=day(0))
        self._pay_by_hand(order, amount=300)
        self.assertFinance(order, due=700, date_due=day(30))

    def test_another_due_date(self):
        """A due date typed in goes before the payment term."""
        order = self._order(1000, payment_term_id=self._term((100, 15)).id)
        document = self._register(order, date_due=day(40))
        self.assertRecordValues(document.line_ids, [{'date_due': day(40), 'amount': 1000}])
        form = self._invoice_form(order)
        form.payment_term_id = self.term_30_70
        self.assertEqual(form.date_due, day(30))

    def test_fixed_instalment_above_the_total(self):
        term = self.env['account.payment.term'].create(
            {
                'name': "Fixed",
                'line_ids': [
                    Command.create({'value': 'fixed', 'value_amount': 5000, 'nb_days': 0}),
                    Command.create({'value': 'percent', 'value_amount': 100, 'nb_days': 10}),
                ],
            }
        )
        document = self._register(self._order(1000), payment_term_id=term)
        self.assertEqual(document.line_ids.mapped('amount'), [1000])

    def test_number_follows(self):
        order = self._order(1000)
        self._register(order, amount=100, name='17/1/1')
        self._register(order, amount=100, name='19/1/1')
        self.assertEqual(self._invoice_form(order).name, '20/1/1')
        # a number that is taken is left out
        self._register(order, amount=100, name='18/1/1')
        self.assertEqual(self._invoice_form(order).name, '20/1/1')

    def test_number_of_another_year(self):
        order = self._order(1000)
        self._register(order, amount=100, name='R-2026-041')
        form = self._invoice_form(order)
        self.assertEqual(form.name, 'R-2026-042')
        form.date = '2027-01-04'
        self.assertEqual(form.name, 'R-2027-001')
        form.name = 'MINE'
        form.date = '2026-12-01'
        self.assertEqual(form.name, 'MINE')

    def test_same_number_next_year(self):
        """Croatian numbers begin with 1 each year."""
        order = self._order(1000)
        self._register(order, amount=100, name='1/1/1', date='2025-12-01', date_due=day(0))
        self._register(order, amount=100, name='1/1/1')
        with self.assertRaisesRegex(UserError, "taken.*registered by.*next free number is 2/1/1"):
            self._register(order, amount=100, name=' 1/1/1 ')

    def test_first_number_in_croatia(self):
        self.company.country_id = self.env.ref('base.hr')
        self.assertEqual(self._invoice_form(self._order()).name, '1/1/1')

    def test_number_taken_at_the_same_moment(self):
        """The database decides, in words that people understand."""
        order = self._order(1000)
        self._register(order, amount=100, name='1/1/1')
        Wizard = self.env.registry['finance.status.register.invoice']
        with (
            patch.object(Wizard, '_check_numbers', lambda rows: None),
            self.assertRaisesRegex(UserError, "has just registered.*1/1/1"),
        ):
            self._register(order, amount=100, name='1/1/1')
        # and the transaction goes on
        self.assertFinance(order, invoiced=100)

    def test_credit_note(self):
        order = self._order(1000)
        invoice = self._register(order)
        form = self._invoice_form(order)
        form.document_type = 'refund'
        self.assertEqual(form.amount, 1000)
        form.amount = 250
        form.save().action_register()
        self.assertFinance(order, invoiced=750, due=750, status='invoiced')
        self.assertFinance(self.customer, due=750)
        form = self._open(invoice.with_user(self.finance).action_register_credit_note())
        self.assertEqual((form.document_type, form.amount), ('refund', 1000))
        form.amount = 750
        form.save().action_register()
        self.assertFinance(order, invoiced=0, due=0, status='reversed')

    def test_other_currency(self):
        usd = self._usd()
        order = self._order(1000, currency=usd)
        document = self._register(order)
        self.assertEqual((document.currency_id, document.amount_total), (usd, 1000))
        self.assertFinance(order, invoiced=1000, due=1000, status='invoiced')
        self.assertFinance(self.customer, due=500)
        self._pay_by_hand(order, amount=400)
        self.assertFinance(order, due=600)
        self.assertFinance(self.customer, due=300)

    def test_invoice_in_company_currency(self):
        self.finance.group_ids |= self.env.ref('base.group_multi_currency')
        order = self._order(1000, currency=self._usd())
        form = self._invoice_form(order)
        form.currency_id = self.eur
        self.assertEqual(form.amount, 500)
        form.save().action_register()
        self.assertFinance(order, invoiced=1000, status='invoiced')

    def test_customer(self):
        form = self._invoice_form(self.customer)
        self.assertFalse(form.order_ids)
        form.amount = 120
        form.save().action_register()
        self.assertFinance(self.customer, due=120, status='due')
        order = self._order(1000)
        form = self._invoice_form(self.customer)
        self.assertEqual((form.order_ids[:], form.amount), (order, 1000))
        form.save().action_register()
        self.assertFinance(order, status='invoiced')
        self._pay_by_hand(self.customer)
        self.assertFinance(order, status='paid')
        self.assertFinance(self.customer, due=0, status='paid')

    def test_two_orders_on_one_invoice(self):
        orders = self._order(1000) | self._order(500)
        form = self._invoice_form(orders[0])
        form.order_ids.add(orders[1])
        self.assertEqual(form.amount, 1500)
        form.amount = 1000.01
        form.save().action_register()
        shares = orders.mapped('finance_amount_invoiced')
        self.assertEqual([round(share, 2) for share in shares], [666.67, 333.34])

    def test_refused(self):
        order = self._order(1000)
        for values, message in (
            ({'amount': 0}, "more than zero"),
            ({'name': '  '}, "number"),
            ({'date_due': day(-1)}, "due before"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._register(order, **values)
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self._register(self._order(confirm=False))
        other = self._order(partner=self._customer("Other"))
        with self.assertRaisesRegex(UserError, "is invoiced to Other"):
            form = self._invoice_form(order)
            form.order_ids.add(other)
            form.save().action_register()

    # access

    def test_setting(self):
        """Off, nothing is offered, and nothing can be registered."""
        order = self._order()
        document = self._register(order)
        action = self.env.ref('intrix_finance_status.action_sale_order_register_invoice')

        def bindings():
            actions = self.env['ir.actions.actions'].with_user(self.finance)
            return [found['id'] for found in actions.get_bindings('sale.order')['action']]

        self.assertIn(action.id, bindings())
        self.assertTrue(order.with_user(self.finance).finance_can_register)
        self.company.finance_manual_documents = False
        self.assertNotIn(action.id, bindings())
        self.assertFalse(order.with_user(self.finance).finance_can_register)
        self.assertFalse(self.customer.with_user(self.finance).finance_can_register)
        for method in (
            order.action_finance_register_invoice,
            order.action_finance_register_payment,
            self.customer.action_finance_register_invoice,
            document.action_correct,
            document.action_register_cancel,
            document.change_ids.action_undo,
        ):
            with self.assertRaisesRegex(UserError, "settings"):
                method()

    def test_salesperson(self):
        order = self._order()
        document = self._register(order)
        as_sales = order.with_user(self.salesperson)
        self.assertEqual(as_sales.finance_status, 'invoiced')
        self.assertIn("Registered", self._notes(as_sales)[0])
        for method in (
            as_sales.action_finance_register_invoice,
            as_sales.action_finance_register_payment,
            document.with_user(self.salesperson).action_correct,
            document.change_ids.with_user(self.salesperson).action_undo,
        ):
            with self.assertRaises(AccessError):
                method()
        with self.assertRaises(AccessError):
            Form(self.env['finance.status.register.invoice'].with_user(self.salesperson))

    def test_other_company(self):
        other = self.setup_other_company()['company']
        other.finance_manual_documents = True
        order = self._order()
        user = new_test_user(
            self.env,
            'finance_elsewhere',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_manager',
            company_id=other.id,
            company_ids=[other.id],
        )
        with self.assertRaises(AccessError):
            order.with_user(user).action_finance_register_invoice()
        # nor through the form of another order
        values = {
            'company_id': other.id,
            'partner_id': self.customer.id,
            'order_ids': [Command.set(order.ids)],
            'name': '1',
            'amount': 100,
            'date_due': day(0),
            'currency_id': other.currency_id.id,
        }
        Wizard = self.env['finance.status.register.invoice'].with_user(user)
        with self.assertRaises(AccessError):
            Wizard.create(values).action_register()
        user.company_ids |= self.company
        Wizard = Wizard.with_context(allowed_company_ids=[other.id, self.company.id])
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            Wizard.create(values).action_register()
