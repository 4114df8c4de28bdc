from odoo import api, fields, models
from odoo.fields import Domain

from .sale_order import FINANCE_STATUS

BATCH = 200


class FinanceStatusStage(models.Model):
    """The CRM stage that an opportunity moves to when it reaches a finance status."""

    _name = 'finance.status.stage'
    _inherit = ['finance.status.guarded.mixin']
    _description = 'CRM Stage of a Finance Status'
    _order = 'company_id, stage_sequence, id'

    company_id = fields.Many2one(
        'res.company',
        required=True,
        ondelete='cascade',
        index=True,
        default=lambda self: self.env.company,
    )
    finance_status = fields.Selection(FINANCE_STATUS, required=True)
    stage_id = fields.Many2one('crm.stage', required=True, ondelete='cascade', index=True)
    stage_sequence = fields.Integer(related='stage_id.sequence', store=True)

    _status_uniq = models.UniqueIndex(
        '(company_id, finance_status, stage_id)',
        "This finance status already leads to this stage.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._trigger_move(stages.company_id)
        return stages

    @api.model
    def _trigger_move(self, companies):
        """Have opportunities moved soon, where one of ``companies`` wants it."""
        if any(companies.sudo().mapped('finance_move_stages')):
            self.env.ref('intrix_finance_status.cron_move_opportunities').sudo()._trigger()

    @api.model
    def _cron_move_opportunities(self):
        """Move the opportunities whose finance status has a stage further on.

        Only forward, and never an opportunity that is won, lost or archived; to a stage of the
        opportunity's own team or of all teams.
        """
        self.env['ir.cron']._finance_check_scheduled(
            'intrix_finance_status.cron_move_opportunities'
        )
        mappings = self.search([('company_id.finance_move_stages', '=', True)])
        remaining = sum(mapping._leads().search_count(mapping._domain()) for mapping in mappings)
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=remaining)
        for mapping in mappings:
            last_id = 0
            while leads := mapping._leads().search(
                mapping._domain() & Domain('id', '>', last_id), limit=BATCH, order='id'
            ):
                last_id = leads[-1].id
                # somebody else may have moved them since
                movable = leads.try_lock_for_update().filtered_domain(mapping._domain())
                movable.write({'stage_id': mapping.stage_id.id})
                if not cron._commit_progress(len(leads)):
                    return

    def _leads(self):
        return self.env['crm.lead'].with_company(self.company_id)

    def _domain(self):
        """Return the domain of the opportunities that this line moves."""
        self.ensure_one()
        domain = (
            Domain('type', '=', 'opportunity')
            & Domain('active', '=', True)
            & Domain('company_id', 'in', (False, self.company_id.id))
            & Domain('finance_status', '=', self.finance_status)
            & Domain('stage_id.is_won', '=', False)
            & Domain('stage_id.sequence', '<', self.stage_id.sequence)
        )
        if self.stage_id.team_ids:
            domain &= Domain('team_id', 'in', self.stage_id.team_ids.ids)
        return domain
