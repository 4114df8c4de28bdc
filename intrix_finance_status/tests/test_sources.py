from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .common import FinanceStatusCommon, day

# any model will do: its methods are made up here
SOURCE = 'res.country'
COLUMNS = {
    '_finance_share_query': {
        'document_id': 'int',
        'order_id': 'int',
        'amount': 'numeric',
        'total': 'numeric',
    },
    '_finance_covered_query': {
        'order_id': 'int',
        'by_quantity': 'numeric',
        'by_amount': 'numeric',
    },
    '_finance_instalment_query': {
        'document_id': 'int',
        'instalment_id': 'int',
        'name': 'varchar',
        'document_type': 'varchar',
        'company_id': 'int',
        'currency_id': 'int',
        'date': 'date',
        'date_due': 'date',
        'amount': 'numeric',
        'amount_due': 'numeric',
        'balance': 'numeric',
        'balance_due': 'numeric',
        'date_paid': 'date',
        'in_payment': 'boolean',
        'reversed': 'boolean',
    },
    '_finance_open_item_query': {
        'partner_id': 'int',
        'company_id': 'int',
        'date_due': 'date',
        'balance_due': 'numeric',
        'is_claim': 'boolean',
    },
    '_finance_settlement_query': {
        'partner_id': 'int',
        'company_id': 'int',
        'date_due': 'date',
        'date_paid': 'date',
        'balance': 'numeric',
    },
    '_finance_customer_query': {'partner_id': 'int', 'company_id': 'int'},
    '_finance_follow_up_query': {
        'partner_id': 'int',
        'company_id': 'int',
        'document_id': 'int',
        'name': 'varchar',
        'date': 'date',
        'date_due': 'date',
        'payment_reference': 'varchar',
        'currency_id': 'int',
        'amount': 'numeric',
        'amount_due': 'numeric',
        'balance_due': 'numeric',
        'disputed': 'boolean',
        'excluded': 'boolean',
        'outdated': 'boolean',
        'user_id': 'int',
        'team_id': 'int',
    },
    '_finance_order_query': {'order_id': 'int'},
}


@tagged('post_install', '-at_install')
class TestSources(FinanceStatusCommon):
    """Documents of a further source count exactly as Odoo's do (R7)."""

    def setUp(self):
        super().setUp()
        self.rows = {method: [] for method in COLUMNS}
        self.startPatcher(
            patch.object(
                self.env.registry['finance.status.ledger'],
                '_get_source_models',
                lambda ledger: ['account.move', SOURCE],
            )
        )
        for method, columns in COLUMNS.items():
            self.startPatcher(
                patch.object(
                    self.env.registry[SOURCE], method, self._query(method, columns), create=True
                )
            )

    def _query(self, method, columns):
        """Return a query method of the source that gives ``self.rows[method]``."""
        names = SQL(', ').join(map(SQL.identifier, columns))
        empty = tuple(None for _name in columns)

        def query(model, restriction=None):
            rows = SQL(', ').join(
                SQL(
                    '(%s)',
                    SQL(', ').join(
                        SQL(f'%s::{column_type}', value)
                        for value, column_type in zip(row, columns.values(), strict=True)
                    ),
                )
                for row in [*self.rows[method], empty]
            )
            restricted = {
                '_finance_share_query': 'order_id',
                '_finance_covered_query': 'order_id',
                '_finance_order_query': 'order_id',
                '_finance_instalment_query': 'document_id',
            }.get(method, 'partner_id')
            condition = SQL('%s IS NOT NULL', SQL.identifier(restricted))
            if restriction is not None:
                condition = SQL('%s IN %s', SQL.identifier(restricted), restriction)
            return SQL(
                'SELECT %s FROM (VALUES %s) AS given(%s) WHERE %s', names, rows, names, condition
            )

        return query

    def _document(self, order, due, *, document_id=1, total=1000, open_amount=None, paid=None):
        """Have the source tell of an invoice for the order."""
        open_amount = total if open_amount is None else open_amount
        company = self.env.company
        partner = order.partner_invoice_id.commercial_partner_id
        self.rows['_finance_share_query'].append((document_id, order.id, total, total))
        self.rows['_finance_covered_query'].append((order.id, 0, total))
        self.rows['_finance_instalment_query'].append(
            (
                document_id,
                1,
                'X-1',
                'invoice',
                company.id,
                company.currency_id.id,
                day(-20),
                due,
                total,
                open_amount,
                total,
                open_amount,
                paid,
                False,
                False,
            )
        )
        if open_amount:
            self.rows['_finance_open_item_query'].append(
                (partner.id, company.id, due, open_amount, open_amount > 0)
            )
            self.rows['_finance_follow_up_query'].append(
                (
                    partner.id,
                    company.id,
                    document_id,
                    'X-1',
                    day(-20),
                    due,
                    'X-1',
                    company.currency_id.id,
                    total,
                    open_amount,
                    open_amount,
                    False,
                    False,
                    False,
                    order.user_id.id,
                    order.team_id.id,
                )
            )
        if paid:
            self.rows['_finance_settlement_query'].append(
                (partner.id, company.id, due, paid, total - open_amount)
            )
        self.rows['_finance_customer_query'].append((partner.id, company.id))
        self.rows['_finance_order_query'].append((order.id,))
        self.env['finance.status.order']._documents_changed(order)

    def test_overdue(self):
        lead = self._lead()
        order = self._order(opportunity_id=lead.id)
        self.assertFinance(order, status='ordered')
        self._document(order, day(-8))
        expected = {'due': 1000, 'overdue': 1000, 'days': 8, 'status': 'overdue'}
        self.assertFinance(order, invoiced=1000, invoicing='invoiced', **expected)
        self.assertFinance(lead, invoiced=1000, **expected)
        self.assertFinance(
            self.customer, aged_30=1000, open_delay=8, behaviour='slow', to_invoice=0, **expected
        )
        self.assertEqual(self.customer.finance_follow_up_state, 'overdue')
        self.assertEqual(lead.partner_finance_status, 'overdue')

    def test_installed_later(self):
        """Filling the facts finds orders that only this source has documents of."""
        order = self._order()
        self._document(order, day(-8))
        order.sudo().finance_fact_ids.unlink()
        self.assertFinance(order, invoiced=0, status='ordered')
        self.env['finance.status.order']._fill_missing_facts()
        self.assertFinance(order, invoiced=1000, status='overdue')

    def test_paid(self):
        order = self._order(opportunity_id=self._lead().id)
        self._document(order, day(-8), open_amount=0, paid=day(-6))
        self.assertFinance(order, invoiced=1000, paid=1000, due=0, date_paid=day(-6), status='paid')
        self.assertFinance(order.opportunity_id, paid=1000, due=0, status='paid')
        self.assertFinance(self.customer, due=0, status='paid', average_delay=2, behaviour='prompt')

    def test_beside_odoo(self):
        """Documents of both sources add up, even when their ids are the same."""
        order = self._order(1000, 400)
        invoice = self._down_payment(order, 50, due=day(-1))
        self.assertEqual(invoice.amount_total, 700)
        self._document(order, day(-8), document_id=invoice.id, total=700, open_amount=300)
        self.assertFinance(
            order,
            invoiced=1400,
            paid=400,
            due=1000,
            overdue=1000,
            days=8,
            date_due=day(-8),
            invoicing='invoiced',
            status='overdue',
        )
        self.assertFinance(
            self.customer, due=1000, overdue=1000, aged_30=1000, days=8, date_due=day(-8)
        )
        self._pay(invoice)
        self.assertFinance(order, invoiced=1400, paid=1100, due=300, overdue=300)
        self.assertFinance(self.customer, due=300, overdue=300)

    def test_other_customer_and_order(self):
        """A document of the source counts for nobody else."""
        order, other = self._order(), self._order(partner=self._customer("Other"))
        self._document(order, day(-8))
        self.assertFinance(other, invoiced=0, status='ordered')
        self.assertFinance(other.partner_id, due=0, overdue=0, status='no')
