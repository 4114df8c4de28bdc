from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = 'res.company'

    finance_slow_days = fields.Integer(
        string="Slow payer after",
        default=5,
        help="A customer whose average or open delay is longer than so many days is a slow payer.",
    )
    finance_bad_days = fields.Integer(
        string="Bad payer after",
        default=30,
        help="A customer whose average or open delay is longer than so many days is a bad payer.",
    )
    finance_move_stages = fields.Boolean(
        string="Move opportunities with the money",
        help="Opportunities move forward to the stage that belongs to their finance status.",
    )
    finance_manual_documents = fields.Boolean(
        string="Invoices and payments by hand",
        help="Buttons on orders and customers register what was invoiced and paid elsewhere. "
        "Not for companies that keep their books in Odoo.",
    )
    finance_has_documents = fields.Boolean(
        default=lambda self: self.env.company.finance_has_documents,
        help="Of any company: there has been a document kept elsewhere than in Odoo's books.",
    )
    finance_has_promises = fields.Boolean(
        default=lambda self: self.env.company.finance_has_promises,
        help="Of any company: there has been a promise to pay.",
    )
    finance_has_prepayments = fields.Boolean(
        default=lambda self: self.env.company.finance_has_prepayments,
        help="Of any company: there has been a payment for an order, before there was an invoice.",
    )
    finance_link_days = fields.Integer(
        string="Links to open items",
        default=90,
        help="Links in mails by which customers see their open items without a login are valid "
        "for so many days.",
    )
    _finance_link_days_positive = models.Constraint(
        'CHECK (finance_link_days > 0)', "Links to open items are valid for at least a day."
    )
    _finance_days_order = models.Constraint(
        'CHECK (finance_slow_days <= finance_bad_days)',
        "A bad payer must be later than a slow payer.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env['finance.status.policy']._create_defaults(companies)
        return companies

    @tools.ormcache('self.id')
    def _finance_legal_entity_ids(self):
        """Return the ids of the root of this company and of all its branches."""
        companies = self.sudo().with_context(active_test=False)
        return tuple(companies.search([('id', 'child_of', companies.root_id.ids)]).ids)

    @api.model
    def _finance_set_has_documents(self):
        """Let every company know that there are documents kept elsewhere than in Odoo's books."""
        self._finance_set_flag('finance_has_documents')

    @api.model
    def _finance_set_has_promises(self):
        """Let every company know that there are promises to pay."""
        self._finance_set_flag('finance_has_promises')

    @api.model
    def _finance_set_flag(self, fname):
        """Set ``fname`` on all companies.

        Written once. Not through the ORM, as whoever brings the first one need not be allowed
        to write companies.
        """
        if self.env.company[fname]:
            return
        self.env.execute_query(
            SQL(
                'UPDATE res_company SET %(flag)s = TRUE WHERE %(flag)s IS NOT TRUE RETURNING id',
                flag=SQL.identifier(fname),
            )
        )
        self.invalidate_model([fname], flush=False)

    def _check_registering_by_hand(self):
        """Refuse where invoices and payments are not registered by hand.

        :raise UserError: with where to change that
        :raise AccessError: for companies that are not the user's
        """
        self.env['finance.status.document'].check_access('create')
        if foreign := self - self.env.companies:
            raise AccessError(
                self.env._(
                    "Please switch to the company first: %s",
                    ", ".join(foreign.sudo().mapped('name')),
                )
            )
        for company in self:
            if not company.finance_manual_documents:
                raise UserError(
                    self.env._(
                        "%s does not register invoices and payments by hand. "
                        "An administrator can allow it in the settings, under Finance Status.",
                        company.name,
                    )
                )
