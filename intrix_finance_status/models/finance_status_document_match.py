import json

from odoo import api, fields, models
from odoo.tools import SQL

MATCH_RULES = [
    ('remembered', "Chosen earlier for this source"),
    ('vat', "VAT number"),
    ('reference', "Customer code"),
    ('name', "Exact name"),
    ('order', "Order number"),
    ('person', "Chosen by a person"),
]
# what matching finds
MATCH_COLUMNS = ('partner_id', 'match_rule', 'match_choice_id', 'match_state', 'match_told')


class FinanceStatusDocument(models.Model):
    """Which customer and orders a document kept elsewhere belongs to.

    What is certain is linked by ``_match``; a document waits (``to_match``) for a person as
    long as its customer isn't known, or orders are named or likely that aren't certain.
    """

    _inherit = 'finance.status.document'

    match_rule = fields.Selection(
        MATCH_RULES,
        string="Matched by",
        readonly=True,
        copy=False,
        help="What the customer was found by.",
    )
    match_choice_id = fields.Integer(
        readonly=True,
        copy=False,
        index=True,
        # a plain number: undoing an import brings back rows whose choice is forgotten
        help="Of the remembered customer that it was matched by.",
    )
    match_told = fields.Char(
        readonly=True, copy=False, help="Print of what was told when it was matched."
    )
    match_by_hand = fields.Boolean(
        readonly=True, copy=False, help="A person took back what a rule had matched."
    )
    match_before = fields.Json(
        readonly=True, copy=False, help="What a person's choice replaced, to undo it."
    )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            # whoever gives the customer has matched it
            {'match_state': 'matched', **vals} if vals.get('partner_id') else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        res = super().write(vals)
        if vals.get('partner_id') and 'match_state' not in vals:
            waiting = self.filtered(lambda document: document.match_state == 'to_match')
            waiting.match_state = 'matched'
        return res

    # matching

    def _match(self):
        """Link these documents to their customers and orders, as far as that is certain.

        What people chose stays. What was matched by a rule is matched again when other things
        are told than before. The same number of queries for one document and for thousands.
        The caller has the figures taken again, of the orders before and after.
        """
        self = self.sudo()  # noqa: PLW0642 - rights are up to the caller
        Matcher = self.env['finance.status.matcher']
        documents = Matcher._matched_documents(self.ids)
        prints = {document.id: document.print() for document in documents}
        again = self.browse(
            document.id
            for document in documents
            if document.match_state == 'matched'
            and document.match_rule not in (None, 'person')
            and document.match_told != prints[document.id]
        )
        if again:
            again._unmatch()
            documents = Matcher._matched_documents(self.ids)
        waiting = [
            document
            for document in documents
            if document.match_state == 'to_match'
            and not (document.match_by_hand and document.match_told == prints[document.id])
        ]
        self._apply_matches(waiting, Matcher._match_documents(waiting), prints)

    def _match_now(self, similar=False):
        """Return ``Match`` by id of what matching finds for these now; nothing is written."""
        Matcher = self.env['finance.status.matcher']
        return Matcher._match_documents(Matcher._matched_documents(self.ids), similar)

    def _unmatch(self):
        """Take customer and orders away; the caller has the figures taken again."""
        if not self:
            return
        whole = self.with_context(finance_status_whole_document=True, tracking_disable=True)
        whole.order_ids.unlink()
        whole.write(
            {
                'partner_id': False,
                'match_state': 'to_match',
                'match_rule': False,
                'match_choice_id': False,
            }
        )

    @api.model
    def _apply_matches(self, documents, matches, prints=None):
        """Write what was found; the caller has the figures taken again.

        By SQL: thousands of documents come at once, and a write of the ORM takes longer than
        the rest of the matching.

        :param documents: list of ``MatchedDocument``
        :param dict matches: ``Match`` by document id
        :param dict prints: of what was told, by document id
        """
        if not documents:
            return
        rows, shares = [], []
        for document in documents:
            match = matches[document.id]
            found = bool(match.partner_id and not document.partner_id)
            rows.append(
                {
                    'id': document.id,
                    'partner_id': match.partner_id or document.partner_id,
                    'match_rule': (match.rule if found else document.match_rule) or None,
                    'match_choice_id': (match.choice_id if found else document.match_choice_id)
                    or None,
                    'match_state': 'matched' if match.settled else 'to_match',
                    'match_told': prints[document.id] if prints else document.match_told,
                }
            )
            if not document.shares:
                shares += [
                    {'document_id': document.id, 'order_id': order_id, 'amount': amount}
                    for order_id, amount in match.orders.items()
                ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE finance_status_document AS document
                   SET %(columns)s,
                       commercial_partner_id =
                           CASE WHEN document.partner_id IS NOT DISTINCT FROM found.partner_id
                                THEN document.commercial_partner_id
                                ELSE (SELECT customer.commercial_partner_id
                                        FROM res_partner AS customer
                                       WHERE customer.id = found.partner_id) END
                  FROM jsonb_populate_recordset(NULL::finance_status_document, %(rows)s) AS found
                 WHERE document.id = found.id
                """,
                columns=SQL(', ').join(
                    SQL('%s = %s', SQL.identifier(name), SQL.identifier('found', name))
                    for name in MATCH_COLUMNS
                ),
                rows=json.dumps(rows),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO finance_status_document_order (
                    document_id, order_id, amount, create_uid, create_date, write_uid, write_date)
                SELECT document_id, order_id, amount, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_populate_recordset(NULL::finance_status_document_order, %(rows)s)
                 ORDER BY document_id, order_id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                rows=json.dumps(shares),
            )
        )
        self.invalidate_model(
            [*MATCH_COLUMNS, 'commercial_partner_id', 'order_ids', 'match_proposals'], flush=False
        )
        self.env['finance.status.document.order'].invalidate_model(flush=False)
