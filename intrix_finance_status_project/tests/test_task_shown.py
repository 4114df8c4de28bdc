from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.intrix_finance_status.tests.shown_common import ShownCommon
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged('post_install', '-at_install')
class TestTaskShown(ShownCommon):
    """Who works on a task sees its order's status; not who may see his own orders only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user_here('shown_worker', 'project.group_project_user')
        cls.own_orders = cls._user_here(
            'shown_own', 'project.group_project_user,sales_team.group_sale_salesman'
        )
        cls.order = cls._order()
        cls._invoice(cls.order, due=day(-9), date=day(-20))
        cls._hold(cls.env, cls.customer)
        cls.project = (
            cls.env['project.project']
            .sudo()
            .create({'name': "Support", 'allow_billable': True, 'privacy_visibility': 'employees'})
        )
        cls.task = (
            cls.env['project.task']
            .sudo()
            .create(
                {
                    'name': "Help",
                    'project_id': cls.project.id,
                    'sale_line_id': cls.order.order_line.id,
                }
            )
        )

    def _seen(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        task = self.task.with_user(user).sudo(False)
        task = task.with_context(allowed_company_ids=self.main.ids)
        this = ('id', '=', task.id)
        [read] = task.read(['finance_status', 'finance_hold', 'finance_hold_reason'])
        return (
            read['finance_status'],
            read['finance_hold'],
            bool(read['finance_hold_reason']),
            bool(task.search([this, ('finance_hold', '=', True)])),
            bool(task.search([this, ('finance_status', '=', 'overdue')])),
        )

    def test_order_of_a_colleague(self):
        self.assertEqual(self._seen(self.worker), ('overdue', True, True, True, True))
        self.assertEqual(self._seen(self.own_orders), (False, False, False, False, False))
        self.order.user_id = self.own_orders
        self.assertEqual(self._seen(self.own_orders), ('overdue', True, True, True, True))

    def test_form_names_what_is_hidden(self):
        for user in (self.worker, self.own_orders):
            for named in (
                {'sale_order_id': self.secret_order.id},
                {'partner_id': self.secret_customer.id},
                {'partner_id': self.hidden_customer.id},
                {'partner_id': self.customer.id, 'company_id': self.other.id},
            ):
                values = {'name': "New", 'project_id': self.project.id, **named}
                self.assertTellsNothing(user, 'project.task', values)
                self.assertTellsNothing(user, 'project.task', named, origin=self.task)
            values['sale_line_id'] = self.secret_order.order_line.id
            self.assertTellsNothing(user, 'project.task', values)
        values = {'name': "New", 'project_id': self.project.id, 'sale_order_id': self.order.id}
        self.assertTellsNothing(self.own_orders, 'project.task', values)

    def test_portal_finds_nothing(self):
        """A customer who follows a project does not find out that he is on hold."""
        portal = new_test_user(self.env, 'shown_portal', 'base.group_portal')
        self.project.privacy_visibility = 'portal'
        self.project.message_subscribe(portal.partner_id.ids)
        tasks = self.env['project.task'].with_user(portal).sudo(False)
        for fname in (
            'finance_hold',
            'finance_status',
            'sale_order_id.finance_hold',
            'sale_order_id.finance_status',
            'project_id.task_ids.finance_hold',
        ):
            with self.subTest(fname), self.assertRaises(AccessError):
                tasks.search([(fname, '!=', False)])
