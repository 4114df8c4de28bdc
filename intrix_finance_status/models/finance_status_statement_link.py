import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import consteq, hmac

from .res_partner_documents import USER_GROUP

TOKEN_SCOPE = 'finance_status_statement'
STATES = [('valid', "Valid"), ('expired', "Expired"), ('revoked', "Revoked")]


class FinanceStatusStatementLink(models.Model):
    """A link by which a customer sees its open items without a login.

    The link itself stands in nothing but the mail that left: here is a keyed hash of its token,
    by which it is recognised and which opens nothing. A link ends by itself, or is revoked.
    """

    _name = 'finance.status.statement.link'
    _inherit = ['finance.status.named.mixin']
    _description = 'Link to Open Items'
    _order = 'id desc'
    _rec_name = 'partner_id'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one('res.company', required=True, ondelete='cascade')
    email = fields.Char(string="Sent To")
    date_end = fields.Date(string="Valid Until", required=True)
    date_revoked = fields.Datetime(string="Revoked On")
    revoked_by_id = fields.Many2one('res.users', string="Revoked By")
    mail_message_id = fields.Many2one(
        'mail.message', string="Message", index='btree_not_null', ondelete='set null'
    )
    token_hash = fields.Char(required=True, copy=False, groups=NO_ACCESS)
    state = fields.Selection(STATES, compute='_compute_state', search='_search_state')

    _token_hash_uniq = models.Constraint('UNIQUE (token_hash)', "A link has a token of its own.")

    @api.depends('date_end', 'date_revoked')
    @api.depends_context('tz')
    def _compute_state(self):
        today = self.env['finance.status.ledger']._today()
        for link in self:
            if link.date_revoked:
                link.state = 'revoked'
            else:
                link.state = 'expired' if link.date_end and link.date_end < today else 'valid'

    def _search_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = self.env['finance.status.ledger']._today()
        domains = {
            'valid': Domain('date_revoked', '=', False) & Domain('date_end', '>=', today),
            'expired': Domain('date_revoked', '=', False) & Domain('date_end', '<', today),
            'revoked': Domain('date_revoked', '!=', False),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _issue(self, partner, company, **values):
        """Make a link for a customer; return its address, which nobody can find out again.

        :param partner: the commercial entity that may see what it owes
        :param company: to whom it owes that
        :param values: ``email``, ``mail_message_id``: where it goes to
        """
        token = secrets.token_urlsafe(32)
        today = self.env['finance.status.ledger']._today()
        # nobody makes links but what sends them
        self.sudo().create(
            {
                **values,
                'partner_id': partner.id,
                'company_id': company.id,
                'date_end': today + timedelta(days=company.sudo().finance_link_days),
                'token_hash': self._hash(partner.id, token),
            }
        )
        return f'{partner._finance_statement_url()}?access_token={token}'

    @api.model
    def _open(self, partner_id, token):
        """Return the valid link of a customer that has this token, if there is one."""
        token_hash = self._hash(partner_id, token)
        # as superuser, as whoever has the link has no login
        link = self.sudo().search([('token_hash', '=', token_hash)], limit=1)
        if not link or not consteq(link.sudo().token_hash, token_hash):
            return self.browse()
        entity = link.partner_id
        # who has joined another customer since must not see what that one owes
        is_own = entity.id == partner_id and entity.commercial_partner_id == entity
        return link if is_own and link.state == 'valid' else self.browse()

    @api.model
    def _hash(self, partner_id, token):
        """Return what the token of a customer is known by: it can't be told from that."""
        return hmac(self.env(su=True), TOKEN_SCOPE, (partner_id, token))

    def action_revoke(self):
        """Have these links open nothing any more, at once."""
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group(USER_GROUP):
            raise AccessError(self.env._("Only finance can revoke links."))
        # nothing else of a link is ever changed
        self.sudo().filtered(lambda link: not link.date_revoked).write(
            {'date_revoked': fields.Datetime.now(), 'revoked_by_id': self.env.uid}
        )
