from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .finance_status_mixin import VIEWER_GROUP


class FinanceStatusFreshnessMixin(models.AbstractModel):
    """How old the data behind the figures of a record is, where it comes from elsewhere.

    A model gives ``_finance_feeding(sources)``: a SELECT of its ids, and of the sources of the
    documents that its figures are made of.
    """

    _name = 'finance.status.freshness.mixin'
    _inherit = ['finance.status.shown.mixin']
    _description = 'Age of the Data behind the Finance Status'

    finance_freshness = fields.Char(
        string="Data of",
        compute='_compute_finance_freshness',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="The source outside Odoo's books whose data is the oldest, and of which day it is.",
    )
    finance_freshness_date = fields.Datetime(
        string="Date of the Data",
        compute='_compute_finance_freshness',
        compute_sudo=True,
        groups=VIEWER_GROUP,
    )
    finance_outdated = fields.Boolean(
        string="Data Out of Date",
        compute='_compute_finance_freshness',
        search='_search_finance_outdated',
        compute_sudo=True,
        groups=VIEWER_GROUP,
        help="A source of the figures is out of date.",
    )

    def _finance_feeding(self, restriction):
        """Return a SELECT of ``id, source_id``.

        :param SQL restriction: ids to be put behind ``IN``, or ``None`` for all
        """
        raise NotImplementedError

    @api.depends_context('uid', 'company', 'tz', 'lang')
    def _compute_finance_freshness(self):
        sources = self._finance_feeding_sources()
        nothing = self.env['finance.status.source']
        for record in self:
            feeding = sources.get(record._origin.id, nothing)
            oldest = feeding._oldest()
            record.finance_freshness = oldest._freshness_text() if oldest else False
            record.finance_freshness_date = oldest.date_data or oldest.create_date
            record.finance_outdated = any(feeding.filtered('active').mapped('outdated'))

    def _finance_feeding_sources(self):
        """Return the sources behind these records by id; without a query where there are none."""
        ids = tuple(self._finance_readable_origin().ids)
        if not ids or not self.env.company.finance_has_documents:
            return {}
        rows = self.env.execute_query(self._finance_feeding(SQL('%s', ids)))
        Source = self.env['finance.status.source'].browse({source_id for _id, source_id in rows})
        sources = {}
        for record_id, source_id in rows:
            sources.setdefault(record_id, []).append(source_id)
        return {
            record_id: Source.browse(source_ids).with_prefetch(Source._prefetch_ids)
            for record_id, source_ids in sources.items()
        }

    def _search_finance_outdated(self, operator, value):
        self._check_field_access(self._fields['finance_outdated'], 'read')
        if operator != 'in':
            return NotImplemented
        found = Domain.custom(to_sql=type(self)._finance_outdated_condition)
        return found if True in value else ~found

    def _finance_outdated_condition(self, alias, query):
        Source = self.env['finance.status.source']
        return SQL(
            '%s IN (SELECT feeding.id FROM (%s) AS feeding(id, source_id) '
            'JOIN finance_status_source AS source ON source.id = feeding.source_id '
            'WHERE source.active AND %s)',
            self._field_to_sql(alias, 'id', query),
            self.sudo()._finance_feeding(None),
            Source._outdated('source'),
        )
