from odoo.tests import HttpCase, new_test_user, tagged

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestDocumentsUi(FinanceStatusBase, HttpCase):
    """The list of documents to be matched, in the web client."""

    def test_to_match(self):
        user = new_test_user(
            self.env,
            'documents_tour',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_salesman_all_leads',
            company_id=self.env.company.id,
            company_ids=[self.env.company.id],
        )
        acme = self._customer("ACME d.o.o.")
        order = self._order(partner=acme)
        nobody = self._customer("Unlikely Customer")
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        told = [
            (1000, {'partner_name': "ACME", 'partner_reference': '7'}),
            (300, {'partner_name': "ACME Zagreb", 'partner_reference': '7'}),
            (20, {'partner_name': "Somebody"}),
            (10, {'partner_name': "Somebody else"}),
        ]
        documents = self.env['finance.status.document'].create(
            [
                {
                    'source_id': source.id,
                    'name': f'X-{number}',
                    'date': day(-20),
                    'date_due': day(-5),
                    'amount_total': total,
                    **values,
                }
                for number, (total, values) in enumerate(told, 1)
            ]
        )
        documents._match()
        self.assertEqual(set(documents.mapped('match_state')), {'to_match'})
        self.start_tour('/odoo/finance-to-match', 'finance_to_match', login=user.login)
        documents.invalidate_recordset()
        self.assertEqual(documents.mapped('match_state')[1:], ['to_match', 'matched', 'ignored'])
        self.assertEqual(documents[2].partner_id, nobody)
        self.assertFalse(documents[0].partner_id)
        self.assertFinance(order, invoiced=0, status='ordered')
