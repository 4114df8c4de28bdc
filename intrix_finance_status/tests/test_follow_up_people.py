from odoo.tests import tagged

from .common import day
from .common_follow_up import FollowUpCommon

OVERDUE = 'intrix_finance_status.mail_activity_type_overdue'
CALL = 'intrix_finance_status.mail_activity_type_call_debtor'
NO_ADDRESS = 'intrix_finance_status.mail_activity_type_no_address'


@tagged('post_install', '-at_install')
class TestFollowUpPeople(FollowUpCommon):
    """Colleagues are told once per customer, and not any more when everything is settled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids.unlink()

    def _activities(self, xmlid, partner=None, active=True):
        return (
            self.env['mail.activity']
            .with_context(active_test=False)
            .search(
                [
                    ('res_model', '=', 'res.partner'),
                    ('res_id', '=', (partner or self.customer).id),
                    ('activity_type_id', '=', self.env.ref(xmlid).id),
                    ('active', '=', active),
                ]
            )
        )

    def _call_level(self, activity_for, days=7, **values):
        return self._add_level(
            days,
            template=False,
            activity_type_id=self.env.ref(CALL).id,
            activity_for=activity_for,
            **values,
        )

    def _sold(self, days=8, **values):
        """Return an overdue invoice of an order of the salesperson, with an opportunity."""
        lead = self._lead()
        order = self._order(user_id=self.salesperson.id, opportunity_id=lead.id, **values)
        return self._invoice(order, due=day(-days), date=day(-days - 30)), order, lead

    def test_salesperson_is_told_once(self):
        self._add_level(1, template=False, notify_salesperson='activity')
        first, order, lead = self._sold()
        second = self._sold(days=3)[0]
        self._run()
        activity = self._activities(OVERDUE)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertIn(first.name, activity.note)
        self.assertIn(second.name, activity.note)
        for record in (order, lead):
            self.assertIn(first.name, record.message_ids[0].body)
            self.assertNotIn(second.name, record.message_ids[0].body)
        third = self._sold(days=2)[0]
        self._run()
        self.assertEqual(self._activities(OVERDUE), activity)
        for invoice in (first, second, third):
            self.assertIn(invoice.name, activity.note)
        self.assertEqual(self._actions().activity_ids, activity)

    def test_activity_of_somebody_else(self):
        """An activity of the same type that the follow-up did not make is left as it is."""
        self._call_level('responsible')
        other = self.customer.activity_schedule(
            CALL, user_id=self.responsible.id, summary="About something else"
        )
        invoice = self._late(8)
        self._run()
        own = self._activities(CALL) - other
        self.assertEqual(own.user_id, self.responsible)
        self._pay(invoice)
        self.engine._close_settled()
        self.assertFalse(own.active)
        self.assertTrue(other.active)
        self.assertEqual(other.summary, "About something else")

    def test_nobody_is_responsible(self):
        """Of a policy that came with the installation, who manages finance is responsible."""
        group = 'intrix_finance_status.group_finance_status_manager'
        self._user('follow_up_manager', group)
        self._call_level('responsible')
        self.policy.user_id = False
        self.env.cr.execute(
            'UPDATE finance_status_policy SET create_uid = 1 WHERE id = %s', self.policy.ids
        )
        self.policy.invalidate_recordset()
        self._late(8)
        self._run()
        user = self._activities(CALL).user_id
        self.assertTrue(user.active and user.has_group(group))
        self.assertIn(self.env.company, user.company_ids)

    def test_salesperson_by_note_only(self):
        self._add_level(1, template=False, notify_salesperson='note')
        invoice, order, _lead = self._sold()
        self._run()
        self.assertFalse(self._activities(OVERDUE))
        self.assertIn(invoice.name, order.message_ids[0].body)
        self.assertEqual(self._actions().kind, 'notification')

    def test_activity_for(self):
        leader, boss, chaser = (
            self._user(login, 'sales_team.group_sale_salesman')
            for login in ('follow_up_leader', 'follow_up_boss', 'follow_up_chaser')
        )
        team = self.env['crm.team'].create({'name': "Team", 'user_id': leader.id})
        self._sold(team_id=team.id)
        for activity_for, user, values in (
            ('salesperson', self.salesperson, {}),
            ('team_leader', leader, {}),
            ('user', boss, {'activity_user_id': boss.id}),
            ('responsible', self.responsible, {}),
        ):
            with self.subTest(activity_for=activity_for):
                self.policy.level_ids.unlink()
                self.Action.search([]).sudo().unlink()
                self._call_level(activity_for, **values)
                self._run()
                self.assertEqual(self._activities(CALL).user_id, user)
                self._activities(CALL).unlink()
        self.customer.finance_responsible_id = chaser
        self.Action.search([]).sudo().unlink()
        self._run()
        self.assertEqual(self._activities(CALL).user_id, chaser)

    def test_user_who_left(self):
        self._call_level('salesperson')
        self._sold()
        self.salesperson.active = False
        self._run()
        self.assertEqual(self._activities(CALL).user_id, self.responsible)

    def test_no_address(self):
        self._add_level(7)
        self.customer.email = False
        self._late(8)
        self._run()
        self.assertFalse(self._reminders())
        activity = self._activities(NO_ADDRESS)
        self.assertEqual(activity.user_id, self.responsible)
        self.assertIn("1,000.00", activity.note)
        self.assertRecordValues(self._actions(), [{'state': 'done', 'kind': 'activity'}])
        self._run()
        self.assertEqual(self._activities(NO_ADDRESS), activity)

    def test_address_of_invoices(self):
        self._add_level(7)
        accounting = self._customer(
            "Accounting", type='invoice', parent_id=self.customer.id, email='invoice@example.com'
        )
        self._late(8, partner=accounting)
        self._run()
        self.assertEqual(self._reminders().recipient_ids, accounting)

    def test_closed_when_paid(self):
        self._call_level('responsible')
        self._call_level('responsible', days=30, manual=True)
        first, second = self._late(8), self._late(9)
        old = self._late(31)
        self._run()
        activity = self._activities(CALL)
        self.assertTrue(activity)
        self.assertEqual(self._actions(state='waiting').name, old.name)
        trigger = [('cron_id', '=', self.env.ref('intrix_finance_status.cron_close_settled').id)]
        self.env['ir.cron.trigger'].search(trigger).unlink()
        self._pay(first)
        self.env.cr.precommit.run()
        self.assertTrue(self.env['ir.cron.trigger'].search(trigger))
        self.engine._cron_close_settled()
        self.assertTrue(activity.active)
        self._pay(second)
        self._pay(old)
        self.engine._cron_close_settled()
        self.assertFalse(self._activities(CALL))
        self.assertEqual(self._activities(CALL, active=False), activity)
        self.assertEqual(self._actions(name=old.name, level_days=30).state, 'cancelled')

    def test_nothing_triggered_for_nothing(self):
        invoice = self._late(8)
        trigger = [('cron_id', '=', self.env.ref('intrix_finance_status.cron_close_settled').id)]
        self._pay(invoice)
        self.env.cr.precommit.run()
        self.assertFalse(self.env['ir.cron.trigger'].search(trigger))
