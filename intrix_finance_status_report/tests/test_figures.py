import doctest
from datetime import date

from odoo.tests import BaseCase, tagged

from .. import figures
from ..figures import (
    average_days_delinquent,
    average_days_to_pay,
    best_possible_dso,
    collection_effectiveness_index,
    days_sales_outstanding,
    days_sales_outstanding_by_count_back,
    on_time_rate,
)


@tagged('post_install', '-at_install')
class TestFigures(BaseCase):
    """The key figures by the worked examples that their sources publish."""

    def test_examples_in_the_docstrings(self):
        self.assertEqual(doctest.testmod(figures).failed, 0)

    def test_days_sales_outstanding(self):
        self.assertEqual(days_sales_outstanding(15_000, 10_000, 30), 45)
        self.assertAlmostEqual(days_sales_outstanding(50_000, 150_000, 365), 121.67, 2)
        self.assertEqual(days_sales_outstanding(50_000, 150_000, 183), 61)
        self.assertAlmostEqual(days_sales_outstanding(50_000, 150_000, 283), 94.33, 2)
        self.assertIsNone(days_sales_outstanding(50_000, 0, 30))

    def test_count_back(self):
        months = [(100, 30), (80, 30), (70, 30)]
        self.assertAlmostEqual(days_sales_outstanding_by_count_back(212, months), 73.7, 1)
        months = [(0.9, 31), (0.8, 28), (0.7, 31)]
        self.assertAlmostEqual(days_sales_outstanding_by_count_back(2.1, months), 76.7, 1)

    def test_count_back_at_its_edges(self):
        count_back = days_sales_outstanding_by_count_back
        self.assertEqual(count_back(0, [(100, 30)]), 0)
        self.assertEqual(count_back(-5, [(100, 30)]), 0)
        self.assertEqual(count_back(100, [(100, 30), (50, 31)]), 30)
        # a month without sales, or with more credit notes than invoices, takes nothing off
        self.assertEqual(count_back(150, [(100, 30), (0, 31), (-20, 30), (100, 31)]), 106.5)
        self.assertEqual(count_back(500, [(100, 30), (50, 31)]), 61)
        self.assertIsNone(count_back(500, [(0, 30), (-1, 31)]))

    def test_best_possible_and_delinquent(self):
        self.assertEqual(best_possible_dso(15_000, 11_000, 10_000, 30), 12)
        self.assertEqual(average_days_delinquent(11_000, 10_000, 30), 33)
        # 43.8 days of sales are open, 29.2 of them not due
        whole = days_sales_outstanding(43.8, 1, 1)
        self.assertAlmostEqual(whole - best_possible_dso(43.8, 14.6, 1, 1), 14.6, 6)
        for args in ((15_000, 11_000, 10_000, 30), (212, 80, 250, 92)):
            receivables, overdue, sales, days = args
            self.assertAlmostEqual(
                days_sales_outstanding(receivables, sales, days),
                best_possible_dso(*args) + average_days_delinquent(overdue, sales, days),
            )

    def test_collection_effectiveness(self):
        self.assertAlmostEqual(collection_effectiveness_index(400, 1_200, 350, 70), 94.7, 1)
        # nothing overdue at the end
        self.assertEqual(collection_effectiveness_index(400, 1_200, 350, 0), 100)
        self.assertIsNone(collection_effectiveness_index(0, 0, 0, 0))

    def test_payments(self):
        due = date(2026, 3, 1)
        payments = [(140, due, date(2026, 3, 8)), (85, due, date(2026, 4, 25))]
        self.assertAlmostEqual(average_days_to_pay(payments), 25.1, 1)
        self.assertEqual(on_time_rate(payments), 0)
        self.assertEqual(on_time_rate([*payments, (75, due, due)]), 0.25)
        self.assertIsNone(on_time_rate([]))
        self.assertIsNone(average_days_to_pay([]))
