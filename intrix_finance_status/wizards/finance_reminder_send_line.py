from odoo import api, fields, models


class FinanceReminderSendLine(models.TransientModel):
    """The reminder of one customer, as it would be sent."""

    _name = 'finance.reminder.send.line'
    _description = 'Reminder to be Sent'
    _rec_name = 'partner_id'

    send_id = fields.Many2one('finance.reminder.send', required=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    is_pending = fields.Boolean(help="A level of the policy waits for this reminder.")
    level_name = fields.Char(string="Reminder", readonly=True)
    document_count = fields.Integer(string="Documents", readonly=True)
    amount = fields.Monetary(string="Overdue", readonly=True)
    currency_id = fields.Many2one('res.currency', compute='_compute_currency_id')
    email = fields.Char(compute='_compute_email', help="Empty: a colleague gets a task instead.")
    subject = fields.Char(compute='_compute_preview')
    body = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends_context('company')
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends('partner_id')
    def _compute_email(self):
        for line in self:
            partner = line.partner_id.sudo()
            line.email = partner and partner._finance_mail_recipient().email_formatted

    @api.depends('partner_id')
    def _compute_preview(self):
        """Render the mails that are looked at, as the queue would send them."""
        partners = self.partner_id._origin
        partners.check_access('read')
        steps = {
            step.partner_id: step
            for step in self.env['finance.status.follow.up'].sudo()._steps_by_hand(partners)
        }
        for line in self:
            step = steps.get(line.partner_id._origin.id)
            line.subject = line.body = False
            if not step:
                continue
            template = step.template.with_context(
                finance_reminder_items={step.partner_id: step.told}
            )
            for fname, name in (('subject', 'subject'), ('body', 'body_html')):
                rendered = template._render_field(name, [step.partner_id], compute_lang=True)
                line[fname] = rendered[step.partner_id]
