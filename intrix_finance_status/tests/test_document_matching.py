import doctest

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..matching import same_invoice, texts
from .common import FinanceStatusCommon, day

OIB = '69435151530'
OTHER_OIB = '12345678903'


class MatchingCommon(FinanceStatusCommon):
    """A source in a Croatian company; ``_told`` makes a document of it and matches it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref('base.hr')
        cls.source = cls.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        cls.Document = cls.env['finance.status.document']
        cls.Choice = cls.env['finance.status.source.partner']
        cls.acme = cls._customer("ACME d.o.o.", is_company=True)
        cls.numbers = iter(range(1, 10_000))

    @classmethod
    def _new(cls, total=1000.0, **told):
        number = next(cls.numbers)
        # orders as told are written by the code that reads sources alone
        document = cls.Document.sudo().create(
            {
                'source_id': cls.source.id,
                'name': f'2026-{number}/1/1',
                'external_id': f'E{number}',
                'date': day(-20),
                'amount_total': total,
                **told,
            }
        )
        return document.with_env(cls.env)

    @classmethod
    def _told(cls, total=1000.0, **told):
        document = cls._new(total, **told)
        document._match()
        return document

    def assertMatched(self, document, partner, rule, orders=None, state='matched'):
        """:param orders: amounts by order, or none"""
        self.assertEqual(document.partner_id, partner)
        self.assertEqual(document.match_rule, rule)
        shares = {share.order_id: share.amount for share in document.order_ids}
        self.assertEqual(shares, orders or {})
        self.assertEqual(document.match_state, state)

    def assertProposed(self, document, *proposals, partner=False):
        """:param proposals: (partner, orders, part of the reason)"""
        self.assertEqual(document.match_state, 'to_match')
        self.assertEqual(document.partner_id, partner or self.env['res.partner'])
        self.assertFalse(document.order_ids)
        document.invalidate_recordset(['match_proposals'])
        found = document.match_proposals or []
        self.assertEqual(
            [(p['partner_id'], p['order_ids']) for p in found],
            [(partner.id, orders.ids if orders else []) for partner, orders, _why in proposals],
            found,
        )
        for proposal, (_partner, _orders, why) in zip(found, proposals, strict=True):
            self.assertIn(why, proposal['reason'])


@tagged('post_install', '-at_install')
class TestTexts(BaseCase):
    """Forms in which what was told is compared."""

    def test_doctests(self):
        for module in (texts, same_invoice):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_vat(self):
        for told, expected in {
            'HR69435151530': ('HR', OIB),
            '69435151530': ('HR', OIB),
            ' hr 694 351 515 30': ('HR', OIB),
            'OIB: 69435151530': ('HR', OIB),
            'ID za DDV SI12345678': ('SI', '12345678'),
            '12345678': ('', '12345678'),
            'EL123456789': ('GR', '123456789'),
            '69435151531': ('', '69435151531'),  # wrong check digit: it may be any country's
        }.items():
            with self.subTest(told=told):
                self.assertEqual(tuple(texts.vat_key(told)), expected)
        for told in ('', None, '/', 'HR', 'none', '123'):
            self.assertIsNone(texts.vat_key(told))

    def test_tokens(self):
        for text, expected in {
            'S00012': {'S00012'},
            'narudžba S00012, S00013.': {'S00012', 'S00013'},
            'S00012-1': {'S00012', 'S00012-1'},
            'xS00012': {'XS00012'},
            '4711': {'4711'},
            '4711/26': {'4711/26'},
            '12': set(),
        }.items():
            whole = {token.value for token in texts.tokens(text) if token.whole}
            with self.subTest(text=text):
                self.assertLessEqual(expected, whole)
                self.assertNotIn('S0001', whole)
                self.assertEqual('S00012' in whole, 'S00012' in expected)

    def test_letters_of_the_index(self):
        """Python and PostgreSQL have the same letters: see test_names_in_sql."""
        self.assertEqual(len(texts.MARKED_LETTERS), len(texts.PLAIN_LETTERS))
        self.assertEqual(texts.letters("Čćžšđ ČĆŽŠĐ ß Œ"), 'cczsdcczsd')


@tagged('post_install', '-at_install')
class TestMatchingCustomers(MatchingCommon):
    """Which customer a document is for."""

    def test_vat(self):
        """With and without prefix, in whatever way either is written."""
        for own in (OIB, f'HR{OIB}', 'HR 694-351-515 30'):
            # as an import would leave it, not checked
            self.env.cr.execute(
                'UPDATE res_partner SET vat = %s WHERE id = %s', (own, self.acme.id)
            )
            self.acme.invalidate_recordset()
            for told in (OIB, f'HR{OIB}', f'OIB {OIB}', f'hr {OIB}'):
                with self.subTest(own=own, told=told):
                    self.assertMatched(self._told(partner_vat=told), self.acme, 'vat')

    def test_vat_of_another_country(self):
        self.acme.write({'vat': '12345678', 'country_id': self.env.ref('base.hu').id})
        self.assertProposed(
            self._told(partner_vat='12345678'), (self.acme, None, "another country")
        )
        self.assertMatched(self._told(partner_vat='HU12345678'), self.acme, 'vat')
        self.assertFalse(self._told(partner_vat='SI12345678').partner_id)
        self.acme.vat = 'HU12345678'
        self.assertProposed(
            self._told(partner_vat='12345678'), (self.acme, None, "another country")
        )

    def test_vat_of_a_contact(self):
        self.acme.vat = f'HR{OIB}'
        contact = self._customer("Ana", parent_id=self.acme.id)
        self.assertEqual(contact.vat, self.acme.vat)
        self.assertMatched(self._told(partner_vat=OIB), self.acme, 'vat')

    def test_vat_of_several(self):
        """Of several customers with one number, the code or the name tells which."""
        self.acme.vat = f'HR{OIB}'
        branch = self._customer("ACME Split", vat=f'HR{OIB}', ref='K2')
        document = self._told(partner_vat=OIB)
        self.assertProposed(document, (self.acme, None, "several"), (branch, None, "several"))
        self.assertMatched(self._told(partner_vat=OIB, partner_reference='k2'), branch, 'vat')
        self.assertMatched(self._told(partner_vat=OIB, partner_name='Acme DOO'), self.acme, 'vat')

    def test_vat_wins(self):
        """Names are written in many ways, the number in one."""
        self.acme.vat = f'HR{OIB}'
        self._customer("ACME trgovina")
        document = self._told(partner_vat=OIB, partner_name="ACME trgovina")
        self.assertMatched(document, self.acme, 'vat')

    def test_vat_unknown(self):
        """A number that nobody has contradicts only who has another one."""
        self.assertMatched(
            self._told(partner_vat=OIB, partner_name="Acme d.o.o."), self.acme, 'name'
        )
        self.acme.vat = f'HR{OTHER_OIB}'
        self.assertProposed(
            self._told(partner_vat=OIB, partner_name="Acme d.o.o."),
            (self.acme, None, "another VAT number"),
        )

    def test_own_company(self):
        """Some files give the issuer's number in the customer's place."""
        self.env.company.partner_id.vat = f'HR{OIB}'
        self.assertProposed(self._told(partner_vat=OIB))

    def test_reference(self):
        self.acme.ref = 'K-17'
        self.assertMatched(self._told(partner_reference='k-17 '), self.acme, 'reference')
        document = self._told(partner_reference='K-17', partner_name="ACME trade")
        self.assertMatched(document, self.acme, 'reference')
        # the bookkeeper counts customers as we do
        document = self._told(partner_reference='K-17', partner_name="Zubatac")
        self.assertProposed(document, (self.acme, None, "other data"))
        self.acme.vat = f'HR{OIB}'
        document = self._told(partner_reference='K-17', partner_vat=OTHER_OIB)
        self.assertProposed(document, (self.acme, None, "other data"))

    def test_reference_of_several(self):
        self.acme.ref = 'K-17'
        other = self._customer("Other", ref='K-17')
        self.assertProposed(
            self._told(partner_reference='K-17'), (self.acme, None, ""), (other, None, "")
        )

    def test_name(self):
        sljeme = self._customer("Šljeme  & Đuro, obrt")
        for name in ("šljeme & đuro obrt", "SLJEME I DURO OBRT", "Sljeme - Duro obrt."):
            document = self._told(partner_name=name)
            with self.subTest(name=name):
                self.assertEqual(bool(document.partner_id), ' I ' not in name)
        self.assertMatched(document, sljeme, 'name')

    def test_name_of_other_letters(self):
        kafe = self._customer("Кафе Москва")
        self.assertMatched(
            self._told(partner_name="КАФЕ МОСКВА"), self.env['res.partner'], False, state='to_match'
        )
        self.assertMatched(self._told(partner_name="Кафе Москва"), kafe, 'name')

    def test_name_similar(self):
        """The legal form alone is not enough to be sure."""
        self.assertProposed(self._told(partner_name="ACME"), (self.acme, None, "similar"))
        self.assertProposed(self._told(partner_name="ACME trgovina"))

    def test_name_cut(self):
        """Other programs cut names, and leave letters out at the end."""
        hotels = self._customer("Kvarner Hoteli d.o.o.")
        self.assertProposed(self._told(partner_name="KVARNER HOTEL"), (hotels, None, "similar"))
        # too short to tell anything
        self.assertProposed(self._told(partner_name="Kvarn"))

    def test_name_of_several(self):
        twin = self._customer("Acme DOO")
        self.assertProposed(
            self._told(partner_name="ACME d.o.o."),
            (self.acme, None, "several"),
            (twin, None, "several"),
        )
        twin.active = False
        self.assertMatched(self._told(partner_name="ACME d.o.o."), self.acme, 'name')

    def test_name_of_a_contact(self):
        self._customer("Ana Horvat", parent_id=self.acme.id)
        document = self._told(partner_name="Ana Horvat")
        self.assertProposed(document, (self.acme, None, "contact"))
        ana = self._customer("Ana Horvat")
        document = self._told(partner_name="Ana Horvat")
        self.assertProposed(document, (self.acme, None, "contact"), (ana, None, "several"))

    def test_archived(self):
        self.acme.write({'vat': f'HR{OIB}', 'active': False})
        for told in ({'partner_vat': OIB}, {'partner_name': "ACME d.o.o."}):
            self.assertProposed(self._told(**told), (self.acme, None, "archived"))

    def test_other_company(self):
        other = self.setup_other_company()['company']
        self.acme.write({'vat': f'HR{OIB}', 'company_id': other.id})
        self.assertProposed(self._told(partner_vat=OIB, partner_name="ACME d.o.o."))
        self.acme.company_id = self.env.company
        self.assertMatched(self._told(partner_vat=OIB), self.acme, 'vat')

    def test_nothing_told(self):
        self.assertProposed(self._told())

    def test_given(self):
        """Who gives the customer has matched it."""
        document = self._new(partner_id=self.acme.id)
        self.assertMatched(document, self.acme, False)
        document = self._told()
        document.partner_id = self.acme
        self.assertEqual(document.match_state, 'matched')

    def test_names_in_sql(self):
        """Every letter that Python makes plain, PostgreSQL does."""
        partner = self._customer(f"Letters {texts.MARKED_LETTERS}")
        document = self._told(partner_name=f"letters {texts.MARKED_LETTERS.upper()}")
        plain = self._told(partner_name=f"LETTERS {texts.PLAIN_LETTERS}")
        self.assertMatched(plain, partner, 'name')
        self.assertTrue(document)


@tagged('post_install', '-at_install')
class TestMatchingOrders(MatchingCommon):
    """Which orders a document is for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.vat = f'HR{OIB}'
        cls.order = cls._numbered('S00012')

    @classmethod
    def _numbered(cls, name, *amounts, partner=None, **values):
        return cls._order(*amounts, partner=partner or cls.acme, name=name, **values)

    def _by_vat(self, total=1000.0, **told):
        return self._told(total, partner_vat=OIB, **told)

    def test_number(self):
        for name in ('order_reference', 'customer_reference', 'payment_reference'):
            for text in ("S00012", "s00012", "Narudžba br. S00012, dostava", "S00012/1"):
                with self.subTest(field=name, text=text):
                    document = self._by_vat(**{name: text})
                    self.assertMatched(document, self.acme, 'vat', {self.order: 1000})
                    document.unlink()

    def test_figures(self):
        """What is matched counts."""
        self._by_vat(order_reference='S00012')._figures_changed()
        self.assertFinance(self.order, invoiced=1000, due=1000)

    def test_longer_number(self):
        """S0001 is neither in S00010 nor in S0001A."""
        self.order.name = 'S0001'
        for text in ('S00010', 'S0001A', 'XS0001'):
            document = self._by_vat(900, order_reference=text)
            self.assertProposed(document, partner=self.acme)
        self.order.name = '0012'
        self.assertProposed(self._by_vat(900, order_reference='2026/0012'), partner=self.acme)
        self.order.name = 'S0012'
        longer = self._numbered('S0012/26', 500)
        document = self._by_vat(500, order_reference='S0012/26')
        self.assertMatched(document, self.acme, 'vat', {longer: 500})

    def test_several_orders(self):
        """A document for several orders is split by their totals, to the last cent."""
        second = self._numbered('S00013', 1000)
        third = self._numbered('S00014', 1000)
        document = self._by_vat(100, order_reference='S00012, S00013 i S00014')
        self.assertMatched(
            document, self.acme, 'vat', {self.order: 33.33, second: 33.34, third: 33.33}
        )
        document._figures_changed()
        orders = self.order + second + third
        self.assertEqual(round(sum(orders.mapped('finance_amount_invoiced')), 2), 100)

    def test_told_shares(self):
        second = self._numbered('S00013', 3000)
        told = [{'reference': 'S00012', 'amount': 700}, {'reference': 'S00013', 'amount': 800}]
        document = self._by_vat(1500, told_orders=told)
        self.assertMatched(document, self.acme, 'vat', {self.order: 700, second: 800})
        document = self._by_vat(100, told_orders=[{'reference': 'S00012'}])
        self.assertMatched(document, self.acme, 'vat', {self.order: 100})

    def test_one_is_unknown(self):
        """S00099 may have its part of it."""
        document = self._by_vat(order_reference='S00012, S00099')
        self.assertProposed(document, (self.acme, self.order, "others"), partner=self.acme)

    def test_unknown(self):
        """A number of an order that isn't there waits; other texts don't."""
        self.assertProposed(self._by_vat(900, order_reference='S00099'), partner=self.acme)
        for told in (
            {'customer_reference': 'PO 99'},
            {'payment_reference': 'HR00 123-1-1'},
            {'order_reference': 'po dogovoru'},
        ):
            self.assertMatched(self._by_vat(900, **told), self.acme, 'vat')

    def test_client_order_ref(self):
        self.order.client_order_ref = 'PO 4711-A'
        for text in ('PO 4711-A', 'po 4711-a', 'Prema PO 4711-A od 1. 2.'):
            document = self._by_vat(customer_reference=text)
            with self.subTest(text=text):
                self.assertMatched(document, self.acme, 'vat', {self.order: 1000})
            document.unlink()

    def test_client_order_ref_of_several(self):
        self.order.client_order_ref = '4711'
        again = self._numbered('S00013', client_order_ref='4711')
        other = self._numbered('S00014', partner=self.customer, client_order_ref='4711')
        document = self._by_vat(900, customer_reference='4711')
        self.assertProposed(
            document,
            (self.acme, self.order + again, "several"),
            (self.acme, self.order, ""),
            (self.acme, again, ""),
            partner=self.acme,
        )
        again.client_order_ref = False
        document = self._by_vat(900, customer_reference='4711')
        self.assertMatched(document, self.acme, 'vat', {self.order: 900})
        # nobody knows whose number it is
        other.client_order_ref = 'Z-4711'
        document = self._told(900, customer_reference='Z-4711')
        self.assertProposed(document, (self.customer, other, "customer's own"))

    def test_payment_reference(self):
        self.order.reference = 'RF18 5390 0754 7034'
        document = self._by_vat(payment_reference='rf18 5390 0754 7034')
        self.assertMatched(document, self.acme, 'vat', {self.order: 1000})

    def test_order_tells_customer(self):
        for told in ({}, {'partner_name': "Acme trgovina"}):
            document = self._told(order_reference='S00012', **told)
            self.assertMatched(document, self.acme, 'order', {self.order: 1000})
            document.unlink()
        document = self._told(order_reference='S00012', partner_name="Zubatac d.o.o.")
        self.assertProposed(document, (self.acme, self.order, "told otherwise"))
        document = self._told(order_reference='S00012', partner_vat=OTHER_OIB)
        self.assertProposed(document, (self.acme, self.order, "told otherwise"))

    def test_order_tells_which(self):
        """Of two customers of one name, the one who ordered."""
        self._customer("Acme DOO")
        document = self._told(order_reference='S00012', partner_name="ACME d.o.o.")
        self.assertMatched(document, self.acme, 'order', {self.order: 1000})

    def test_orders_of_two_customers(self):
        other = self._numbered('S00013', partner=self.customer)
        document = self._told(order_reference='S00012 S00013')
        self.assertProposed(
            document,
            (self.acme, self.order, "several customers"),
            (self.customer, other, "several customers"),
        )

    def test_order_of_another_customer(self):
        order = self._numbered('S00013', partner=self.customer)
        document = self._by_vat(900, order_reference='S00013')
        self.assertProposed(document, (self.customer, order, "another customer"), partner=self.acme)

    def test_order_of_a_contact(self):
        contact = self._customer("Ana", parent_id=self.acme.id)
        order = self._numbered('S00013', partner=contact)
        document = self._by_vat(order_reference='S00013')
        self.assertMatched(document, self.acme, 'vat', {order: 1000})

    def test_other_companies_order(self):
        other = self.setup_other_company()['company']
        self.env['sale.order'].create(
            {'partner_id': self.acme.id, 'company_id': other.id, 'name': 'S00077'}
        )
        document = self._by_vat(900, order_reference='S00077')
        self.assertProposed(document, partner=self.acme)

    def test_amount(self):
        """More than is left to invoice is not certain; a little postage is."""
        document = self._by_vat(1009, order_reference='S00012')
        self.assertMatched(document, self.acme, 'vat', {self.order: 1009})
        document.unlink()
        self.assertProposed(
            self._by_vat(1500, order_reference='S00012'),
            (self.acme, self.order, "1,000.00"),
            partner=self.acme,
        )
        self._invoice(self.order)
        self.assertProposed(
            self._by_vat(1000, order_reference='S00012'),
            (self.acme, self.order, "0.00"),
            partner=self.acme,
        )

    def test_amount_within_a_batch(self):
        """What one document takes, the next one doesn't find any more; a credit note gives."""
        documents = self.Document.union(
            self._new(600, partner_vat=OIB, order_reference='S00012', date=day(-5)),
            self._new(500, partner_vat=OIB, order_reference='S00012', date=day(-4)),
            self._new(
                600,
                partner_vat=OIB,
                order_reference='S00012',
                date=day(-3),
                document_type='refund',
            ),
            self._new(900, partner_vat=OIB, order_reference='S00012', date=day(-2)),
        )
        documents._match()
        self.assertEqual(
            documents.mapped('match_state'), ['matched', 'to_match', 'matched', 'matched']
        )

    def test_refund(self):
        document = self._by_vat(100, order_reference='S00012', document_type='refund')
        self.assertEqual(document.match_state, 'to_match')
        self._by_vat(1000, order_reference='S00012')._figures_changed()
        document = self._by_vat(100, order_reference='S00012', document_type='refund')
        self.assertMatched(document, self.acme, 'vat', {self.order: 100})

    def test_currency(self):
        usd = self._usd(2.0)
        document = self._by_vat(2000, order_reference='S00012', currency_id=usd.id)
        self.assertMatched(document, self.acme, 'vat', {self.order: 2000})
        document.unlink()
        document = self._by_vat(3000, order_reference='S00012', currency_id=usd.id)
        self.assertEqual(document.match_state, 'to_match')

    def test_states(self):
        self.order.name = 'S00001'
        quotation = self._numbered('S00012', confirm=False)
        document = self._by_vat(order_reference='S00012')
        self.assertMatched(document, self.acme, 'vat', {quotation: 1000})
        document.unlink()
        quotation.action_cancel()
        document = self._by_vat(900, order_reference='S00012')
        self.assertProposed(document, (self.acme, quotation, "cancelled"), partner=self.acme)

    def test_same_amount(self):
        """An open order over exactly that amount is likely, but not certain."""
        document = self._by_vat(1000)
        self.assertProposed(document, (self.acme, self.order, "same amount"), partner=self.acme)
        self.assertMatched(self._by_vat(999.99), self.acme, 'vat')
        self._invoice(self.order)
        self.assertMatched(self._by_vat(1000), self.acme, 'vat')

    def test_same_amount_of_several(self):
        second = self._numbered('S00013')
        document = self._by_vat(1000)
        self.assertProposed(
            document,
            (self.acme, self.order, "same amount"),
            (self.acme, second, "same amount"),
            partner=self.acme,
        )
        # one of them is named for the document beside it
        documents = self._new(1000, partner_vat=OIB, order_reference='S00013') + self._new(
            1000, partner_vat=OIB
        )
        documents._match()
        documents._figures_changed()
        self.assertProposed(documents[1], (self.acme, self.order, "same amount"), partner=self.acme)

    def test_told_differently(self):
        """What a rule matched is matched again when the source corrects itself."""
        document = self._by_vat(order_reference='S00012')
        document.write({'partner_vat': False, 'partner_name': "Customer", 'order_reference': False})
        document._match()
        self.assertMatched(document, self.customer, 'name')
        document.partner_name = False
        document._match()
        self.assertProposed(document)

    def test_not_twice(self):
        document = self._by_vat(order_reference='S00012')
        document._match()
        self.assertMatched(document, self.acme, 'vat', {self.order: 1000})

    def test_found_since(self):
        """The order was entered after the document came: one click, or by itself next time."""
        document = self._by_vat(900, order_reference='S00088')
        self.assertProposed(document, partner=self.acme)
        order = self._numbered('S00088')
        self.assertProposed(document, (self.acme, order, "Order number"), partner=self.acme)
        document.action_match_again()
        self.assertMatched(document, self.acme, 'vat', {order: 900})
        self.assertFinance(order, invoiced=900)


@tagged('post_install', '-at_install')
class TestMatchingQueries(MatchingCommon):
    """The same number of queries for one document and for many."""

    def _documents(self, count):
        values = []
        for _number in range(count):
            number = next(self.numbers)
            partner = self._customer(f"Firm {number}", ref=f'R{number}')
            order = self._order(partner=partner, name=f'SQ{number:05}')
            told = [
                {'partner_reference': f'R{number}', 'order_reference': order.name},
                {'partner_name': f"firm {number}"},
                {'order_reference': order.name},
                {'partner_name': f"Nobody {number}", 'customer_reference': '4711'},
            ][number % 4]
            values.append({'total': 1000, **told})
        documents = self.Document.union(*(self._new(**told) for told in values))
        self.env.flush_all()
        self.env.invalidate_all()
        return documents

    def _count(self, action):
        self.env.user.mapped('partner_id.lang')
        self.env.company.mapped('currency_id.rounding')
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_match(self):
        self._count(self._documents(4)._match)
        few = self._count(self._documents(4)._match)
        documents = self._documents(80)
        many = self._count(documents._match)
        self.assertEqual(many, few)
        self.assertLessEqual(many, 30)
        self.assertEqual(len(documents.filtered('partner_id')), 60)

    def test_one(self):
        self._count(self._documents(1)._match)
        self.assertLessEqual(self._count(self._documents(1)._match), 30)

    def test_proposals(self):
        few, many = self._documents(4), self._documents(80)
        counts = []
        for documents in (few, few, many):
            self.env.invalidate_all()
            counts.append(self._count(lambda: documents.mapped('match_proposals')))  # noqa: B023 - called at once
        self.assertEqual(counts[2], counts[1])

    def test_choosing(self):
        few, many = self._documents(4), self._documents(80)
        counts = []
        for documents in (self._documents(4), few, many):
            self.env.invalidate_all()
            counts.append(
                self._count(lambda: documents.action_choose(self.acme.id))  # noqa: B023 - called at once
            )
        self.assertLessEqual(counts[2] - counts[1], 10)
        with self.assertRaises(UserError):
            many.action_choose(False)
