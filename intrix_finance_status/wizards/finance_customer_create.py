from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..matching.customers import ToldCustomer
from ..models.finance_status_import_customers import TOLD
from .finance_customer_create_line import SAME

MOST_CUSTOMERS = 500
# digits of a tax number without its country
HOME_DIGITS = {'HR': 11, 'SI': 8}


class FinanceCustomerCreate(models.TransientModel):
    """Dialog with the customers of an import whom nobody knows: create or choose them."""

    _name = 'finance.customer.create'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Unknown Customers of an Import'

    import_id = fields.Many2one(
        'finance.status.import', required=True, readonly=True, ondelete='cascade'
    )
    line_ids = fields.One2many('finance.customer.create.line', 'dialog_id', string="Customers")
    can_create = fields.Boolean(compute='_compute_can_create')
    left_out = fields.Integer(
        readonly=True, help="Further customers, to be created or chosen after these."
    )

    @api.depends_context('uid')
    def _compute_can_create(self):
        self.can_create = self.env['res.partner'].has_access('create')

    @api.model
    def _open(self, record, key=None):
        """Return the action that opens the dialog for an import.

        :param record: ``finance.status.import``
        :param tuple key: what a single customer is told by, as ``_told_key`` returns it
        :raise UserError: when all customers are known
        """
        record.check_access('write')
        unknown = record._unknown_customers()
        if key:
            unknown = [customer for customer in unknown if customer['key'] == key]
        if not unknown:
            raise UserError(self.env._("All customers in it are known by now."))
        shown = unknown[:MOST_CUSTOMERS]
        dialog = self.sudo().create(
            {
                'import_id': record.id,
                'left_out': len(unknown) - len(shown),
                'line_ids': [Command.create(values) for values in self._line_values(record, shown)],
            }
        )
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Customers that are not known"),
            'res_model': self._name,
            'res_id': dialog.id,
            'view_mode': 'form',
            'target': 'new',
        }

    def _line_values(self, record, unknown):
        """Return what is proposed for each of the unknown customers."""
        home = record.company_id.country_id.code or ''
        told = [ToldCustomer(*customer['key'], home) for customer in unknown]
        matches = self.env['finance.status.matcher']._match_customers(
            record.source_id, told, similar=True
        )
        # only whom the user may see is proposed
        readable = self.env['res.partner'].search(
            [('id', 'in', [p.partner.id for match in matches for p in match.proposals])]
        )
        reasons = self.env['finance.status.document']._reason_texts()
        may_create = self.env['res.partner'].has_access('create')
        countries = self._countries()
        return [
            self._values_of(
                customer, one, match.proposals, readable, reasons, may_create, countries
            )
            for customer, one, match in zip(unknown, told, matches, strict=True)
        ]

    def _values_of(self, customer, told, proposals, readable, reasons, may_create, countries):
        shown = [proposal for proposal in proposals if proposal.partner.id in readable.ids]
        same = [proposal for proposal in shown if proposal.reason in SAME]
        vat, country = self._vat_values(told)
        reference, _vat, name = customer['key']
        choice = 'create' if may_create and name else 'leave'
        return {
            **dict(zip(TOLD, customer['key'], strict=True)),
            'name': name,
            'vat': vat,
            'ref': reference,
            'street': customer['street'],
            'zip': customer['zip'],
            'city': customer['city'],
            'country_id': countries.get((customer['country'] or country or '').lower(), False),
            'row_count': customer['rows'],
            'amount_text': customer['amount_text'],
            'choice': 'choose' if same else choice,
            'partner_id': same[0].partner.entity.id if same else False,
            'hint': '; '.join(
                f'{proposal.partner.name}: {reasons.get(proposal.reason, "")}'
                for proposal in (same or shown)[:3]
            ),
        }

    @api.model
    def _countries(self):
        """Return the ids of countries by ISO code, and by name, in small letters."""
        countries = self.env['res.country'].search_fetch([], ['code', 'name'])
        by_name = {country.name.lower(): country.id for country in countries}
        return by_name | {country.code.lower(): country.id for country in countries}

    @api.model
    def _vat_values(self, told):
        """Return (tax number as Odoo has it, ISO code of its country); both may be empty."""
        key = told.vat
        if not key:
            return told.vat_text, ''
        country = key.country
        if not country and HOME_DIGITS.get(told.home) == len(key.number):
            country = told.home
        return f'{country}{key.number}', {'EL': 'GR', 'XI': 'GB'}.get(country, country)

    def action_apply(self):
        """Create and choose customers as the lines say; rows of others stay without.

        :raise UserError: when somebody has the tax number or code already
        """
        self.ensure_one()
        record = self.import_id
        record.check_access('write')
        if record.state != 'preview':
            raise UserError(self.env._("%s is not in preview.", record.display_name))
        chosen = self.line_ids.filtered(lambda line: line.choice == 'choose')
        if nobody := chosen.filtered(lambda line: not line.partner_id):
            raise UserError(self.env._("Choose the customer for %s.", nobody[0]._told_text()))
        chosen.partner_id.check_access('read')
        created = self.line_ids.filtered(lambda line: line.choice == 'create')
        created._check_new()
        # with the user's own rights
        partners = self.env['res.partner'].create([line._partner_values() for line in created])
        partner_of = dict(zip(created, partners, strict=True))
        partner_of.update({line: line.partner_id for line in chosen})
        record._customers_known(
            [(line._told_key(), partner) for line, partner in partner_of.items()]
        )
        return {'type': 'ir.actions.act_window_close'}
