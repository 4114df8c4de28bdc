from odoo import api, fields, models
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
    _finance_days_order = models.Constraint(
        'CHECK (finance_slow_days <= finance_bad_days)',
        "A bad payer must be later than a slow payer.",
    )

    @api.model
    def _finance_set_has_documents(self):
        """Let every company know that there are documents kept elsewhere than in Odoo's books.

        Written once. Not through the ORM, as whoever brings the first document need not be
        allowed to write companies.
        """
        if self.env.company.finance_has_documents:
            return
        self.env.execute_query(
            SQL(
                'UPDATE res_company SET finance_has_documents = TRUE '
                'WHERE finance_has_documents IS NOT TRUE RETURNING id'
            )
        )
        self.invalidate_model(['finance_has_documents'], flush=False)

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
