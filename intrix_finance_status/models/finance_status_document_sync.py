from collections import Counter, defaultdict
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyGettext

from ..sync.merge import Refused
from ..sync.told import read_row

MOST_DOCUMENTS = 10_000
USER_GROUP = 'intrix_finance_status.group_finance_status_user'


@dataclass(slots=True)
class SyncResult:
    """What became of a row: ``created``, ``updated``, ``unchanged`` or ``error``.

    ``document_id`` is empty for errors, and for what a preview would create. ``problems`` are
    (field, message) pairs, why it is an error or why nothing changed.
    """

    index: int
    outcome: str = 'error'
    document_id: int | None = None
    problems: list = field(default_factory=list)


class FinanceStatusDocument(models.Model):
    """Documents told by their source: pushed over RPC, or read from a file."""

    _inherit = 'finance.status.document'

    @api.model
    def sync(self, source_code, documents):
        """Create and update documents of a source by their ``external_id``, or their number.

        The same call twice changes nothing; a document told with an older ``version`` than
        the one known is left alone; a row that can't be taken does not stop the others. What
        is empty in a row was not told: it stays as it is.

        :param str source_code: code of a ``finance.status.source`` of a company of the user
        :param list documents: up to 10,000 dicts, with the keys described in docs/push.md
        :return: ``{'created': n, 'updated': n, 'unchanged': n, 'errors': [{'index',
            'external_id', 'field', 'message'}]}``
        :raise AccessError: when the user may not keep documents
        :raise UserError: when there is no such source, or no list of documents
        """
        self._check_may_sync()
        source = self._source_to_sync(source_code)
        if not isinstance(documents, list | tuple):
            raise UserError(self.env._("The documents must be given as a list."))
        if len(documents) > MOST_DOCUMENTS:
            raise UserError(
                self.env._("Give up to %(count)s documents at once.", count=MOST_DOCUMENTS)
            )
        results = self._sync(source, documents, strict=True)
        outcomes = Counter(result.outcome for result in results)
        return {
            **{name: outcomes[name] for name in ('created', 'updated', 'unchanged')},
            'errors': [
                {
                    'index': result.index,
                    'external_id': self._external_id_of(documents[result.index]),
                    'field': fname,
                    'message': message,
                }
                for result in results
                if result.outcome == 'error'
                for fname, message in result.problems
            ],
        }

    @api.model
    def _check_may_sync(self):
        if not self.env.su and not self.env.user.has_group(USER_GROUP):
            raise AccessError(
                self.env._("Only members of “Finance status user” may bring documents.")
            )
        self.check_access('create')
        self.check_access('write')

    @api.model
    def _source_to_sync(self, code):
        """Return the source of that code in the companies of the user, rather the current."""
        domain = [
            ('code', '=', code if isinstance(code, str) else ''),
            ('kind', '=', 'external'),
            ('company_id', 'in', self.env.companies.ids),
        ]
        sources = self.env['finance.status.source'].search(domain)
        source = sources.filtered(lambda source: source.company_id == self.env.company) or sources
        if not source:
            raise UserError(
                self.env._(
                    "There is no source with the code “%(code)s” in %(companies)s.",
                    code=str(code)[:50],
                    companies=', '.join(self.env.companies.mapped('name')),
                )
            )
        if len(source) > 1:
            raise UserError(
                self.env._(
                    "Several of your companies have a source with the code “%(code)s”: "
                    "name the company in the context (allowed_company_ids).",
                    code=code,
                )
            )
        return source

    @api.model
    def _external_id_of(self, row):
        value = row.get('external_id') or row.get('name') if isinstance(row, dict) else None
        return str(value)[:200] if isinstance(value, str | int | float) else False

    @api.model
    def _sync(self, source, documents, *, date_data=None, strict=False):
        """Bring documents of ``source`` into the database, all with a few statements.

        :param source: a ``finance.status.source``; whether the user may is up to the caller
        :param list documents: dicts as for ``sync``
        :param datetime date_data: as of when they are, now by default
        :param bool strict: whether a key that is not known is a problem
        :return: a ``SyncResult`` per document, in the order given
        """
        plan = self._sync_plan(source, documents, date_data, strict)
        self._sync_apply(source, plan, date_data)
        return plan.results

    @api.model
    def _preview(self, source, documents, *, date_data=None, strict=False):
        """Return what ``_sync`` would, without writing anything."""
        return self._sync_plan(source, documents, date_data, strict).results

    # what is to be done

    @api.model
    def _sync_plan(self, source, documents, date_data, strict):
        """Return what is to be done as a ``SyncPlan``, for ``_sync_apply``."""
        self, source = self.sudo(), source.sudo()  # noqa: PLW0642 - rights are up to the caller
        date_data = date_data or fields.Datetime.now()
        today = fields.Datetime.context_timestamp(self, date_data).date()
        rows = [read_row(index, row, strict) for index, row in enumerate(documents)]
        known = self._sync_known(source, rows)
        plan = SyncPlan([SyncResult(row.index) for row in rows])
        for told_rows in self._sync_targets(rows, known):
            self._sync_choose(plan, told_rows)
        merger = self._sync_merger(source, today)
        for told, target in plan.chosen:
            result = plan.results[told.index]
            try:
                wanted = merger.merge(told, target)
            except Refused as error:
                told.refuse(*error.args)
                continue
            plan.wanted[told.index] = wanted
            if not target:
                plan.created.append((told.index, wanted))
                result.outcome = 'created'
            else:
                result.document_id = target.id
                changed = plan.add_update(told.index, target, wanted)
                result.outcome = 'updated' if changed else 'unchanged'
        for told in rows:
            result = plan.results[told.index]
            result.problems = [(name, self._sync_text(text)) for name, text in told.problems]
            if told.index in plan.same:
                first = plan.results[plan.same[told.index]]
                refused = first.outcome == 'error'
                result.outcome = 'error' if refused else 'unchanged'
                result.document_id = first.document_id
                result.problems = first.problems if refused else result.problems
        return plan

    def _sync_text(self, text):
        return self.env._(text) if isinstance(text, LazyGettext) else str(text)

    @api.model
    def _sync_targets(self, rows, known):
        """Return rows that mean the same document together, as lists of (told, known).

        A row is found by its external_id, else by its number: in the same year, as numbers
        start again with the year in many books. What could be several is a problem.
        """
        by_external_id = {k.columns['external_id']: k for k in known if k.columns['external_id']}
        by_name = defaultdict(list)
        for document in known:
            by_name[document.columns['name']].append(document)
        new_by_name = defaultdict(set)
        groups = defaultdict(list)
        later = []
        for told in rows:
            if told.problems:
                continue
            if not told.external_id:
                later.append(told)
                continue
            target = by_external_id.get(told.external_id)
            if not target:
                # known by its number so far
                named = self._same_year(told, by_name[told.values.get('name')])
                named = [document for document in named if not document.columns['external_id']]
                target = named[0] if len(named) == 1 else None
            key = target.id if target else ('external_id', told.external_id)
            groups[key].append((told, target))
            if not target:
                name = told.values.get('name', told.external_id)
                new_by_name[name, self._year(told)].add(key)
        for told in later:
            name, year = told.values['name'], self._year(told)
            named = self._same_year(told, by_name[name])
            if len(named) > 1 or len(new_by_name[name, year]) > 1:
                told.refuse('name', self._sync_text_ambiguous())
                continue
            target = named[0] if named else None
            new = next(iter(new_by_name[name, year]), ('name', name, year))
            groups[target.id if target else new].append((told, target))
        return groups.values()

    def _sync_text_ambiguous(self):
        return self.env._("Several documents have this number: tell the external_id, or the date.")

    def _year(self, told):
        return told.values['date'].year if 'date' in told.values else None

    def _same_year(self, told, documents):
        """Return the documents of one number that are of the year told, or due as told."""
        year, date_due = self._year(told), told.values.get('date_due')
        if year:
            return [d for d in documents if d.columns['date'].year == year]
        if len(documents) > 1 and date_due:
            return [d for d in documents if d.columns['date_due'] == date_due] or documents
        return documents

    @api.model
    def _sync_choose(self, plan, group):
        """Choose the row to take of those that mean the same document."""
        first, target = group[0]
        if all(told.values == first.values for told, _target in group):
            latest = first
        else:
            versions = {told.values.get('version') for told, _target in group}
            if None in versions or len(versions) < len(group):
                for told, _target in group:
                    other = next(row for row, _target in group if row is not told)
                    told.refuse(
                        'external_id' if told.external_id else 'name',
                        self.env._(
                            "The document is told twice, differently: see also number %(number)s.",
                            number=other.index + 1,
                        ),
                    )
                return
            latest = max((told for told, _target in group), key=lambda t: t.values['version'])
        plan.same.update(
            {told.index: latest.index for told, _target in group if told is not latest}
        )
        version = target and target.columns['version']
        if version and latest.values.get('version', version) < version:
            plan.results[latest.index].outcome = 'unchanged'
            plan.results[latest.index].document_id = target.id
            latest.refuse('version', self.env._("A newer version is known already."))
            return
        plan.chosen.append((latest, target))


@dataclass(slots=True)
class SyncPlan:
    """What a call of ``_sync`` is going to do."""

    results: list
    #: (told, known or None) of the rows to take
    chosen: list = field(default_factory=list)
    #: index of a row by that of another one that tells the same
    same: dict = field(default_factory=dict)
    #: wanted by the index of the row taken
    wanted: dict = field(default_factory=dict)
    #: (index, wanted) of new documents
    created: list = field(default_factory=list)
    #: (known, wanted) where columns differ
    updated: list = field(default_factory=list)
    #: (known, wanted) where instalments differ
    relined: list = field(default_factory=list)
    #: (known, wanted) where there are payments that are new or differ
    paid: list = field(default_factory=list)

    def add_update(self, index, known, wanted):
        """Take up what differs; return whether anything does, other than the version."""
        differ = {
            name for name, value in wanted.columns.items() if value != known.columns.get(name)
        }
        if differ:
            self.updated.append((known, wanted))
        if wanted.lines != known.lines:
            self.relined.append((known, wanted))
        if wanted.payments:
            self.paid.append((known, wanted))
        return bool(differ - {'version'} or wanted.payments or wanted.lines != known.lines)
