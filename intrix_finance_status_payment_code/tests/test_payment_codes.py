import base64
import io
from unittest.mock import patch

from odoo.addons.intrix_finance_status.tests.common import day
from odoo.addons.intrix_finance_status.tests.statement_common import StatementCommon
from odoo.tests import tagged
from PIL import Image

from ..codes import images
from ..codes.references import HR, of_customer, of_number
from .payment_code_common import PaymentCodeMixin
from .pictures import DE_IBAN, HR_IBAN, SI_IBAN, read


@tagged('post_install', '-at_install')
class TestPaymentCodes(PaymentCodeMixin, StatementCommon):
    """Which codes a customer gets, over which amounts, and why there is none."""

    def _asked(self, **options):
        return [
            (code['title'], code['amount'], code['reference']) for code in self._codes(**options)[0]
        ]

    def test_each_and_all(self):
        first = self._plain_invoice(100, due=day(-4))
        second = self._plain_invoice(30.45, due=day(10))
        self.assertEqual(
            self._asked(),
            [
                ("Everything open", 130.45, of_customer(self.customer.id, HR)),
                (first.name, 100, of_number(first.name, HR)),
                (second.name, 30.45, of_number(second.name, HR)),
            ],
        )
        self.company.finance_payment_codes = 'total'
        self.assertEqual([title for title, *_rest in self._asked()], ["Everything open"])
        self.company.finance_payment_codes = 'none'
        self.assertEqual(self._codes(), ([], []))

    def test_only_one(self):
        """The code of the only invoice is that of everything."""
        invoice = self._plain_invoice(100)
        for scope in ('all', 'total'):
            self.company.finance_payment_codes = scope
            self.assertEqual(
                self._asked(), [(invoice.name, 100, of_number(invoice.name, HR))], scope
            )

    def test_instalments(self):
        invoice = self._plain_invoice(1000, date=day(-10), term=self.term_30_70)
        self.assertEqual([amount for _title, amount, _ref in self._asked()], [1000])
        self._pay(invoice, 300)
        self.assertEqual([amount for _title, amount, _ref in self._asked()], [700])

    def test_credits(self):
        self._plain_invoice(100)
        self._plain_invoice(50)
        payment = self._unmatched_payment(30)
        self.assertEqual([amount for _title, amount, _ref in self._asked()], [120, 100, 50])
        payment.action_draft()
        self._unmatched_payment(150)
        self.assertEqual(self._codes(), ([], []))

    def test_nothing_open(self):
        self.assertEqual(self._codes(), ([], []))

    def test_earlier_day(self):
        """What was open some day may be paid since."""
        self._plain_invoice(100, date=day(-20))
        self.assertEqual(self._codes(day(-1)), ([], []))
        self.assertEqual(len(self._codes(day(0))[0]), 1)

    def test_documents_kept_elsewhere(self):
        self._document(name='17/1/1', total=40, payment_reference='HR00 17-1-1')
        self._document(name='18/1/1', total=60, payment_reference='18-1-1')
        self.assertEqual(
            self._asked()[1:],
            [('17/1/1', 40, 'HR00 17-1-1'), ('18/1/1', 60, of_number('18/1/1', HR))],
        )

    def test_which_code(self):
        self._plain_invoice(100)
        for iban, country, kind, reference in (
            (HR_IBAN, 'hr', 'hub3', 'HR01'),
            (HR_IBAN, 'si', 'epc', 'RF'),
            (HR_IBAN, None, 'hub3', 'HR01'),
            (SI_IBAN, 'si', 'upn', 'SI12'),
            (SI_IBAN, 'hr', 'epc', 'RF'),
            (DE_IBAN, 'hr', 'epc', 'RF'),
            (DE_IBAN, 'us', None, 'RF'),
            (HR_IBAN, 'ba', None, 'RF'),
            ('BA391290079401028494', 'hr', None, 'RF'),
        ):
            with self.subTest(iban=iban, country=country):
                self._only_account(iban)
                self.customer.country_id = country and self.env.ref(f'base.{country}')
                [code], missing = self._codes()
                self.assertEqual(code['kind'], kind)
                self.assertTrue(code['reference'].startswith(reference), code['reference'])
                self.assertEqual(bool(code['picture']), bool(kind))
                self.assertEqual(len(missing), 0 if kind else 1)

    def test_account_of_the_customers_country(self):
        self._plain_invoice(100)
        self._account(SI_IBAN)
        for country, iban in ((self.croatia, HR_IBAN), (self.slovenia, SI_IBAN)):
            self.customer.country_id = country
            [code], _missing = self._codes()
            self.assertEqual(code['iban'].replace(' ', ''), iban)
        self.customer.country_id = self.env.ref('base.de')
        [code], _missing = self._codes()
        self.assertEqual((code['iban'].replace(' ', ''), code['kind']), (HR_IBAN, 'epc'))

    def test_only_our_trusted_accounts(self):
        self._plain_invoice(100)
        other = self.setup_other_company()['company']
        usd = self._usd()
        for values, trusted in (
            ({}, False),
            ({'company_id': other.id}, True),
            ({'partner_id': other.partner_id.id}, True),
            ({'currency_id': usd.id}, True),
            ({'active': False}, True),
            ({'acc_number': '1234-5678'}, True),
        ):
            with self.subTest(**values), self.env.cr.savepoint() as savepoint:
                account = self.account.sudo()
                # what is trusted can't be changed
                account.allow_out_payment = False
                account.write(values)
                account.allow_out_payment = trusted
                codes, [missing] = self._codes()
                self.assertFalse(codes)
                self.assertIn("trusted", missing)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertTrue(self._codes()[0])

    def test_other_currency(self):
        self._plain_invoice(100)
        self._plain_invoice(200, currency_id=self._usd())
        codes, [missing] = self._codes()
        self.assertEqual([code['amount'] for code in codes], [100])
        self.assertIn("euro", missing)

    def test_address_missing(self):
        self._plain_invoice(100)
        self._pays_by('upn')
        self.assertEqual(self._codes()[1], [])
        self.customer.write({'street': False, 'zip': False, 'city': False})
        self.company.street = False
        [code], missing = self._codes()
        self.assertFalse(code['picture'])
        self.assertTrue(code['reference'].startswith('SI12 '))
        self.assertEqual(
            missing,
            [
                "The street of our company is missing.",
                "The street of the customer is missing.",
                "The town of the customer is missing.",
            ],
        )

    def test_number_without_digits(self):
        """It stands in the text instead."""
        self._document(name='Januar', total=40)
        [code], missing = self._codes()
        self.assertTrue(code['picture'])
        self.assertEqual((code['reference'], missing), ('', []))

    def test_without_libraries(self):
        self._plain_invoice(100)
        with patch.object(images, 'segno', None), patch.object(images, 'pdf417gen', None):
            for kind in ('hub3', 'upn', 'epc'):
                self._pays_by(kind)
                [code], missing = self._codes()
                self.assertFalse(code['picture'])
                self.assertTrue(code['iban'] and code['reference'])
                self.assertEqual(missing, [])

    def test_on_screens(self):
        """A module is some whole pixels wide, whatever the size on paper."""
        self._plain_invoice(100)
        for kind, pixels in (('hub3', 2), ('upn', 3), ('epc', 4)):
            self._pays_by(kind)
            [code], _missing = self._codes(for_screen=True)
            picture = Image.open(io.BytesIO(base64.b64decode(code['picture'])))
            self.assertEqual(code['style'].split(';')[0], f'width: {picture.width}px')
            [found] = read(picture)
            self.assertTrue(found.bytes)
            self.assertFalse(picture.width % pixels)
