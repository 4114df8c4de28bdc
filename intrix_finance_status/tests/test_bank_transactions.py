from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..readers.base import Remittance
from .common import day
from .transaction_samples import OTHER_PAYER, PAYER, TransactionsCommon


@tagged('post_install', '-at_install')
class TestBankTransactions(TransactionsCommon):
    """What a movement pays: certain, proposed, or left to people."""

    def assertDecided(self, transaction, state, *matches, reason=None):
        """Check state and (document, amount) of what a transaction pays."""
        self.assertEqual(
            (transaction.state, [(m.document_id, m.amount) for m in transaction.match_ids]),
            (state, list(matches)),
        )
        self.assertEqual(transaction.status, state)
        if reason:
            self.assertEqual(transaction.reason, reason)

    def test_reference_and_amount(self):
        order = self._order()
        document = self._document(order, name='123/1/1', due=day(-8))
        self.assertFinance(order, status='overdue')
        transaction = self._paid(1000, 'HR00 123-1-1', partner_name="Somebody")
        self.assertDecided(transaction, 'matched', (document, 1000), reason='reference')
        self.assertTrue(transaction.match_ids.automatic)
        self.assertRecordValues(
            document.payment_ids,
            [{'kind': 'bank', 'amount': 1000, 'date': day(0), 'reference': 'HR00 123-1-1'}],
        )
        self.assertEqual(document.state, 'paid')
        self.assertFinance(order, paid=1000, due=0, status='paid')
        self.assertEqual(transaction.partner_id, self.customer)

    def test_ways_to_write_a_number(self):
        for number, told in enumerate(
            (
                {'references': ('HR00 {0}11',)},
                {'references': ('HR00 {0}1-1',)},
                {'references': ('HR01 {0}-1-1',)},
                {'references': ('{0}/1/1',)},
                {'text': "Uplata po računu {0}-1-1 od 5.3.2026."},
                {'text': "PLACILO {0} / 1 / 1"},
                {'text': "rn {0}11"},
            ),
            123,
        ):
            with self.subTest(told=told):
                document = self._document(name=f'{number}/1/1')
                values = {'text': told.get('text', '').format(number)}
                references = [text.format(number) for text in told.get('references', ())]
                transaction = self._paid(1000, *references, **values)
                self.assertDecided(transaction, 'matched', (document, 1000))

    def test_payment_reference(self):
        document = self._document(name='A', payment_reference='RF18539007547034')
        self.assertDecided(
            self._paid(400, 'RF18 5390 0754 7034'), 'matched', (document, 400), reason='reference'
        )
        self.assertEqual(document.state, 'open')

    def test_few_digits(self):
        """``HR00 111`` names ``1/1/1`` only together with the amount or the payer."""
        document = self._document(name='1/1/1')
        self.assertDecided(self._paid(400, 'HR00 111'), 'proposed', (document, 400))
        self.customer.bank_ids = [(0, 0, {'acc_number': PAYER})]
        self.assertDecided(
            self._paid(400, 'HR00 111', partner_account=PAYER), 'matched', (document, 400)
        )
        other = self._document(name='1/1/2')
        self.assertDecided(self._paid(1000, 'HR00 112'), 'matched', (other, 1000))
        # a number in a text needs both
        third = self._document(name='1/1/3')
        self.assertDecided(self._paid(1000, text="racun 1/1/3"), 'proposed', (third, 1000))

    def test_partial_and_rest(self):
        document = self._document(name='123/1/1')
        part = self._paid(400, 'HR00 123-1-1')
        self.assertDecided(part, 'matched', (document, 400))
        rest = self._paid(600, 'HR00 123-1-1')
        self.assertDecided(rest, 'matched', (document, 600))
        self.assertEqual(document.state, 'paid')
        # a number in a text, and an amount that doesn't fit
        text = self._document(name='124/1/1')
        self.assertDecided(self._paid(400, text="124/1/1"), 'proposed', (text, 400))

    def test_overpayment(self):
        """The document takes what is open; the rest stays visible on the transaction."""
        document = self._document(name='123/1/1')
        transaction = self._paid(1100, 'HR00 123-1-1', partner_name='CUSTOMER')
        self.assertDecided(transaction, 'matched', (document, 1000))
        self.assertEqual(transaction.amount_left, 100)
        self.assertEqual(document.amount_due, 0)
        self.assertIn(transaction, self.Transaction.search([('amount_left', '>', 0)]))
        other = self._document(name='124/1/1')
        transaction._assign(other, self.env['account.move'])
        self.assertEqual(other.amount_paid, 100)
        self.assertEqual((transaction.state, transaction.amount_left), ('matched', 0))
        # by a payer that nobody knows
        third = self._document(name='125/1/1')
        self.assertDecided(self._paid(1100, 'HR00 125-1-1'), 'proposed', (third, 1000))

    def test_several_documents(self):
        first = self._document(name='123/1/1', due=day(5))
        second = self._document(name='124/1/1', total=500, due=day(-5))
        transaction = self._paid(1500, text="racuni 123/1/1 i 124/1/1")
        self.assertEqual(transaction.reason, 'references')
        self.assertDecided(transaction, 'matched', (second, 500), (first, 1000))
        self.assertEqual((first | second).mapped('state'), ['paid', 'paid'])

    def test_several_documents_in_part(self):
        """Which of them was meant in part, nobody knows."""
        first = self._document(name='123/1/1', due=day(5))
        second = self._document(name='124/1/1', total=500, due=day(-5))
        transaction = self._paid(1200, 'HR00 123-1-1', 'HR00 124-1-1')
        self.assertDecided(transaction, 'proposed', (second, 500), (first, 700))
        transaction.action_confirm()
        self.assertEqual(first.amount_due, 300)

    def test_same_number_twice(self):
        """The payer tells which is meant; else the amount; else a person."""
        other = self._customer("Other", bank_ids=[(0, 0, {'acc_number': OTHER_PAYER})])
        mine = self._document(name='123/1/1')
        theirs = self._document(name='123/1/1', partner_id=other.id)
        self.assertDecided(
            self._paid(1000, 'HR00 123-1-1', partner_account=OTHER_PAYER),
            'matched',
            (theirs, 1000),
        )
        third = self._document(name='123/1/1', total=300, partner_id=other.id)
        self.assertDecided(self._paid(300, 'HR00 123-1-1'), 'matched', (third, 300))
        fourth = self._document(name='123/1/1', partner_id=other.id)
        transaction = self._paid(1000, 'HR00 123-1-1')
        self.assertDecided(
            transaction, 'proposed', (mine, 1000), (fourth, 1000), reason='ambiguous'
        )
        self.assertTrue(transaction.has_choice)
        with self.assertRaises(UserError):
            transaction.action_confirm()
        transaction.match_ids[1].action_confirm()
        self.assertDecided(transaction, 'matched', (fourth, 1000))
        self.assertEqual(mine.amount_paid, 0)

    def test_payer_and_amount(self):
        """Without a reference it is a proposal, however well it fits."""
        document = self._document(name='123/1/1', total=812.5)
        self._document(name='124/1/1', total=99)
        transaction = self._paid(812.5, partner_name="customer ", partner_account=PAYER)
        self.assertDecided(transaction, 'proposed', (document, 812.5), reason='payer')
        self.assertEqual(document.amount_paid, 0)
        transaction.action_confirm()
        self.assertDecided(transaction, 'matched', (document, 812.5))
        self.assertFalse(transaction.match_ids.automatic)
        self.assertIn("Confirmed", transaction.message_ids[0].body)
        # the account is remembered, under whatever name
        next_one = self._document(name='125/1/1', total=70)
        transaction = self._paid(70, partner_name="C. & Sons", partner_account=PAYER)
        self.assertDecided(transaction, 'proposed', (next_one, 70))
        self.assertEqual(transaction.partner_id, self.customer)

    def test_payer_of_many(self):
        """An account that paid for several customers, as of a payment service, is nobody's."""
        other = self._customer("Other")
        self._document(name='123/1/1')
        self._document(name='124/1/1', partner_id=other.id)
        self._paid(1000, 'HR00 123-1-1', partner_account=PAYER)
        self._paid(1000, 'HR00 124-1-1', partner_account=PAYER)
        self._document(name='125/1/1')
        self.assertDecided(self._paid(1000, partner_account=PAYER), 'new', reason='none')

    def test_payer_and_sum(self):
        documents = [
            self._document(name=f'{number}/1/1', total=total, due=day(number))
            for number, total in ((1, 100), (2, 250), (3, 75))
        ]
        for amount, chosen in ((425, (0, 1, 2)), (350, (0, 1)), (325, (1, 2))):
            transaction = self._paid(amount, partner_name="Customer")
            self.assertDecided(
                transaction,
                'proposed',
                *((documents[index], documents[index].amount_total) for index in chosen),
                reason='payer_sum',
            )
            transaction.action_ignore()
        transaction = self._paid(1, partner_name="Customer")
        self.assertDecided(transaction, 'new', reason='payer_only')
        self.assertEqual(transaction.partner_id, self.customer)

    def test_equal_amounts(self):
        first = self._document(name='1/1/1')
        second = self._document(name='2/1/1')
        transaction = self._paid(1000, partner_name="Customer")
        self.assertDecided(transaction, 'proposed', (first, 1000), (second, 1000))
        self.assertTrue(transaction.has_choice)

    def test_nothing_fits(self):
        self._document(name='123/1/1')
        for told in ({'text': "hvala"}, {'partner_name': "Nobody"}, {'references': ('HR99',)}):
            self.assertDecided(
                self._register(self._told(1000, **{'references': (), **told})), 'new'
            )

    def test_told_paid_by_the_source(self):
        """The same money, seen by the bookkeeper and by the bank, counts once."""
        document = self._document(name='123/1/1', source_amount_paid=1000)
        self.assertEqual(document.state, 'paid')
        self.assertDecided(self._paid(1000, 'HR00 123-1-1'), 'matched', (document, 1000))
        self.assertRecordValues(document, [{'amount_paid': 1000, 'amount_due': 0}])

    def test_registered_by_hand(self):
        """What a person registered before is the same money, too."""
        document = self._document(name='123/1/1')
        payment = self._pay_document(document, 1000, day(-2))
        transaction = self._paid(1000, 'HR00 123-1-1')
        self.assertDecided(transaction, 'matched', (document, 1000))
        self.assertEqual(transaction.match_ids.payment_id, payment)
        self.assertEqual(document.payment_ids, payment)
        # once only
        again = self._paid(1000, 'HR00 123-1-1')
        self.assertDecided(again, 'new', reason='paid')
        transaction.action_undo()
        self.assertEqual(document.payment_ids, payment)
        self.assertEqual(transaction.state, 'new')

    def test_paid_already(self):
        document = self._document(name='123/1/1')
        self._paid(1000, 'HR00 123-1-1')
        twice = self._paid(1000, 'HR00 123-1-1')
        self.assertDecided(twice, 'new', reason='paid')
        self.assertEqual(twice.partner_id, self.customer)
        self.assertEqual(document.amount_paid, 1000)

    def test_cancelled_and_credit_notes(self):
        self._document(name='123/1/1', cancelled=True)
        self._document(name='124/1/1', document_type='refund')
        self.assertDecided(self._paid(1000, 'HR00 123-1-1'), 'new')
        self.assertDecided(self._paid(1000, 'HR00 124-1-1'), 'new')

    def test_other_currency(self):
        """Never certain: a person confirms, and the document is paid in its own currency."""
        usd = self._usd(2.0)
        document = self._document(name='123/1/1', currency_id=usd.id)
        transaction = self._paid(495, 'HR00 123-1-1')
        self.assertDecided(transaction, 'proposed', (document, 495))
        self.assertEqual(transaction.match_ids.claim_amount, 1000)
        transaction.action_confirm()
        self.assertEqual((document.state, document.amount_paid), ('paid', 1000))
        part = self._document(name='124/1/1', currency_id=usd.id)
        transaction = self._paid(100, 'HR00 124-1-1')
        self.assertEqual(transaction.match_ids.claim_amount, 200)
        transaction.action_confirm()
        self.assertEqual((transaction.amount_left, part.amount_due), (0, 800))

    def test_other_company(self):
        """The number of another company's document is nothing to this one."""
        other = self.setup_other_company()['company']
        source = self.env['finance.status.source'].create(
            {'name': "Other", 'code': 'other', 'company_id': other.id}
        )
        theirs = self._document(name='123/1/1', source_id=source.id, currency_id=self.eur.id)
        transaction = self._paid(1000, 'HR00 123-1-1', partner_name="Customer")
        self.assertDecided(transaction, 'new')
        self.assertEqual(theirs.amount_paid, 0)
        [(outcome, id_)] = self.Transaction._register_transactions(
            source, [self._told(1000, 'HR00 123-1-1')]
        )
        self.assertEqual(outcome, 'created')
        self.assertDecided(self.Transaction.browse(id_), 'matched', (theirs, 1000))

    def test_documents_come_later(self):
        transaction = self._paid(1000, 'HR00 123-1-1')
        self.assertDecided(transaction, 'new')
        document = self._document(name='123/1/1')
        with self.enter_registry_test_mode():
            self.env.ref('intrix_finance_status.cron_rematch_transactions').method_direct_trigger()
        self.assertDecided(transaction, 'matched', (document, 1000))

    def test_undo(self):
        document = self._document(name='123/1/1')
        transaction = self._paid(1000, 'HR00 123-1-1')
        transaction.action_undo()
        self.assertDecided(transaction, 'new')
        self.assertFalse(document.payment_ids)
        self.assertEqual(document.state, 'open')
        self.assertIn('123/1/1', transaction.message_ids[0].body)
        transaction.action_match()
        self.assertDecided(transaction, 'matched', (document, 1000))
        # on the document
        document.payment_ids.unlink()
        self.assertDecided(transaction, 'new')
        transaction.action_match()
        transaction.unlink()
        self.assertFalse(document.payment_ids)

    def test_document_removed(self):
        document = self._document(name='123/1/1')
        transaction = self._paid(1000, 'HR00 123-1-1')
        document.unlink()
        self.assertDecided(transaction, 'new')

    def test_ignore(self):
        transaction = self._paid(1000)
        transaction.action_ignore()
        self.assertDecided(transaction, 'ignored')
        document = self._document(name='123/1/1')
        matched = self._paid(1000, 'HR00 123-1-1')
        with self.assertRaises(UserError):
            matched.action_ignore()
        transaction.action_undo()
        self.assertDecided(transaction, 'new')
        self.assertEqual(document.amount_paid, 1000)

    def test_paid_before_confirmed(self):
        """What was proposed is paid by another movement: the confirmation takes no more."""
        document = self._document(name='123/1/1', total=812)
        transaction = self._paid(812, partner_name="Customer")
        self.assertEqual(transaction.state, 'proposed')
        self._paid(800, 'HR00 123-1-1')
        transaction.action_confirm()
        self.assertDecided(transaction, 'matched', (document, 12))
        self.assertEqual((transaction.amount_left, document.amount_due), (800, 0))

    def test_choose(self):
        first = self._document(name='A-1', total=300, due=day(9))
        second = self._document(name='A-2', total=300, due=day(1))
        transaction = self._paid(400)
        action = transaction.action_choose()
        wizard = self.env[action['res_model']].with_context(**action['context']).create({})
        with self.assertRaises(UserError):
            wizard.action_choose()
        wizard.document_ids = first | second
        self.assertEqual(wizard.amount, 400)
        wizard.action_choose()
        self.assertDecided(transaction, 'matched', (second, 300), (first, 100), reason='person')
        self.assertEqual(transaction.partner_id, self.customer)
        with self.assertRaises(UserError):
            wizard.action_choose()

    def test_bulk(self):
        documents = [self._document(name=f'{n}', total=10 + n) for n in range(1, 6)]
        transactions = self._register(
            *(self._told(10 + n, partner_name="Customer") for n in range(1, 6))
        )
        self.assertEqual(set(transactions.mapped('state')), {'proposed'})
        transactions.action_confirm()
        self.assertEqual({document.state for document in documents}, {'paid'})

    def test_amounts_told(self):
        """The payer tells how much is for which document."""
        first = self._document(name='123/1/1')
        second = self._document(name='124/1/1')
        transaction = self._paid(
            700,
            '123/1/1',
            '124/1/1',
            remittances=(
                Remittance('123/1/1', Decimal(600)),
                Remittance('124/1/1', Decimal(100)),
            ),
        )
        self.assertDecided(transaction, 'matched', (first, 600), (second, 100))

    def test_reference_of_the_payer(self):
        """It may happen to be ours: it is proposed at most."""
        document = self._document(name='123/1/1')
        transaction = self._paid(1000, end_to_end_id='HR00 123-1-1')
        self.assertDecided(transaction, 'proposed', (document, 1000))

    def test_on_behalf_of(self):
        document = self._document(name='1/1/1', total=70)
        transaction = self._paid(50, 'HR00 111', partner_name="A Bank", ultimate_name="CUSTOMER")
        self.assertDecided(transaction, 'matched', (document, 50))
