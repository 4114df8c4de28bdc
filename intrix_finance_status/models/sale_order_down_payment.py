from odoo import models

INVOICE_GROUP = 'account.group_account_invoice'


class SaleOrder(models.Model):
    """Down payments by those who may invoice.

    Odoo notes a down payment as a line of the order. Who may invoice, and write the order, need
    not be a salesperson for that.
    """

    _inherit = 'sale.order'

    def _create_down_payment_section_line_if_needed(self):
        order = self._finance_for_invoicing()
        line = super(SaleOrder, order)._create_down_payment_section_line_if_needed()
        return line and line.with_env(self.env)

    def _create_down_payment_lines_from_base_lines(self, down_payment_base_lines):
        order = self._finance_for_invoicing()
        lines = super(SaleOrder, order)._create_down_payment_lines_from_base_lines(
            down_payment_base_lines
        )
        return lines.with_env(self.env)

    def _finance_for_invoicing(self):
        """Return the order for adding what Odoo itself made of a down payment."""
        if self.env.su or not self.env.user.has_group(INVOICE_GROUP):
            return self
        self.check_access('write')
        return self.sudo()
