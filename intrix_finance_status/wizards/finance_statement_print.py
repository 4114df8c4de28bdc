from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.res_partner_statement import STATEMENT_REPORT

STATEMENT_MAIL = 'intrix_finance_status.mail_template_statement'


class FinanceStatementPrint(models.TransientModel):
    """Dialog to print, look at or mail the statements of open items of customers."""

    _name = 'finance.statement.print'
    _inherit = ['finance.status.named.mixin']
    _description = 'Statement of Open Items'

    date = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="What was open at the end of that day, whatever was paid or credited since.",
    )
    partner_ids = fields.Many2many(
        'res.partner',
        string="Customers",
        required=True,
        context={'active_test': False},
        default=lambda dialog: dialog._default_partner_ids(),
    )
    open_only = fields.Boolean(
        string="Only with open items",
        default=lambda dialog: len(dialog._default_partner_ids()) > 1,
        help="Leave out customers of whom nothing was open.",
    )

    @api.model
    def _default_partner_ids(self):
        if self.env.context.get('active_model') != 'res.partner':
            return self.env['res.partner']
        partners = self.env['res.partner'].browse(self.env.context.get('active_ids'))
        return partners.commercial_partner_id

    def _customers(self):
        """Return the commercial entities that get a statement."""
        self.ensure_one()
        entities = self.partner_ids.commercial_partner_id
        if self.open_only:
            items = entities._finance_statement_items(self.date)
            entities = entities.filtered(lambda entity: items[entity])
        if not entities:
            raise UserError(self.env._("Nothing was open on that day."))
        return entities

    def action_print(self):
        """Return the statements as one PDF."""
        return self._report('qweb-pdf')

    def action_preview(self):
        """Show the statements in the browser."""
        return self._report('qweb-html')

    def _report(self, report_type):
        data = {
            'date': fields.Date.to_string(self.date),
            'partner_ids': self._customers().ids,
        }
        action = self.env.ref(STATEMENT_REPORT).report_action(None, data=data, config=False)
        return {**action, 'report_type': report_type}

    def action_send(self):
        """Mail each customer's statement to its invoice address, in its language.

        One customer: in the mail composer, for who may write to the customer's chatter. Several:
        at once; those without an address are told.
        """
        entities = self._customers()
        template = self.env.ref(STATEMENT_MAIL)
        context = {'finance_statement_date': fields.Date.to_string(self.date)}
        if len(entities) == 1 and entities.has_access('write'):
            return self._compose(entities, template, context)
        addresses = {
            entity: self.env['res.partner'].browse(entity.address_get(['invoice'])['invoice'])
            for entity in entities
        }
        reachable = entities.filtered(lambda entity: addresses[entity].email)
        template.with_context(**context).send_mail_batch(
            reachable.ids, email_values={'finance_link_company_id': self.env.company.id}
        )
        return self._told(len(reachable), entities - reachable)

    def _compose(self, entity, template, context):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'mail.compose.message',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                **context,
                'default_model': 'res.partner',
                'default_res_ids': entity.ids,
                'default_template_id': template.id,
                'default_composition_mode': 'comment',
                'force_email': True,
            },
        }

    def _told(self, count, unreachable):
        message = self.env._("Statements being sent: %(count)s.", count=count)
        if unreachable:
            message += "\n" + self.env._(
                "Without an e-mail address: %(customers)s.",
                customers=", ".join(unreachable.mapped('display_name')),
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if unreachable else 'success',
                'message': message,
                'sticky': bool(unreachable),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
