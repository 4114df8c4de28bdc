from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'finance.status.freshness.mixin']

    @api.depends('finance_fact_ids.document_count')
    def _compute_finance_freshness(self):
        return super()._compute_finance_freshness()

    def _finance_feeding(self, restriction):
        Document = self.env['finance.status.document']
        return SQL(
            """
            SELECT DISTINCT share.order_id, document.source_id
              FROM finance_status_document_order AS share
              JOIN finance_status_document AS document ON document.id = share.document_id
             WHERE document.state <> 'cancelled' AND %s
            """,
            SQL('TRUE') if restriction is None else SQL('share.order_id IN %s', restriction),
            to_flush=Document._finance_flush_fields(),
        )
