from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

MOST_TOTALS = 500


class FinanceStatusImport(models.Model):
    """What was read, compared with the totals that the file has itself.

    Where they differ, something was read that isn't meant, or something is missing: a person
    has to see that before anything is imported.
    """

    _inherit = 'finance.status.import'

    total_ids = fields.One2many(
        'finance.status.import.total', 'import_id', string="Totals", readonly=True
    )
    totals_count = fields.Integer(readonly=True, copy=False, help="Totals found in the file.")
    totals_differing = fields.Integer(
        readonly=True, copy=False, help="Of these, how many differ from what was read."
    )
    totals_confirmed = fields.Boolean(
        readonly=True, copy=False, help="A person agreed to the differences."
    )
    totals_text = fields.Text(compute='_compute_totals_text')
    totals_question = fields.Text(compute='_compute_totals_text')

    def _keep_totals(self, reading):
        """Keep the totals of the file, those that differ from what was read first."""
        self.total_ids.unlink()
        totals = sorted(reading.totals, key=lambda total: not total.difference)
        self.env['finance.status.import.total'].create(
            [
                {
                    'import_id': self.id,
                    'position': total.position[:100],
                    'title': total.title,
                    'heading': total.heading,
                    'amount_told': total.told,
                    'amount_read': total.read,
                    'difference': total.difference,
                    'amount_left_out': total.left_out,
                }
                for total in totals[:MOST_TOTALS]
            ]
        )
        self.write(
            {
                'totals_count': len(totals),
                'totals_differing': sum(bool(total.difference) for total in totals),
                'totals_confirmed': False,
            }
        )

    @api.depends('state', 'totals_count', 'totals_differing', 'totals_confirmed', 'total_ids')
    @api.depends_context('lang')
    def _compute_totals_text(self):
        for record in self:
            record.totals_text = record.totals_question = False
            if record.totals_differing and record.state == 'preview':
                text = record._totals_differ_text()
                record['totals_text' if record.totals_confirmed else 'totals_question'] = text
            elif record.totals_count and record.state == 'preview':
                record.totals_text = (
                    self.env._("The total in the file agrees with what was read.")
                    if record.totals_count == 1
                    else self.env._(
                        "All %s totals in the file agree with what was read.", record.totals_count
                    )
                )

    def _totals_differ_text(self):
        """Return what a person has to see: how many differ, and the one about most of the file."""
        differing = self.total_ids.filtered('difference')
        worst = differing[-1:]
        return ' '.join(
            [
                self.env._(
                    "%(differing)s of %(count)s totals in the file differ from what was read.",
                    differing=self.totals_differing,
                    count=self.totals_count,
                ),
                self.env._(
                    "Row %(row)s, “%(title)s”, column “%(column)s”: the file says %(told)s, read "
                    "are %(read)s, the difference is %(difference)s.",
                    row=worst.position,
                    title=worst.title,
                    column=worst.heading,
                    told=self._number_text(worst.amount_told),
                    read=self._number_text(worst.amount_read),
                    difference=self._number_text(worst.difference),
                ),
                *(
                    [
                        self.env._(
                            "Rows that are left out have %s of it.",
                            self._number_text(worst.amount_left_out),
                        )
                    ]
                    if worst.amount_left_out
                    else []
                ),
            ]
        )

    def _number_text(self, amount):
        return formatLang(self.env, amount, digits=2)

    def _check_ready(self):
        res = super()._check_ready()
        if self.totals_question:
            raise UserError(self.totals_question)
        return res

    def _suspicions(self):
        reasons = super()._suspicions()
        if self.totals_differing and not self.totals_confirmed:
            reasons.append(self._totals_differ_text())
        return reasons

    def action_confirm_totals(self):
        """Agree to what was read although the file's own totals differ."""
        self.check_access('write')
        for record in self.filtered('totals_differing'):
            record.sudo().totals_confirmed = True
            record.message_post(
                body=self.env._("Read is right: %s", record.totals_text),
                subtype_xmlid='mail.mt_note',
            )
