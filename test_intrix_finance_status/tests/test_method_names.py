import inspect
from collections import defaultdict

from odoo.tests import TransactionCase, tagged

# replaced on purpose: stock knows when something was delivered, sale alone does not
REPLACED = {('sale.order', '_finance_date_delivered_to_sql')}


@tagged('post_install', '-at_install')
class TestMethodNames(TransactionCase):
    """No addon of ours takes the name of another's method by accident."""

    def test_extended(self):
        places = defaultdict(set)
        for model in self.env.registry.values():
            for cls in model.mro():
                if '.intrix_finance_status' not in cls.__module__:
                    continue
                for name, method in vars(cls).items():
                    function = inspect.unwrap(getattr(method, '__func__', method))
                    if inspect.isfunction(function) and 'super' not in function.__code__.co_names:
                        places[model._name, name].add(cls.__module__)
        taken = {key: found for key, found in places.items() if len(found) > 1}
        self.assertIn(('sale.order', '_finance_date_delivered_to_sql'), taken)
        # a mixin gives the same method to several models, and each may have its own
        twice = {
            key: sorted(found)
            for key, found in taken.items()
            if key not in REPLACED and not any('mixin' in module for module in found)
        }
        self.assertFalse(twice, "defined again without asking for what it was")
