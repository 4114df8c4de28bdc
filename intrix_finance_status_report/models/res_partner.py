from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..trend import average_delay, delay_trend

MONTHS = 12
PAYMENTS = 10


class ResPartner(models.Model):
    """The diagnosis of a customer: how it pays, where that leads, and what comes next."""

    _inherit = 'res.partner'

    def action_finance_diagnosis(self):
        """Open the diagnosis as a page that can be printed.

        :raise AccessError: the user may not see what customers owe
        """
        self._finance_check_diagnosis()
        report = self.env.ref('intrix_finance_status_report.action_report_diagnosis')
        return {**report.report_action(self, config=False), 'report_type': 'qweb-html'}

    def _finance_check_diagnosis(self):
        self.check_access('read')
        if not self.env['finance.status.receivable'].has_access('read'):
            raise AccessError(self.env._("You may not see what customers owe."))

    def _finance_diagnosis(self):
        """Return what the page says of a customer: of its entity, in this company and branches.

        :raise AccessError: the user may not see what customers owe
        """
        self.ensure_one()
        self._finance_check_diagnosis()
        entity = self.commercial_partner_id
        months = entity._finance_months()
        company = self.env.company
        diagnosis = {
            'entity': entity,
            'company': company,
            'currency': company.currency_id,
            'today': self.env['finance.status.ledger']._today(),
            'months': months,
            'largest': max([1, *(max(row['invoiced'], row['paid']) for row in months)]),
            'longest': max([entity.finance_days_overdue, *(row['longest'] for row in months)]),
            'payments': entity._finance_next_payments(),
            'hold_count': entity._finance_hold_count(),
            'limit': entity._finance_own_limit(),
        }
        return {**diagnosis, 'sentence': entity._finance_diagnosis_sentence(months)}

    def _finance_months(self):
        """Return what was invoiced and paid in each of the last twelve months, and how late."""
        ledger = self.env['finance.status.ledger']
        today = ledger._today()
        first = fields.Date.subtract(today.replace(day=1), months=MONTHS - 1)
        where = {
            'first': first,
            'today': today,
            'companies': ledger._company_tree(),
        }
        of_this = SQL('%s', tuple(self.ids))
        moved = self.env.execute_query(
            SQL(
                """
                SELECT DATE_TRUNC('month', date)::date,
                       COALESCE(SUM(balance) FILTER (
                           WHERE change_type IN ('invoice', 'refund')), 0),
                       COALESCE(-SUM(balance) FILTER (WHERE change_type = 'payment'), 0)
                  FROM (%(changes)s) AS change
                 WHERE date BETWEEN %(first)s AND %(today)s AND company_id IN %(companies)s
                 GROUP BY 1
                """,
                changes=ledger._changes(of_this),
                **where,
            )
        )
        delays = self.env.execute_query(
            SQL(
                """
                SELECT DATE_TRUNC('month', date_paid)::date, SUM(balance),
                       SUM(balance * (date_paid - date_due)) / NULLIF(SUM(balance), 0),
                       MAX(date_paid - date_due)
                  FROM (%(settlements)s) AS settlement
                 WHERE date_paid BETWEEN %(first)s AND %(today)s AND company_id IN %(companies)s
                 GROUP BY 1
                """,
                settlements=ledger._settlements(of_this),
                **where,
            )
        )
        amounts = {month: (invoiced, paid) for month, invoiced, paid in moved}
        late = {month: values for month, *values in delays}
        rows = []
        for number in range(MONTHS):
            month = fields.Date.add(first, months=number)
            invoiced, paid = amounts.get(month, (0, 0))
            settled, delay, longest = late.get(month, (0, None, 0))
            rows.append(
                {
                    'date': month,
                    'name': format_date(self.env, month, date_format='LLL yyyy'),
                    'invoiced': float(invoiced),
                    'paid': float(paid),
                    'settled': float(settled),
                    'delay': None if delay is None else float(delay),
                    'longest': max(0, longest or 0),
                }
            )
        return rows

    def _finance_diagnosis_sentence(self, months):
        """Return in one sentence how the customer pays."""
        paid = [
            (row['date'], row['settled'], row['delay'])
            for row in months
            if row['delay'] is not None and row['settled'] > 0
        ]
        parts = [self._finance_payment_text(average_delay(paid))]
        direction, month = delay_trend(paid)
        if direction:
            since = format_date(self.env, month, date_format='LLLL')
            parts.append(
                self.env._("getting slower since %s", since)
                if direction == 'slower'
                else self.env._("getting faster since %s", since)
            )
        if count := self.finance_promise_count:
            kept = count - self.finance_promise_broken_count
            parts.append(self.env._("kept %(kept)s of %(count)s promises", kept=kept, count=count))
        if days := self.finance_days_overdue:
            parts.append(self.env._("owes what has been late for %s days", days))
        if self.finance_hold:
            parts.append(self.env._("is on hold"))
        return f"{self.display_name} {', '.join(parts)}."

    def _finance_payment_text(self, delay):
        if delay is None:
            return self.env._("has paid nothing in the last 12 months")
        days = round(delay)
        if days > 0:
            return self.env._("pays %s days late", days)
        return self.env._("pays %s days early", -days) if days < 0 else self.env._("pays on time")

    def _finance_next_payments(self):
        """Return the open items that are expected next, of those that the user may see."""
        return self.env['finance.status.receivable'].search(
            Domain('partner_id', '=', self.id)
            & Domain('document_type', '=', 'invoice')
            & Domain('company_id', 'child_of', self.env.company.id),
            order='date_expected, date_due, id',
            limit=PAYMENTS,
        )

    def _finance_own_limit(self):
        """Return the credit limit; None without one, and for who may not see it."""
        fnames = ('use_partner_credit_limit', 'credit_limit')
        if not all(self._has_field_access(self._fields[name], 'read') for name in fnames):
            return None
        return self.credit_limit if self.use_partner_credit_limit else None

    def _finance_hold_count(self):
        """Return how often it was put on hold in the last year; None for who may not know."""
        Hold = self.env['finance.status.hold'].with_context(active_test=False)
        if not Hold.has_access('read'):
            return None
        year_ago = fields.Date.subtract(self.env['finance.status.ledger']._today(), years=1)
        return Hold.search_count(
            [
                ('commercial_partner_id', '=', self.id),
                ('company_id', 'child_of', self.env.company.id),
                ('kind', '=', 'hold'),
                ('date_start', '>', year_ago),
            ]
        )
