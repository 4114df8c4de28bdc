from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

MODULE = 'intrix_finance_status'


@tagged('post_install', '-at_install')
class TestDemo(TransactionCase):
    """The demo shows every status, whatever day it is loaded on."""

    def _load(self):
        for path in Manifest.for_addon(MODULE)['demo']:
            convert_file(self.env, MODULE, path, {}, mode='init', noupdate=True)

    def _demo(self, model_name):
        names = self.env['ir.model.data'].search(
            [('module', '=', MODULE), ('model', '=', model_name)]
        )
        return self.env[model_name].browse(names.mapped('res_id'))

    def test_every_status(self):
        self._load()
        orders = self._demo('sale.order')
        possible = {key for key, _label in orders._fields['finance_status'].selection}
        # Odoo Community says paid at once
        self.assertEqual(set(orders.mapped('finance_status')), possible - {'in_payment'})
        self.assertGreater(len(orders.company_id), 1)
        self.assertGreater(len(orders.currency_id), 1)
        customers = self._demo('res.partner')
        self.assertLessEqual(
            {'new', 'prompt', 'slow', 'bad'}, set(customers.mapped('finance_behaviour'))
        )
        self.assertTrue(
            any(lead.finance_amount_overdue_elsewhere for lead in self._demo('crm.lead'))
        )
        documents = self._demo('finance.status.document')
        self.assertEqual(set(documents.mapped('state')), {'open', 'paid'})
        self.assertTrue(any(document.days_overdue for document in documents))
        self.assertTrue(any(0 < d.amount_paid < d.amount_total for d in documents))
        waiting = documents.filtered(lambda document: document.match_state == 'to_match')
        self.assertEqual(
            set(waiting.mapped(lambda document: bool(document.match_proposals))), {True, False}
        )
        self.env['finance.status.demo']._load()
        self.assertEqual(self._demo('sale.order'), orders, "loading twice made more orders")
        self.assertEqual(self._demo('finance.status.document'), documents)
