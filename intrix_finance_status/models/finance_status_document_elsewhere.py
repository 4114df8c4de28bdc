from functools import cache

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.same_invoice import Twin, same, spellings


class FinanceStatusDocument(models.Model):
    """The same invoice told by two sources, or kept in Odoo's books as well: one counts.

    The one known first counts, Odoo's own before all others. The other one is set aside: it
    counts in no figure, and goes on telling what is paid, which counts for the first one. So it
    makes no difference to what is open which of them it is. A person may turn it round, or
    say that they are two invoices.
    """

    _inherit = 'finance.status.document'

    same_as_id = fields.Many2one(
        'finance.status.document',
        string="Counts as",
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        help="The same invoice, told by another source, where it counts.",
    )
    same_as_move_id = fields.Many2one(
        'account.move',
        string="Counts as Odoo's",
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        help="The same invoice in Odoo's own books, where it counts.",
    )
    counts_beside = fields.Boolean(
        readonly=True,
        copy=False,
        tracking=True,
        help="A person said that it is another invoice than the one with its number.",
    )
    twin_ids = fields.One2many('finance.status.document', 'same_as_id', readonly=True)
    is_set_aside = fields.Boolean(compute='_compute_is_set_aside', search='_search_is_set_aside')
    known_elsewhere = fields.Char(
        compute='_compute_is_set_aside', help="Where the same invoice is known, and counts."
    )

    @api.depends('same_as_id', 'same_as_move_id')
    def _compute_is_set_aside(self):
        for document in self:
            other = document.sudo().same_as_id
            document.is_set_aside = bool(other or document.sudo().same_as_move_id)
            document.known_elsewhere = (
                other.source_id.name or (document.is_set_aside and self.env._("Odoo's books"))
            ) or False

    def _search_is_set_aside(self, operator, value):
        if operator != 'in':
            return NotImplemented
        domain = ['|', ('same_as_id', '!=', False), ('same_as_move_id', '!=', False)]
        return domain if True in value else ['!', *domain]

    # finding out

    @api.model
    def _known_elsewhere(self, source, numbers, tell):
        """Return {key: (source's name, document id, move id)} of what another source has.

        :param dict numbers: numbers of documents by any key
        :param tell: gives the (document type, year, ``Twin``) of a key: few are asked for
        """
        names = {}
        for key, number in numbers.items():
            for spelling in spellings(number) if number else ():
                names.setdefault(spelling, []).append(key)
        if not names:
            return {}
        tell = cache(tell)
        found = {}
        for is_move, id_, name, kind, year, twin in self._candidates(source, list(names)):
            for key in names.get(name, ()):
                told_kind, told_year, one = tell(key)
                if (told_kind, told_year) != (kind, year) or not same(one, twin):
                    continue
                # Odoo's own first, then the one known first
                rank = (not is_move, id_)
                if key not in found or rank < found[key][0]:
                    found[key] = (rank, twin.source, None if is_move else id_, is_move and id_)
        return {key: values[1:] for key, values in found.items()}

    @api.model
    def _candidates(self, source, names):
        """Yield (is a move, id, number, document type, year, ``Twin``) of these numbers."""
        self.env['finance.status.document'].flush_model()
        self.env['account.move'].flush_model(
            ['name', 'state', 'move_type', 'commercial_partner_id', 'amount_total', 'company_id']
        )
        self.env['res.partner'].flush_model(['name', 'vat'])
        others = self.env['finance.status.source'].with_context(active_test=False)
        others = others.search([('company_id', '=', source.company_id.id), ('id', '!=', source.id)])
        for row in self.env.execute_query(
            SQL(
                """
                SELECT FALSE, document.id, document.name, document.document_type,
                       EXTRACT(YEAR FROM document.date)::int, source.name,
                       document.commercial_partner_id,
                       COALESCE(NULLIF(document.partner_vat, ''), partner.vat),
                       COALESCE(NULLIF(document.partner_name, ''), partner.name),
                       document.amount_total, currency.name
                  FROM finance_status_document AS document
                  JOIN finance_status_source AS source ON source.id = document.source_id
                  JOIN res_currency AS currency ON currency.id = document.currency_id
                  LEFT JOIN res_partner AS partner ON partner.id = document.commercial_partner_id
                 WHERE document.source_id = ANY(%(sources)s) AND document.name = ANY(%(names)s)
                   AND document.state <> 'cancelled' AND document.counts_beside IS NOT TRUE
                 UNION ALL
                SELECT TRUE, move.id, move.name,
                       CASE WHEN move.move_type = 'out_refund' THEN 'refund' ELSE 'invoice' END,
                       EXTRACT(YEAR FROM COALESCE(move.invoice_date, move.date))::int, %(odoo)s,
                       move.commercial_partner_id, partner.vat, partner.name,
                       move.amount_total, currency.name
                  FROM account_move AS move
                  JOIN res_currency AS currency ON currency.id = move.currency_id
                  LEFT JOIN res_partner AS partner ON partner.id = move.commercial_partner_id
                 WHERE move.name = ANY(%(names)s) AND move.name <> '/'
                   AND move.company_id = %(company)s
                   AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                """,
                sources=others.ids,
                names=names,
                company=source.company_id.id,
                odoo=self.env._("Odoo's books"),
            )
        ):
            is_move, id_, name, kind, year, source_name, partner, vat, partner_name, *money = row
            total, currency = money
            twin = Twin(
                source_name,
                partner,
                vat or '',
                partner_name or '',
                round(float(total), 2),
                currency,
            )
            yield is_move, id_, name, kind, year, twin

    def _set_aside_known(self):
        """Set those aside that another source, or Odoo itself, had before; return those."""
        pairs = {}
        for source, documents in self._counting_by_source().items():
            numbers = {told: documents[told.id] for told in self.sudo().browse(documents)}
            found = self._known_elsewhere(source, numbers, lambda told: told._as_told())
            for document, (_source, other_id, move_id) in found.items():
                if move_id or other_id < document.id:
                    pairs[document.id] = (other_id, move_id or None)
                elif not document.twin_ids:
                    pairs[other_id] = (document.id, None)
        aside = self.sudo().browse(pairs)
        self._write_aside(pairs)
        aside._settle_again()
        return aside

    def _counting_by_source(self):
        """Return {source: {id: number}} of those that count, and that no person has judged."""
        self._sync_flush()
        found = {}
        for source_id, id_, name in self.env.execute_query(
            SQL(
                """
                SELECT source_id, id, name FROM finance_status_document
                 WHERE id = ANY(%s) AND cancelled IS NOT TRUE AND counts_beside IS NOT TRUE
                   AND same_as_id IS NULL AND same_as_move_id IS NULL
                """,
                self.ids,
            )
        ):
            source = self.env['finance.status.source'].sudo().browse(source_id)
            found.setdefault(source, {})[id_] = name
        return found

    def _stood_for(self):
        """Return the documents that these stood for, and that are cancelled by now."""
        rows = self.env.execute_query(
            SQL(
                'SELECT twin.id FROM finance_status_document AS twin '
                'JOIN finance_status_document AS document ON document.id = twin.same_as_id '
                'WHERE document.id = ANY(%s) AND document.cancelled',
                self.ids,
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    def _as_told(self):
        self.ensure_one()
        partner = self.commercial_partner_id
        twin = Twin(
            self.source_id.name,
            partner.id,
            self.partner_vat or partner.vat or '',
            self.partner_name or partner.name or '',
            round(self.amount_total, 2),
            self.currency_id.name,
        )
        return self.document_type, self.date.year, twin

    @api.model
    def _write_aside(self, pairs):
        """Set documents aside, or let them count, with those that they stood for.

        :param dict pairs: (id of the document, id of the invoice) that stands for it by id
        """
        if not pairs:
            return
        self._sync_flush()
        self.env.cr.execute(
            SQL(
                """
                WITH told AS MATERIALIZED (
                    SELECT * FROM UNNEST(%s::int[], %s::int[], %s::int[])
                                  AS told(id, document_id, move_id)
                ), followed AS (
                    -- what was the same as this one is the same as that one
                    UPDATE finance_status_document AS twin
                       SET same_as_id = told.document_id, same_as_move_id = told.move_id
                      FROM told
                     WHERE twin.same_as_id = told.id AND twin.id <> ALL(%s)
                       AND twin.id IS DISTINCT FROM told.document_id
                       AND COALESCE(told.document_id, told.move_id) IS NOT NULL
                )
                UPDATE finance_status_document AS document
                   SET same_as_id = told.document_id, same_as_move_id = told.move_id
                  FROM told WHERE document.id = told.id
                """,
                list(pairs),
                [document_id for document_id, _move_id in pairs.values()],
                [move_id for _document_id, move_id in pairs.values()],
                list(pairs),
            )
        )
        self.invalidate_model(['same_as_id', 'same_as_move_id', 'twin_ids'], flush=False)

    def _settle_again(self):
        """Take again what is open of these documents and of those that they are the same as."""
        documents = self | self.same_as_id
        if not documents:
            return
        self._sync_flush()
        self._sync_settle(documents.ids)
        for name in ('finance.status.document', 'finance.status.document.line'):
            self.env[name].invalidate_model(flush=False)

    def _let_count(self):
        """Let these count that were set aside; the caller has the figures taken again."""
        others = self.same_as_id
        self._write_aside(dict.fromkeys(self.ids, (None, None)))
        (self | others)._settle_again()

    def _count_again(self):
        """Let these count, unless another one has the invoice; have the figures taken again."""
        if not self:
            return
        self._let_count()
        self._set_aside_known()
        self._figures_changed()

    @api.model
    def _sync_written(self, documents, matchable, orders_before):
        """Set aside what is known elsewhere; let count what a cancelled one stood for."""
        res = super()._sync_written(documents, matchable, orders_before)
        changed = documents._set_aside_known()
        released = documents._stood_for()
        released._let_count()
        changed |= released._set_aside_known()
        # those that stand for what was written count what it says is paid
        stand_for = self._sync_stand_for([*documents.ids, *changed.ids])
        if also := [*changed.ids, *released.ids, *stand_for]:
            self.env['finance.status.order']._documents_changed(self._sync_orders(also))
        return res

    def write(self, vals):
        res = super().write(vals)
        if vals.get('cancelled'):
            self.sudo().twin_ids._count_again()
        return res

    def unlink(self):
        released = self.sudo().twin_ids - self.sudo()
        res = super().unlink()
        released._count_again()
        return res

    # what people say

    def action_count_here(self):
        """Let this one count, and set the one that counted aside."""
        self.check_access('write')
        self.sudo().same_as_id.with_env(self.env).check_access('write')
        for document in self.sudo().filtered('same_as_id'):
            other = document.same_as_id
            document._let_count()
            document._take_over(other)
            document._write_aside({other.id: (document.id, None)})
            (document | other)._settle_again()
            (document | other)._figures_changed()
            document.message_post(
                body=self.env._(
                    "This one counts; the same invoice of %s is set aside.", other.source_id.name
                )
            )
        return True

    def _take_over(self, other):
        """Take customer and orders of the one that counted, where there are none."""
        if not self.partner_id and other.partner_id:
            self.partner_id = other.partner_id
        if (
            not self.order_ids
            and other.order_ids
            and (
                self.currency_id == other.currency_id
                and self.currency_id.compare_amounts(
                    sum(other.order_ids.mapped('amount')), self.amount_total
                )
                <= 0
            )
        ):
            self.order_ids = [
                (0, 0, {'order_id': share.order_id.id, 'amount': share.amount})
                for share in other.order_ids
            ]

    def action_count_beside(self):
        """Let these count beside the others with their numbers: they are other invoices."""
        self.check_access('write')
        documents = self.sudo().filtered('is_set_aside')
        documents.counts_beside = True
        documents._let_count()
        documents._figures_changed()
        return True
