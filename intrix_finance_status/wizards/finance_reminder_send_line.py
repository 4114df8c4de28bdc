from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.finance_status_follow_up_hand import Choice


class FinanceReminderSendLine(models.TransientModel):
    """The reminder of one customer, as it will be sent: which mail, and with which text."""

    _name = 'finance.reminder.send.line'
    _inherit = ['finance.status.named.mixin']
    _description = 'Reminder to be Sent'
    _rec_name = 'partner_id'

    send_id = fields.Many2one('finance.reminder.send', required=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    is_pending = fields.Boolean(help="A level of the policy waits for this reminder.")
    document_count = fields.Integer(string="Documents", readonly=True)
    amount = fields.Monetary(string="Overdue", readonly=True)
    currency_id = fields.Many2one('res.currency', compute='_compute_currency_id')
    email = fields.Char(
        string="To", compute='_compute_email', help="Empty: a colleague gets a task instead."
    )
    template_id = fields.Many2one(
        'mail.template', string="Mail", domain="[('id', 'in', allowed_template_ids)]"
    )
    allowed_template_ids = fields.Many2many('mail.template', compute='_compute_allowed')
    is_edited = fields.Boolean(string="Edit This Mail")
    subject = fields.Char(compute='_compute_text', inverse='_inverse_text', readonly=False)
    body = fields.Html(
        string="Message",
        compute='_compute_text',
        inverse='_inverse_text',
        readonly=False,
        sanitize='email_outgoing',
    )
    # what the customer owed when this was shown: an edited text tells of that
    shown = fields.Json()
    # {template, subject, body}
    edited = fields.Json()

    def write(self, vals):
        """Let users choose mail and text, nothing else: the rest is trusted by what sends it."""
        if not self.env.su and not set(vals) <= {'template_id', 'is_edited', 'subject', 'body'}:
            raise AccessError(self.env._("Only the mail and its text can be changed."))
        res = super().write(vals)
        if 'template_id' in vals:
            self._check_template()
        return res

    @api.depends_context('company')
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends('partner_id')
    def _compute_email(self):
        for line in self:
            partner = line.partner_id.sudo()
            line.email = partner and partner._finance_mail_recipient().email_formatted

    @api.depends('partner_id')
    def _compute_allowed(self):
        engine = self.env['finance.status.follow.up'].sudo()
        for line in self:
            policy = line.partner_id._origin and line.partner_id._origin._finance_policy()
            line.allowed_template_ids = policy and engine._mail_templates(policy.id).ids

    def _check_template(self):
        """Refuse mails that no policy has: they are rendered as superuser.

        :raise AccessError: if one of them is none of the customer's policy
        """
        for line in self:
            if line.template_id._origin not in line.allowed_template_ids._origin:
                raise AccessError(self.env._("Please choose one of the mails of the policy."))

    @api.depends('partner_id', 'template_id', 'is_edited', 'edited')
    def _compute_text(self):
        """Render the mails that are looked at, as the queue would send them."""
        partners = self.partner_id._origin
        partners.check_access('read')
        steps = {
            step.partner_id: step
            for step in self.env['finance.status.follow.up'].sudo()._steps_by_hand(partners)
        }
        for line in self:
            edited = line.is_edited and line.edited
            if edited and edited['template'] == line.template_id._origin.id:
                line.subject, line.body = edited['subject'], edited['body']
                continue
            step = steps.get(line.partner_id._origin.id)
            line.subject = line.body = False
            if not step or not line.template_id:
                continue
            line._check_template()
            template = self.env['mail.template'].sudo().browse(line.template_id._origin.id)
            template = template.with_context(finance_reminder_items={step.partner_id: step.told})
            for fname, name in (('subject', 'subject'), ('body', 'body_html')):
                rendered = template._render_field(name, [step.partner_id], compute_lang=True)
                line[fname] = rendered[step.partner_id]

    def _inverse_text(self):
        for line in self.filtered('is_edited'):
            # what it was edited from is not for the client to say
            line.sudo().edited = {
                'template': line.template_id.id,
                'subject': line.subject,
                'body': str(line.body or ''),
            }

    def _choice(self):
        """Return what is to be sent: see ``Choice``."""
        self.ensure_one()
        self._check_template()
        edited = self.is_edited and self.edited
        if edited and edited['template'] != self.template_id.id:
            edited = None
        return Choice(
            self.template_id.sudo(),
            (edited['subject'], edited['body']) if edited else None,
            self.shown,
            self.is_pending,
        )

    def action_send(self):
        """Send this reminder."""
        self.ensure_one()
        return self.send_id._send(self)
