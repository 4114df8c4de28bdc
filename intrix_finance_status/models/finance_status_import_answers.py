from odoo import api, fields, models
from odoo.exceptions import UserError

from ..readers.base import EmptyError, Reading

# numbers of documents in a question
MOST_SHOWN = 10


class FinanceStatusImport(models.Model):
    """What the books have to say before a file can be read to the end, else a person is asked.

    Answers are kept with the import, so that a file may be read again, and those about the
    source with the source, so that they are asked for once.
    """

    _inherit = 'finance.status.import'

    answers = fields.Json(readonly=True, copy=False, help="Answers given so far, by their keys.")
    has_answers = fields.Boolean(compute='_compute_has_answers')
    lists_nothing = fields.Boolean(
        readonly=True, copy=False, help="The file has a title and headings at most."
    )
    take_empty = fields.Boolean(
        string="Nothing is open any more", readonly=True, copy=False, tracking=True
    )

    @api.depends('answers', 'kind', 'source_id')
    def _compute_has_answers(self):
        for record in self.sudo():
            remembered = record.kind == 'transactions' and record.source_id.bank_currencies
            record.has_answers = bool(record.answers or remembered or record.take_empty)

    def _reading(self):
        # nothing but what was proposed
        given = {
            question.key: question.answer
            for question in self.question_ids
            if question.answer in [value for value, _label in question.choices or ()]
        }
        if given:
            self.answers = {**(self.answers or {}), **given}
        try:
            reading = super()._reading()
        except EmptyError:
            if not self.take_empty:
                raise
            reading = Reading(kind='documents', format='')
        self._complete_reading(reading)
        return reading

    def _read_now(self, limit=None):
        self.lists_nothing = False
        return super()._read_now(limit)

    def _complete_reading(self, reading):
        """Fill in what the file doesn't tell; what isn't known is asked."""
        if reading.kind == 'transactions':
            self._complete_currencies(reading)
        elif reading.negative_credits:
            self._complete_negative_credits(reading)

    def _keep_rows(self, reading, limit=None):
        result = super()._keep_rows(reading, limit)
        progress = self.progress_id
        self.lists_nothing = (
            reading.kind == 'documents' and progress.count_total == progress.count_skipped
        )
        return result

    def action_ask_again(self):
        """Forget what was answered for this file, and ask again."""
        self.check_access('write')
        for record in self:
            record.sudo()._forget_answers()
            record.action_read_again()

    def _forget_answers(self):
        self.write({'answers': False, 'take_empty': False})
        if self.kind == 'transactions':
            self.source_id.bank_currencies = False

    # credit notes with minus

    def _complete_negative_credits(self, reading):
        """Take credit notes with a negative total for what a person says that they are."""
        answer = (self.answers or {}).get('negative_credits')
        names = set(reading.negative_credits)
        if answer in ('refund', 'invoice'):
            reading.rows = list(reading.rows)
            for row in reading.rows:
                if row.values.get('name') in names:
                    row.values['document_type'] = answer
            return
        shown = ', '.join(reading.negative_credits[:MOST_SHOWN])
        reading.questions.append(
            (
                'negative_credits',
                self.env._("Credit notes with a negative total: %s. What are they?", shown),
                [
                    ('refund', self.env._("Credits: they are written with minus")),
                    ('invoice', self.env._("Claims: they take back what was credited")),
                ],
            )
        )

    # currency of movements

    def _complete_currencies(self, reading):
        """Give movements without a currency that of their account."""
        rows = [row for row in reading.rows if not row.currency]
        currencies = self._account_currencies({row.account for row in rows}, reading.currency)
        for row in rows:
            row.currency = currencies.get(row.account, '')
        if taken := sorted(set(currencies.values())):
            reading.warnings.append(
                self.env._("The file names no currency: %s is taken.", ', '.join(taken))
            )
        unknown = sorted({row.account for row in rows if not row.currency})
        choices = self._currency_choices() if unknown else []
        for account in unknown:
            reading.questions.append(
                (
                    f'currency:{account}',
                    self.env._("The file names no currency of account %s. Which is it?", account)
                    if account
                    else self.env._("The file names no currency. Which is it?"),
                    choices,
                )
            )

    def _account_currencies(self, accounts, told):
        """Return {account: ISO code} as far as known.

        Our own bank accounts know best, then titles and the file's name (``told``), then what
        was answered before, then the country of the account.
        """
        own = self._own_account_currencies() if accounts else {}
        remembered = {**(self.source_id.bank_currencies or {}), **self._answered_currencies()}
        found = {
            account: own.get(account) or told or remembered.get(account, '') for account in accounts
        }
        company = self.company_currency_id
        if not all(found.values()):
            countries = self.env['res.country'].search([('currency_id', '=', company.id)])
            home = set(countries.mapped('code'))
            found = {
                account: code or (company.name if account[:2] in home else '')
                for account, code in found.items()
            }
        return {account: code for account, code in found.items() if code}

    def _answered_currencies(self):
        """Return {account: ISO code} of what was answered for this file."""
        return {
            key.partition(':')[2]: answer
            for key, answer in (self.answers or {}).items()
            if key.startswith('currency:')
        }

    def _own_account_currencies(self):
        """Return {number: ISO code} of the company's own bank accounts in Odoo."""
        journals = self.env['account.journal'].search(
            [
                ('company_id', 'parent_of', self.company_id.id),
                ('bank_account_id', '!=', False),
            ]
        )
        return {
            journal.bank_account_id.sanitized_acc_number: (
                journal.currency_id or journal.company_id.currency_id
            ).name
            for journal in journals
        }

    def _currency_choices(self):
        currencies = self.env['res.currency'].search([('active', '=', True)])
        own = self.company_currency_id
        return [(currency.name, currency.name) for currency in own | (currencies - own)]

    def _remember_layouts(self):
        result = super()._remember_layouts()
        self._remember_answers()
        return result

    def _remember_answers(self):
        """Keep what was answered about the source, now that a person imports by it."""
        if currencies := self._answered_currencies():
            # whoever imports need not be allowed to set up sources
            source = self.source_id.sudo()
            source.bank_currencies = {**(source.bank_currencies or {}), **currencies}

    # lists of open items without any

    def _closes(self):
        return super()._closes() or (
            self.open_items_only and self.kind == 'documents' and self.take_empty
        )

    def action_take_empty(self):
        """Take it that nothing is open any more; all that turns paid has to be confirmed.

        :raise UserError: when the file lists something
        """
        self.check_access('write')
        for record in self:
            if record.state not in ('failed', 'preview') or not record.lists_nothing:
                raise UserError(self.env._("%s lists something.", record.display_name))
            record.open_items_only = True
            record.sudo().take_empty = True
            record._read(corrected=True)
