from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from ..matching import customers, orders, texts
from ..matching.documents import MatchedDocument

VAT_SQL = "regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g')"
NAME_SQL = (
    f"regexp_replace(lower(translate(name, '{texts.MARKED_LETTERS}', '{texts.PLAIN_LETTERS}')), "
    "'[^a-z0-9]', '', 'g')"
)
MOST_SIMILAR = 50


@dataclass(slots=True)
class Match:
    """What was found for a document: ids, and amounts by order id; else proposals."""

    partner_id: int | None = None
    rule: str = ''
    choice_id: int | None = None
    orders: dict = field(default_factory=dict)
    proposals: list = field(default_factory=list)
    #: nothing is left for a person to decide
    settled: bool = False


class FinanceStatusMatcher(models.AbstractModel):
    """Finds customers and orders of documents kept elsewhere, all documents at once.

    It reads with the rights of the system, as the figures do: an order counts whoever may
    open it. The rules are in ``matching``, in plain Python.
    """

    _name = 'finance.status.matcher'
    _description = 'Matching of Documents to Customers and Orders'

    @api.model
    def _match_documents(self, documents, similar=False):
        """Return a ``Match`` per document id, with the same number of queries for many.

        The customer of a document that has one is not questioned.

        :param documents: list of ``MatchedDocument``, of any companies
        :param bool similar: whether to look for similar names as well, to propose
        """
        by_company = {}
        for document in documents:
            by_company.setdefault(document.company_id, []).append(document)
        found = {}
        for company_id, of_company in by_company.items():
            company = self.env['res.company'].sudo().browse(company_id)
            matcher = self.sudo().with_company(company)
            found.update(matcher._match_in_company(of_company, company, similar))
        return found

    @api.model
    def _matched_documents(self, document_ids):
        """Return what ``_match_documents`` needs of these documents, in the order of the ids.

        With a statement: as records, thousands of documents take longer than the matching.
        """
        self.env['finance.status.document']._sync_flush()
        digits = {
            currency.id: currency.decimal_places
            for currency in self.env['res.currency'].with_context(active_test=False).search([])
        }
        found = {}
        for row in self.env.execute_query_dict(
            SQL(
                """
                SELECT id, company_id, source_id, date, document_type, state, partner_id,
                       match_state, match_rule, match_choice_id, match_told, match_by_hand,
                       partner_reference, partner_vat, partner_name, order_reference,
                       customer_reference, payment_reference, told_orders, amount_total,
                       currency_id, balance_rate
                  FROM finance_status_document WHERE id = ANY(%s)
                """,
                list(document_ids),
            )
        ):
            row['digits'] = digits[row['currency_id']]
            row['balance_rate'] = row['balance_rate'] or 1.0
            found[row['id']] = MatchedDocument(**row)
        for document_id, order_id, amount in self.env.execute_query(
            SQL(
                'SELECT document_id, order_id, amount FROM finance_status_document_order '
                'WHERE document_id = ANY(%s) ORDER BY id',
                list(found),
            )
        ):
            found[document_id].shares.append((order_id, amount))
        return [found[id_] for id_ in document_ids if id_ in found]

    @api.model
    def _match_customers(self, source, told, similar=False):
        """Return the ``Customer`` of each of ``told``: before there is any document of it.

        By what is told of the customer alone, not by the orders that a document names.

        :param source: ``finance.status.source`` that tells
        :param told: list of ``ToldCustomer``
        """
        company = source.sudo().company_id
        matcher = self.sudo().with_company(company)
        known = matcher._known_of_sources(source.sudo(), told, company, similar)[source.id]
        return [customers.choose(one, known) for one in told]

    def _match_in_company(self, documents, company, similar):
        # oldest first, credit notes after invoices: an order is filled up in that order
        documents = sorted(documents, key=lambda d: (d.date, d.document_type, d.id))
        told = self._told_customers(documents, company)
        known = self._known_partners(documents, told, company, similar)
        chosen, by_told = {}, {}
        for document in documents:
            if document.partner_id:
                partner = known['by_id'][document.partner_id]
                chosen[document] = customers.Customer(partner, document.match_rule or '')
            else:
                # many documents are of the same customer, told alike
                key = document.source_id, id(told[document])
                if key not in by_told:
                    by_told[key] = customers.choose(told[document], known[document.source_id])
                chosen[document] = by_told[key]
        told_orders = {document: document.told() for document in documents}
        found, by_id = self._found_orders(told_orders.values(), company, documents)
        matches = {}
        for document in documents:
            answer = orders.choose(told_orders[document], told[document], chosen[document], found)
            sign = -1 if document.document_type == 'refund' else 1
            for order, amount in answer.shares:
                # the next document finds that much less to invoice
                order.invoiced += sign * self._to_order(order, amount, told_orders[document])
            matches[document.id] = self._match_of(chosen[document], answer)
        self._propose_same_amount(documents, told_orders, matches, by_id, company)
        return matches

    def _told_customers(self, documents, company):
        """Return {document: ``ToldCustomer``}; those told alike are one object."""
        home = company.country_id.code or ''
        told, known = {}, {}
        for document in documents:
            key = (document.partner_reference, document.partner_vat, document.partner_name)
            if key not in known:
                known[key] = customers.ToldCustomer(*(text or '' for text in key), home)
            told[document] = known[key]
        return told

    def _match_of(self, customer, answer):
        partner = customer.partner or answer.partner
        match = Match(partner and partner.id)
        if customer.partner:
            match.rule = customer.rule
            match.choice_id = customer.choice and customer.choice.id
        elif partner:
            match.rule = 'order'
        match.orders = {order.id: amount for order, amount in answer.shares}
        if not partner:
            match.proposals = [*answer.proposals, *customer.proposals]
        else:
            match.proposals = answer.proposals
        match.settled = bool(partner) and not match.proposals and not answer.unknown
        return match

    def _to_order(self, order, amount, told):
        return amount if order.currency == told.currency else amount * told.rate * order.rate

    # customers

    def _known_partners(self, documents, told, company, similar):
        """Return ``KnownPartners`` by id of source; under ``by_id`` those that documents have."""
        told = list({id(told[d]): told[d] for d in documents if not d.partner_id}.values())
        sources = self.env['finance.status.source'].browse({d.source_id for d in documents})
        more_ids = {d.partner_id for d in documents if d.partner_id}
        return self._known_of_sources(sources, told, company, similar, more_ids)

    def _known_of_sources(self, sources, told, company, similar, more_ids=()):
        """Return the same for what ``sources`` told; ``by_id`` has those of ``more_ids`` too."""
        choices = self._choices(sources, told)
        ids = self._partner_ids(told, company, similar)
        Partner = self.env['res.partner'].with_context(active_test=False)
        records = Partner.browse({*ids, *choices.partner_id.ids, *more_ids})
        records |= records.commercial_partner_id
        records.fetch(['name', 'vat', 'ref', 'active', 'commercial_partner_id', 'country_id'])
        by_id = self._partners(records)
        own = company.partner_id.commercial_partner_id.id
        partners = [by_id[id_] for id_ in ids if by_id[id_].entity.id != own]
        known = {'by_id': by_id}
        for source in sources:
            known[source.id] = customers.KnownPartners(
                partners,
                [
                    customers.Choice(
                        choice.id,
                        choice.reference_key or '',
                        choice.vat_key or '',
                        choice.name_key or '',
                        by_id[choice.partner_id.id],
                    )
                    for choice in choices
                    if choice.source_id == source
                ],
                similar,
            )
        return known

    def _partners(self, records):
        """Return ``{id: Partner}``, each with its commercial entity."""
        by_id = {}
        for record in records:
            vat = texts.vat_key(record.vat)
            if vat and not vat.country:
                vat = vat._replace(country=record.country_id.code or '')
            by_id[record.id] = customers.Partner(
                record.id, record.name or '', vat, record.ref or '', record.active
            )
        for record in records:
            by_id[record.id].entity = by_id[record.commercial_partner_id.id]
        return by_id

    def _choices(self, sources, told):
        """Return what people chose for any of the keys told."""
        domain = [('source_id', 'in', sources.ids)]
        keys = {
            'reference_key': {one.reference_key for one in told},
            'vat_key': {one.vat_text_key for one in told},
            'name_key': {one.name_key for one in told},
        }
        conditions = [(name, 'in', list(values - {''})) for name, values in keys.items()]
        Choice = self.env['finance.status.source.partner']
        return Choice.search([*domain, '|', '|', *conditions])

    def _partner_ids(self, told, company, similar):
        """Return ids of partners with a tax number, code or name that is told."""
        vats, refs, names, plain_names, prefixes = set(), set(), set(), set(), set()
        for one in told:
            if vat := one.vat:
                vats |= texts.vat_spellings(vat, one.home)
                if similar and not vat.country:
                    vats |= {country + vat.number for country in texts.VAT_COUNTRIES}
            if one.reference_key:
                refs |= {one.reference.strip(), one.reference_key}
            if one.name_key:
                names.add(texts.letters(one.name))
                plain_names.add(one.name.strip())
                core = texts.letters(' '.join(texts.core_words(one.name)))
                if similar and len(core) > 2:
                    prefixes.add(core)
        Partner = self.env['res.partner']
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner.id
                  FROM (
                    -- OFFSET 0: an index is asked for each of them; PostgreSQL takes the
                    -- expression for cheap, and would work it out for all partners there are
                    SELECT found.id, found.company_id
                      FROM UNNEST(%(vats)s::text[]) AS told(key)
                      JOIN LATERAL (SELECT id, company_id FROM res_partner
                                     WHERE vat IS NOT NULL AND %(vat)s = told.key OFFSET 0
                           ) AS found ON TRUE
                     UNION
                    SELECT found.id, found.company_id
                      FROM UNNEST(%(names)s::text[]) AS told(key)
                      JOIN LATERAL (SELECT id, company_id FROM res_partner
                                     WHERE name IS NOT NULL AND %(name)s = told.key OFFSET 0
                           ) AS found ON TRUE
                     UNION
                    SELECT id, company_id FROM res_partner WHERE ref = ANY(%(refs)s)
                     UNION
                    SELECT id, company_id FROM res_partner WHERE name = ANY(%(plain_names)s)
                    %(similar)s
                    %(nearly)s
                  ) AS partner
                 WHERE partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s)
                """,
                vat=SQL(VAT_SQL),
                name=SQL(NAME_SQL),
                vats=list(vats),
                refs=list(refs),
                # letters that are none of ours leave nothing: such names are found as they are
                names=list(names - {''}),
                plain_names=list(plain_names),
                similar=self._similar_names(list(prefixes)) if prefixes else SQL(''),
                nearly=self._nearly_named(prefixes) if prefixes else SQL(''),
                companies=[int(part) for part in company.parent_path.split('/') if part],
                to_flush=[
                    Partner._fields[fname]
                    for fname in ('vat', 'ref', 'name', 'company_id', 'active')
                ],
            )
        )
        return [row[0] for row in rows]

    def _similar_names(self, prefixes):
        """Return partners whose name begins so, by the index, as the end of a UNION."""
        return SQL(
            """
             UNION
            SELECT found.id, found.company_id
              FROM UNNEST(%(prefixes)s::text[]) AS told(key)
              JOIN LATERAL (SELECT id, company_id FROM res_partner
                             WHERE name IS NOT NULL
                               -- the character after z: all that begins with the key
                               AND (%(name)s ~>=~ told.key) AND (%(name)s ~<~ (told.key || '{'))
                             LIMIT %(limit)s
                   ) AS found ON TRUE
            """,
            prefixes=prefixes,
            name=SQL(NAME_SQL),
            limit=MOST_SIMILAR,
        )

    def _nearly_named(self, names):
        """Return partners whose name is one letter off behind the first two, as a UNION's end."""
        names = [name for name in names if len(name) >= customers.SHORTEST_NEARLY]
        return SQL(
            """
             UNION
            SELECT found.id, found.company_id
              FROM UNNEST(%(starts)s::text[], %(patterns)s::text[]) AS told(start, pattern)
              JOIN LATERAL (SELECT id, company_id FROM res_partner
                             WHERE name IS NOT NULL
                               AND (%(name)s ~>=~ told.start) AND (%(name)s ~<~ (told.start || '{'))
                               AND %(name)s ~ told.pattern
                             LIMIT %(limit)s
                   ) AS found ON TRUE
            """,
            starts=[name[:2] for name in names],
            patterns=[texts.one_letter_off_pattern(name) for name in names],
            name=SQL(NAME_SQL),
            limit=MOST_SIMILAR,
        )

    # orders

    def _found_orders(self, told, company, documents):
        """Return the orders that any text names, and all of them by id."""
        values = set()
        for one in told:
            values.update(
                token.value
                for field_tokens in one.tokens().values()
                for token in field_tokens
                if token.whole
            )
            values.update(one.whole_texts())
        Order = self.env['sale.order']
        columns = ('name', 'client_order_ref', 'reference')
        rows = self.env.execute_query(
            SQL(
                """
                SELECT value, kind, found.id
                  FROM (%s) AS found
                  JOIN res_company AS company ON company.id = found.company_id
                 WHERE company.parent_path LIKE %s
                """,
                SQL(' UNION ALL ').join(
                    SQL(
                        'SELECT UPPER(%(column)s) AS value, %(kind)s AS kind, id, company_id'
                        '  FROM sale_order WHERE UPPER(%(column)s) = ANY(%(values)s)'
                        '   AND %(column)s IS NOT NULL',
                        column=SQL.identifier(column),
                        kind=column,
                        values=list(values),
                    )
                    for column in columns
                ),
                f'{company.parent_path}%',
                to_flush=[Order._fields[name] for name in (*columns, 'company_id')],
            )
        )
        by_id = self._orders({row[2] for row in rows}, documents)
        found = orders.FoundOrders()
        for value, kind, order_id in sorted(rows, key=lambda row: row[2]):
            found.by_value.setdefault(value, []).append((kind, by_id[order_id]))
        return found, by_id

    def _orders(self, order_ids, documents):
        """Return ``{id: Order}``; what ``documents`` themselves have of them is not counted."""
        Order, Fact = self.env['sale.order'], self.env['finance.status.order']
        names = (
            'name', 'state', 'amount_total', 'currency_id', 'currency_rate', 'partner_id',
            'partner_invoice_id',
        )  # fmt: skip
        rows = self.env.execute_query(
            SQL(
                """
                SELECT so.id, so.name, so.state, so.amount_total, so.currency_id,
                       so.currency_rate, fact.amount_invoiced, ordered.commercial_partner_id,
                       invoiced.commercial_partner_id
                  FROM sale_order AS so
                  JOIN res_partner AS ordered ON ordered.id = so.partner_id
                  JOIN res_partner AS invoiced ON invoiced.id = so.partner_invoice_id
                  LEFT JOIN finance_status_order AS fact ON fact.order_id = so.id
                 WHERE so.id = ANY(%s)
                """,
                list(order_ids),
                to_flush=[
                    *(Order._fields[name] for name in names),
                    Fact._fields['amount_invoiced'],
                    Fact._fields['order_id'],
                    self.env['res.partner']._fields['commercial_partner_id'],
                ],
            )
        )
        entities = self.env['res.partner'].browse({row[-1] for row in rows})
        entities.fetch(['name', 'vat', 'ref', 'active', 'commercial_partner_id', 'country_id'])
        partners = self._partners(entities)
        by_id = {
            id_: orders.Order(
                id_,
                name,
                partners[customer],
                state,
                total or 0.0,
                invoiced or 0.0,
                currency,
                rate or 1.0,
                frozenset((customer, ordered)),
            )
            for id_, name, state, total, currency, rate, invoiced, ordered, customer in rows
        }
        for document in documents:
            for order_id, amount in document.shares:
                order = by_id.get(order_id)
                if order and document.state != 'cancelled':
                    sign = -1 if document.document_type == 'refund' else 1
                    order.invoiced -= sign * self._to_order(order, amount, document.told())
        return by_id

    def _propose_same_amount(self, documents, told_orders, matches, by_id, company):
        """Propose orders not invoiced yet that have exactly the total of a document left."""
        wanted = {
            document: matches[document.id]
            for document in documents
            if document.document_type == 'invoice'
            and document.amount_total > 0
            and matches[document.id].partner_id
            and not matches[document.id].orders
            and not document.shares
            and not matches[document.id].proposals
        }
        Order = self.env['sale.order']
        Fact = self.env['finance.status.order']
        if not wanted:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wanted.document_id, so.id
                  FROM UNNEST(%(documents)s, %(partners)s, %(currencies)s, %(totals)s::numeric[])
                       AS wanted(document_id, partner_id, currency_id, total)
                  JOIN res_partner AS asked ON asked.id = wanted.partner_id
                  JOIN res_partner AS customer
                    ON customer.commercial_partner_id = asked.commercial_partner_id
                  JOIN sale_order AS so
                    ON so.partner_invoice_id = customer.id AND so.state = 'sale'
                   AND so.currency_id = wanted.currency_id
                  JOIN res_company AS company ON company.id = so.company_id
                  LEFT JOIN finance_status_order AS fact ON fact.order_id = so.id
                 WHERE ABS(so.amount_total - COALESCE(fact.amount_invoiced, 0) - wanted.total)
                       < 0.005
                   AND company.parent_path LIKE %(company)s
                 ORDER BY so.id
                """,
                documents=[document.id for document in wanted],
                partners=[match.partner_id for match in wanted.values()],
                currencies=[document.currency_id for document in wanted],
                totals=[document.amount_total for document in wanted],
                company=f'{company.parent_path}%',
                to_flush=[
                    *(
                        Order._fields[name]
                        for name in ('partner_invoice_id', 'state', 'currency_id', 'amount_total')
                    ),
                    Order._fields['company_id'],
                    Fact._fields['amount_invoiced'],
                    Fact._fields['order_id'],
                    self.env['res.partner']._fields['commercial_partner_id'],
                ],
            )
        )
        missing = {row[1] for row in rows} - set(by_id)
        by_id.update(self._orders(missing, ()))
        told_by_id = {document.id: told_orders[document] for document in wanted}
        for document_id, order_id in rows:
            order, match = by_id[order_id], matches[document_id]
            # another document of the same batch may have taken it
            if orders.plausible(told_by_id[document_id], [order]):
                match.proposals.append(
                    customers.Proposal('same_amount', order.partner.entity, (order,))
                )
                match.settled = False
