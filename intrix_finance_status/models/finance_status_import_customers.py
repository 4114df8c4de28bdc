from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.customers import ToldCustomer

TOLD = ('partner_reference', 'partner_vat', 'partner_name')


class FinanceStatusImport(models.Model):
    """Whose the rows are, as far as that is known before they are imported."""

    _inherit = 'finance.status.import'

    unknown_count = fields.Integer(related='progress_id.unknown_count')
    unknown_text = fields.Char(
        compute='_compute_unknown_text',
        help="How many customers in the rows nobody knows yet, and what their rows are about.",
    )

    @api.model
    def _told_key(self, values):
        """Return what a row tells of its customer, as a tuple; empty where it tells nothing."""
        key = tuple(values.get(name) or '' for name in TOLD)
        return key if any(key) else ()

    def _find_customers(self, rows, found):
        """Note in rows whose they are: their documents', else by what is told of the customer.

        :param rows: ``ImportRow`` list, changed in place
        :param dict found: customers that earlier rows led to, by what was told; added to
        """
        of_documents = dict(
            self.env.execute_query(
                SQL(
                    'SELECT id, partner_id FROM finance_status_document '
                    'WHERE id = ANY(%s) AND partner_id IS NOT NULL',
                    [row.document_id for row in rows if row.document_id],
                )
            )
        )
        keys = {}
        for row in rows:
            row.partner_id = of_documents.get(row.document_id)
            if not row.partner_id and (key := self._told_key(row.values)):
                keys[row.position] = key
        new = list(dict.fromkeys(key for key in keys.values() if key not in found))
        if new:
            home = self.company_id.country_id.code or ''
            told = [ToldCustomer(*key, home) for key in new]
            matches = self.env['finance.status.matcher']._match_customers(self.source_id, told)
            for key, match in zip(new, matches, strict=True):
                found[key] = match.partner and match.partner.id
        for row in rows:
            if row.position in keys:
                row.partner_id = found[keys[row.position]]

    def _unknown_rows_sql(self):
        """Return the condition of ``line`` to be of a customer that nobody knows yet."""
        return SQL(
            "line.import_id = %s AND line.partner_id IS NULL "
            "AND line.outcome IN ('new', 'changed', 'unchanged')",
            self.id,
        )

    def _told_key_sql(self):
        """Return what is told of the customer of ``line``, as ``_told_key`` does."""
        return SQL(
            "COALESCE(line.values->>'partner_reference', ''), "
            "COALESCE(line.values->>'partner_vat', ''), "
            "COALESCE(line.values->>'partner_name', '')"
        )

    def _count_unknown(self):
        """Count the customers that nobody knows yet, and what their rows are about."""
        if self.kind != 'documents':
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(NULLIF(line.currency, ''), %(currency)s),
                       ARRAY_AGG(DISTINCT MD5(CONCAT_WS('|', %(key)s))),
                       COUNT(*), COALESCE(SUM(line.amount), 0)
                  FROM finance_status_import_line AS line
                 WHERE %(unknown)s
                 GROUP BY 1 ORDER BY 1
                """,
                currency=self.company_currency_id.name,
                key=self._told_key_sql(),
                unknown=self._unknown_rows_sql(),
            )
        )
        self.progress_id.write(
            {
                'unknown_count': len({key for row in rows for key in row[1]}),
                'unknown_rows': sum(row[2] for row in rows),
                'unknown_amounts': [[row[0], float(row[3])] for row in rows],
            }
        )

    @api.depends('state', 'progress_id.unknown_count', 'progress_id.unknown_amounts')
    @api.depends_context('lang')
    def _compute_unknown_text(self):
        for record in self:
            progress = record.sudo().progress_id
            previewed = record.state == 'preview' and bool(progress.unknown_count)
            record.unknown_text = previewed and self.env._(
                "Customers that are not known: %(customers)s (rows: %(rows)s, %(amount)s).",
                customers=progress.unknown_count,
                rows=progress.unknown_rows,
                amount=self._amounts_text(progress.unknown_amounts),
            )

    @api.model
    def _amounts_text(self, amounts):
        """Return amounts of several currencies, given as (ISO code, amount), as one text."""
        codes = [code for code, _amount in amounts]
        found = self.env['res.currency'].search([('name', 'in', codes)])
        currencies = {currency.name: currency for currency in found}
        return ' + '.join(
            currencies[code].format(amount) if code in currencies else f'{amount:.2f} {code}'
            for code, amount in amounts
        )

    # creating and choosing them

    def _unknown_customers(self):
        """Return the customers that nobody knows, those with most rows first, as dicts.

        ``key`` as ``_told_key`` gives it, ``rows``, ``amount_text``, and the address where told.
        """
        self.ensure_one()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT reference, vat, name, SUM(rows)::int AS rows,
                       JSONB_AGG(JSONB_BUILD_ARRAY(currency, amount) ORDER BY currency) AS amounts,
                       MAX(street) AS street, MAX(zip) AS zip, MAX(city) AS city,
                       MAX(country) AS country
                  FROM (
                    SELECT told.reference, told.vat, told.name,
                           COALESCE(NULLIF(line.currency, ''), %(currency)s) AS currency,
                           COUNT(*) AS rows, COALESCE(SUM(line.amount), 0) AS amount,
                           MAX(line.values->>'partner_street') AS street,
                           MAX(line.values->>'partner_zip') AS zip,
                           MAX(line.values->>'partner_city') AS city,
                           MAX(line.values->>'partner_country') AS country
                      FROM finance_status_import_line AS line
                     CROSS JOIN LATERAL (SELECT %(key)s) AS told(reference, vat, name)
                     WHERE %(unknown)s
                     GROUP BY 1, 2, 3, 4
                  ) AS customer
                 GROUP BY reference, vat, name
                 ORDER BY 4 DESC, name, reference, vat
                """,
                currency=self.company_currency_id.name,
                key=self._told_key_sql(),
                unknown=self._unknown_rows_sql(),
            )
        )
        return [
            {
                **row,
                'key': (row['reference'], row['vat'], row['name']),
                'amount_text': self._amounts_text(row['amounts']),
            }
            for row in rows
            if row['reference'] or row['vat'] or row['name']
        ]

    def action_unknown_customers(self):
        """Open the dialog in which unknown customers are created or chosen."""
        self.ensure_one()
        return self.env['finance.customer.create']._open(self)

    def _customers_known(self, known):
        """Take over whom a person created or chose for what is told, and remember it.

        :param list known: (what is told, as ``_told_key`` gives it, ``res.partner``) pairs
        """
        self.ensure_one()
        self.check_access('write')
        record = self.sudo()
        Choice = record.env['finance.status.source.partner']
        Choice._remember_told(record.source_id, known)
        keys = [key for key, _partner in known]
        record.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_import_line AS line
                   SET partner_id = known.partner_id
                  FROM UNNEST(%(references)s, %(vats)s, %(names)s, %(partners)s)
                       AS known(reference, vat, name, partner_id)
                 WHERE %(unknown)s AND (%(key)s) = (known.reference, known.vat, known.name)
                """,
                references=[key[0] for key in keys],
                vats=[key[1] for key in keys],
                names=[key[2] for key in keys],
                partners=[partner.id for _key, partner in known],
                unknown=record._unknown_rows_sql(),
                key=record._told_key_sql(),
            )
        )
        record.env['finance.status.import.line'].invalidate_model(flush=False)
        record._match_waiting(known)
        record._count_unknown()
        self._expect_consequences()

    def _match_waiting(self, known):
        """Match documents of the source that wait for these customers."""
        names = [key[2] for key, _partner in known]
        waiting = self.env['finance.status.document'].search(
            [
                ('source_id', '=', self.source_id.id),
                ('match_state', '=', 'to_match'),
                ('partner_id', '=', False),
                ('partner_name', 'in', names),
            ]
        )
        if waiting:
            waiting._match()
            waiting._figures_changed()
