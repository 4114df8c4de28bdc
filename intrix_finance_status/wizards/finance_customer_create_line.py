from odoo import api, fields, models
from odoo.exceptions import UserError

from ..matching import texts
from ..matching.customers import ToldCustomer
from ..models.finance_status_import_customers import TOLD

# these mean that somebody is there already, rather than that a name is alike
SAME = frozenset(('archived', 'chosen_before', 'reference', 'vat', 'vat_country', 'vat_several'))


class FinanceCustomerCreateLine(models.TransientModel):
    """A customer whom nobody knows, as the file tells of him, and what to do."""

    _name = 'finance.customer.create.line'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Unknown Customer of an Import'
    _order = 'dialog_id, id'

    dialog_id = fields.Many2one(
        'finance.customer.create', required=True, ondelete='cascade', readonly=True
    )
    partner_name = fields.Char(string="Name as Told", readonly=True)
    partner_vat = fields.Char(string="VAT as Told", readonly=True)
    partner_reference = fields.Char(string="Code as Told", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    amount_text = fields.Char(string="Amount", readonly=True)
    hint = fields.Char(string="Known", readonly=True, help="Who it may be.")
    choice = fields.Selection(
        [('create', "Create"), ('choose', "Choose"), ('leave', "Leave unknown")],
        string="Do",
        required=True,
        default='leave',
    )
    partner_id = fields.Many2one('res.partner', string="Customer")
    name = fields.Char()
    vat = fields.Char(string="VAT Number")
    ref = fields.Char(string="Code")
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one('res.country')

    @api.onchange('partner_id')
    def _onchange_partner_id(self):
        """Who chooses a customer means to choose."""
        if self.partner_id:
            self.choice = 'choose'

    @api.onchange('choice')
    def _onchange_choice(self):
        if self.choice != 'choose':
            self.partner_id = False

    def _told_key(self):
        self.ensure_one()
        return tuple(self[name] or '' for name in TOLD)

    def _told_text(self):
        self.ensure_one()
        return ', '.join(
            filter(None, (self.partner_name, self.partner_vat, self.partner_reference))
        )

    def _partner_values(self):
        """Return the values of the contact to create; override to add to them."""
        self.ensure_one()
        words = texts.fold(self.name).split()
        values = {
            'name': self.name.strip(),
            'vat': self.vat,
            'ref': self.ref,
            'street': self.street,
            'zip': self.zip,
            'city': self.city,
            'country_id': self.country_id.id,
            'is_company': bool(self.vat or not texts.LEGAL_FORMS.isdisjoint(words)),
        }
        return {name: value for name, value in values.items() if value}

    def _check_new(self):
        """Refuse to create whom somebody has created meanwhile, or twice.

        :raise UserError: when a tax number or code is known, or a name is missing
        """
        if not self:
            return
        if nameless := self.filtered(lambda line: not (line.name or '').strip()):
            raise UserError(self.env._("Give %s a name.", nameless[0]._told_text()))
        record = self.dialog_id.import_id
        home = record.company_id.country_id.code or ''
        told = [ToldCustomer(line.ref or '', line.vat or '', line.name, home) for line in self]
        matches = self.env['finance.status.matcher']._match_customers(
            record.source_id, told, similar=True
        )
        seen = {}
        for line, one, match in zip(self, told, matches, strict=True):
            same = match.partner or next(
                (p.partner for p in match.proposals if p.reason in SAME), None
            )
            if same and not self.env['res.partner'].browse(same.id).has_access('read'):
                # it is looked for among all of the company
                raise UserError(
                    self.env._(
                        "The VAT number or code of %s is that of a customer whom you may not see.",
                        line._told_text(),
                    )
                )
            if same:
                raise UserError(
                    self.env._(
                        "%(customer)s is known already: choose it for %(told)s.",
                        customer=same.name,
                        told=line._told_text(),
                    )
                )
            for key in filter(None, (one.vat and ('vat', one.vat.number), one.reference_key)):
                if key in seen:
                    raise UserError(
                        self.env._(
                            "%(one)s and %(other)s have the same VAT number or code: create one, "
                            "and choose it for the other.",
                            one=seen[key]._told_text(),
                            other=line._told_text(),
                        )
                    )
                seen[key] = line
