from odoo import api, models
from odoo.tools import SQL, split_every

BATCH = 500


class FinanceStatusFollowUpClose(models.AbstractModel):
    """Closing what a follow-up began, once it is settled: activities, and what waits to be sent."""

    _inherit = 'finance.status.follow.up'

    @api.model
    def _cron_close_settled(self):
        """Close what is settled by now; triggered where something was paid."""
        self.env['ir.cron']._finance_check_scheduled('intrix_finance_status.cron_close_settled')
        self._close_settled()

    @api.model
    def _trigger_closing(self):
        """Have settled activities closed in a moment, if there are any open ones at all."""
        if self.env.execute_query(SQL('SELECT EXISTS (%s)', self._unfinished()))[0][0]:
            self.env.ref('intrix_finance_status.cron_close_settled').sudo()._trigger()

    @api.model
    def _unfinished(self):
        """Return the actions whose activities are open, or that are not done yet, as a SELECT."""
        Action = self.env['finance.status.action']
        return SQL(
            """
            SELECT action.id FROM finance_status_action AS action
             WHERE action.state IN ('waiting', 'failed')
             UNION ALL
            SELECT rel.finance_status_action_id
              FROM finance_status_action_mail_activity_rel AS rel
              JOIN mail_activity AS activity ON activity.id = rel.mail_activity_id
             WHERE activity.active
            """,
            to_flush=[
                Action._fields['state'],
                Action._fields['activity_ids'],
                self.env['mail.activity']._fields['active'],
            ],
        )

    @api.model
    def _close_settled(self):
        """Close activities and cancel what waits, where nothing of it is open any more."""
        ids = [row[0] for row in self.env.execute_query(self._unfinished())]
        Action = self.env['finance.status.action'].sudo()
        partner_ids = Action.browse(ids).partner_id.commercial_partner_id.ids
        for batch in split_every(BATCH, sorted(partner_ids)):
            self._close_settled_of(
                Action.search(
                    [('id', 'in', ids), ('partner_id.commercial_partner_id', 'in', batch)]
                ),
                batch,
            )

    def _close_settled_of(self, actions, partner_ids):
        query = self.env['finance.status.ledger']._follow_up_items(SQL('%s', tuple(partner_ids)))
        still_open = set(
            self.env.execute_query(
                SQL('SELECT source, document_id, date_due, partner_id FROM (%s) AS item', query)
            )
        )
        open_actions = actions.filtered(lambda action: action._item_key() in still_open)
        settled = actions - open_actions
        for unfinished, note in (
            (settled, self.env._("Settled.")),
            (
                self._left_alone(open_actions, partner_ids),
                self.env._("Promised, disputed or excluded."),
            ),
        ):
            waiting = unfinished.filtered(lambda action: action.state in ('waiting', 'failed'))
            if waiting:
                waiting.write({'state': 'cancelled', 'note': note})
        activities = settled.activity_ids.filtered('active') - open_actions.activity_ids
        if activities:
            activities.action_feedback(feedback=self.env._("Everything is settled."))

    def _left_alone(self, actions, partner_ids):
        """Return those actions whose document is promised, disputed or excluded by now.

        Their level acts again when it no longer is.
        """
        left_alone = actions.browse()
        policies = self.env['finance.status.policy']._companies_to_follow_up()
        for policy, companies in policies.items() if actions else ():
            of_policy = actions.filtered_domain([('company_id', 'in', companies.ids)])
            if not of_policy:
                continue
            items = self._for_policy(policy)._items(policy, companies, partner_ids)
            keys = {
                item.key
                for of_customer in items.values()
                for item in of_customer
                if not item.chased
            }
            left_alone |= of_policy.filtered(lambda action, keys=keys: action._item_key() in keys)
        return left_alone
