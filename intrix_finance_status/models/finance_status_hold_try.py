from odoo import api, fields, models
from odoo.tools import SQL


class FinanceStatusHold(models.Model):
    """Holds and releases that are only tried, to say what follows before they are set."""

    _inherit = 'finance.status.hold'

    @api.model
    def _try(self, partners, kind, date_end):
        """Set a hold or release for the commercial entities of ``partners``, without a word.

        By SQL, with no note in a chatter: the caller takes it back.

        :param date_end: the last day, or nothing
        """
        self.flush_model()
        entities = partners.commercial_partner_id.ids
        today = self.env['finance.status.ledger']._today()
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_hold SET active = FALSE
                 WHERE active AND commercial_partner_id = ANY(%s) AND company_id = %s
                """,
                entities,
                self.env.company.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_hold (
                    partner_id, commercial_partner_id, company_id, kind, reason, date_start,
                    date_end, user_id, active)
                SELECT id, id, %(company)s, %(kind)s, '', %(today)s, %(date_end)s, %(user)s, TRUE
                  FROM UNNEST(%(entities)s) AS entity(id)
                """,
                company=self.env.company.id,
                kind=kind,
                today=today,
                # a release needs a last day
                date_end=date_end or (today if kind == 'release' else None),
                user=self.env.uid,
                entities=entities,
            )
        )

    @api.model
    def _consequences_of(self, partners, kind, date_end):
        """Return what follows of a hold or release as a text, or nothing while it can't be set."""
        today = fields.Date.context_today(self)
        if not partners or not kind or (date_end and date_end < today):
            return False
        return self.env['finance.status.consequence']._in_words(
            lambda env: (
                self.with_env(env).sudo()._try(partners.with_env(env).sudo(), kind, date_end)
            )
        )
