from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .finance_status_cash import WEEKS
from .finance_status_receivable import AGEING

DEBTORS = 10


class FinanceStatusOverview(models.AbstractModel):
    """What is owed and what comes in: ageing, worst debtors, cash by week, key figures."""

    _inherit = 'finance.status.overview'

    @api.model
    def _sections(self, spans, sold_by):
        sections = super()._sections(spans, sold_by)
        sections['ageing'] = self._ageing(sold_by)
        sections['debtors'] = self._debtors(sold_by)
        sections['cash'] = self._cash(sold_by)
        sections['key'] = self._key_figures(sections, spans[0], sold_by)
        return sections

    @api.model
    def _ageing(self, sold_by):
        model = 'finance.status.receivable'
        totals = self._totals(model, sold_by, ['ageing'], ['amount'])
        names = dict(self.env[model]._fields['ageing']._description_selection(self.env))
        amounts = {key: totals.get(key, {}).get('amount') or 0 for key, _name in AGEING}
        return self._with_shares(
            self._figure(
                key,
                names[key],
                amounts[key],
                action=self._records(
                    names[key], model, sold_by & Domain('ageing', '=', key), 'amount'
                ),
            )
            for key, _name in AGEING
        )

    @api.model
    def _debtors(self, sold_by):
        """Return who owes most of what is late."""
        model, amount = 'finance.status.receivable', 'amount_overdue'
        domain = sold_by & Domain('days_late', '>', 0)
        worst = self._totals(
            model, domain, ['partner_id'], [amount], ('days_late:max',), largest=DEBTORS
        )
        return self._with_shares(
            self._figure(
                str(partner.id),
                # the figure is the user's to see, and so is whose it is
                partner.sudo().name,
                total[amount],
                action=self._records(
                    partner.sudo().name,
                    model,
                    domain & Domain('partner_id', '=', partner.id),
                    amount,
                ),
                days=total['days_late:max'],
            )
            for partner, total in worst.items()
        )

    @api.model
    def _cash(self, sold_by):
        """Return the cash expected in each of the next weeks, and later."""
        model = 'finance.status.cash'
        domain = sold_by & Domain('scenario', '=', '2')
        totals = self._totals(model, domain, ['period'], ['amount'])
        today = self._today()
        monday = fields.Date.subtract(today, days=today.weekday())
        figures = []
        for number in range(WEEKS + 1):
            key = f'{number:02}'
            label = (
                format_date(self.env, fields.Date.add(monday, weeks=number), date_format='d MMM')
                if number < WEEKS
                else self.env._("Later")
            )
            figures.append(
                self._figure(
                    key,
                    label,
                    totals.get(key, {}).get('amount') or 0,
                    action=self._records(
                        self.env._("Expected: %s", label),
                        model,
                        domain & Domain('period', '=', key),
                        'amount',
                    ),
                )
            )
        return self._with_shares(figures)

    @api.model
    def _key_figures(self, sections, span, sold_by):
        """Return what is open and overdue, what comes soon, and how long money takes."""
        receivable, month = 'finance.status.receivable', 'finance.status.month'
        is_open = sum(figure['value'] for figure in sections['ageing'])
        # the first bucket is what is not late
        overdue = sum(figure['value'] for figure in sections['ageing'][1:])
        soon = sections['cash'][:4]
        [collected] = (
            row['cells'][0] for row in sections['comparison'] if row['key'] == 'collected'
        )
        this_month = sold_by & Domain(
            'date', '=', fields.Date.to_string(self._today().replace(day=1))
        )
        [(days,)] = self.env[month]._read_group(this_month, [], ['dso:avg'])
        return [
            self._figure(
                'open',
                self.env._("Open"),
                is_open,
                action=self._records(self.env._("Open"), receivable, sold_by, 'amount'),
            ),
            self._figure(
                'overdue',
                self.env._("Overdue"),
                overdue,
                action=self._records(
                    self.env._("Overdue"),
                    receivable,
                    sold_by & Domain('days_late', '>', 0),
                    'amount_overdue',
                ),
                share=overdue / is_open if is_open else 0,
            ),
            self._figure(
                'soon',
                self.env._("Expected in four weeks"),
                sum(figure['value'] for figure in soon),
                action=self._records(
                    self.env._("Expected in four weeks"),
                    'finance.status.cash',
                    sold_by
                    & Domain('scenario', '=', '2')
                    & Domain('period', 'in', [figure['key'] for figure in soon]),
                    'amount',
                ),
            ),
            {
                **collected,
                'key': 'collected',
                'label': self.env._("Collected in %s", span[0]),
            },
            self._figure(
                'dso',
                self.env._("Days sales outstanding"),
                days,
                'days',
                action=self._records(
                    self.env._("Days sales outstanding"),
                    month,
                    this_month,
                    views=[[False, 'pivot'], [False, 'graph'], [False, 'list']],
                ),
            ),
        ]

    @api.model
    def _with_shares(self, figures):
        """Return figures with how long their bars are: 1 for the largest."""
        figures = list(figures)
        largest = max((figure['value'] for figure in figures), default=0)
        for figure in figures:
            figure['share'] = max(0, figure['value'] / largest) if largest > 0 else 0
        return figures
