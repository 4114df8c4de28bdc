from odoo.tests import HttpCase, new_test_user, tagged

from .common import FinanceStatusBase, day


@tagged('post_install', '-at_install')
class TestFinanceStatusUi(FinanceStatusBase, HttpCase):
    """What a salesperson without accounting rights sees in the web client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env,
            'finance_tour',
            'sales_team.group_sale_salesman',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.lead = cls._lead(name="Finance tour", user_id=cls.salesperson.id)
        cls.order = cls._order(opportunity_id=cls.lead.id, user_id=cls.salesperson.id)
        cls.invoice = cls._invoice(cls.order, due=day(-3))
        # owed without an order, on an invoice that this salesperson may not read
        cls._plain_invoice(250.0, due=day(-3), invoice_user_id=cls.env.user.id)

    def test_pipeline_order_customer(self):
        pipeline = '/odoo/action-crm.crm_lead_action_pipeline'
        self.start_tour(pipeline, 'finance_status_overdue', login=self.salesperson.login)
        customer = f'/odoo/res.partner/{self.customer.id}'
        self.start_tour(customer, 'finance_status_customer', login=self.salesperson.login)
        self._pay(self.invoice, 1000)
        self.start_tour(pipeline, 'finance_status_paid', login=self.salesperson.login)
