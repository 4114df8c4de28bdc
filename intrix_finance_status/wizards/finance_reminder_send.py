from odoo import Command, api, fields, models

from ..models.finance_status_follow_up_hand import shown


class FinanceReminderSend(models.TransientModel):
    """A dialog that shows reminders before they are put into the outgoing queue."""

    _name = 'finance.reminder.send'
    _inherit = ['finance.status.named.mixin']
    _description = 'Send Reminders'

    partner_ids = fields.Many2many(
        'res.partner', string="Customers", required=True, context={'active_test': False}
    )
    line_ids = fields.One2many(
        'finance.reminder.send.line',
        'send_id',
        string="Reminders",
        compute='_compute_line_ids',
        store=True,
        readonly=False,
    )
    left_out = fields.Char(compute='_compute_line_ids', store=True)

    @api.depends('partner_ids')
    def _compute_line_ids(self):
        engine = self.env['finance.status.follow.up'].sudo()
        for wizard in self:
            entities = wizard.partner_ids._origin.commercial_partner_id
            # stored fields are computed as superuser: no more than the user may see
            entities.sudo(False).check_access('read')
            steps = engine._steps_by_hand(entities)
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            'partner_id': step.partner_id,
                            'template_id': step.template.id,
                            'is_pending': bool(step.level),
                            'amount': sum(item.balance_due for item in step.told),
                            'document_count': len(step.told),
                            'shown': shown(step.told),
                        }
                    )
                    for step in steps
                ),
            ]
            left_out = entities - entities.browse(step.partner_id for step in steps)
            wizard.left_out = False
            if left_out:
                wizard.left_out = self.env._("Nothing to remind of: %s", self._names(left_out))

    def action_send(self):
        """Put the reminders into the outgoing queue, and log them."""
        return self._send(self.line_ids)

    def _send(self, lines):
        """Send these reminders; return a message that tells what became of each."""
        self.env['finance.status.document'].check_access('create')
        customers = lines.partner_id
        customers.check_access('read')
        engine = self.env['finance.status.follow.up'].sudo()
        left_out, failed = engine._remind_by_hand(
            {line.partner_id.id: line._choice() for line in lines}
        )
        done = customers - left_out - failed
        mailed = done.filtered(lambda customer: customer.sudo()._finance_mail_recipient())
        told = [self.env._("Customers reminded: %s", len(mailed))]
        if done != mailed:
            told.append(
                self.env._(
                    "Without an e-mail address, a colleague gets a task: %s",
                    self._names(done - mailed),
                )
            )
        if left_out:
            told.append(
                self.env._("Paid, changed or reminded meanwhile: %s", self._names(left_out))
            )
        if failed:
            told.append(self.env._("Could not be sent, see the worklist: %s", self._names(failed)))
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'danger' if failed else 'success' if mailed == customers else 'warning',
                'sticky': mailed != customers,
                'message': "\n".join(told),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _names(self, customers):
        return ", ".join(self.env['res.partner'].browse(customers.ids).mapped('display_name'))
