from odoo import api, models
from odoo.addons.intrix_finance_status.models.sale_order_hold import OVERRIDE_GROUP
from odoo.exceptions import UserError
from odoo.fields import Domain

# in the context of moves that tell what has already happened; an object, as no client can send one
HANDED_OVER = object()


class StockMove(models.Model):
    """The stop of what brings goods to customers on hold.

    Judged by what a move really does: where its goods go, who gets them and which order is behind
    it, whatever its transfer says. Every way to validate ends in the state *done*. In code,
    ``with_context(finance_hold_override=reason)`` goes on for those who may.
    """

    _inherit = 'stock.move'

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.state == 'done')._finance_check_hold()
        return moves

    def write(self, vals):
        """Write, unless it delivers what is on hold.

        :raise UserError: for those who may not go on despite a hold
        """
        elsewhere = not {'location_id', 'location_dest_id'}.isdisjoint(vals)
        done = self.browse()
        if vals.get('state') == 'done':
            done = self.filtered(lambda move: move.state != 'done')
        if not elsewhere:
            done._finance_check_hold()
            return super().write(vals)
        # neither must what is done and stayed inside turn into a delivery
        inside = (self - done).filtered(lambda move: move.state == 'done')
        inside -= inside._finance_deliveries()
        res = super().write(vals)
        (done | inside)._finance_check_hold()
        return res

    # What a move does

    def _finance_deliveries(self):
        """Return those of these moves that bring goods to a customer, as Odoo counts deliveries."""
        between = self.env.ref('stock.stock_location_inter_company', raise_if_not_found=False)

        def delivers(record):
            dest = record.location_dest_id
            return record.location_id.usage != 'customer' and (
                dest.usage == 'customer' or bool(between and dest._child_of(between.sudo()))
            )

        return self.filtered(lambda move: delivers(move) or any(map(delivers, move.move_line_ids)))

    @api.model
    def _finance_deliveries_domain(self):
        """Return the domain of the moves to come that bring goods to a customer."""
        to_customer = Domain('location_dest_id.usage', '=', 'customer')
        between = self.env.ref('stock.stock_location_inter_company', raise_if_not_found=False)
        if between:
            path = between.sudo().parent_path
            to_customer |= Domain('location_dest_id.parent_path', '=like', f'{path}%')
        delivers = Domain('location_id.usage', '!=', 'customer') & to_customer
        return Domain('state', 'not in', ('done', 'cancel')) & (
            delivers | Domain('move_line_ids', 'any!', delivers)
        )

    def _finance_from_vendor(self):
        """Tell whether a vendor sends the goods: then the transfer names him, not the customer."""
        self.ensure_one()
        source = self.location_id
        return source.usage == 'supplier' or (source.usage == 'transit' and not source.company_id)

    def _finance_orders(self):
        """Return the orders behind this move, also those that it was taken from by hand."""
        self.ensure_one()
        line, picking = self.sale_line_id, self.picking_id
        orders = line.order_id or picking.sale_id
        # a vendor's delivery carries the references of all that was ordered together
        if not line or not self._finance_from_vendor():
            orders |= self.reference_ids.sale_ids
        return orders

    def _finance_receivers(self):
        """Return who gets the goods, as told by the move and its transfer."""
        self.ensure_one()
        told = self.partner_id
        if not self._finance_from_vendor() or not (told or self.sale_line_id):
            told |= self.picking_id.partner_id
        return told

    @api.model
    def _finance_hold_domain(self):
        """Return the domain of the moves to come that must not go: ``_finance_hold_causes``."""
        orders = self.env['sale.order'].sudo()._finance_undeliverable().ids
        of_partner = self.env['stock.picking']._finance_hold_domain_of_partner
        no_line = Domain('sale_line_id', '=', False)
        from_vendor = Domain('location_id.usage', '=', 'supplier') | (
            Domain('location_id.usage', '=', 'transit')
            & Domain('location_id.company_id', '=', False)
        )
        return self._finance_deliveries_domain() & Domain.OR(
            [
                Domain('sale_line_id', 'any!', Domain('order_id', 'in', orders)),
                no_line & Domain('picking_id', 'any!', Domain('sale_id', 'in', orders)),
                (no_line | ~from_vendor)
                & Domain('reference_ids', 'any!', Domain('sale_ids', 'in', orders)),
                of_partner('partner_id'),
                (~from_vendor | (no_line & Domain('partner_id', '=', False)))
                & Domain('picking_id', 'any!', of_partner('partner_id')),
            ]
        )

    def _finance_hold_causes(self):
        """Return which of these moves must not go, as a dict of (customer, reason)."""
        deliveries = self._finance_deliveries()
        orders = {move: move._finance_orders() for move in deliveries}
        by_order = self.env['sale.order'].union(*orders.values())._finance_delivery_hold_reasons()
        causes = {}
        for company, moves in deliveries.grouped('company_id').items():
            receivers = {move: move._finance_receivers() for move in moves}
            partners = self.env['res.partner'].union(*receivers.values())
            held = partners.sudo().with_company(company)._finance_held()
            texts = {partner.id: partner.finance_hold_reason for partner in held}
            for move in moves:
                found = [(o.partner_id, by_order[o]) for o in orders[move] if o in by_order]
                found += [(p, texts[p.id]) for p in receivers[move] if p.id in texts]
                if found:
                    causes[move] = found[0]
        return causes

    # The stop

    def _finance_stopped(self):
        """Return which of these moves the settings stop, as a dict of (customer, reason)."""
        return (
            self.sudo()
            .filtered(lambda move: move.company_id.finance_hold_deliveries == 'stop')
            ._finance_hold_causes()
        )

    def _finance_check_hold(self):
        """Refuse to deliver what is on hold, or note why it goes on.

        :raise UserError: for those who may not go on despite a hold
        """
        stopped = self._finance_stopped() if self else {}
        if not stopped:
            return
        if self.env.context.get('finance_handed_over') is HANDED_OVER:
            self._finance_log_handed_over(stopped)
            return
        reason = self.env.context.get('finance_hold_override')
        if not reason or not self.env.user.has_group(OVERRIDE_GROUP):
            raise UserError(
                self.env._("These deliveries can't be validated now:\n%s", self._hold_text(stopped))
            )
        self._finance_log_override(stopped, reason)

    @api.model
    def _hold_text(self, stopped):
        """Return a line for each transfer and its reason."""
        return "\n".join(
            dict.fromkeys(
                f"{move._finance_name()}, {customer.display_name}: {text}"
                for move, (customer, text) in stopped.items()
            )
        )

    def _finance_name(self):
        self.ensure_one()
        return self.picking_id.name or self.reference or self.product_id.display_name

    def _finance_log_override(self, stopped, reason):
        """Say in the chatter of transfers, orders and customers who went on, and why."""
        self._finance_log_moves(
            stopped,
            lambda move, text: self.env._(
                "%(transfer)s delivered despite the hold (%(hold)s): %(reason)s",
                transfer=move._finance_name(),
                hold=text,
                reason=reason,
            ),
        )

    def _finance_log_handed_over(self, stopped):
        """Say in the chatter of transfers, orders and customers what went despite a hold."""
        self._finance_log_moves(
            stopped,
            lambda move, text: self.env._(
                "%(transfer)s was handed over while on hold (%(hold)s)",
                transfer=move._finance_name(),
                hold=text,
            ),
        )

    def _finance_log_moves(self, stopped, text_of):
        bodies = {}
        for move, (customer, text) in stopped.items():
            body = text_of(move, text)
            customers = customer.commercial_partner_id
            for record in (*move.picking_id, *move._finance_orders(), *customers):
                by_id = bodies.setdefault((record._name, move.company_id), {})
                by_id.setdefault(record.id, {})[body] = True
        for (model, company), by_id in bodies.items():
            # who delivers need not have access to orders and customers
            self.env[model].browse(by_id).sudo()._finance_log(
                company, {key: "\n".join(texts) for key, texts in by_id.items()}
            )
