from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..forecast import expected_payment_date

TODAY = date(2026, 11, 11)


@tagged('post_install', '-at_install')
class TestForecast(BaseCase):
    """When an open amount is expected: worked by hand."""

    def _expected(self, late, own, others=()):
        due = TODAY - timedelta(days=late)
        return (expected_payment_date(due, TODAY, own, others) - due).days

    def test_median_of_what_is_as_late_already(self):
        # not due for 20 days: all count; the lower of the two in the middle
        self.assertEqual(self._expected(-20, [-3, 0, 4, 9]), 0)
        # ten days late: what came earlier says nothing any more
        self.assertEqual(self._expected(10, [-3, 0, 4, 9, 10, 14, 30]), 14)
        self.assertEqual(self._expected(15, [15, 15, 40]), 15)

    def test_too_few_own_delays(self):
        self.assertEqual(self._expected(10, [12, 13], [5, 20, 25, 70]), 25)
        self.assertEqual(self._expected(10, [], [5, 20, 25]), 20)
        # nobody was ever that late, but this customer
        self.assertEqual(self._expected(50, [60], [5, 20]), 60)

    def test_never_before_today(self):
        self.assertEqual(self._expected(90, [], []), 90)
        self.assertEqual(self._expected(90, [1, 2, 3], [4, 5, 6]), 90)

    def test_an_order_of_the_delays_does_not_matter(self):
        self.assertEqual(self._expected(0, [9, 1, 5]), self._expected(0, [1, 5, 9]))
