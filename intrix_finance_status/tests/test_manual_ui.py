import time
from types import SimpleNamespace

import freezegun
from odoo.tests import HttpCase, common, freeze_time, tagged

from .manual_common import ManualBase


@freeze_time('2026-03-16 10:00:00')
@tagged('post_install', '-at_install')
class TestManualUi(ManualBase, HttpCase):
    """Three clicks from an order to "Paid", and one to take it back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # waiting for the browser by a clock that stands still never ends
        clock = SimpleNamespace(time=freezegun.api.real_time, sleep=time.sleep)
        cls.classPatch(common, 'time', clock)

    def test_three_clicks(self):
        order = self._order(1000)
        url = f'/odoo/sales/{order.id}'
        self.start_tour(url, 'finance_status_manual_paid', login=self.finance.login)
        self.assertFinance(order, due=1000, status='invoiced')
        url = f'/odoo/res.partner/{self.customer.id}'
        self.start_tour(url, 'finance_status_manual_customer', login=self.finance.login)
        self.assertFinance(self.customer, due=1080)
