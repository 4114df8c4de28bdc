from odoo import models


class ResPartner(models.Model):
    """Payment codes on statements of open items and in reminders."""

    _inherit = 'res.partner'

    def _finance_statements(self, date=None):
        statements = super()._finance_statements(date)
        # of all customers, so that what is needed of invoices is read at once
        moves = self.env['account.move'].browse(
            {
                item['document_id']
                for statement in statements.values()
                for item in statement['items']
                if item['source'] == 'account.move'
            }
        )
        by_id = moves.sudo().grouped('id')
        for statement in statements.values():
            statement['moves'] = by_id
        return statements

    def _finance_statement_payment_codes(self, statement, for_screen=False):
        """Return the payment codes of a statement: see ``finance.status.payment.code``.

        :param statement: of this customer, as ``_finance_statements`` returns it
        :return: ``None`` where nothing is to be paid, or the company wants none
        """
        self.ensure_one()
        scope = self.env.company.sudo().finance_payment_codes
        if scope == 'none' or statement['date'] < self.env['finance.status.ledger']._today():
            return None
        documents, totals = {}, {}
        for item in statement['items']:
            if item['is_claim'] and item['document_type'] == 'invoice' and item['amount_due'] > 0:
                key = item['source'], item['document_id'], item['currency']
                move = statement['moves'].get(item['document_id'])
                is_move = item['source'] == 'account.move'
                reference = move.payment_reference if is_move else item['reference']
                documents.setdefault(key, []).append(
                    (item['name'], reference, item['date_due'], item['amount_due'])
                )
        for ageing in statement['ageing']:
            totals[ageing['currency']] = ageing['total']
        title = self.env._("Everything open")
        return self._finance_payment_codes(documents, totals, scope, title, for_screen)

    def _finance_reminder_payment_codes(self):
        """Return the payment codes of what a reminder lists, alike."""
        scope = self.env.company.sudo().finance_payment_codes
        if scope == 'none':
            return None
        items = self._finance_reminder_items()
        currencies = self.env['res.currency'].browse(item.currency_id for item in items)
        documents, totals = {}, {}
        for item, currency in zip(items, currencies, strict=True):
            totals[currency] = totals.get(currency, 0.0) + item.amount_due
            documents.setdefault((item.source, item.document_id, currency), []).append(
                (item.name, item.payment_reference, item.date_due, item.amount_due)
            )
        own_currency = self.env.company.currency_id
        if items and own_currency in totals:
            totals[own_currency] = totals[own_currency] - items[0].unmatched
        entity = self.commercial_partner_id
        title = self.env._("All of these")
        return entity._finance_payment_codes(documents, totals, scope, title, for_screen=True)

    def _finance_reminder_table(self):
        """Add the payment codes to what a reminder lists."""
        table = super()._finance_reminder_table()
        codes = self._finance_reminder_payment_codes()
        if not codes:
            return table
        return table + self.env['ir.qweb']._render(
            'intrix_finance_status_payment_code.reminder_payment_codes', {'payment_codes': codes}
        )

    def _finance_payment_codes(self, documents, totals, scope, title, for_screen):
        """Return the codes of documents and of all of them together.

        :param dict documents: lists of (number, reference, due date, amount) of instalments by
            anything that ends with the currency
        :param dict totals: what is to be paid by currency, credits deducted
        :param scope: of the company: whether each document has one
        :param title: of the code of all of them
        """
        asked, alone = [], set()
        for (*_key, currency), instalments in documents.items():
            [(name, reference, *_rest), *_others] = instalments
            amount = currency.round(sum(amount for *_rest, amount in instalments))
            if currency.compare_amounts(totals.get(currency, 0.0), 0) <= 0:
                continue  # credits cover it
            if currency.compare_amounts(amount, totals[currency]) == 0:
                alone.add(currency)
            elif scope != 'all':
                continue
            asked.append(
                {
                    'title': name,
                    'currency': currency,
                    'amount': amount,
                    'text': self._finance_payment_code_text(name),
                    'date_due': min(date for _name, _reference, date, _amount in instalments),
                    'name': name,
                    'reference': reference,
                }
            )
        whole = [
            {
                'title': title,
                'currency': currency,
                'amount': currency.round(total),
                'text': self.env._("Open items"),
                'date_due': None,
            }
            for currency, total in totals.items()
            if currency.compare_amounts(total, 0) > 0 and currency not in alone
        ]
        if not (whole or asked):
            return None
        return self.env['finance.status.payment.code']._codes(
            self, whole + asked, for_screen=for_screen
        )

    def _finance_payment_code_text(self, name):
        """Return what a payment is for; the number counts most where it is long."""
        text = self.env._("Invoice %s", name)
        return text if len(text) <= 35 else name
