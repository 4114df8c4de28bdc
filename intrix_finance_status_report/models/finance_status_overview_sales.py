from odoo import api, fields, models
from odoo.fields import Domain

from .finance_status_funnel import STEPS

DELIVERED = '3'


class FinanceStatusOverview(models.AbstractModel):
    """What is sold: the funnel, this period beside others, and what waits on the way to cash."""

    _inherit = 'finance.status.overview'

    @api.model
    def _sections(self, spans, sold_by):
        sections = super()._sections(spans, sold_by)
        sections['funnel'] = self._funnel(spans[0], sold_by)
        sections['comparison'] = self._comparison(spans, sold_by)
        sections['waiting'] = self._waiting(sold_by)
        return sections

    @api.model
    def _funnel(self, span, sold_by):
        """Return what became of the offers of the period."""
        domain = sold_by & self._within('date_offered', span)
        model = 'finance.status.funnel'
        totals = self._totals(model, domain, ['step'], ['amount'], ('reached:sum', 'days:avg'))
        names = dict(self.env[model]._fields['step']._description_selection(self.env))
        figures = []
        offered = totals.get(STEPS[0][0], {}).get('amount') or 0
        for step, _name in STEPS:
            total = totals.get(step, {})
            if step == DELIVERED and not total.get('reached:sum'):
                # without transfers nobody knows when something was delivered
                continue
            amount = total.get('amount') or 0
            at_step = domain & Domain('step', '=', step) & Domain('reached', '=', 1)
            figures.append(
                self._figure(
                    step,
                    names[step],
                    amount,
                    action=self._records(names[step], model, at_step, 'amount'),
                    number=total.get('reached:sum') or 0,
                    days=total.get('days:avg') or 0 if step != STEPS[0][0] else None,
                    share=amount / offered if offered else 0,
                )
            )
        return figures

    @api.model
    def _comparison(self, spans, sold_by):
        """Return what was offered, ordered, invoiced and collected in each of the periods."""
        sources = [
            ('offered', self.env._("Offered"), 'finance.status.report', 'date_offered',
             'amount_quoted'),
            ('ordered', self.env._("Ordered"), 'finance.status.report', 'date_ordered',
             'amount_ordered'),
            ('invoiced', self.env._("Invoiced"), 'finance.status.month', 'date', 'amount_sales'),
            ('collected', self.env._("Collected"), 'finance.status.month', 'date',
             'amount_collected'),
        ]  # fmt: skip
        rows = []
        for key, label, model, date, amount in sources:
            any_span = Domain.OR(self._within(date, span) for span in spans)
            by_month = self._totals(model, sold_by & any_span, [f'{date}:month'], [amount])
            cells = [
                self._figure(
                    f'{key}_{number}',
                    label,
                    sum(
                        total[amount] or 0
                        for month, total in by_month.items()
                        if span[1] <= fields.Date.to_date(month) < span[2]
                    ),
                    action=self._records(
                        f"{label}: {span[0]}", model, sold_by & self._within(date, span), amount
                    ),
                )
                for number, span in enumerate(spans)
            ]
            rows.append({'key': key, 'label': label, 'cells': cells})
        return rows

    @api.model
    def _waiting(self, sold_by):
        """Return what is delivered and not invoiced, and what a hold keeps from being delivered."""
        model = 'finance.status.report'
        # by the way of orders: few have such lines, and only those are looked at in money
        uninvoiced = Domain('order_id.finance_delivered_not_invoiced', '=', True)
        held = Domain('order_id.finance_hold', '=', True) & Domain('amount_to_deliver', '>', 0)
        figures = [
            ('delivered_not_invoiced', self.env._("Delivered, not invoiced"), uninvoiced,
             'amount_delivered_not_invoiced'),
            ('on_hold', self.env._("Orders on hold, to deliver"), held, 'amount_to_deliver'),
        ]  # fmt: skip
        result = []
        for key, label, domain, amount in figures:
            total = self._total(model, sold_by & domain, [amount], ('__count',))
            result.append(
                self._figure(
                    key,
                    label,
                    total[amount],
                    action=self._records(label, model, sold_by & domain, amount),
                    number=total['__count'] or 0,
                )
            )
        return result + self._not_sent(sold_by)

    @api.model
    def _not_sent(self, sold_by):
        """Return the posted invoices that nobody sent: other books don't say."""
        Move = self.env['account.move']
        groups = self.env['sale.order']._finance_document_groups(Move._name)
        if not self.env.user.has_groups(groups):
            return []
        domain = Domain(
            [
                ('move_type', 'in', ('out_invoice', 'out_refund')),
                ('state', '=', 'posted'),
                ('is_move_sent', '=', False),
            ]
        ) & sold_by.map_conditions(
            lambda condition: (
                Domain('invoice_user_id', condition.operator, condition.value)
                if condition.field_expr == 'user_id'
                else condition
            )
        )
        amount = 'amount_total_signed'
        label = self.env._("Invoices not sent")
        # in the currency of the company, whatever that of the invoice
        rows = Move._read_group(domain, ['company_currency_id'], [f'{amount}:sum', '__count'])
        company = self.env.company
        return [
            self._figure(
                'not_sent',
                label,
                sum(
                    currency._convert(total, company.currency_id, company, self._today())
                    for currency, total, _count in rows
                ),
                action=self._records(
                    label, Move._name, domain, amount, views=[[False, 'list'], [False, 'form']]
                ),
                number=sum(count for _currency, _total, count in rows),
            )
        ]
