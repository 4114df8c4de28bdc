import logging

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException, new_test_user

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestHoldWays(FinanceStatusCommon):
    """No way round a hold: by writing the state, changing addresses, terms or master data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._hold_policy(hold_credit_limit='stop')
        cls.salesperson = new_test_user(
            cls.env,
            'ways_sales',
            'sales_team.group_sale_salesman_all_leads,base.group_partner_manager',
            name="Sly Salesperson",
        )
        cls.overrider = new_test_user(
            cls.env,
            'ways_override',
            'sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_hold_override',
        )
        cls.finance = new_test_user(
            cls.env, 'ways_finance', 'account.group_account_invoice,base.group_partner_manager'
        )

    def _late(self, amount=1000, partner=None):
        return self._plain_invoice(amount, due=day(-40), date=day(-70), partner=partner)

    def _values(self, **values):
        line = {'product_id': self.service.id, 'price_unit': 100}
        return {
            'partner_id': self.customer.id,
            'order_line': [Command.create({**line, 'tax_ids': False})],
            **values,
        }

    # confirming

    def test_write(self):
        self._late()
        order = self._order(confirm=False)
        for values in (
            {'state': 'sale'},
            {'state': 'sale', 'locked': True, 'date_order': '2026-03-16 08:00:00'},
            {'state': 'sale', 'client_order_ref': "x"},
        ):
            with self.assertRaisesRegex(UserError, order.name), self.env.cr.savepoint():
                order.with_user(self.salesperson).write(values)
        order._action_cancel()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_user(self.salesperson).write({'state': 'sale'})
        self.env.invalidate_all()
        self.assertEqual(order.state, 'cancel')

    def test_write_with_another_customer(self):
        """Judged is the customer that the order has then."""
        self._late()
        free = self._customer("Free")
        order = self._order(confirm=False, partner=free).with_user(self.salesperson)
        addresses = dict.fromkeys(('partner_id', 'partner_invoice_id'), self.customer.id)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({'state': 'sale', **addresses})
        held = self._order(confirm=False).with_user(self.salesperson)
        addresses = dict.fromkeys(('partner_id', 'partner_invoice_id'), free.id)
        held.write({'state': 'sale', **addresses})
        self.assertEqual(held.state, 'sale')

    def test_create(self):
        self._late()
        Order = self.env['sale.order'].with_user(self.salesperson)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            Order.create(self._values(state='sale'))
        free = self._customer("Free")
        order = Order.create(self._values(state='sale', partner_id=free.id))
        self.assertEqual(order.state, 'sale')

    def test_copy(self):
        self._late()
        order = self._order(confirm=False).with_user(self.salesperson)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.copy({'state': 'sale'})

    def test_default_of_the_client(self):
        self._late()
        Order = self.env['sale.order'].with_user(self.salesperson)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            Order.with_context(default_state='sale').create(self._values())

    def test_load(self):
        self._late()
        order = self._order(confirm=False)
        Order = self.env['sale.order'].with_user(self.salesperson)
        for columns, row in (
            (['.id', 'state'], [str(order.id), 'sale']),
            (['partner_id/.id', 'state'], [str(self.customer.id), 'sale']),
        ):
            result = Order.load(columns, [row])
            self.assertFalse(result['ids'])
            self.assertIn(self.customer.name, result['messages'][0]['message'])
        self.env.invalidate_all()
        self.assertEqual(order.state, 'draft')

    def test_marks_of_the_client(self):
        """Nothing that a client can put into the context opens the way."""
        self._late()
        order = self._order(confirm=False).with_user(self.salesperson)
        marks = order.with_context(finance_hold_override="me", finance_hold_checked=True)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            marks.write({'state': 'sale'})

    def test_credit_limit(self):
        self.env.company.account_use_credit_limit = True
        self.customer.credit_limit = 150
        order = self._order(100, confirm=False).with_user(self.salesperson)
        order.write({'state': 'sale'})
        self.assertEqual(order.state, 'sale')
        with self.assertRaisesRegex(UserError, "200.00"), self.env.cr.savepoint():
            self._order(100, confirm=False).with_user(self.salesperson).write({'state': 'sale'})
        with self.assertRaisesRegex(UserError, "200.00"), self.env.cr.savepoint():
            self.env['sale.order'].with_user(self.salesperson).create(self._values(state='sale'))
        self.customer.credit_limit = 200
        created = self.env['sale.order'].create(self._values(state='sale'))
        self.assertEqual(created.state, 'sale')

    def test_override(self):
        """Who may go on says why, by whatever way; it is noted once."""
        self._late()
        order = self._order(confirm=False).with_user(self.overrider)
        with self.assertRaises(RedirectWarning) as asked, self.env.cr.savepoint():
            order.write({'state': 'sale'})
        self.assertEqual(asked.exception.loglevel, logging.INFO)
        order.with_context(finance_hold_override="Key account").action_confirm()
        self.assertEqual(order.state, 'sale')
        notes = order.sudo().message_ids.filtered(lambda note: "Key account" in note.body)
        self.assertEqual(len(notes), 1)

    # payment before delivery

    def _advance_term(self, percent=50):
        return self._term((100, 30), finance_prepayment_percent=percent)

    def test_share_is_fixed(self):
        term = self._advance_term()
        order = self._order(1000, payment_term_id=term.id)
        as_sales = order.with_user(self.salesperson)
        waits = "500.00"
        self.assertIn(waits, order._finance_delivery_hold_reasons()[order])
        self.assertIn(waits, as_sales.finance_prepayment_reason)
        as_sales.payment_term_id = False
        self.assertIn(waits, order._finance_delivery_hold_reasons()[order])
        as_sales.payment_term_id = self._advance_term(20)
        self.assertIn(waits, order._finance_delivery_hold_reasons()[order])
        term.finance_prepayment_percent = 0
        self.assertIn(waits, order._finance_delivery_hold_reasons()[order])
        self.assertIn(order, order.search(order._finance_prepayment_domain()))
        # more may be asked for
        as_sales.payment_term_id = self._advance_term(80)
        self.assertIn("800.00", order._finance_delivery_hold_reasons()[order])

    def test_share_survives_reopening(self):
        order = self._order(1000, payment_term_id=self._advance_term().id)
        as_sales = order.with_user(self.salesperson)
        as_sales._action_cancel()
        as_sales.action_draft()
        as_sales.payment_term_id = False
        as_sales.action_confirm()
        self.assertIn("500.00", order._finance_delivery_hold_reasons()[order])

    def test_term_of_a_quotation(self):
        """Until it is confirmed, the term may be changed; what it asks for later is not added."""
        term = self._advance_term()
        order = self._order(1000, payment_term_id=term.id, confirm=False)
        self.assertTrue(order._finance_prepayment_reasons())
        order.payment_term_id = self._advance_term(0)
        order.action_confirm()
        self.assertFalse(order._finance_prepayment_reasons())
        order.payment_term_id.finance_prepayment_percent = 30
        self.assertFalse(order._finance_prepayment_reasons())

    def test_taken_off_with_a_note(self):
        order = self._order(1000, payment_term_id=self._advance_term().id)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson)._finance_waive_prepayment("x")
        with self.assertRaises(AccessError):
            self.env['finance.prepayment.waive'].with_user(self.salesperson).create({})
        action = order.with_user(self.overrider).action_finance_waive_prepayment()
        dialog = (
            self.env['finance.prepayment.waive']
            .with_user(self.overrider)
            .with_context(**action['context'])
            .create({'reason': "Known for years"})
        )
        dialog.action_waive()
        self.assertFalse(order._finance_delivery_hold_reasons())
        self.assertFalse(order.finance_prepayment_reason)
        note = order.message_ids.filtered(lambda message: "Known for years" in message.body)
        self.assertEqual(note.author_id, self.overrider.partner_id)
        self.assertNotIn(order, order.search(order._finance_prepayment_domain()))

    def test_facts_are_nobodys(self):
        order = self._order(1000, payment_term_id=self._advance_term().id)
        fact = order.finance_prepayment_ids
        self.assertEqual(fact.percent, 50)
        for user in (self.salesperson, self.overrider, self.finance):
            with self.assertRaises(AccessError):
                fact.with_user(user).percent = 0

    # addresses of a confirmed order

    def test_addresses_of_a_confirmed_order(self):
        """Where Odoo allows the change, the delivery is judged by what the order says then."""
        self._late()
        order = self._order(partner=self._customer("Free"))
        self.assertFalse(order._finance_delivery_hold_reasons())
        for fname in ('partner_id', 'partner_invoice_id'):
            with self.subTest(field=fname):
                before = order[fname]
                order.with_user(self.salesperson)[fname] = self.customer
                self.assertTrue(order._finance_delivery_hold_reasons())
                order[fname] = before

    # master data

    def _company_with_contact(self):
        company = self._customer("Held company", is_company=True)
        contact = self._customer("Contact", parent_id=company.id)
        self._late(partner=company)
        self.assertFinance(company + contact, hold=True)
        return company, contact

    def assertTold(self, record, *texts, user=None):
        """Check the newest message of a record, and who wrote it."""
        message = record.sudo().message_ids[0]
        for text in texts:
            self.assertIn(text, message.body)
        self.assertEqual(message.author_id, (user or self.salesperson).partner_id)
        self.assertNotIn("1,000", message.body)

    def test_detached(self):
        company, contact = self._company_with_contact()
        contact.with_user(self.salesperson).parent_id = False
        self.assertFinance(contact, hold=False)
        for record in (company, contact):
            self.assertTold(record, "Contact", "not on hold any more", "Overdue")

    def test_ticked_as_a_company(self):
        company, contact = self._company_with_contact()
        contact.with_user(self.salesperson).is_company = True
        self.assertFinance(contact, hold=False)
        for record in (company, contact):
            self.assertTold(record, "not on hold any more")

    def test_moved_to_another_company(self):
        company, contact = self._company_with_contact()
        other = self._customer("Other", is_company=True)
        contact.with_user(self.salesperson).parent_id = other
        self.assertTold(company, "not on hold any more")
        count = len(contact.message_ids)
        # nothing disappears by moving where nothing is on hold
        contact.with_user(self.salesperson).parent_id = False
        self.assertFalse(
            contact.message_ids[: len(contact.message_ids) - count].filtered(
                lambda note: "on hold" in note.body
            )
        )

    def test_policy_and_limit(self):
        company, contact = self._company_with_contact()
        lax = self.policy.copy({'name': "Lax", 'is_default': False, 'hold': False})
        company.with_user(self.finance).finance_policy_id = lax
        notes = company.message_ids.filtered(lambda note: "not on hold any more" in note.body)
        self.assertEqual(len(notes), 1)
        self.assertIn("Finance Policy", notes.body)
        self.assertFalse(
            contact.message_ids.filtered(lambda note: "not on hold any more" in note.body)
        )
        self.env.company.account_use_credit_limit = True
        company.credit_limit = 900
        self.assertFinance(company, hold=True, hold_cause='credit_limit')
        company.with_user(self.finance).credit_limit = 2000
        self.assertTold(company, "not on hold any more", "credit limit", user=self.finance)

    def test_every_change_of_a_hold_is_told(self):
        """Ended, moved into the future or past, archived, deleted: who did it is in the chatter."""
        Hold = self.env['finance.status.hold'].with_user(self.finance)
        for change, text in (
            (lambda hold: hold.write({'active': False}), "Hold ended: Bounced cheque"),
            (lambda hold: hold.write({'date_end': day(0)}), "Put on hold until"),
            (lambda hold: hold.write({'date_start': day(5)}), "Put on hold"),
            (lambda hold: hold.action_end(), "Hold ended: Bounced cheque"),
            (lambda hold: hold.sudo().unlink(), "Hold ended: Bounced cheque"),
        ):
            hold = Hold.create({'partner_id': self.customer.id, 'reason': "Bounced cheque"})
            count = len(self.customer.message_ids)
            change(hold)
            self.assertEqual(len(self.customer.message_ids), count + 1)
            self.assertTold(self.customer, text, user=self.finance)

    def test_release_ends_a_hold(self):
        values = {'partner_id': self.customer.id, 'reason': "Bounced cheque"}
        Hold = self.env['finance.status.hold'].with_user(self.finance)
        Hold.create(values)
        Hold.create({**values, 'kind': 'release', 'reason': "Paid", 'date_end': day(3)})
        told = "".join(self.customer.message_ids[:2].mapped('body'))
        self.assertIn("Hold ended: Bounced cheque", told)
        self.assertIn("Released from automatic holds", told)

    def test_hold_moved_to_another_customer(self):
        hold = self.env['finance.status.hold'].create(
            {'partner_id': self.customer.id, 'reason': "Bounced cheque"}
        )
        other = self._customer("Other")
        hold.with_user(self.finance).partner_id = other
        self.assertTold(self.customer, "Hold ended: Bounced cheque", user=self.finance)
        self.assertTold(other, "Put on hold: Bounced cheque", user=self.finance)


@tagged('post_install', '-at_install')
class TestHoldQuestion(FinanceStatusCommon, HttpCase):
    """Asking for a reason is no error."""

    def test_no_error_in_the_log(self):
        self._hold_policy()
        user = new_test_user(
            self.env,
            'asked',
            'sales_team.group_sale_salesman_all_leads,'
            'intrix_finance_status.group_finance_hold_override',
        )
        self._plain_invoice(1000, due=day(-40), date=day(-70))
        order = self._order(confirm=False)
        self.authenticate(user.login, user.login)
        with (
            self.assertLogs('odoo.http', logging.INFO) as logs,
            self.assertRaises(JsonRpcException) as asked,
        ):
            self.make_jsonrpc_request(
                '/web/dataset/call_button/sale.order/action_confirm',
                {
                    'model': 'sale.order',
                    'method': 'action_confirm',
                    'args': [order.ids],
                    'kwargs': {},
                },
            )
        # what the web client shows the dialog by
        self.assertEqual(str(asked.exception), 'odoo.exceptions.RedirectWarning')
        for record in logs.records:
            self.assertLess(record.levelno, logging.WARNING)
            self.assertFalse(record.exc_info)
