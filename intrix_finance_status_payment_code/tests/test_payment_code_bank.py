from odoo.addons.intrix_finance_status.tests.camt_files import (
    balance,
    details,
    document,
    entry,
    statement,
)
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.intrix_finance_status.tests.common_import import ImportCommon
from odoo.addons.intrix_finance_status.tests.statement_common import StatementCommon
from odoo.addons.intrix_finance_status.tests.transaction_samples import TransactionsCommon
from odoo.tests import Form, tagged

from ..codes.references import HR, RF, SI, of_customer, of_number
from .payment_code_common import PaymentCodeMixin
from .pictures import payloads

KINDS = ('hub3', 'upn', 'epc')


def scanned(payload):
    """Return what a banking app takes from a code: amount, account and reference."""
    if payload.startswith(b'HRVHUB30'):
        lines = payload.decode().split('\n')
        return int(lines[2]), lines[9], lines[10] + lines[11]
    if payload.startswith(b'UPNQR'):
        lines = payload.decode('iso-8859-2').split('\n')
        return int(lines[8]), lines[14], lines[15]
    lines = payload.decode().split('\n')
    return int(lines[7][3:].replace('.', '')), lines[6], lines[9]


@tagged('post_install', '-at_install')
class TestPaidByCode(PaymentCodeMixin, ImportCommon):
    """From the picture on the statement over the bank's file to what is paid."""

    _document = classmethod(StatementCommon._document.__func__)
    _html = StatementCommon._html

    def _pay_by(self, payload, **told):
        """Import the bank's statement on a payment that was scanned; return the movement."""
        cents, account, reference = scanned(payload)
        amount = f'{cents // 100}.{cents % 100:02d}'
        told = {'debtor': "NETKO DRUGI", 'debtor_account': 'HR1723600001101234565', **told}
        one = details(amount=amount, creditor_account=account, references=[reference], **told)
        content = document(
            statement(
                balance('OPBD', '0.00', f'{day(-1)}'),
                balance('CLBD', amount, f'{day(0)}'),
                entry(amount, one, day=f'{day(0)}', value_day=f'{day(0)}', reference=reference),
                account=account,
            )
        )
        bank_import = self._upload(content, 'statement.xml')
        bank_import.action_import()
        self._cron()
        self.env.invalidate_all()
        movement = self.env['finance.status.transaction'].search([], order='id desc', limit=1)
        self.assertEqual(movement.amount, cents / 100)
        return movement

    def _payloads(self):
        return payloads(self._html(self.customer))

    def test_one_invoice(self):
        for number, kind in enumerate(KINDS):
            with self.subTest(kind=kind):
                self._pays_by(kind)
                paid = self._document(name=f'{17 + number}/1/1', total=123.45)
                self._document(name=f'{27 + number}/1/1', total=200)
                [*_others, first, _second] = self._payloads()
                movement = self._pay_by(first)
                self.assertEqual((movement.status, movement.reason), ('matched', 'reference'))
                self.assertEqual(paid.state, 'paid')
                self.env['finance.status.document'].search([('amount_due', '>', 0)]).unlink()

    def test_invoice_of_odoo(self):
        """A reminder's code comes back by the bank, and the order turns paid."""
        for kind in KINDS:
            with self.subTest(kind=kind):
                self._pays_by(kind)
                order = self._order()
                invoice = self._invoice(order, due=day(-3))
                [payload] = self._payloads()
                movement = self._pay_by(payload)
                self.assertEqual(movement.status, 'waiting')
                self.assertEqual(movement.match_ids.move_id, invoice)
                action = movement.action_register_payment()
                form = Form(self.env[action['res_model']].with_context(**action['context']))
                form.save().action_create_payments()
                self.env.invalidate_all()
                self.assertEqual(movement.status, 'matched')
                self.assertFinance(order, due=0, status='paid')

    def test_everything_open(self):
        for number, kind in enumerate(KINDS):
            with self.subTest(kind=kind):
                self._pays_by(kind)
                documents = [
                    self._document(name=f'{number}{name}', total=total, due=day(due))
                    for name, total, due in (('A7', 100.1, 5), ('B8', 50, -9), ('C9', 0.01, 0))
                ]
                invoice = self._plain_invoice(20, due=day(1))
                [whole, *others] = self._payloads()
                self.assertEqual(len(others), 4)
                movement = self._pay_by(whole)
                self.assertEqual((movement.status, movement.reason), ('waiting', 'customer'))
                self.assertEqual(movement.partner_id, self.customer)
                self.assertEqual(movement.amount_left, 0)
                self.assertEqual([one.state for one in documents], ['paid'] * 3)
                self.assertEqual(movement.match_ids.move_id, invoice)
                self.assertAlmostEqual(sum(movement.match_ids.mapped('amount')), 170.11)
                self._pay(invoice)


@tagged('post_install', '-at_install')
class TestCustomerReference(PaymentCodeMixin, TransactionsCommon):
    """What a payment with a customer's reference goes to, and when a person has to look."""

    def setUp(self):
        super().setUp()
        self.late = self._document(name='A-1001', total=100, due=day(-20))
        self.later = self._document(name='A-1002', total=50, due=day(10))
        self.reference = of_customer(self.customer.id, HR)

    def assertOpen(self, *expected):
        self.assertEqual((self.late.amount_due, self.later.amount_due), expected)

    def test_part_goes_to_the_earliest_due(self):
        movement = self._paid(120, self.reference, partner_name="Škrinjar d.o.o.")
        self.assertEqual((movement.status, movement.amount_left), ('matched', 0))
        self.assertOpen(0, 30)

    def test_all_systems(self):
        for system in (HR, SI, RF):
            reference = of_customer(self.customer.id, system).replace(' ', '')
            movement = self._paid(10, reference, partner_name="Škrinjar d.o.o.")
            self.assertEqual((movement.status, movement.reason), ('matched', 'customer'), system)
        self.assertOpen(70, 50)

    def test_more_than_is_open(self):
        movement = self._paid(170, self.reference, partner_name="Škrinjar d.o.o.")
        self.assertEqual((movement.status, movement.amount_left), ('matched', 20))
        self.assertOpen(0, 0)

    def test_part_by_somebody_unknown(self):
        """Neither amount nor payer agree: a person has to look."""
        movement = self._paid(120, self.reference)
        self.assertEqual((movement.status, movement.partner_id), ('proposed', self.customer))
        self.assertOpen(100, 50)
        movement.action_confirm()
        self.assertOpen(0, 30)

    def test_paid_by_another_customer(self):
        self._customer("Drugi d.o.o.")
        movement = self._paid(150, self.reference, partner_name="Drugi d.o.o.")
        self.assertEqual(movement.status, 'proposed')

    def test_wrong_check_digit(self):
        wrong = self.reference[:-1] + str((int(self.reference[-1]) + 1) % 10)
        self.assertNotEqual(self._paid(150, wrong).reason, 'customer')

    def test_names_a_document_too(self):
        movement = self._paid(50, self.reference, text="A-1002")
        self.assertEqual((movement.status, movement.reason), ('matched', 'reference'))
        self.assertOpen(100, 0)

    def test_number_of_a_document(self):
        """A document that happens to have this number is what is paid."""
        digits = f'99{self.customer.id:010d}'
        document = self._document(name=digits, total=150)
        movement = self._paid(150, self.reference)
        self.assertEqual(movement.match_ids.document_id, document)

    def test_paid_already(self):
        self._paid(150, self.reference)
        again = self._paid(150, self.reference)
        self.assertEqual(again.status, 'new')

    def test_twice_at_once(self):
        """The second one takes what the first has left."""
        invoice = self._plain_invoice(1000, due=day(-30))
        told = [self._told(600, self.reference, partner_name="Škrinjar d.o.o.") for _n in range(2)]
        first, second = self._register(*told)
        self.assertEqual(first.match_ids.move_id, invoice)
        self.assertEqual(
            sorted((match.name, match.amount) for match in second.match_ids),
            [('A-1001', 100), ('A-1002', 50), (invoice.name, 400)],
        )
        # not registered yet, it is taken all the same
        third = self._paid(10, self.reference, partner_name="Škrinjar d.o.o.")
        self.assertFalse(third.match_ids)

    def test_other_company(self):
        """A customer of another company is nobody here."""
        other = self.setup_other_company()['company']
        stranger = self._customer("Stranac", company_id=other.id)
        movement = self._paid(150, of_customer(stranger.id, HR))
        self.assertFalse(movement.partner_id)
        self.assertFalse(movement.match_ids)

    def test_merged(self):
        """The reference of a customer that was merged into another finds that one."""
        target = self._customer("Target")
        third = self._customer("Third")
        wizard = self.env['base.partner.merge.automatic.wizard'].create({})
        wizard._merge((self.customer | target).ids, target)
        self.assertFalse(self.customer.exists())
        wizard._merge((target | third).ids, third)
        movement = self._paid(150, self.reference)
        self.assertEqual((movement.status, movement.partner_id), ('matched', third))
        self.assertOpen(0, 0)

    def test_joined_a_company(self):
        """What it owed before is still its own."""
        parent = self._customer("Group", is_company=True)
        self.customer.parent_id = parent
        movement = self._paid(150, self.reference)
        self.assertEqual(movement.status, 'matched')
        self.assertOpen(0, 0)

    def test_number_alone_is_no_other_document(self):
        """The check digit of a paid invoice doesn't make its reference that of another one."""
        self._document(name='2026/000123', total=80)
        reference = of_number('2026/00012', HR)
        self.assertEqual(reference, 'HR01 2026-000123')
        movement = self._paid(33, reference)
        self.assertNotEqual(movement.status, 'matched')
