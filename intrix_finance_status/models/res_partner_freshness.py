from odoo import api, fields, models
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP

FRESHNESS = ['finance_freshness', 'finance_freshness_date', 'finance_outdated']


class ResPartner(models.Model):
    _name = 'res.partner'
    _inherit = ['res.partner', 'finance.status.freshness.mixin']

    finance_bank_date = fields.Date(
        string="Bank Known until",
        compute='_compute_finance_bank_date',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="Day of the newest bank transaction or customer payment in Odoo's books.",
    )

    @api.depends_context('company', 'tz')
    def _compute_finance_bank_date(self):
        self.finance_bank_date = self.env['finance.status.ledger']._bank_date()

    @api.depends('commercial_partner_id')
    def _compute_finance_freshness(self):
        return super()._compute_finance_freshness()

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.invalidate_model(FRESHNESS, flush=False)
        self.env['sale.order'].invalidate_model(FRESHNESS, flush=False)
        return res

    def _finance_feeding(self, restriction):
        Document = self.env['finance.status.document']
        shown_on = SQL('TRUE') if restriction is None else SQL('contact.id IN %s', restriction)
        return SQL(
            """
            SELECT DISTINCT contact.id, document.source_id
              FROM res_partner AS contact
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = contact.commercial_partner_id
              JOIN finance_status_document AS document
                ON document.commercial_partner_id = partner.id
             WHERE document.state <> 'cancelled'
               AND document.company_id IN %(companies)s
               AND %(shown_on)s
            """,
            companies=self.env['finance.status.ledger']._company_tree(),
            shown_on=shown_on,
            to_flush=Document._finance_flush_fields(),
        )

    def _finance_fresh_column(self, alias, query, column):
        """Return a column of the open items, without those whose source is out of date (R10)."""
        if not self.env.company.finance_has_documents:
            return self._finance_open_column(alias, query, column)
        fresh = self.with_context(finance_fresh_only=True)
        joined = self._finance_join(
            alias, query, 'finance_open_fresh', fresh._finance_open_items_table
        )
        return SQL.identifier(joined, column)
