from contextlib import closing, contextmanager

from odoo import api, models
from odoo.tools import SQL

MOST_IDS = 200
MOST_NAMES = 5


class FinanceStatusConsequence(models.AbstractModel):
    """What follows of something before it is done: who goes on hold, what stops, what turns paid.

    It is really done, compared with what was before, and taken back by the database: so it is
    what would follow, by whatever rule. Addons that stop more extend ``_state`` and ``_labels``.
    """

    _name = 'finance.status.consequence'
    _description = 'What Follows of Something Before it is Done'

    @api.model
    def _of(self, act):
        """Return what follows of ``act`` in the current company.

        :param act: function without arguments; all that it does in the database is taken back
        :return: ``{key: {'count': n, 'ids': up to 200 ids}}`` by the keys of ``_labels``
        """
        before = self.sudo()._state()
        with closing(self.env.cr.savepoint()):
            act()
            self.env.flush_all()
            self.env.invalidate_all()
            after = self.sudo()._state()
        found = {}
        for name, ids in after.items():
            came, went = ids - before[name], before[name] - ids
            for key, changed in ((name, came), (f'{name}_end', went)):
                if changed:
                    found[key] = {'count': len(changed), 'ids': sorted(changed)[:MOST_IDS]}
        return found

    @api.model
    def _in_words(self, act):
        """Return what follows of ``act`` as a text, a line each, for the user to read.

        What a form has that is not saved yet stays as it is meanwhile.

        :param act: function of an environment, in which it does something
        """
        self.env.flush_all()
        with self._apart() as env:
            found = env[self._name]._of(lambda: act(env))
        lines = self._texts(found)
        return '\n'.join(lines) or self.env._("Nothing stops by it, and nothing may go again.")

    @contextmanager
    def _apart(self):
        """Give an environment on the same cursor that has caches of its own."""
        cursor = self.env.cr
        transaction, cursor.transaction = cursor.transaction, None
        try:
            yield api.Environment(cursor, self.env.uid, self.env.context, self.env.su)
        finally:
            cursor.transaction = transaction

    @api.model
    def _state(self):
        """Return sets of ids of what is so now, of the whole company, by name."""
        company = self.env.company
        entity = ['|', ('parent_id', '=', False), ('is_company', '=', True)]
        of_company = [('company_id', 'child_of', company.id)]
        [documents] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(ARRAY_AGG(id), '{}') FROM finance_status_document
                 WHERE company_id = %s AND state = 'open'
                """,
                company.id,
            )
        )
        return {
            'hold': self._found('res.partner', [('finance_hold', '=', True), *entity]),
            'offer': self._found(
                'sale.order',
                [*of_company, ('finance_hold', '=', True), ('state', 'in', ('draft', 'sent'))],
            ),
            'order_paid': self._found(
                'sale.order', [*of_company, ('finance_payment_status', '=', 'paid')]
            ),
            'order_overdue': self._found(
                'sale.order', [*of_company, ('finance_payment_status', '=', 'overdue')]
            ),
            'document_open': set(documents[0]),
        }

    def _found(self, model, domain):
        Model = self.env[model].with_context(active_test=False)
        return set(Model._search(domain).get_result_ids())

    @api.model
    def _labels(self):
        """Return what is told, as {key: (label, model)} in the order to tell it."""
        return {
            'hold': (self.env._("Customers that go on hold"), 'res.partner'),
            'hold_end': (self.env._("Customers that are on hold no more"), 'res.partner'),
            'offer': (self.env._("Quotations that can't be confirmed any more"), 'sale.order'),
            'offer_end': (self.env._("Quotations that can be confirmed again"), 'sale.order'),
            'order_overdue': (self.env._("Orders that become overdue"), 'sale.order'),
            'order_overdue_end': (self.env._("Orders that are overdue no more"), 'sale.order'),
            'order_paid': (self.env._("Orders that become paid"), 'sale.order'),
            'order_paid_end': (self.env._("Orders that are paid no more"), 'sale.order'),
            'document_open_end': (
                self.env._("Documents that are open no more"),
                'finance.status.document',
            ),
        }

    @api.model
    def _texts(self, found):
        """Return what follows in words, a line each, with the names that the user may see.

        :param dict found: as ``_of`` returned it
        """
        lines = []
        for key, (label, model) in self._labels().items():
            if key not in found:
                continue
            count, ids = found[key]['count'], found[key]['ids']
            names = self._names(model, ids)
            text = self.env._("%(label)s: %(count)s", label=label, count=count)
            if names:
                more = ", …" if count > len(names) else ""
                text = f'{text} ({", ".join(names)}{more})'
            lines.append(text)
        return lines

    def _names(self, model, ids):
        """Return the names of the first few records that the user may read."""
        Model = self.env[model].with_context(active_test=False)
        if not Model.has_access('read'):
            return []
        records = Model.search([('id', 'in', ids[: MOST_NAMES * 4])], limit=MOST_NAMES)
        return [name for name in records.mapped('display_name') if name]
