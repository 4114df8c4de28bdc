from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Customers whose objection waits for a decision are in the worklist, above all others."""

    _inherit = 'res.partner'

    finance_follow_up_state = fields.Selection(selection_add=[('objection', "Objection")])

    @api.model
    def _group_expand_follow_up_state(self, states, domain):
        others = super()._group_expand_follow_up_state(states, domain)
        return ['objection', *others] if 'objection' in states else others

    def _finance_objecting(self):
        """Return the ids of customers with an objection to decide, as SQL."""
        Answer = self.env['finance.status.answer']
        return SQL(
            "SELECT partner_id FROM finance_status_answer "
            "WHERE state = 'open' AND company_id IN %s",
            self.env['finance.status.ledger']._company_tree(),
            to_flush=[Answer._fields[name] for name in ('state', 'partner_id', 'company_id')],
        )

    def _finance_worklist_condition(self, alias, query):
        return SQL(
            '(%s OR %s IN (%s))',
            super()._finance_worklist_condition(alias, query),
            SQL.identifier(alias, 'id'),
            self._finance_objecting(),
        )

    def _compute_sql_finance_worklist(self, alias, query):
        return SQL(
            '(%s OR %s IN (%s))',
            super()._compute_sql_finance_worklist(alias, query),
            SQL.identifier(alias, 'id'),
            self._finance_objecting(),
        )

    def _compute_sql_finance_follow_up_state(self, alias, query):
        return SQL(
            "CASE WHEN %s IN (%s) THEN 'objection' ELSE %s END",
            SQL.identifier(alias, 'id'),
            self._finance_objecting(),
            super()._compute_sql_finance_follow_up_state(alias, query),
        )
