from odoo.tools import mute_logger

from .test_documents import DocumentsCommon


class StatementCommon(DocumentsCommon):
    """Read statements of open items."""

    def _items(self, partner=None, date=None):
        partner = partner or self.customer
        return partner._finance_statement_items(date)[partner.commercial_partner_id]

    def assertOpen(self, expected, date=None, partner=None):
        """Check what is open: (type, amount, open) of each item, the earliest due first."""
        items = self._items(partner, date)
        self.assertEqual(
            [
                (item['document_type'], round(item['amount'], 2), round(item['amount_due'], 2))
                for item in items
            ],
            expected,
        )

    def assertAsFigures(self, partners):
        """Check that the statement of today shows what the customer's figures say."""
        statements = partners._finance_statements()
        for partner in partners:
            balance = statements[partner.commercial_partner_id]['balance']
            with self.subTest(partner=partner.name):
                self.assertEqual(
                    {name: round(balance[name], 2) for name in ('total', 'current', '30', '60')},
                    {
                        'total': round(partner.finance_amount_due, 2),
                        'current': round(partner.finance_aged_current, 2),
                        '30': round(partner.finance_aged_30, 2),
                        '60': round(partner.finance_aged_60, 2),
                    },
                )
                self.assertEqual(round(balance['90'], 2), round(partner.finance_aged_90, 2))
                self.assertEqual(round(balance['older'], 2), round(partner.finance_aged_older, 2))

    def _html(self, partners, date=None):
        """Return the statements as the report shows them, without markup of the layout."""
        report = partners.env['ir.actions.report'].with_context(finance_statement_date=date)
        with mute_logger('odoo.addons.base.models.ir_actions_report'):
            html, _type = report._render_qweb_html(
                'intrix_finance_status.finance_statement_report', partners.ids
            )
        return html.decode()
