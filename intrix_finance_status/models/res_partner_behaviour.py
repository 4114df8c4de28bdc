from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP, derived

BEHAVIOUR = [
    ('new', "New"),
    ('prompt', "Prompt payer"),
    ('slow', "Slow payer"),
    ('bad', "Bad payer"),
]


class ResPartner(models.Model):
    """How a customer pays, and the ways from a customer to orders and open items."""

    _inherit = 'res.partner'

    finance_average_delay = derived(
        fields.Float,
        'finance_average_delay',
        string="Average Delay",
        digits=(16, 1),
        aggregator='avg',
        help="Days from due date to payment of what was paid in the last 12 months, "
        "weighted by amount. Negative: paid early. Credit notes are no payments.",
    )
    finance_open_delay = derived(
        fields.Float,
        'finance_open_delay',
        string="Open Delay",
        digits=(16, 1),
        aggregator='avg',
        help="Days from due date to today of what is overdue, weighted by amount.",
    )
    finance_on_time_rate = derived(
        fields.Float,
        'finance_on_time_rate',
        string="Paid on Time",
        aggregator='avg',
        help="Share of the amount paid in the last 12 months that was paid by its due date.",
    )
    finance_behaviour = derived(
        fields.Selection,
        'finance_behaviour',
        selection=BEHAVIOUR,
        string="Payment Behaviour",
        help="By the worse of both delays; the limits are in the settings.",
    )
    finance_behaviour_text = fields.Char(
        string="Payment Behaviour in Words",
        compute='_compute_finance_behaviour_text',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )

    @property
    def _finance_derived_fields(self):
        return (
            *super()._finance_derived_fields,
            'finance_average_delay',
            'finance_open_delay',
            'finance_on_time_rate',
            'finance_behaviour',
        )

    @api.depends(
        'finance_behaviour', 'finance_average_delay', 'finance_open_delay', 'finance_on_time_rate'
    )
    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_behaviour_text(self):
        labels = dict(self._fields['finance_behaviour']._description_selection(self.env))
        for partner in self:
            facts = partner._finance_behaviour_facts()
            label = labels.get(partner.finance_behaviour, '')
            partner.finance_behaviour_text = (
                f"{label}: {'; '.join(facts)}"
                if facts
                else self.env._("Nothing paid in the last 12 months, nothing overdue")
            )

    def _finance_behaviour_facts(self):
        """Return what is known of how this customer pays, as texts."""
        self.ensure_one()
        paid, late = [], []
        # zero for both means that nothing was paid: who pays on the day has a rate
        if self.finance_average_delay or self.finance_on_time_rate:
            paid.append(
                self.env._(
                    "paid items %(delay)s on average, %(percent)s %% on time",
                    delay=self._finance_delay_text(self.finance_average_delay),
                    percent=round(100 * self.finance_on_time_rate),
                )
            )
        if self.finance_open_delay:
            late.append(
                self.env._(
                    "open items %(delay)s on average",
                    delay=self._finance_delay_text(self.finance_open_delay),
                )
            )
        # first what decides
        worse = self.finance_open_delay > self.finance_average_delay
        return late + paid if worse else paid + late

    def _finance_delay_text(self, delay):
        days = self._finance_days_text(abs(delay))
        if round(delay) > 0:
            return self.env._("%(days)s late", days=days)
        if round(delay) < 0:
            return self.env._("%(days)s early", days=days)
        return self.env._("on the day")

    def _finance_days_text(self, days):
        days = round(days)
        return self.env._("1 day") if days == 1 else self.env._("%(count)s days", count=days)

    def _finance_values_unsaved(self, fnames):
        values = super()._finance_values_unsaved(fnames)
        return {**values, 'finance_behaviour': 'new'} if 'finance_behaviour' in values else values

    @api.model
    def _finance_invalidate(self):
        res = super()._finance_invalidate()
        self.invalidate_model(['finance_behaviour_text'], flush=False)
        self.env['crm.lead'].invalidate_model(['finance_amount_overdue_elsewhere'], flush=False)
        return res

    @api.readonly
    def action_view_finance_orders(self):
        """Open the orders of the commercial entity, those with something due if there are any."""
        entity = self.commercial_partner_id
        domain = Domain('partner_id.commercial_partner_id', 'in', entity.ids) | Domain(
            'partner_invoice_id.commercial_partner_id', 'in', entity.ids
        )
        unpaid = domain & Domain('finance_amount_due', '>', 0)
        action = self.env['ir.actions.actions']._for_xml_id('sale.action_orders')
        return {
            **action,
            'domain': list(domain),
            'context': {
                'default_partner_id': self[:1].id,
                'search_default_finance_unpaid': self.env['sale.order'].search_count(
                    unpaid, limit=1
                ),
            },
        }

    @api.readonly
    def action_view_finance_open_items(self):
        """Open the items of all books that the figures of the commercial entity are made of."""
        action = self.env['ir.actions.actions']._for_xml_id(
            'intrix_finance_status.finance_status_open_item_action'
        )
        return {
            **action,
            'domain': [('partner_id', 'in', self.commercial_partner_id.ids)],
            'context': {},
        }

    # SQL of the figures

    def _finance_settlements_table(self):
        ledger = self.env['finance.status.ledger']
        today = ledger._today()
        return SQL(
            """
            SELECT partner_id,
                   SUM(balance * (date_paid - date_due)) / NULLIF(SUM(balance), 0)
                       AS average_delay,
                   SUM(balance) FILTER (WHERE date_paid <= date_due)
                       / NULLIF(SUM(balance), 0) AS on_time_rate,
                   SUM(balance) AS balance
              FROM (%(settlements)s) AS settlement
             WHERE company_id IN %(companies)s
               AND date_paid > %(since)s AND date_paid <= %(today)s
             GROUP BY partner_id
            """,
            settlements=ledger._settlements(self._finance_page_entities()),
            companies=ledger._company_tree(),
            since=fields.Date.subtract(today, years=1),
            today=today,
        )

    def _finance_settled_column(self, alias, query, column):
        joined = self._finance_join(
            alias, query, 'finance_settled', self._finance_settlements_table
        )
        return SQL.identifier(joined, column)

    def _compute_sql_finance_average_delay(self, alias, query):
        return self._finance_days(self._finance_settled_column(alias, query, 'average_delay'))

    def _compute_sql_finance_open_delay(self, alias, query):
        return self._finance_days(self._finance_open_column(alias, query, 'open_delay'))

    def _finance_days(self, value):
        # rounded as the field is, so that searching finds what is shown
        return SQL('ROUND(COALESCE(%s, 0), 1)', value)

    def _compute_sql_finance_on_time_rate(self, alias, query):
        return SQL(
            'ROUND(COALESCE(%s, 0), 4)', self._finance_settled_column(alias, query, 'on_time_rate')
        )

    def _compute_sql_finance_behaviour(self, alias, query):
        """Rate by the worse of both delays: who stopped paying must not look good."""
        company = self.env.company
        delay = SQL(
            'GREATEST(%s, %s)',
            self._finance_settled_column(alias, query, 'average_delay'),
            self._finance_open_column(alias, query, 'open_delay'),
        )
        return SQL(
            """
            CASE WHEN %(delay)s IS NULL THEN 'new'
                 WHEN %(delay)s > %(bad)s THEN 'bad'
                 WHEN %(delay)s > %(slow)s THEN 'slow'
                 ELSE 'prompt' END
            """,
            delay=delay,
            bad=company.finance_bad_days,
            slow=company.finance_slow_days,
        )
