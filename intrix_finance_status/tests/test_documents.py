from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day


class DocumentsCommon(FinanceStatusCommon):
    """A source of documents kept elsewhere, ``_document`` makes one by the ORM."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})

    @classmethod
    def _document(cls, *orders, total=1000.0, due=None, shares=None, **values):
        """Return an invoice due in 30 days, shared evenly among ``orders``."""
        shares = shares or [total / len(orders)] * len(orders) if orders else []
        return cls.env['finance.status.document'].create(
            {
                'source_id': cls.source.id,
                'name': 'X-1',
                'partner_id': cls.customer.id,
                'date': day(-20),
                'date_due': due or day(30),
                'amount_total': total,
                'order_ids': [
                    Command.create({'order_id': order.id, 'amount': share})
                    for order, share in zip(orders, shares, strict=True)
                ],
                **values,
            }
        )

    @classmethod
    def _pay_document(cls, document, amount, date=None, **values):
        return cls.env['finance.status.document.payment'].create(
            {'document_id': document.id, 'amount': amount, 'date': date or day(0), **values}
        )


@tagged('post_install', '-at_install')
class TestDocuments(DocumentsCommon):
    """Documents kept elsewhere, made and changed by the ORM, count as Odoo's do."""

    def test_overdue_and_paid(self):
        order = self._order(opportunity_id=self._lead().id)
        self.assertFinance(order, status='ordered')
        document = self._document(order, due=day(-8))
        expected = {'due': 1000, 'overdue': 1000, 'days': 8, 'status': 'overdue'}
        self.assertFinance(order, invoiced=1000, invoicing='invoiced', **expected)
        self.assertFinance(order.opportunity_id, invoiced=1000, **expected)
        self.assertFinance(self.customer, aged_30=1000, behaviour='slow', to_invoice=0, **expected)
        self._pay_document(document, 400, day(-9))
        self.assertRecordValues(
            document,
            [{'amount_paid': 400, 'amount_due': 600, 'state': 'open', 'date_paid': day(-9)}],
        )
        self.assertFinance(order, invoiced=1000, paid=400, due=600, status='overdue')
        document.write({'source_amount_paid': 1000, 'source_date_paid': day(-6)})
        self.assertRecordValues(
            document,
            [{'amount_paid': 1000, 'amount_due': 0, 'state': 'paid', 'date_paid': day(-6)}],
        )
        self.assertFinance(order, paid=1000, due=0, status='paid', date_paid=day(-6))
        # 400 a day early, 600 two days late
        self.assertFinance(self.customer, due=0, status='paid', average_delay=0.8, on_time_rate=0.4)

    def test_taken_back(self):
        order = self._order()
        document = self._document(order, due=day(-8))
        self._pay_document(document, 1000, day(-5))
        self.assertFinance(order, status='paid')
        self._pay_document(document, -1000, day(-4))
        self.assertRecordValues(
            document, [{'amount_paid': 0, 'amount_due': 1000, 'state': 'open', 'date_paid': False}]
        )
        self.assertFinance(order, due=1000, status='overdue')
        self.assertFinance(self.customer, average_delay=0, on_time_rate=0)

    def test_instalments(self):
        """What is paid fills the earliest instalments, in whatever order they are given."""
        order = self._order()
        document = self._document(
            order,
            line_ids=[
                Command.create({'date_due': day(20), 'amount': 500}),
                Command.create({'date_due': day(-10), 'amount': 300}),
                Command.create({'date_due': day(-2), 'amount': 200}),
            ],
        )
        self._pay_document(document, 350)
        self.assertEqual(
            [(line.date_due, line.amount_due) for line in document.line_ids.sorted('date_due')],
            [(day(-10), 0), (day(-2), 150), (day(20), 500)],
        )
        self.assertFinance(order, due=650, overdue=150, days=2, date_due=day(-2), status='overdue')
        self.assertFinance(self.customer, due=650, overdue=150, aged_30=150, aged_current=500)
        with self.assertRaises(ValidationError):
            document.amount_total = 1200
        with self.assertRaises(ValidationError):
            document.line_ids[0].amount = 1

    def test_one_instalment_follows(self):
        order = self._order()
        document = self._document(order, due=day(-8))
        document.write({'amount_total': 1500, 'date_due': day(3)})
        self.assertRecordValues(
            document.line_ids, [{'date_due': day(3), 'amount': 1500, 'amount_due': 1500}]
        )
        self.assertFinance(order, invoiced=1000, due=1000, days=0, status='invoiced')
        self.assertFinance(self.customer, due=1500, overdue=0, status='due')

    def test_refund(self):
        order = self._order()
        self._document(order)
        self._document(order, total=300, document_type='refund', name='R-1')
        self.assertFinance(order, invoiced=700, due=700)
        self.assertFinance(self.customer, due=700)

    def test_refund_names_its_invoice(self):
        """What it credits is to be invoiced again; of a lower price only if nobody says so."""
        order = self._order()
        invoice = self._document(order, name='2026-7')
        credit = self._document(
            order, total=300, document_type='refund', name='R-1', preceding="2026-6, 2026-7"
        )
        self.assertFinance(order, invoiced=700, invoicing='partial')
        self.assertFinance(self.customer, to_invoice=300)
        credit.preceding = "2026-77"
        self.assertFinance(order, invoiced=700, invoicing='invoiced')
        invoice.name = '2026-77'
        self.assertFinance(order, invoicing='partial')

    def test_cancelled(self):
        order = self._order()
        document = self._document(order, due=day(-8))
        document.cancelled = True
        self.assertRecordValues(document, [{'amount_due': 0, 'state': 'cancelled'}])
        self.assertFinance(order, invoiced=0, due=0, status='ordered')
        self.assertFinance(self.customer, due=0, status='no')
        document.cancelled = False
        self.assertFinance(order, status='overdue')

    def test_removed(self):
        order, other = self._order(), self._order()
        document = self._document(order, other)
        self.assertFinance(order, invoiced=500)
        document.order_ids.filtered(lambda share: share.order_id == other).unlink()
        self.assertFinance(other, invoiced=0, status='ordered')
        self.assertFinance(order, invoiced=500)
        document.unlink()
        self.assertFinance(order, invoiced=0, status='ordered')
        self.assertFinance(self.customer, due=0, status='no')

    def test_beside_odoo(self):
        """Documents of both books add up."""
        order = self._order(1000, 400)
        invoice = self._down_payment(order, 50, due=day(-1))
        self._document(order, total=700, due=day(-8))
        self.assertFinance(
            order, invoiced=1400, due=1400, overdue=1400, days=8, date_due=day(-8), status='overdue'
        )
        self.assertFinance(self.customer, due=1400, overdue=1400, days=8)
        self._pay(invoice)
        self.assertFinance(order, invoiced=1400, paid=700, due=700)

    def test_shares(self):
        """Three orders of one document get all of it, to the last cent."""
        orders = self.env['sale.order'].union(*(self._order() for _n in range(3)))
        document = self._document(*orders, total=100, shares=[33.33, 33.33, 33.34])
        self._pay_document(document, 50.01)
        due = orders.mapped('finance_amount_due')
        self.assertEqual(round(sum(due), 2), 49.99)
        with self.assertRaises(ValidationError):
            document.order_ids[0].amount = 34

    def test_other_currency(self):
        """A document in another currency is converted at its date (R3)."""
        usd = self._usd(2.0)
        order = self._order(currency=usd)
        document = self._document(total=1000, currency_id=usd.id)
        self.assertFinance(self.customer, due=500)
        document.order_ids = [Command.create({'order_id': order.id, 'amount': 1000})]
        self.assertFinance(order, invoiced=1000)
        document.date = '2025-06-01'
        self.assertFinance(self.customer, due=250)
        in_eur = self._order()
        self._document(in_eur, total=1000, currency_id=usd.id, name='X-2')
        self.assertFinance(in_eur, invoiced=500)

    def test_overpaid(self):
        document = self._document(self._order())
        self._pay_document(document, 1100)
        self.assertRecordValues(document, [{'amount_due': -100, 'state': 'paid'}])
        self.assertFinance(self.customer, due=-100, overdue=0)

    def test_paid_back_too_much(self):
        """Money paid back counts in what is open, and is never late in any figure."""
        order = self._order(opportunity_id=self._lead().id)
        refund = self._document(
            order, total=100, document_type='refund', name='R-1', due=day(-40), date=day(-50)
        )
        self._pay_document(refund, 130, date=day(-40))
        self.assertRecordValues(refund, [{'amount_due': -30, 'amount_overdue': 0}])
        nothing_late = {'overdue': 0, 'days': 0, 'date_due': False}
        self.assertFinance(order, invoiced=-100, due=30, payment='not_due', **nothing_late)
        self.assertFinance(
            self.customer,
            due=30,
            aged_current=30,
            aged_60=0,
            status='due',
            hold=False,
            worklist=False,
            follow_up_state=False,
            priority=0,
            amount_unmatched=0,
            open_delay=0,
            behaviour='new',
            **nothing_late,
        )
        [item] = self.customer._finance_statement_items()[self.customer]
        self.assertEqual((item['amount_due'], item['days_late'], item['is_claim']), (30, 0, False))
        # beside something that is late: that alone
        self._document(order, total=1000, due=day(-8))
        self.assertFinance(order, due=1030, overdue=1000, days=8, status='overdue')
        self.assertFinance(order.opportunity_id, due=1030, overdue=1000, days=8)
        self.assertFinance(
            self.customer, due=1030, overdue=1000, aged_30=1000, aged_current=30, days=8
        )
        # what was credited and not paid back is set off against it first
        other = self._document(total=50, document_type='refund', name='R-2')
        self.assertFinance(self.customer, due=980, overdue=1000, amount_unmatched=20)
        self._pay_document(other, 50)
        self.assertFinance(self.customer, due=1030, overdue=1000, amount_unmatched=0)

    def test_has_documents(self):
        """Until there is a document, nothing of this is asked."""
        company = self.env.company
        ledger = self.env['finance.status.ledger']
        self.assertFalse(company.finance_has_documents)
        self.assertEqual(ledger._get_source_models(), ['account.move'])
        with self.assertRaises(ValueError), self.env.cr.savepoint():
            self._document()
            raise ValueError
        self.assertEqual(ledger._get_source_models(), ['account.move'])
        self._document()
        self.assertIn('finance.status.document', ledger._get_source_models())
        other = self.env['res.company'].create({'name': "Other"})
        self.assertTrue(other.finance_has_documents)

    def test_manual_source(self):
        user = new_test_user(self.env, 'finance', 'intrix_finance_status.group_finance_status_user')
        Source = self.env['finance.status.source'].with_user(user)
        source = Source._manual_source(self.env.company)
        self.assertRecordValues(source, [{'kind': 'manual', 'company_id': self.env.company.id}])
        self.assertEqual(Source._manual_source(self.env.company), source)
        with self.assertRaises(AccessError):
            source.name = "Mine"

    def test_company_of_order(self):
        other = self.setup_other_company()['company']
        order = self.env['sale.order'].create(
            {'partner_id': self.customer.id, 'company_id': other.id}
        )
        with self.assertRaises(ValidationError):
            self._document(order)

    def test_access(self):
        document = self._document(self._order())
        groups = {
            'sales_team.group_sale_salesman': False,
            'intrix_finance_status.group_finance_status_viewer': False,
            'base.group_portal': False,
            'intrix_finance_status.group_finance_status_user': True,
        }
        for group, allowed in groups.items():
            user = new_test_user(self.env, group, group)
            for records in (
                document,
                document.line_ids,
                document.order_ids,
                self._pay_document(document, 1),
                self.source,
            ):
                with self.subTest(group=group, model=records._name):
                    self.assertEqual(records.with_user(user).has_access('read'), allowed)
