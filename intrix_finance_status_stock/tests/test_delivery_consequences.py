from odoo.addons.intrix_finance_status.tests.common import day
from odoo.tests import tagged

from .common import DeliveryHoldCommon


@tagged('post_install', '-at_install')
class TestDeliveryConsequences(DeliveryHoldCommon):
    """Deliveries that would stop, or go again, are told before."""

    def test_invoice_and_payment(self):
        picking = self._delivery()
        Consequence = self.env['finance.status.consequence']
        found = Consequence._of(self._late)
        self.assertEqual(found['delivery'], {'count': 1, 'ids': picking.ids})
        self.assertIn(f"Deliveries that stop: 1 ({picking.name})", Consequence._texts(found))
        self.assertFalse(picking.sudo().finance_hold)
        invoice = self._late()
        found = Consequence._of(lambda: self._pay(invoice))
        self.assertEqual(found['delivery_end'], {'count': 1, 'ids': picking.ids})
        self.assertTrue(picking.sudo().finance_hold)
        self.assertEqual(invoice.payment_state, 'not_paid')

    def test_import(self):
        picking = self._delivery()
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        content = (
            'Broj računa;Kupac;Datum računa;Dospijeće;Ukupno\r\n'
            f'1;{self.customer.name};{day(-70):%d.%m.%Y};{day(-40):%d.%m.%Y};1000,00\r\n'
        )
        attachment = self.env['ir.attachment'].create({'name': 'a.csv', 'raw': content.encode()})
        record = self.env['finance.status.import']._from_attachments(source, attachment)
        self.assertIn(f"Deliveries that stop: 1 ({picking.name})", record.consequences_text)
