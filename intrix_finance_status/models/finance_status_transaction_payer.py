from odoo import api, models
from odoo.tools import SQL

from ..matching.texts import letters
from .finance_status_matcher import NAME_SQL


def plain_name(name):
    """Return a name for comparing: its plain letters and digits."""
    return letters(name or '')


class FinanceStatusTransaction(models.Model):
    """Who pays: the customer behind an account or a name."""

    _inherit = 'finance.status.transaction'

    def _payers(self, company):
        """Return {transaction: commercial partner id} where the payer is known for certain.

        By the account: as remembered from what was matched before, or as kept on partners;
        else by exactly the same name. An account that has paid for several is nobody's.
        """
        accounts = {transaction: transaction.partner_account for transaction in self}
        names = {transaction: plain_name(transaction.partner_name) for transaction in self}
        by_account, by_name = {}, {}
        self.flush_model(['partner_account', 'partner_id', 'state', 'company_id'])
        self.env['res.partner'].flush_model(['active', 'commercial_partner_id', 'name'])
        self.env['res.partner.bank'].flush_model(['sanitized_acc_number', 'partner_id'])
        if wanted := list(filter(None, set(accounts.values()))):
            for account, partner in self.env.execute_query(
                SQL(
                    """
                    SELECT partner_account, partner.commercial_partner_id
                      FROM finance_status_transaction AS known
                      JOIN res_partner AS partner ON partner.id = known.partner_id
                     WHERE known.company_id = %(company)s AND partner_account = ANY(%(wanted)s)
                       AND known.state IN ('matched', 'waiting')
                     GROUP BY 1, 2
                     UNION
                    SELECT bank.sanitized_acc_number, partner.commercial_partner_id
                      FROM res_partner_bank AS bank
                      JOIN res_partner AS partner ON partner.id = bank.partner_id
                     WHERE bank.sanitized_acc_number = ANY(%(wanted)s)
                       AND bank.active
                       AND COALESCE(partner.company_id, %(company)s) = %(company)s
                    """,
                    company=company.id,
                    wanted=wanted,
                )
            ):
                by_account.setdefault(account, set()).add(partner)
        unknown = {
            name
            for transaction, name in names.items()
            if name and not by_account.get(accounts[transaction])
        }
        if unknown:
            for name, partner in self._partners_by_name(company, list(unknown)):
                by_name.setdefault(plain_name(name), set()).add(partner)
        payers = {}
        for transaction in self:
            partners = by_account.get(accounts[transaction]) or by_name.get(names[transaction])
            if partners and len(partners) == 1:
                payers[transaction] = next(iter(partners))
        return payers

    @api.model
    def _partners_by_name(self, company, names):
        """Return (name, id) of commercial partners with these names, by the index of names."""
        return self.env.execute_query(
            SQL(
                """
                SELECT name, id FROM res_partner
                 WHERE id = commercial_partner_id AND active AND %(name)s = ANY(%(names)s)
                   AND COALESCE(company_id, %(company)s) = %(company)s
                """,
                name=SQL(NAME_SQL),
                names=names,
                company=company.id,
            )
        )
