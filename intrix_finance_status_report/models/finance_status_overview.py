from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: key, how many months it is long, how many of it ago, how Odoo writes its name
PERIODS = {
    'month': (1, 0, 'LLLL yyyy'),
    'last_month': (1, 1, 'LLLL yyyy'),
    'quarter': (3, 0, 'QQQ yyyy'),
    'last_quarter': (3, 1, 'QQQ yyyy'),
    'year': (12, 0, 'yyyy'),
}
DEFAULT_PERIOD = 'quarter'
SAMPLE_AMOUNT = 120_000
#: who sees more than the own sales
SEES_ALL = (
    'sales_team.group_sale_salesman_all_leads,account.group_account_readonly,'
    'intrix_finance_status.group_finance_status_user'
)


class FinanceStatusOverview(models.AbstractModel):
    """From offer to cash on one page.

    Every figure is read from the reports, as the user may read them, and says which records it is
    the sum of. Further addons give more of them: see ``_sections``.
    """

    _name = 'finance.status.overview'
    _description = 'Overview'

    @api.model
    @api.readonly
    def get_overview(self, period=None, team_id=None, user_id=None):
        """Return the figures of the page, in the currency of the current company.

        :param str period: one of ``PERIODS``; this quarter by default
        :param int team_id: only what this sales team sold
        :param int user_id: only what this salesperson sold
        :return: lists of figures by section. A figure has a ``label``, a ``value``, its ``kind``
            (``monetary``, ``integer``, ``days``), and ``action``: what opens its records, whose
            ``measure`` adds up to the value.
        :raise AccessError: the user may see no report
        :raise UserError: a team or salesperson is none
        """
        if not self.env['finance.status.report'].has_access('read'):
            raise AccessError(self.env._("You may not see what was sold and paid."))
        if not isinstance(period, str) or period not in PERIODS:
            period = DEFAULT_PERIOD
        sold_by = self._sold_by(team_id=team_id, user_id=user_id)
        spans = self._spans(period)
        overview = {
            'company': ', '.join(self.env.companies.mapped('name')),
            'currency_id': self.env.company.currency_id.id,
            'date': fields.Date.to_string(self._today()),
            'period': period,
            'periods': self._period_names(),
            'may_filter': self._sees_all(),
            'is_sample': self._is_empty(),
            'spans': [name for name, _first, _end in spans],
            **self._sections(spans, sold_by),
        }
        return self._with_sample(overview) if overview['is_sample'] else overview

    @api.model
    def _sold_by(self, **ids):
        """Return the domain of what a client asks for, an ID by field."""
        try:
            return Domain.AND(Domain(fname, '=', int(id_)) for fname, id_ in ids.items() if id_)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("There is no such team or salesperson.")) from error

    @api.model
    def _sections(self, spans, sold_by):
        """Return lists of figures by section. Override to add to them.

        :param list spans: name, first day and day after the last of the period, of the one
            before, and of the one a year ago
        :param Domain sold_by: which team or salesperson sold, on all reports
        """
        return {}

    @api.model
    def _with_sample(self, overview):
        """Return the same with made up figures, falling row by row: what the page will show."""
        for section in ('funnel', 'ageing', 'cash', 'waiting', 'tasks', 'key'):
            self._make_up(overview[section])
        for row in overview['comparison']:
            self._make_up(row['cells'])
        overview['debtors'] = self._make_up(
            self._figure(str(number), self.env._("Customer %s", number), 0, days=0)
            for number in range(1, 6)
        )
        return overview

    @api.model
    def _make_up(self, figures):
        figures = list(figures)
        for number, figure in enumerate(figures):
            share = 1 - number / (len(figures) + 1)
            is_amount = figure['kind'] == 'monetary'
            figure.update(
                value=round(SAMPLE_AMOUNT * share) if is_amount else 4 * number, share=share
            )
            figure['action'] = False
            if 'number' in figure:
                figure['number'] = round(40 * share)
            if figure.get('days') is not None:
                figure['days'] = 5 + 7 * number
        return figures

    @api.model
    def _is_empty(self):
        return not any(
            self.env[model].search_count([], limit=1)
            for model in ('finance.status.report', 'finance.status.receivable')
        )

    @api.model
    def _sees_all(self):
        """Tell whether the user sees more than the own sales."""
        return self.env.user.has_groups(SEES_ALL)

    @api.model
    def _today(self):
        return self.env['finance.status.ledger']._today()

    # periods

    @api.model
    def _period_names(self):
        return [
            ['month', self.env._("This month")],
            ['last_month', self.env._("Last month")],
            ['quarter', self.env._("This quarter")],
            ['last_quarter', self.env._("Last quarter")],
            ['year', self.env._("This year")],
        ]

    @api.model
    def _spans(self, period):
        months, ago, pattern = PERIODS[period]
        today = self._today()
        first = today.replace(month=today.month - (today.month - 1) % months, day=1)
        first = fields.Date.subtract(first, months=months * ago)
        starts = [first, fields.Date.subtract(first, months=months)]
        if months < 12:
            starts.append(fields.Date.subtract(first, years=1))
        return [
            (
                format_date(self.env, start, date_format=pattern),
                start,
                fields.Date.add(start, months=months),
            )
            for start in starts
        ]

    @api.model
    def _within(self, fname, span):
        """Return the domain of a span of days, as a client can send it back."""
        _name, first, end = span
        return Domain(fname, '>=', fields.Date.to_string(first)) & Domain(
            fname, '<', fields.Date.to_string(end)
        )

    # figures

    @api.model
    def _figure(self, key, label, value, kind='monetary', action=None, **more):
        return {
            'key': key,
            'label': label,
            'value': value or 0,
            'kind': kind,
            'action': action or False,
            **more,
        }

    @api.model
    def _records(self, name, model, domain, measure=None, **action):
        """Return what opens the records of a figure, and what of them adds up to it."""
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model,
            'views': [[False, 'list'], [False, 'pivot'], [False, 'graph']],
            'domain': list(domain),
            # lists show the column that adds up to the figure
            'context': {'create': False, 'finance_measure': measure},
            'measure': measure,
            **action,
        }

    @api.model
    def _totals(self, model, domain, groupby, amounts, others=(), largest=None):
        """Return sums by group as dicts, amounts in the currency of the current company.

        :param list groupby: at most one field
        :param tuple others: aggregates that are no amounts
        :param int largest: only so many groups, those with most of the first amount
        """
        sums = [f'{name}:sum' for name in amounts]
        if self.env.companies.currency_id == self.env.company.currency_id:
            order = {'order': f'{sums[0]} DESC', 'limit': largest} if largest else {}
            rows = self.env[model]._read_group(domain, groupby, [*sums, *others], **order)
            return {
                row[0] if groupby else None: dict(
                    zip((*amounts, *others), row[len(groupby) :], strict=True)
                )
                for row in rows
            }
        totals = self._converted_totals(model, domain, groupby, amounts, others)
        by_amount = sorted(totals, key=lambda key: -totals[key][amounts[0]])
        return {key: totals[key] for key in by_amount[:largest]}

    @api.model
    def _converted_totals(self, model, domain, groupby, amounts, others):
        """Return the same of companies with several currencies, at the rate of today."""
        company, today = self.env.company, self._today()
        # what is no amount, as a median, is that of all currencies together
        aggregates = [*others] or ['__count']
        totals = {
            row[0] if groupby else None: {
                **dict.fromkeys(amounts, 0),
                **dict(zip(aggregates, row[len(groupby) :], strict=True)),
            }
            for row in self.env[model]._read_group(domain, groupby, aggregates)
        }
        rows = self.env[model]._read_group(
            domain, [*groupby, 'currency_id'], [f'{name}:sum' for name in amounts]
        )
        for row in rows:
            *key, currency = row[: len(groupby) + 1]
            total, values = totals[key[0] if key else None], row[len(groupby) + 1 :]
            for name, amount in zip(amounts, values, strict=True):
                total[name] += currency._convert(amount or 0, company.currency_id, company, today)
        return totals

    @api.model
    def _total(self, model, domain, amounts, others=()):
        """Return the sums of all records as a dict."""
        totals = self._totals(model, domain, [], amounts, others)
        return totals.get(None) or dict.fromkeys((*amounts, *others), 0)
