from odoo import api, fields, models

from ..matching import customers

KEYS = ('reference_key', 'vat_key', 'name_key')


class FinanceStatusSourcePartner(models.Model):
    """A customer that a person chose for what a source told, remembered for the next time.

    What was told is kept in full: a name alone leads to the customer only where no code or tax
    number told with it says otherwise.
    """

    _name = 'finance.status.source.partner'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'Remembered Customer of a Source'
    _order = 'source_id, partner_name, id'
    _rec_name = 'partner_id'

    source_id = fields.Many2one(
        'finance.status.source', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='source_id.company_id')
    partner_reference = fields.Char(string="Code as Told")
    partner_vat = fields.Char(string="VAT as Told")
    partner_name = fields.Char(string="Name as Told")
    reference_key = fields.Char(compute='_compute_keys', store=True, precompute=True)
    vat_key = fields.Char(compute='_compute_keys', store=True, precompute=True)
    name_key = fields.Char(compute='_compute_keys', store=True, precompute=True)
    partner_id = fields.Many2one(
        'res.partner',
        string="Customer",
        required=True,
        index=True,
        ondelete='cascade',
        check_company=True,
    )

    _told_uniq = models.UniqueIndex(
        "(source_id, COALESCE(reference_key, ''), COALESCE(vat_key, ''), COALESCE(name_key, ''))",
        "A customer is remembered for this already.",
    )

    @api.depends('partner_reference', 'partner_vat', 'partner_name')
    def _compute_keys(self):
        for choice in self:
            told = choice._told(choice)
            choice.reference_key = told.reference_key or False
            choice.vat_key = told.vat_text_key or False
            choice.name_key = told.name_key or False

    @api.model
    def _told(self, record):
        """Return what ``record``, a document or a remembered customer, told of the customer."""
        return customers.ToldCustomer(
            record.partner_reference or '',
            record.partner_vat or '',
            record.partner_name or '',
            record.company_id.country_id.code or '',
        )

    @api.model
    def _remember(self, documents, partner):
        """Remember the customer chosen for what the documents told.

        A choice for exactly the same is replaced.

        :return: records by document, of those that told anything
        """
        keys = {document: self._keys_of(document) for document in documents}
        keys = {document: key for document, key in keys.items() if any(key[1:])}
        domain = [('source_id', 'in', documents.source_id.ids)]
        for position, name in enumerate(KEYS, 1):
            domain.append((name, 'in', [key[position] for key in keys.values()]))
        known = {
            (choice.source_id.id, *(choice[name] or False for name in KEYS)): choice
            for choice in (self.search(domain) if keys else ())
        }
        again = self.union(*(known[key] for key in keys.values() if key in known))
        again.write({'partner_id': partner.id})
        new = {key: document for document, key in keys.items() if key not in known}
        created = self.create(
            [
                {
                    'source_id': document.source_id.id,
                    'partner_id': partner.id,
                    'partner_reference': document.partner_reference,
                    'partner_vat': document.partner_vat,
                    'partner_name': document.partner_name,
                }
                for document in new.values()
            ]
        )
        known.update(zip(new, created, strict=True))
        return {document: known[key] for document, key in keys.items()}

    @api.model
    def _remember_told(self, source, known):
        """Remember customers for what a source tells, before there is any document of it.

        :param list known: ((code, tax number, name) as told, ``res.partner``) pairs
        """
        home = source.company_id.country_id.code or ''
        wanted = {}
        for told, partner in known:
            one = customers.ToldCustomer(*told, home)
            keys = (one.reference_key, one.vat_text_key, one.name_key)
            if any(keys):
                wanted[keys] = (told, partner)
        found = self.search(
            [
                ('source_id', '=', source.id),
                ('name_key', 'in', [key[2] or False for key in wanted]),
            ]
        )
        for choice in found:
            keys = tuple(choice[name] or '' for name in KEYS)
            if keys in wanted:
                choice.partner_id = wanted.pop(keys)[1]
        self.create(
            [
                {
                    'source_id': source.id,
                    'partner_id': partner.id,
                    'partner_reference': told[0],
                    'partner_vat': told[1],
                    'partner_name': told[2],
                }
                for told, partner in wanted.values()
            ]
        )

    @api.model
    def _keys_of(self, document):
        told = self._told(document)
        keys = (told.reference_key, told.vat_text_key, told.name_key)
        return (document.source_id.id, *(key or False for key in keys))
