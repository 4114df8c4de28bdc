from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .queries import watched_queries
from .transaction_samples import PAYER, TransactionsCommon

BATCH = 80


@tagged('post_install', '-at_install')
class TestBankAccess(TransactionsCommon):
    """Who sees and matches movements, and what it costs."""

    def test_access(self):
        document = self._document(name='123/1/1')
        transaction = self._paid(1000, 'HR00 123-1-1')
        groups = {
            'sales_team.group_sale_manager': False,
            'intrix_finance_status.group_finance_status_viewer': False,
            'base.group_portal': False,
            'intrix_finance_status.group_finance_status_user': True,
        }
        for group, allowed in groups.items():
            user = new_test_user(self.env, group, group)
            for records in (transaction, transaction.match_ids):
                with self.subTest(group=group, model=records._name):
                    self.assertEqual(records.with_user(user).has_access('read'), allowed)
        with self.assertRaises(AccessError):
            self.Transaction.with_user(self._viewer())._register_transactions(
                self.source, [self._told(1)]
            )
        self.assertEqual(document.amount_paid, 1000)

    def _viewer(self):
        return new_test_user(
            self.env, 'viewer', 'intrix_finance_status.group_finance_status_viewer'
        )

    def test_finance_user(self):
        """Finance needs no further rights for anything of this."""
        user = new_test_user(
            self.env, 'status_user', 'intrix_finance_status.group_finance_status_user'
        )
        order = self._order()
        document = self._document(order, name='123/1/1')
        self._document(order, name='9', total=70, shares=[0])
        Transaction = self.Transaction.with_user(user)
        told = [self._told(1000, 'HR00 123-1-1'), self._told(70, partner_name="Customer")]
        result = Transaction._register_transactions(self.source.with_user(user), told)
        certain, proposed = Transaction.browse(id_ for _outcome, id_ in result)
        self.assertEqual((certain.state, proposed.state), ('matched', 'proposed'))
        proposed.action_confirm()
        self.assertEqual(proposed.message_ids[0].author_id, user.partner_id)
        (certain | proposed).action_undo()
        certain.action_match()
        self.assertEqual(document.state, 'paid')
        self.assertEqual(document.payment_ids.create_uid, user)
        self.assertFinance(order, status='paid')

    def test_company(self):
        other = self.setup_other_company()['company']
        user = new_test_user(
            self.env,
            'other_company',
            'intrix_finance_status.group_finance_status_user',
            company_id=other.id,
            company_ids=[other.id],
        )
        source = self.env['finance.status.source'].create(
            {'name': "Other", 'code': 'other', 'company_id': other.id}
        )
        theirs = self._document(name='A', source_id=source.id)
        transaction = self._paid(1000)
        self.assertFalse(transaction.with_user(user).has_access('read'))
        self.assertFalse(self.Transaction.with_user(user).search([]))
        with self.assertRaises(UserError):
            transaction.match_ids.create(
                {
                    'transaction_id': transaction.id,
                    'document_id': theirs.id,
                    'amount': 1,
                    'claim_amount': 1,
                }
            )

    def _queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        with watched_queries() as queries:
            action()
            self.env.flush_all()
        return queries

    def test_query_count(self):
        """One movement or eighty: certain, proposed, unmatched and reversed ones among them."""
        orders = self.env['sale.order'].union(*(self._order() for _n in range(3)))

        def told(start, count):
            found = []
            for number in range(start, start + count):
                self._document(orders[number % 3], name=f'{number}/1/1', shares=[1])
                self._document(name=f'{number}/2/1', total=number)
                found += [
                    self._told(1000, f'HR00 {number}-1-1', partner_account=PAYER),
                    self._told(number, partner_name="Customer"),
                    self._told(1, f'HR00 {number}-9-9'),
                    self._told(-1000, f'HR00 {number}-1-1', partner_account=PAYER),
                ]
            return found

        def register(told):
            return self._queries(lambda: self.Transaction._register_transactions(self.source, told))

        register(told(1000, 1))  # warms the caches of the registry
        one = register(told(2000, 1))
        many = register(told(3000, BATCH // 4))
        self.assertEqual(self.Transaction.search_count([('state', '=', 'reversed')]), 22)
        self.assertLessEqual(len(many) - len(one), 5, self._more(one, many))
        again = told(4000, BATCH // 4)
        register(again)
        self.assertLessEqual(len(register(again)), 6)

    def _more(self, one, many):
        counts = {}
        for sign, queries in ((-1, one), (1, many)):
            for query in queries:
                text = ' '.join(query.text.split())[:150]
                counts[text] = counts.get(text, 0) + sign
        return '\n'.join(f'{count} {text}' for text, count in counts.items() if count > 0)

    def test_confirming(self):
        def proposed(start, count):
            for number in range(start, start + count):
                self._document(name=f'{number}/1/1', total=number)
            return self._register(
                *(self._told(n, partner_name="Customer") for n in range(start, start + count))
            )

        self._queries(proposed(100, 1).action_confirm)
        one = self._queries(proposed(200, 1).action_confirm)
        many = self._queries(proposed(300, BATCH).action_confirm)
        self.assertLessEqual(len(many) - len(one), 5, self._more(one, many))
