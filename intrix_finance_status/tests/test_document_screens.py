from odoo.tests import new_test_user, tagged

from .common import day
from .test_documents import DocumentsCommon


@tagged('post_install', '-at_install')
class TestDocumentScreens(DocumentsCommon):
    """What the screens of documents kept elsewhere show and open, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {'company_id': cls.env.company.id, 'company_ids': [cls.env.company.id]}
        cls.salesperson = new_test_user(
            cls.env, 'documents_sales', 'sales_team.group_sale_salesman', **company
        )
        cls.finance = new_test_user(
            cls.env,
            'documents_finance',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_salesman_all_leads',
            **company,
        )

    def test_overdue(self):
        """Reading, searching, sorting and grouping agree, whatever is late."""
        late = self._document(due=day(-8))
        today = self._document(due=day(0))
        refund = self._document(due=day(-8), document_type='refund')
        paid = self._document(due=day(-8), source_amount_paid=1000)
        cancelled = self._document(due=day(-8), cancelled=True)
        partly = self._document(
            source_amount_paid=350,
            line_ids=[
                (0, 0, {'date_due': day(-10), 'amount': 300}),
                (0, 0, {'date_due': day(-2), 'amount': 200}),
                (0, 0, {'date_due': day(20), 'amount': 500}),
            ],
        )
        documents = late + today + refund + paid + cancelled + partly
        self.assertEqual(documents.mapped('days_overdue'), [8, 0, 0, 0, 0, 2])
        self.assertEqual(documents.mapped('amount_overdue'), [1000, 0, 0, 0, 0, 150])
        for document in documents:
            self.assertEachAgrees(document)
        self.assertEqual(documents.search([('days_overdue', '>', 0)]), partly + late)

    def test_views(self):
        """Every view of ours can be opened by finance."""
        for model_name in (
            'finance.status.document',
            'finance.status.source',
            'finance.status.match',
        ):
            Model = self.env[model_name].with_user(self.finance)
            for view in self.env['ir.ui.view'].search([('model', '=', model_name)]):
                Model.get_view(view.id, view.type)

    def test_link_for_finance(self):
        """The order's page leads finance to the document, and nobody else."""
        order = self._order(user_id=self.salesperson.id)
        document = self._document(order)
        url = f'/odoo/finance.status.document/{document.id}'
        self.assertIn(url, order.with_user(self.finance).finance_documents)
        shown = order.with_user(self.salesperson).finance_documents
        self.assertIn(document.name, shown)
        self.assertNotIn('href', shown)

    def test_from_the_customer(self):
        contact = self._customer("Ana", parent_id=self.customer.id)
        document = self._document()
        other = self._document(partner_id=self._customer("Other").id)
        partner = contact.with_user(self.finance)
        self.assertEqual(partner.finance_document_count, 1)
        action = partner.action_view_finance_documents()
        self.assertEqual(document.search(action['domain']), document)
        self.assertNotIn(other, document.search(action['domain']))

    def test_from_the_document(self):
        order, other = self._order(), self._order()
        document = self._document(order).with_user(self.finance)
        self.assertEqual(document.order_count, 1)
        self.assertEqual(document.action_view_orders()['res_id'], order.id)
        self.assertEqual(document.action_view_partner()['res_id'], self.customer.id)
        both = self._document(order, other)
        self.assertEqual(
            order.search(both.action_view_orders()['domain'], order='id'), order + other
        )

    def test_from_the_source(self):
        waiting = self._document(partner_id=False)
        done = self._document()
        source = self.source.with_user(self.finance)
        self.assertEqual((source.document_count, source.to_match_count), (2, 1))
        found = waiting.search(source.action_view_documents()['domain'])
        self.assertEqual(found, done + waiting)
        self.assertEqual(waiting.search(source.action_view_to_match()['domain']), waiting)
