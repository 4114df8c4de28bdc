from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install')
class TestReceivableUi(HttpCase):
    """The reports open in the web client without an error."""

    def test_reports_open(self):
        for name in ('finance_status_receivable_action', 'finance_status_cash_action'):
            action = self.env.ref(f'intrix_finance_status_report.{name}')
            for view in action.view_mode.split(','):
                with self.subTest(name, view=view):
                    self.browser_js(
                        f'/odoo/action-{action.id}?view_type={view}',
                        "console.log('test successful')",
                        ready="document.querySelector('.o_action_manager .o_content')",
                        login='admin',
                    )
