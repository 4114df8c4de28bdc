from odoo import api, fields, models
from odoo.exceptions import UserError


class FinanceStatusImportUpload(models.TransientModel):
    """Files to import, and the source that they come from."""

    _name = 'finance.status.import.upload'
    _inherit = ['finance.status.named.mixin']
    _description = 'Upload of Files for the Finance Status'

    source_id = fields.Many2one(
        'finance.status.source',
        required=True,
        default=lambda self: self._default_source(),
        domain="[('kind', '=', 'external')]",
    )
    attachment_ids = fields.Many2many('ir.attachment', string="Files")
    date_list = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        help="The day whose state the files show.",
    )
    open_items_only = fields.Boolean(
        compute='_compute_open_items_only',
        compute_sudo=False,
        store=True,
        readonly=False,
        help="The files have all that is open: what is not in them any more has been paid.",
    )

    @api.depends('source_id')
    def _compute_open_items_only(self):
        self.source_id.check_access('read')
        for wizard in self:
            wizard.open_items_only = wizard.source_id.open_items_only

    @api.model
    def _sources(self):
        return self.env['finance.status.source'].search(
            [('kind', '=', 'external'), ('company_id', '=', self.env.company.id)]
        )

    @api.model
    def _default_source(self):
        """Return the source chosen in the list, else the only one, else the one used last."""
        sources = self._sources()
        if len(sources) < 2:
            return sources
        last = self.env['finance.status.import'].search(
            [('source_id', 'in', sources.ids), ('user_id', '=', self.env.uid)],
            limit=1,
            order='id desc',
        )
        return last.source_id or sources[:1]

    def _next_action(self):
        """Return the action after files were dropped; of several sources, ask for one."""
        self.ensure_one()
        if self.env.context.get('default_source_id') or len(self._sources()) == 1:
            return self.action_read()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Import"),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
        }

    def action_read(self):
        """Read the files; open the preview of the only one, or the list of all."""
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose the files to import."))
        imports = self.env['finance.status.import']._from_attachments(
            self.source_id,
            self.attachment_ids,
            date_list=self.date_list,
            open_items_only=self.open_items_only,
        )
        action = {
            'type': 'ir.actions.act_window',
            'name': self.env._("Import"),
            'res_model': 'finance.status.import',
        }
        if len(imports) == 1:
            return {**action, 'res_id': imports.id, 'view_mode': 'form', 'views': [(False, 'form')]}
        return {
            **action,
            'view_mode': 'list,kanban,form',
            'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
            'domain': [('id', 'in', imports.ids)],
        }
