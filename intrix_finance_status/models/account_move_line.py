from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # what is open, of all the items that are never reconciled at all
    _finance_open_idx = models.Index(
        "(partner_id) WHERE amount_residual <> 0 AND reconciled IS NOT TRUE "
        "AND parent_state = 'posted'"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        linked = lines.browse(
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if vals.get('sale_line_ids')
        )
        linked._finance_ensure_facts()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if 'sale_line_ids' in vals:
            self._finance_ensure_facts()
        if 'date_maturity' in vals:
            self.env['res.partner']._finance_invalidate()
        return res

    def _finance_ensure_facts(self):
        """Give the orders that these lines invoice their row of facts."""
        orders = self.sudo().sale_line_ids.order_id
        self.env['finance.status.order']._ensure_for_orders(orders)
