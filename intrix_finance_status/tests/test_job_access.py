from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .common import day
from .common_follow_up import FollowUpCommon


@tagged('post_install', '-at_install')
class TestJobAccess(FollowUpCommon, HttpCase):
    """Jobs are for the scheduler and administrators, however they are called."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ids = (
            cls.env['ir.model.data']
            .sudo()
            .search([('model', '=', 'ir.cron'), ('module', '=like', 'intrix\\_%')])
        )
        cls.crons = cls.env['ir.cron'].sudo().browse(ids.mapped('res_id'))
        cls.customer.email = 'customer@example.com'
        cls._plain_invoice(due=day(-40), date=day(-70))

    def _traces(self):
        """Return how much there is of what jobs make."""
        models = ('mail.mail', 'mail.activity', 'finance.status.action', 'ir.cron.progress')
        return [self.env[model].sudo().search_count([]) for model in models]

    @mute_logger('odoo.http')
    def test_over_http(self):
        self.assertGreaterEqual(len(self.crons), 7)
        self.env.flush_all()
        before = self._traces()
        for groups in (
            'base.group_portal',
            'base.group_user',
            'sales_team.group_sale_salesman',
            'intrix_finance_status.group_finance_status_user',
        ):
            login = groups.replace('.', '_')
            new_test_user(self.env, login, groups)
            self.authenticate(login, login)
            for cron in self.crons:
                # what the scheduler puts into the context, a client can put there, too
                progress = (
                    self.env['ir.cron.progress'].sudo().search([('cron_id', '=', cron.id)], limit=1)
                )
                for context in (
                    {},
                    {'cron_id': cron.id, 'ir_cron_progress_id': progress.id, 'lastcall': False},
                ):
                    with (
                        self.subTest(groups=groups, cron=cron.cron_name),
                        self.assertRaisesRegex(JsonRpcException, 'AccessError'),
                    ):
                        self.make_jsonrpc_request(
                            '/web/action/run',
                            {'action_id': cron.ir_actions_server_id.id, 'context': context},
                        )
        self.env.invalidate_all()
        self.assertEqual(self._traces(), before)

    def test_in_code(self):
        """Every job asks, whatever calls it."""
        employee = new_test_user(self.env, 'job_employee', 'base.group_user')
        for cron in self.crons:
            with self.subTest(cron.cron_name):
                method = cron.code.strip().removeprefix('model.').removesuffix('()')
                job = getattr(self.env[cron.model_id.model].with_user(employee), method)
                with self.assertRaises(AccessError):
                    job()

    def test_those_who_may(self):
        check = self.env['ir.cron']._finance_check_scheduled
        xmlid = 'intrix_finance_status.cron_follow_up'
        worker = new_test_user(self.env, 'job_worker', 'base.group_user')
        admin = new_test_user(self.env, 'job_admin', 'base.group_system')
        as_worker = self.env['ir.cron'].with_user(worker)
        with self.assertRaises(AccessError):
            as_worker._finance_check_scheduled(xmlid)
        self.env.ref(xmlid).sudo().user_id = worker
        as_worker._finance_check_scheduled(xmlid)
        self.env['ir.cron'].with_user(admin)._finance_check_scheduled(xmlid)
        check(xmlid)
