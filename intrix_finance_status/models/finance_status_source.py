from datetime import timedelta

from odoo import api, fields, models

# how old the known age of a source gets before it is written again: its row must not become
# what workers that push at the same time wait for
AGE_STEP = timedelta(minutes=1)


class FinanceStatusSource(models.Model):
    """Where documents outside Odoo's books come from: another program, a bookkeeper, a person."""

    _name = 'finance.status.source'
    _description = 'Source of Documents for the Finance Status'
    _inherit = ['finance.status.guarded.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'company_id, sequence, name, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="What programs that push documents, and files, name this source by.",
    )
    kind = fields.Selection(
        [('external', "Another program or bookkeeper"), ('manual', "Registered by hand")],
        required=True,
        default='external',
    )
    company_id = fields.Many2one(
        'res.company',
        required=True,
        index=True,
        ondelete='cascade',
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)
    user_id = fields.Many2one(
        'res.users',
        string="Responsible",
        tracking=True,
        check_company=True,
        domain="[('share', '=', False)]",
        help="Is told when the data of this source is too old.",
    )
    max_age_days = fields.Integer(
        string="Out of date after (days)",
        tracking=True,
        help="Nothing automatic acts on data older than that; 0: there is no limit.",
    )
    date_data = fields.Datetime(
        string="Newest Data",
        copy=False,
        readonly=True,
        help="As of when the newest data of this source is.",
    )
    mapping = fields.Json(
        readonly=True, copy=False, help="Layouts of files corrected by people, to remember."
    )
    document_ids = fields.One2many('finance.status.document', 'source_id')

    _code_uniq = models.UniqueIndex(
        '(company_id, code)', "The company has a source with this code already."
    )
    _max_age_positive = models.Constraint(
        'CHECK (max_age_days >= 0)', "The limit of days must not be negative."
    )

    @api.model
    def _manual_source(self, company):
        """Return the source of what the people of ``company`` register; it is made on demand."""
        domain = [('kind', '=', 'manual'), ('company_id', '=', company.id)]
        # whoever registers an invoice need not be allowed to set up sources
        Source = self.sudo().with_context(active_test=False)
        source = Source.search(domain, limit=1, order='id')
        if not source:
            source = Source.create(
                {
                    'name': self.env._("Registered by hand"),
                    'code': 'manual',
                    'kind': 'manual',
                    'company_id': company.id,
                }
            )
        return source.sudo(self.env.su).with_env(self.env)

    def _data_came(self, date_data):
        """Remember as of when the newest data of this source is.

        :param datetime date_data: older than what is known, it changes nothing
        """
        self.ensure_one()
        if not self.date_data or date_data - self.date_data >= AGE_STEP:
            self.sudo().date_data = date_data
