from odoo import api, models

# what tells how much of a line went where
DELIVERED_FIELDS = {'quantity', 'product_uom_id', 'location_id', 'location_dest_id', 'move_id'}


class StockMoveLine(models.Model):
    """The stop of more that is delivered by correcting what is done already."""

    _inherit = 'stock.move.line'

    @api.model_create_multi
    def create(self, vals_list):
        """Create, unless it adds to a done delivery on hold.

        :raise UserError: for those who may not go on despite a hold
        """
        lines = super().create(vals_list)
        # the others get a move of their own, which is validated
        added = self.browse(
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if vals.get('move_id') and line.state == 'done' and line._finance_delivered() > 0
        )
        added.move_id._finance_check_hold()
        return lines

    def write(self, vals):
        """Write, unless more of a done delivery on hold goes.

        :raise UserError: for those who may not go on despite a hold
        """
        done = self.browse()
        if not DELIVERED_FIELDS.isdisjoint(vals):
            done = self.filtered(lambda line: line.state == 'done')
        before = {line: (line.move_id, line._finance_delivered()) for line in done}
        res = super().write(vals)
        raised = done.filtered(
            lambda line: (
                line.product_id.uom_id.compare(
                    line._finance_delivered(),
                    before[line][1] if line.move_id == before[line][0] else 0,
                )
                > 0
            )
        )
        raised.move_id._finance_check_hold()
        return res

    def _finance_delivered(self):
        """Return how much of this line is delivered to a customer, in the product's unit."""
        self.ensure_one()
        delivers = self.move_id._finance_deliveries()
        return self.quantity_product_uom if delivers else 0.0
