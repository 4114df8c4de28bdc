from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusCustomerNumber(models.Model):
    """Numbers in payment references of customers that were merged into others since.

    A customer's reference has the id of its record. It is kept in the templates of banking
    programs for years, longer than the record may be there.
    """

    _name = 'finance.status.customer.number'
    _inherit = ['finance.status.named.mixin']
    _description = 'Former Number of a Customer'
    _rec_name = 'number'

    number = fields.Integer(required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete='cascade',
    )

    _number_uniq = models.Constraint('UNIQUE (number)', "A number is that of one customer.")

    @api.model
    def _keep(self, merged, partner):
        """Remember the numbers of partners that are merged into another one."""
        numbers = [number for number in merged.ids if number != partner.id]
        if not numbers:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO finance_status_customer_number (
                    number, partner_id, create_uid, create_date, write_uid, write_date)
                SELECT number, %(partner)s, %(user)s, NOW() AT TIME ZONE 'UTC',
                       %(user)s, NOW() AT TIME ZONE 'UTC'
                  FROM UNNEST(%(numbers)s) AS number
                ON CONFLICT (number) DO UPDATE SET partner_id = EXCLUDED.partner_id
                RETURNING id
                """,
                partner=partner.id,
                user=self.env.uid,
                numbers=numbers,
            )
        )
        self.invalidate_model()

    @api.model
    def _customers(self, numbers):
        """Return {number: customer} of the numbers in references, those that there are."""
        Partner = self.env['res.partner'].with_context(active_test=False)
        found = {partner.id: partner for partner in Partner.browse(numbers).exists()}
        for former in self.search([('number', 'in', list(set(numbers) - found.keys()))]):
            found[former.number] = former.partner_id
        return found
