from odoo import Command, api, fields, models


class FinanceReminderSend(models.TransientModel):
    """A dialog that shows reminders before they are put into the outgoing queue."""

    _name = 'finance.reminder.send'
    _description = 'Send Reminders'

    partner_ids = fields.Many2many('res.partner', string="Customers", required=True)
    line_ids = fields.One2many(
        'finance.reminder.send.line',
        'send_id',
        string="Reminder",
        compute='_compute_line_ids',
        store=True,
    )
    line_count = fields.Integer(compute='_compute_line_count')
    preview_subject = fields.Char(related='line_ids.subject', string="Subject")
    preview_body = fields.Html(related='line_ids.body', string="Message")
    preview_email = fields.Char(related='line_ids.email', string="To")
    left_out = fields.Char(compute='_compute_left_out')

    @api.depends('partner_ids')
    def _compute_line_ids(self):
        engine = self.env['finance.status.follow.up'].sudo()
        for wizard in self:
            entities = wizard.partner_ids._origin.commercial_partner_id
            # stored fields are computed as superuser: no more than the user may see
            entities.sudo(False).check_access('read')
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            'partner_id': step.partner_id,
                            'is_pending': bool(step.level),
                            'level_name': step.level.name or step.template.name,
                            'amount': sum(item.balance_due for item in step.told),
                            'document_count': len(step.told),
                        }
                    )
                    for step in engine._steps_by_hand(entities)
                ),
            ]

    @api.depends('line_ids')
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    @api.depends('partner_ids', 'line_ids')
    def _compute_left_out(self):
        for wizard in self:
            left_out = wizard.partner_ids._origin.commercial_partner_id - wizard.line_ids.partner_id
            wizard.left_out = False
            if left_out:
                wizard.left_out = self.env._(
                    "Nothing to remind of: %s", ", ".join(left_out.mapped('display_name'))
                )

    def action_send(self):
        """Put the reminders into the outgoing queue, and log them."""
        self.env['finance.status.document'].check_access('create')
        self.partner_ids.check_access('read')
        engine = self.env['finance.status.follow.up'].sudo()
        pending = self.line_ids.filtered('is_pending').partner_id
        left_out, failed = engine._remind_by_hand(self.line_ids.partner_id, pending)
        sent = self.line_ids.partner_id - left_out - failed
        message = self.env._("Customers reminded: %s", len(sent))
        if left_out:
            names = ", ".join(self.env['res.partner'].browse(left_out.ids).mapped('display_name'))
            message = self.env._(
                "%(message)s. Paid or reminded meanwhile: %(names)s", message=message, names=names
            )
        if failed:
            names = ", ".join(self.env['res.partner'].browse(failed.ids).mapped('display_name'))
            message = self.env._("Could not be sent, see the worklist: %s", names)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'danger' if failed else 'success',
                'sticky': bool(failed),
                'message': message,
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
