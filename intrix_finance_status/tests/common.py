from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command, Domain
from odoo.tests import freeze_time

SHORT_NAMES = {
    'invoiced': 'finance_amount_invoiced',
    'paid': 'finance_amount_paid',
    'due': 'finance_amount_due',
    'overdue': 'finance_amount_overdue',
    'to_invoice': 'finance_amount_to_invoice',
    'ordered': 'finance_amount_ordered',
    'invoicing': 'finance_invoicing_status',
    'payment': 'finance_payment_status',
    'days': 'finance_days_overdue',
}


def day(offset):
    """Return the day ``offset`` days from today."""
    return fields.Date.today() + timedelta(days=offset)


class FinanceStatusBase(AccountTestInvoicingCommon):
    """A company in EUR, a customer without payment term, a service invoiced on order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eur = cls.env.company.currency_id
        cls.customer = cls._customer("Customer")
        cls.tax_25 = cls.env['account.tax'].create(
            {
                'name': "25%",
                'amount': 25.0,
                'type_tax_use': 'sale',
                'price_include_override': 'tax_excluded',
            }
        )
        cls.service = cls._create_product(
            name="Service",
            type='service',
            invoice_policy='order',
            list_price=1000.0,
            taxes_id=[Command.clear()],
        )
        # two instalments: at once and 30 days later
        cls.term_30_70 = cls._term((30, 0), (70, 30))

    @classmethod
    def setup_independent_company(cls, **kwargs):
        return super().setup_independent_company(
            currency_id=cls._enable_currency('EUR').id, **kwargs
        )

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref('sales_team.group_sale_manager')

    @classmethod
    def _customer(cls, name, **values):
        return cls.env['res.partner'].create({'name': name, **values})

    @classmethod
    def _term(cls, *instalments, **values):
        """Return a payment term of (percent, days) instalments."""
        return cls.env['account.payment.term'].create(
            {
                'name': "Test term",
                'line_ids': [
                    Command.create(
                        {'value': 'percent', 'value_amount': percent, 'nb_days': nb_days}
                    )
                    for percent, nb_days in instalments
                ],
                **values,
            }
        )

    @classmethod
    def _lead(cls, **values):
        return cls.env['crm.lead'].create(
            {
                'name': "Deal",
                'type': 'opportunity',
                'partner_id': cls.customer.id,
                **values,
            }
        )

    @classmethod
    def _usd(cls, rate=2.0):
        """Return USD, of which there are ``rate`` for one EUR since 2026, and 4 before that."""
        return cls.setup_other_currency('USD', rates=[('2020-01-01', 4.0), ('2026-01-01', rate)])

    @classmethod
    def _pricelist(cls, currency):
        return cls.env['product.pricelist'].create(
            {'name': currency.name, 'currency_id': currency.id}
        )

    @classmethod
    def _order(cls, *amounts, tax=None, confirm=True, partner=None, currency=None, **values):
        """Return an order with a line per amount (tax included), 1,000 by default."""
        rate = 1 + tax.amount / 100 if tax else 1
        if currency:
            values['pricelist_id'] = cls._pricelist(currency).id
        order = cls.env['sale.order'].create(
            {
                'partner_id': (partner or cls.customer).id,
                'payment_term_id': False,
                'order_line': [
                    Command.create(
                        {
                            'product_id': cls.service.id,
                            'price_unit': amount / rate,
                            'tax_ids': [Command.set(tax.ids if tax else [])],
                        }
                    )
                    for amount in amounts or (1000.0,)
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _invoice(cls, orders, due=None, date=None, term=None, post=True):
        """Return one invoice for what is left of ``orders``, less down payments."""
        invoice = orders._create_invoices(final=True)
        return cls._set_dates(invoice, due, date, term, post)

    @classmethod
    def _down_payment(cls, order, percent, due=None, date=None, post=True):
        invoice = cls._create_down_payment_invoice(order, 'percent', percent)
        return cls._set_dates(invoice, due, date, None, post)

    @classmethod
    def _set_dates(cls, invoice, due, date, term, post):
        """Give the draft its dates; due in 30 days by default, or by ``term``."""
        invoice.invoice_date = date or day(0)
        invoice.invoice_payment_term_id = term
        if not term:
            invoice.invoice_date_due = due or day(30)
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _plain_invoice(cls, amount=1000.0, due=None, date=None, partner=None, term=None, **values):
        """Return a posted customer document without an order."""
        invoice = cls._create_invoice_one_line(
            product_id=cls.service,
            price_unit=amount,
            tax_ids=cls.env['account.tax'],
            partner_id=partner or cls.customer,
            **values,
        )
        return cls._set_dates(invoice, due, date, term, True)

    @classmethod
    def _pay(cls, invoices, amount=None, date=None, **values):
        """Register one payment; the rest stays open."""
        if amount is not None:
            values['amount'] = amount
        return cls._register_payment(invoices, payment_date=date or day(0), **values)

    @classmethod
    def _credit(cls, invoice, amount=None, post=True):
        """Return a linked credit note over ``amount``, which Odoo reconciles when posted."""
        refund = cls._reverse_invoice(invoice, date=day(0))
        if amount is not None:
            refund.invoice_line_ids.filtered('price_unit').price_unit = amount
        if post:
            refund.action_post()
        return refund

    @classmethod
    def _receivable(cls, moves):
        return moves.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    @classmethod
    def _unmatched_payment(cls, amount, partner=None, date=None):
        """Return a payment with a journal entry that is not reconciled with anything."""
        return cls.init_payment(
            amount, post=True, date=date or day(0), partner=partner or cls.customer
        )

    @classmethod
    def _bank_confirms(cls, payment):
        """Reconcile the payment with a bank transaction."""
        liquidity, _counterpart, _writeoff = payment._seek_for_lines()
        transaction = cls.env['account.bank.statement.line'].create(
            {
                'payment_ref': payment.name,
                'journal_id': payment.journal_id.id,
                'partner_id': payment.partner_id.id,
                'amount': payment.amount,
                'date': payment.date,
            }
        )
        _liquidity, suspense, _other = transaction._seek_for_lines()
        suspense.account_id = liquidity.account_id
        (suspense + liquidity).reconcile()

    def _odoo_says(self, payment_state):
        """Have Odoo call an invoice so whose payment is not yet confirmed by the bank."""
        patcher = patch.object(
            self.env.registry['account.move'],
            '_get_invoice_in_payment_state',
            lambda move: payment_state,
        )
        self.startPatcher(patcher)

    def _pay_without_entry(self, invoices, amount=None, **values):
        """Register one payment by a method without an outstanding account."""
        self.inbound_payment_method_line.payment_account_id = False
        no_account = patch.object(
            self.env.registry['account.payment'],
            '_get_outstanding_account',
            lambda payment, payment_type: payment.env['account.account'],
        )
        with no_account:
            payment = self._pay(invoices, amount, **values)
        self.assertTrue(payment)
        self.assertFalse(payment.move_id)
        return payment

    @classmethod
    def _hold_policy(cls, **values):
        """Return the default policy: on hold after 30 days with 500 overdue."""
        Policy = cls.env['finance.status.policy']
        Policy.search([('company_id', '=', cls.env.company.id)]).unlink()
        rule = {'hold': True, 'hold_days': 30, 'hold_amount': 500}
        return Policy.create({'name': "Strict", 'is_default': True, **rule, **values})

    # assertions

    def assertFinance(self, records, **expected):
        """Check figures of orders, opportunities or customers, and that all ways to them agree.

        :param expected: values by the names in ``SHORT_NAMES``, or of ``finance_<name>``
        """
        fnames = {name: SHORT_NAMES.get(name, f'finance_{name}') for name in expected}
        for record in records:
            self.assertEqual(
                {name: self._finance_read(record, fname) for name, fname in fnames.items()},
                expected,
                record.display_name,
            )
            self.assertAgrees(record)

    def _finance_read(self, record, fname):
        value = record[fname]
        return round(value, 4) if isinstance(value, float) else value

    def assertAgrees(self, record):
        """Check that search, filter and group give what reading gives, for all derived fields.

        All at once, which is quick; ``assertEachAgrees`` tells which one does not.
        """
        self._assert_agrees(
            record, {fname: record[fname] for fname in record._finance_derived_fields}
        )

    def assertEachAgrees(self, record):
        """Check the same for each derived field alone: none needs the joins of another one."""
        for fname in record._finance_derived_fields:
            with self.subTest(model=record._name, field=fname):
                record.invalidate_recordset()
                self._assert_agrees(record, {fname: record[fname]})

    def _assert_agrees(self, record, values):
        Model = record.browse()
        itself = Domain('id', '=', record.id)
        same = Domain.AND(Domain(fname, '=', value) for fname, value in values.items())
        other = Domain.OR(Domain(fname, '!=', value) for fname, value in values.items())
        for domain, found in ((same, record), (other, Model)):
            self.assertEqual(Model.search(itself & domain), found)
            self.assertEqual(record.filtered_domain(domain), found)
        self.assertEqual(Model.search(itself, order=','.join(values)), record)
        types = {fname: record._fields[fname].type for fname in values}
        selections = [fname for fname in values if types[fname] == 'selection']
        others = [fname for fname in values if types[fname] != 'selection']
        aggregators = {'monetary': 'sum', 'boolean': 'bool_or'}
        [row] = Model._read_group(
            itself,
            selections,
            [f'{fname}:{aggregators.get(types[fname], "max")}' for fname in others],
        )
        self.assertEqual(
            [value or False for value in row],
            [values[fname] or False for fname in (*selections, *others)],
        )


@freeze_time('2026-03-16 10:00:00')
class FinanceStatusCommon(FinanceStatusBase):
    """The same on Monday, 16 March 2026, 10:00 UTC: time stands still, ``day()`` tells days."""
