from functools import cache

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import format_date

from .res_partner_documents import USER_GROUP


class ResPartner(models.Model):
    """What a reminder says to a customer: used by its mail templates."""

    _inherit = 'res.partner'

    def _finance_mail_recipient(self):
        """Return the contact that gets reminders: who gets the invoices and has an address."""
        self.ensure_one()
        entity = self.commercial_partner_id
        contacts = self.browse([entity.address_get(['invoice'])['invoice'], entity.id])
        return contacts.filtered('email')[:1]

    def _finance_reminder_sender(self):
        """Return the formatted address that reminders come from: who is responsible, else ours."""
        self.ensure_one()
        responsible = self.commercial_partner_id.finance_responsible_id
        policy = self._finance_policy()
        for sender in (responsible, policy.user_id, self.env.company):
            if sender.active and sender.email:
                return sender.email_formatted
        return self.env.user.email_formatted

    def _finance_policy(self):
        """Return the policy that this customer is under in the current company."""
        self.ensure_one()
        default, policies = self.env['finance.status.policy']._in_force(self.env.company)
        own = self.sudo().commercial_partner_id.finance_policy_id
        return own if own in policies else default

    def _finance_reminder_items(self):
        """Return what a reminder lists: see ``finance.status.follow.up``.

        The follow-up hands over what it acts on; else it is everything overdue.
        """
        self.ensure_one()
        if not self.env.su and not self.env.user.has_group(USER_GROUP):
            # the items are those of all books, in whatever mail somebody makes of this
            raise AccessError(self.env._("Only finance can write reminders."))
        known = self.env.context.get('finance_reminder_items') or {}
        if self.commercial_partner_id.id in known:
            return known[self.commercial_partner_id.id]
        engine = self.env['finance.status.follow.up'].sudo()
        items = engine._items_of_company(self.commercial_partner_id.ids)
        return [
            item
            for item in items.get(self.commercial_partner_id.id, ())
            if item.chased and item.days > 0
        ]

    def _finance_reminder_table(self):
        """Return the table of a reminder as HTML, in the language of the context."""
        items = self._finance_reminder_items()
        currencies = self.env['res.currency'].browse(item.currency_id for item in items)
        totals = dict.fromkeys(currencies, 0.0)
        for item, currency in zip(items, currencies, strict=True):
            totals[currency] += item.amount_due
        company_currency = self.env.company.currency_id
        unmatched = company_currency.round(items[0].unmatched if items else 0.0)
        return self.env['ir.qweb']._render(
            'intrix_finance_status.reminder_table',
            {
                'rows': self._finance_reminder_rows(items, currencies),
                'totals': [currency.format(total) for currency, total in totals.items()],
                'unmatched': unmatched and company_currency.format(-unmatched),
                'is_overdue': any(item.days > 0 for item in items),
            },
        )

    def _finance_reminder_rows(self, items, currencies):
        """Return what the table of a reminder shows of items, formatted."""
        # most are due in full
        amount = cache(lambda currency, value: currency.format(value))
        return [
            {
                'name': item.name,
                'date': format_date(self.env, item.date),
                'date_due': format_date(self.env, item.date_due),
                'days': item.days,
                'amount': amount(currency, item.amount),
                'amount_due': amount(currency, item.amount_due),
                'payment_reference': item.payment_reference or item.name,
            }
            for item, currency in zip(items, currencies, strict=True)
        ]

    def _finance_reminder_url(self):
        """Return the address of the page where the customer sees what is open."""
        return self._finance_statement_url()

    def action_finance_send_reminder(self):
        """Open a dialog that shows the reminder of each of these customers, to be sent now."""
        dialog = self.env['finance.reminder.send'].create(
            {'partner_ids': [Command.set(self.commercial_partner_id.ids)]}
        )
        # of one customer, the mail itself
        dialog = dialog.line_ids if len(dialog.line_ids) == 1 and not dialog.left_out else dialog
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Send Reminder"),
            'res_model': dialog._name,
            'res_id': dialog.id,
            'view_mode': 'form',
            'target': 'new',
        }

    @api.model
    def _finance_reminder_bank_accounts(self):
        """Return the bank accounts that customers pay to, as text."""
        accounts = self.env.company.partner_id.bank_ids.sudo()
        return ", ".join(accounts.mapped('acc_number'))
