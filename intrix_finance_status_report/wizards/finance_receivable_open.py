from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..models.finance_status_receivable import AGEING


class FinanceReceivableOpen(models.TransientModel):
    """Ask for the day as of which receivables are shown or printed."""

    _name = 'finance.receivable.open'
    _inherit = ['finance.status.named.mixin']
    _description = 'Receivables as of a Day'

    date = fields.Date(
        string="As of", required=True, default=lambda self: self._default_date(),
        help="What was open at the end of that day, by the dates of its payments.",
    )  # fmt: skip
    partner_ids = fields.Many2many(
        'res.partner', string="Customers", help="Empty: all customers.", check_company=False
    )
    is_detailed = fields.Boolean(
        string="Print Each Document", help="Else the printed ageing has a line for each customer."
    )

    @api.model
    def _default_date(self):
        """Return the last day of the month before."""
        today = fields.Date.context_today(self)
        return fields.Date.subtract(today.replace(day=1), days=1)

    @api.model
    def default_get(self, fields):
        """Take the customers whose list or form it is opened from."""
        values = super().default_get(fields)
        if self.env.context.get('active_model') == 'res.partner' and 'partner_ids' in fields:
            partners = self.env['res.partner'].browse(self.env.context.get('active_ids') or [])
            entities = partners.exists().commercial_partner_id
            values['partner_ids'] = [Command.set(entities.ids)]
            values['is_detailed'] = True
            values['date'] = self.env['finance.status.ledger']._today()
        return values

    def action_open(self):
        """Open the receivables as of the day.

        :raises UserError: the day has not come yet
        """
        self.ensure_one()
        self._check_date()
        return {**self._action_as_of(self.date), 'domain': list(self._domain())}

    def action_print(self):
        """Print the ageing as of the day.

        :raises UserError: the day has not come yet
        """
        self.ensure_one()
        self._check_date()
        report = self.env.ref('intrix_finance_status_report.action_report_ageing')
        return report.report_action(self, config=False)

    def action_compare(self):
        """Open the receivables against the accounts, as of the day.

        :raises UserError: the day has not come yet
        """
        self.ensure_one()
        self._check_date()
        return self._action_as_of(
            self.date, 'intrix_finance_status_report.finance_status_reconciliation_action'
        )

    def _check_date(self):
        if self.date > fields.Date.context_today(self):
            raise UserError(self.env._("What will be open on a later day is not known yet."))

    def _domain(self):
        entities = self.partner_ids.commercial_partner_id
        return Domain('partner_id', 'in', entities.ids) if entities else Domain.TRUE

    @api.model
    def _action_as_of(self, date, xmlid=None):
        """Return the action that shows receivables as of the end of ``date``.

        :param str xmlid: of another action that goes by the day in the context
        """
        action = self.env['ir.actions.act_window']._for_xml_id(
            xmlid or 'intrix_finance_status_report.finance_status_receivable_action'
        )
        name = self.env._(
            "%(report)s as of %(date)s", report=action['name'], date=format_date(self.env, date)
        )
        return {
            **action,
            'name': name,
            # the title; read from the action, it would not tell the day
            'display_name': name,
            'context': {'finance_receivable_date': fields.Date.to_string(date)},
        }

    # the printed ageing

    def _ageing_columns(self):
        """Return the headings of the printed ageing by their key, in their order."""
        Receivable = self.env['finance.status.receivable']
        return dict(Receivable._fields['ageing']._description_selection(self.env))

    def _ageing(self):
        """Return what is printed: of each company its customers by name, with amounts by age.

        As the user may see it. Each customer has its ``rows`` if every document is printed.
        """
        self.ensure_one()
        Receivable = self.env['finance.status.receivable'].with_context(
            finance_receivable_date=fields.Date.to_string(self.date)
        )
        companies = {}
        groups = Receivable._read_group(
            self._domain(), ['company_id', 'partner_id', 'ageing'], ['amount:sum']
        )
        for company, partner, ageing, amount in groups:
            customers = companies.setdefault(company, {})
            line = customers.setdefault(partner, self._ageing_line(partner))
            line['amounts'][ageing] += amount
            line['total'] += amount
        if self.is_detailed:
            for row in Receivable.search(self._domain(), order='date_due, name, id'):
                companies[row.company_id][row.partner_id]['rows'].append(row)
        return [
            {
                'company': company,
                'currency': company.sudo().currency_id,
                'customers': sorted(
                    customers.values(), key=lambda line: (line['name'].lower(), line['id'])
                ),
                'amounts': {
                    key: sum(line['amounts'][key] for line in customers.values())
                    for key, _label in AGEING
                },
                'total': sum(line['total'] for line in customers.values()),
            }
            for company, customers in companies.items()
        ]

    def _ageing_file_name(self):
        return self.env._("Ageing of receivables %s", fields.Date.to_string(self.date))

    def _ageing_line(self, partner):
        # the name of a customer is on its invoices, which who sees the row knows of
        return {
            'id': partner.id,
            'name': partner.sudo().name or '',
            'amounts': dict.fromkeys((key for key, _label in AGEING), 0.0),
            'total': 0.0,
            'rows': [],
        }
