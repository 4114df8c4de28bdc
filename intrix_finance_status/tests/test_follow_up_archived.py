from ast import literal_eval

from odoo.tests import Form, tagged

from .common_follow_up import SendingCommon


@tagged('post_install', '-at_install')
class TestFollowUpArchived(SendingCommon):
    """Archived customers who owe are not forgotten, and chased only if somebody says so."""

    def setUp(self):
        super().setUp()
        self.invoice = self._late(8)
        self.customer.active = False
        self.env.invalidate_all()

    def _worklist(self):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'intrix_finance_status.res_partner_worklist_action'
        )
        Partner = self.env['res.partner'].with_user(self.responsible)
        domain = [*literal_eval(action['domain']), ('id', '=', self.customer.id)]
        return Partner, domain

    def test_stays_in_the_worklist(self):
        Partner, domain = self._worklist()
        customer = Partner.search(domain)
        self.assertEqual(customer, self.customer)
        self.assertEqual(customer.finance_archived, "Archived")
        self.assertEqual(customer.finance_follow_up_state, 'overdue')
        [(state, overdue)] = Partner._read_group(
            domain, ['finance_follow_up_state'], ['finance_amount_overdue:sum']
        )
        self.assertEqual((state, overdue), ('overdue', 1000))
        self.customer.active = True
        self.assertFalse(customer.finance_archived)

    def test_is_not_chased(self):
        self._run()
        self.assertFalse(self._actions())
        self.customer.active = True
        self._run()
        self.assertEqual(self._actions().level_id, self.first)

    def test_by_hand(self):
        dialog = self._dialog(self.customer)
        self.assertEqual(dialog.partner_ids, self.customer)
        dialog.action_send()
        self._send_queue()
        self.assertEqual(self._reminders().state, 'sent')

    def test_dialogs(self):
        customer = self.customer.with_user(self.responsible)
        for name in (
            'action_finance_log_call',
            'action_finance_promise',
            'action_finance_assign',
        ):
            action = getattr(customer, name)()
            form = Form(customer.env[action['res_model']].with_context(**action['context']))
            self.assertEqual(list(form.partner_ids), [self.customer])
        action = customer.action_finance_dispute()
        dialog = customer.env[action['res_model']].browse(action['res_id'])
        self.assertEqual(dialog.line_ids.document_id, self.invoice.id)
