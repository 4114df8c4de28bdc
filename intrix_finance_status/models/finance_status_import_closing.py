from odoo import api, fields, models
from odoo.tools import SQL

CLOSING_FIELDS = {'open_items_only', 'closing_scope', 'date_list'}


class FinanceStatusImport(models.Model):
    """Lists of open items only: what is not in them any more has been paid.

    A list of one customer, an empty or a wrong file would turn much paid that is not. So what
    is unusual waits for a person, see ``_closing_reasons``.
    """

    _inherit = 'finance.status.import'

    open_items_only = fields.Boolean(
        compute='_compute_open_items_only',
        store=True,
        readonly=False,
        tracking=True,
        help="The list has all that is open: what is not in it any more has been paid.",
    )
    closing_scope = fields.Selection(
        [('all', "All customers"), ('listed', "Only the customers in it")],
        string="List of",
        required=True,
        default='all',
        help="Whose documents are paid when they are not in the list any more.",
    )
    closing_confirmed = fields.Integer(
        readonly=True, copy=False, help="How many documents a person agreed to turn paid."
    )
    closing_amount = fields.Monetary(
        compute='_compute_closing_amount', currency_field='company_currency_id'
    )
    closing_question = fields.Text(compute='_compute_closing_question')
    open_items_title = fields.Char(
        readonly=True, copy=False, help="What in the file says that it has all that is open."
    )

    @api.depends('source_id')
    def _compute_open_items_only(self):
        for record in self:
            record.open_items_only = record.source_id.open_items_only

    @api.depends('progress_id.closing_amount')
    def _compute_closing_amount(self):
        for record in self:
            record.closing_amount = record.sudo().progress_id.closing_amount

    @api.depends(
        'state',
        'open_items_only',
        'closing_confirmed',
        'progress_id.count_paid',
        'progress_id.settled_count',
    )
    def _compute_closing_question(self):
        for record in self:
            record.closing_question = (
                record.state == 'preview'
                and not record._closing_is_confirmed()
                and record._closing_text()
            )

    def write(self, vals):
        res = super().write(vals)
        if CLOSING_FIELDS & vals.keys():
            for record in self.filtered(lambda record: record.state == 'preview'):
                record.sudo()._as_user()._find_closing()
                record._expect_consequences()
        return res

    def action_open_items_only(self):
        """Take the file for what its title says: a list of all that is open."""
        self.open_items_only = True

    def action_not_open_items(self):
        """Take the file for a list that need not have all that is open, whatever its title."""
        self.check_access('write')
        self.sudo().open_items_title = False

    def _find_closing(self):
        """Write a row for each document that will turn paid as it is not in the list any more."""
        waiting = SQL("outcome = 'paid' AND NOT done")
        [(count,)] = self.env.execute_query(
            SQL(
                'SELECT COUNT(*) FROM finance_status_import_line WHERE import_id = %s AND %s',
                self.id,
                waiting,
            )
        )
        if count:
            self._delete_lines(waiting)
            self.progress_id._add(total=-count, left=-count, paid=-count)
        progress = self.progress_id
        # when rows are in already, what they settled is open no more
        before = (progress.open_count, progress.open_amount) if self.date_start else (0, 0)
        progress.write({'closing_amount': 0, 'open_amount': 0, 'open_count': 0})
        if not self._closes() and not self._settles_by_itself():
            return
        Document = self.env['finance.status.document']
        Document.flush_model()
        count, amount = self._insert_closing() if self._closes() else (0, 0.0)
        [(open_count, open_amount)] = self.env.execute_query(
            SQL(
                'SELECT COUNT(*), COALESCE(SUM(amount_due * balance_rate), 0) '
                'FROM finance_status_document AS document WHERE %s',
                self._open_documents_sql(),
            )
        )
        progress._add(total=count, left=count, paid=count)
        progress.write(
            {
                'closing_amount': amount,
                'open_amount': max(float(open_amount), amount, before[1]),
                'open_count': max(open_count, count, before[0]),
            }
        )
        self.env['finance.status.import.line'].invalidate_model(flush=False)
        self.invalidate_recordset(['line_ids'], flush=False)

    def _closes(self):
        """Tell whether this is a list of open items: one without any says nothing."""
        return self.open_items_only and self.kind == 'documents' and self._listed_count()

    def _listed_count(self):
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FROM finance_status_import_line
                 WHERE import_id = %s AND outcome IN ('new', 'changed', 'unchanged')
                """,
                self.id,
            )
        )
        return count

    def _settles_by_itself(self):
        """Tell whether a mail settles documents: what it says is limited, whoever sent it."""
        return bool(self.sender and self.sudo().progress_id.settled_count)

    def _count_settled(self, amounts):
        """Count documents of which rows say that less is open than is known.

        :param dict amounts: by how much, in the document's currency, by its id
        """
        amounts = {document_id: amount for document_id, amount in amounts.items() if amount > 0}
        if not amounts:
            return
        Document = self.env['finance.status.document']
        Document.flush_model(['balance_rate'])
        rates = self.env.execute_query(
            SQL(
                'SELECT id, balance_rate FROM finance_status_document WHERE id = ANY(%s)',
                list(amounts),
            )
        )
        amount = sum(float(amounts[document_id]) * float(rate) for document_id, rate in rates)
        self.progress_id._add_settled(len(amounts), amount)

    def _open_documents_sql(self):
        """Return the condition of ``document`` to be open on the day of the list."""
        owner = SQL('document.source_id = %s', self.source_id.id)
        if self.kind == 'payments':
            # they are of documents of any source
            owner = SQL('document.company_id = %s', self.company_id.id)
        return SQL(
            "%s AND document.state = 'open' AND document.amount_due <> 0 AND document.date <= %s",
            owner,
            self.date_list,
        )

    def _insert_closing(self):
        """Write the rows; return how many they are and the amount, in the company's currency.

        What stands in a row that could not be read is in the list as well.
        """
        listed = SQL('TRUE')
        if self.closing_scope == 'listed':
            listed = SQL(
                """
                EXISTS (
                    SELECT FROM finance_status_import_line AS line
                      LEFT JOIN finance_status_document AS known ON known.id = line.document_id
                     WHERE line.import_id = %s AND (
                           known.partner_id = document.partner_id
                           OR line.values->>'partner_vat' = document.partner_vat
                           OR line.values->>'partner_reference' = document.partner_reference
                           OR line.partner_name = document.partner_name))
                """,
                self.id,
            )
        [(count, amount)] = self.env.execute_query(
            SQL(
                """
                WITH named AS MATERIALIZED (
                    SELECT name, values->>'external_id' AS external_id,
                           EXTRACT(YEAR FROM date) AS year
                      FROM finance_status_import_line
                     WHERE import_id = %(import)s AND document_id IS NULL
                ), closed AS MATERIALIZED (
                    SELECT document.*
                      FROM finance_status_document AS document
                     WHERE %(is_open)s AND %(listed)s
                       AND NOT EXISTS (
                           SELECT FROM finance_status_import_line
                            WHERE import_id = %(import)s AND document_id = document.id)
                       -- numbers begin again with the year
                       AND NOT EXISTS (
                           SELECT FROM named
                            WHERE named.name = document.name
                              AND (named.year IS NULL
                                   OR named.year = EXTRACT(YEAR FROM document.date)))
                       AND COALESCE(document.external_id, '') NOT IN (
                           SELECT external_id FROM named WHERE external_id IS NOT NULL)
                ), written AS (
                    INSERT INTO finance_status_import_line (
                        import_id, position, name, partner_name, date, date_due, amount,
                        amount_due, currency, values, outcome, message, done, document_id,
                        partner_id)
                    SELECT %(import)s, '', closed.name, closed.partner_name, closed.date,
                           closed.date_due, closed.amount_due, 0, currency.name,
                           jsonb_strip_nulls(jsonb_build_object(
                               'external_id', closed.external_id, 'name', closed.name,
                               'date', closed.date, 'state', 'paid',
                               'date_paid', %(date)s::date)),
                           'paid', %(message)s, FALSE, closed.id, closed.partner_id
                      FROM closed JOIN res_currency AS currency ON currency.id = currency_id
                     ORDER BY closed.date, closed.id
                )
                SELECT COUNT(*), COALESCE(SUM(amount_due * balance_rate), 0) FROM closed
                """,
                **{'import': self.id},
                is_open=self._open_documents_sql(),
                listed=listed,
                date=self.date_list,
                message=self._closing_message(),
            )
        )
        return count, float(amount)

    def _closing_message(self):
        return self.env._(
            "Not in the list any more: paid on %s.", fields.Date.to_string(self.date_list)
        )

    # what a person has to confirm

    def _closing_to_confirm(self):
        """Return how many documents will turn paid, where that needs a person's word."""
        return self._turning_paid() if self._closing_reasons() else 0

    def _turning_paid(self):
        """Return how many documents are not in the list any more, or are paid by what it says."""
        return self.count_paid + self.sudo().progress_id.settled_count

    def _closing_is_confirmed(self):
        return self.closing_confirmed >= self._turning_paid()

    def _closing_reasons(self):
        """Return why what turns paid looks unusual, as texts."""
        progress = self.sudo().progress_id
        closes = self.open_items_only and progress.count_paid
        if not closes and not self._settles_by_itself():
            return []
        source = self.source_id
        count = self._turning_paid()
        amount = progress.closing_amount + progress.settled_amount
        percent = max(
            100 * count / (progress.open_count or count),
            100 * amount / progress.open_amount if progress.open_amount > 0 else 0,
        )
        reasons = []
        if percent > source.closing_percent:
            reasons.append(
                self.env._(
                    "That is %(percent)s %% of what is open, the limit is %(limit)s %%.",
                    percent=round(percent),
                    limit=source.closing_percent,
                )
            )
        currency = self.company_currency_id
        if source.closing_amount and currency.compare_amounts(amount, source.closing_amount) > 0:
            reasons.append(self.env._("The limit is %s.", currency.format(source.closing_amount)))
        return reasons + (self._closing_reasons_of_list() if closes else [])

    def _closing_reasons_of_list(self):
        """Return what is unusual about the list itself."""
        [(partners, known, nameless, closed_partners)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(DISTINCT COALESCE(
                           line.values->>'partner_vat', line.values->>'partner_reference',
                           line.partner_name)) FILTER (WHERE line.outcome <> 'paid'),
                       COUNT(*) FILTER (
                           WHERE line.outcome <> 'paid' AND line.document_id IS NOT NULL),
                       COUNT(*) FILTER (WHERE line.outcome = 'error' AND line.name IS NULL),
                       COUNT(DISTINCT COALESCE(
                           document.partner_id::text, document.partner_vat,
                           document.partner_name)) FILTER (WHERE line.outcome = 'paid')
                  FROM finance_status_import_line AS line
                  LEFT JOIN finance_status_document AS document ON document.id = line.document_id
                 WHERE line.import_id = %s
                """,
                self.id,
            )
        )
        reasons = []
        if partners == 1 and closed_partners > 1 and self.closing_scope == 'all':
            reasons.append(self.env._("The list has only one customer."))
        if not known:
            reasons.append(self.env._("None of the open documents is in the list."))
        if nameless:
            reasons.append(self.env._("%s rows without a number could not be read.", nameless))
        newer = self.search(
            [
                ('source_id', '=', self.source_id.id),
                ('open_items_only', '=', True),
                ('state', '=', 'done'),
                ('date_list', '>', self.date_list),
            ],
            limit=1,
            order='date_list desc',
        )
        if newer:
            reasons.append(
                self.env._(
                    "A list of %s has been imported already.",
                    fields.Date.to_string(newer.date_list),
                )
            )
        return reasons

    def _closing_text(self):
        """Return what a person has to confirm, or an empty text."""
        reasons = self._closing_reasons()
        if not reasons:
            return ''
        progress = self.sudo().progress_id
        currency = self.company_currency_id
        told = []
        if progress.count_paid:
            told.append(
                self.env._(
                    "%(count)s of %(open)s open documents, %(amount)s, are not in the list any "
                    "more and would turn paid.",
                    count=progress.count_paid,
                    open=progress.open_count,
                    amount=currency.format(progress.closing_amount),
                )
            )
        if progress.settled_count:
            told.append(
                self.env._(
                    "By what the rows say, %(amount)s less would be open, on %(count)s of "
                    "%(open)s open documents.",
                    count=progress.settled_count,
                    open=progress.open_count,
                    amount=currency.format(progress.settled_amount),
                )
            )
        confirm = (
            self.env._("Confirm that the list is complete.")
            if progress.count_paid
            else self.env._("Confirm that this is right.")
        )
        return ' '.join([*told, *reasons, confirm])

    def action_confirm_closing(self):
        """Agree to what turns paid although it is unusual."""
        for record in self:
            record._confirm_closing()

    def _confirm_closing(self):
        self.check_access('write')
        count = self._turning_paid()
        self.sudo().closing_confirmed = count
        self.message_post(
            body=self.env._("%s documents may turn paid.", count),
            subtype_xmlid='mail.mt_note',
        )
