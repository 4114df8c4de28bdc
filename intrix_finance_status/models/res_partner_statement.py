from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATEMENT_REPORT = 'intrix_finance_status.finance_statement_report'
#: buckets of the ageing with their last day late; the fields are finance_aged_<bucket>
AGEING = (('current', 0), ('30', 30), ('60', 60), ('90', 90), ('older', None))


class ResPartner(models.Model):
    """The statement of open items of a customer."""

    _inherit = 'res.partner'

    def _finance_statement_items(self, date=None):
        """Return the open items of the current company and its branches, as of a day.

        Every document, instalment and payment that is not settled, with one query. To be called
        for customers that the user may see: the items are those of all books, whatever
        documents the user may open.

        :param date: the end of that day; today by default
        :return: lists of dicts by commercial entity, the earliest due first. Keys: ``source``
            (model of ``document_id``), ``company_id``, ``document_id``, ``instalment_id``,
            ``name``, ``document_type`` (``invoice``, ``refund``, ``payment``), ``date``,
            ``date_due``, ``days_late`` (0 when not late), ``bucket`` (of ``AGEING``),
            ``currency`` (record), ``amount`` and ``amount_due`` in that currency,
            ``balance_due`` in company currency, ``reference`` (to be quoted when paying),
            ``is_claim`` (the customer can be late with it), ``user_id`` and ``team_id`` (who sold
            it). Credit notes and payments are negative.
        """
        entities = self.commercial_partner_id
        items = {entity: [] for entity in entities}
        if not entities:
            return items
        ledger = self.env['finance.status.ledger']
        date = date or ledger._today()
        rows = self.env.execute_query_dict(ledger._statement(SQL('%s', tuple(entities.ids)), date))
        Currency = self.env['res.currency']
        currencies = Currency.browse({row['currency_id'] for row in rows}).grouped('id')
        for row in rows:
            # credit notes and payments wait to be matched, money paid back too: never late
            late = (date - row['date_due']).days if row['is_claim'] else 0
            row['days_late'] = max(late, 0)
            row['bucket'] = self._finance_statement_bucket(late)
            row['currency'] = currencies[row['currency_id']]
            items[self.browse(row['partner_id']).with_prefetch(entities._prefetch_ids)].append(row)
        return items

    def _finance_statement_bucket(self, days_late):
        return next(name for name, last in AGEING if last is None or days_late <= last)

    def _finance_statements(self, date=None):
        """Return what the statement of each commercial entity shows, as of a day.

        :param date: the end of that day; today by default
        :return: dicts by commercial entity: ``date``, ``items`` (see
            ``_finance_statement_items``), ``ageing`` (for each currency a dict of its buckets
            with ``currency`` and ``total``), ``balance`` (a dict alike in company currency),
            ``is_foreign`` (whether another currency is among them), ``credits`` (whether
            something counts minus)
        """
        date = date or self.env['finance.status.ledger']._today()
        own_currency = self.env.company.currency_id
        statements = {}
        for entity, items in self._finance_statement_items(date).items():
            by_currency = {}
            for item in items:
                by_currency.setdefault(item['currency'], []).append(item)
            statements[entity] = {
                'date': date,
                'items': items,
                'ageing': [
                    self._finance_statement_ageing(currency, of_currency, 'amount_due')
                    for currency, of_currency in by_currency.items()
                ],
                'balance': self._finance_statement_ageing(own_currency, items, 'balance_due'),
                'is_foreign': bool(set(by_currency) - {own_currency}),
                'credits': any(item['balance_due'] < 0 for item in items),
            }
        return statements

    def _finance_statement_ageing(self, currency, items, column):
        ageing = dict.fromkeys((name for name, _last in AGEING), 0.0)
        for item in items:
            ageing[item['bucket']] += item[column]
        ageing = {name: currency.round(amount) for name, amount in ageing.items()}
        return {'currency': currency, 'total': currency.round(sum(ageing.values())), **ageing}

    def _finance_statement_context(self, date=None):
        """Return what all statements show, in the report and in the portal."""
        ledger = self.env['finance.status.ledger']
        company = self.env.company
        banks = company.sudo().partner_id.bank_ids
        return {
            'date': date or ledger._today(),
            'date_bank': ledger._bank_date(),
            'company': company,
            'banks': banks.filtered(lambda bank: bank.company_id.id in (False, company.id)),
        }

    def _finance_statement_date(self):
        """Return the day of the statements: that of the context, else today."""
        date = self._finance_date_told(self.env.context.get('finance_statement_date'))
        return date or self.env['finance.status.ledger']._today()

    @api.model
    def _finance_date_told(self, value):
        """Return the date that a client told, if any.

        :raise UserError: when it is none
        """
        try:
            return fields.Date.to_date(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%s” is no date: give it as 2026-12-31.", str(value)[:100])
            ) from error

    def _finance_statement_name(self):
        """Return the name of the statement's file, without extension."""
        self.ensure_one()
        return self.env._(
            "Open items of %(customer)s, %(date)s",
            customer=self.commercial_partner_id.name,
            date=fields.Date.to_string(self._finance_statement_date()),
        )

    def _finance_statement_pdf(self, date=None):
        """Return the statement of this customer's commercial entity, in the customer's language.

        It is that of the current company and its branches.

        :param date: the end of that day; today by default
        :return: file name, and content of the PDF
        """
        self.ensure_one()
        entity = self.commercial_partner_id.with_context(
            lang=self.commercial_partner_id.lang or self.env.lang, finance_statement_date=date
        )
        Report = entity.env['ir.actions.report']
        content, _type = Report._render_qweb_pdf(STATEMENT_REPORT, entity.ids)
        return f'{entity._finance_statement_name()}.pdf', content

    def _finance_statement_url(self):
        """Return the address of the statement in the portal, for who is logged in.

        It shows what is open at the moment of opening it. In a mail of finance to the customer it
        is replaced by a link that needs no login while that mail leaves: who reads the customer's
        history must not find one there.
        """
        self.ensure_one()
        entity = self.commercial_partner_id
        return f'{entity.get_base_url()}/my/open-items/{entity.id}'
