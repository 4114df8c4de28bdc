from odoo.exceptions import UserError

from .common import FinanceStatusCommon
from .random_documents import RandomDocuments
from .random_operations import OPERATIONS, RandomOperations


class RandomCommon(RandomDocuments, RandomOperations, FinanceStatusCommon):
    """Customers, terms and a source, with whom anything may happen: see ``RandomOperations``.

    A test sets ``random``, and calls ``_step`` as often as it likes.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls._usd()
        cls.pricelists = [cls._pricelist(cls.eur), cls._pricelist(cls.usd)]
        cls.customers = [cls._customer(f"Customer {number}") for number in range(3)]
        cls.customers.append(cls._customer("Contact", parent_id=cls.customers[0].id))
        cls.leads = [cls._lead(partner_id=customer.id) for customer in cls.customers]
        cls.terms = [
            None,
            cls.env['account.payment.term'],
            cls.term_30_70,
            cls._term((33, -20), (33, 0), (34, 45)),
            cls._term(
                (100, 30),
                early_discount=True,
                discount_percentage=3,
                discount_days=10,
                early_pay_discount_computation='mixed',
            ),
        ]
        policy, _policies = cls.env['finance.status.policy']._in_force(cls.env.company)
        policy.write({'hold_days': 10, 'hold_amount': 300})
        cls.policy = policy
        cls.orders = cls.env['sale.order']
        cls.delivered_service = cls.service.copy({'invoice_policy': 'delivery'})
        rounding = cls.cash_rounding_a
        # accounts are kept by company, and so not copied
        accounts = {name: rounding[name].id for name in ('profit_account_id', 'loss_account_id')}
        cls.roundings = [
            rounding,
            cls.cash_rounding_b,
            rounding.copy({'rounding_method': 'DOWN', **accounts}),
        ]
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})

    def _step(self):
        """Do something; return what, with ``!`` if Odoo did not let us."""
        names = list(OPERATIONS)
        while True:
            [name] = self.random.choices(names, OPERATIONS.values())
            try:
                with self.env.cr.savepoint():
                    if getattr(self, f'_op_{name}')():
                        self.env.flush_all()
                        return name
            except UserError:
                self.orders = self.orders.exists()
                return f'{name}!'
