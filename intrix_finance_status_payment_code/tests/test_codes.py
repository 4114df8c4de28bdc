import doctest
from datetime import date
from unittest.mock import patch

from odoo.tests.common import BaseCase

from ..codes import epc_qr, hub3, images, payment, texts, upn_qr
from ..codes.payment import CannotCarry, Party, Payment
from .pictures import DE_IBAN, HR, HR_IBAN, RF, SI, SI_IBAN, made_up, read

ROUNDS = 500
US = Party("Moja tvrtka Čšđ d.o.o.", "Vukovarska 2", "10000 Zagreb")
THEM = Party("Škrinjar d.o.o.", "Čučerska cesta 4", "10000 Zagreb")


def asked(iban=HR_IBAN, reference='HR01 2026-000123', **values):
    defaults = {'cents': 12355, 'payee': US, 'payer': THEM, 'text': "Račun 2026/00012"}
    return Payment(iban=iban, reference=reference, **{**defaults, **values})


class TestCodes(BaseCase):
    """What stands in payment codes, and what a scanner reads in their pictures."""

    def test_doctests(self):
        for module in (texts, payment):
            failed, tried = doctest.testmod(module)
            self.assertEqual(failed, 0)
            self.assertGreater(tried, 0)

    # what stands in them

    def test_hub3(self):
        self.assertEqual(
            hub3.payload(asked(purpose='OTHR')),
            "HRVHUB30\nEUR\n000000000012355\nSkrinjar d.o.o.\nCucerska cesta 4\n10000 Zagreb\n"
            "Moja tvrtka Csd d.o.o.\nVukovarska 2\n10000 Zagreb\nHR1210010051863000160\nHR01\n"
            "2026-000123\nOTHR\nRacun 2026/00012\n",
        )
        lines = hub3.payload(asked(reference='', text="a=b_c@d;e*"), True, False).split('\n')
        self.assertEqual(lines[3:7], ['', '', '', "Moja tvrtka Čšđ d.o.o."])
        self.assertEqual(lines[10:14], ['HR99', '', '', "a b c d e"])
        self.assertEqual(len(lines), 15)

    def test_upn(self):
        """Twenty lines, each ended, the last with the sum of the lengths."""
        example = Payment(
            cents=162845,
            iban='SI56051008010486080',
            payee=Party("Novo podjetje d.o.o.", "Lepa cesta 15", "3698 Loški Potok"),
            payer=Party("Janez Novak", "Dolga ulica 10", "1000 Ljubljana"),
            reference='SI12 1234567890120',
            text="Plačilo računa 12",
            purpose='COST',
            date_due=date(2026, 12, 5),
        )
        lines = upn_qr.payload(example).split('\n')
        self.assertEqual(
            lines,
            [
                *('UPNQR', '', '', '', '', "Janez Novak", "Dolga ulica 10", "1000 Ljubljana"),
                *('00000162845', '', '', 'COST', "Plačilo računa 12", '05.12.2026'),
                *('SI56051008010486080', 'SI121234567890120', "Novo podjetje d.o.o."),
                *("Lepa cesta 15", "3698 Loški Potok"),
                f'{sum(map(len, lines[:19])) + 19:03d}',
                '',
            ],
        )
        self.assertEqual(lines[19], '190')

    def test_epc(self):
        self.assertEqual(
            epc_qr.payload(asked(DE_IBAN, 'RF70 INV202600012', bic='DEUTDEFF', text="x")),
            "BCD\n002\n1\nSCT\nDEUTDEFF\nMoja tvrtka Čšđ d.o.o.\nDE89370400440532013000\n"
            "EUR123.55\n\nRF70INV202600012",
        )
        without = epc_qr.payload(asked(DE_IBAN, 'HR01 2026-000123', purpose='COST'))
        self.assertTrue(without.endswith("EUR123.55\nCOST\n\nRačun 2026/00012"), without)

    def test_amounts(self):
        for cents, euros in (
            (1, '0.01'),
            (115, '1.15'),
            (1305, '13.05'),
            (10**11 - 1, '999999999.99'),
        ):
            text = epc_qr.payload(asked(cents=cents))
            self.assertIn(f'\nEUR{euros}\n', text)
            self.assertIn(f'\n{cents:015d}\n', hub3.payload(asked(cents=cents)))
            self.assertIn(f'\n{cents:011d}\n', upn_qr.payload(asked(SI_IBAN, cents=cents)))
        self.assertIn('\n999999999999999\n', hub3.payload(asked(cents=10**15 - 1)))

    def test_missing(self):
        bare = asked(iban='HR1310010051863000160', cents=0, payee=Party(), payer=Party(), text='')
        parties = [
            f'{who}.{what}' for who in ('payee', 'payer') for what in ('name', 'street', 'place')
        ]
        for rules, lacks in (
            (hub3, ['cents', 'iban', 'payee.name']),
            (upn_qr, ['cents', 'iban', *parties, 'text']),
            (epc_qr, ['cents', 'iban', 'payee.name']),
        ):
            self.assertEqual(rules.missing(bare), lacks)
            with self.assertRaises(CannotCarry):
                rules.payload(bare)
        for rules, cents in ((hub3, 10**15), (upn_qr, 10**11), (epc_qr, 10**11)):
            iban = SI_IBAN if rules is upn_qr else HR_IBAN
            self.assertEqual(rules.missing(asked(iban, cents=cents)), ['cents'])
        # accounts of other countries are for other codes
        self.assertEqual(hub3.missing(asked(SI_IBAN)), ['iban'])
        self.assertEqual(upn_qr.missing(asked(HR_IBAN)), ['iban'])
        self.assertEqual(epc_qr.missing(asked(DE_IBAN)), [])

    # what is read in their pictures

    def test_hub3_pictures(self):
        for seed in range(ROUNDS):
            one = made_up(seed, HR_IBAN, HR, hub3.MOST_CENTS)
            with self.subTest(seed=seed):
                with_diacritics = seed % 2 == 1
                symbol = images.draw_hub3(one, with_diacritics)
                [code] = read(symbol.png(2))
                self.assertEqual(code.format.name, 'PDF417')
                self.assertIn(
                    code.bytes.decode(),
                    [hub3.payload(one, with_diacritics, payer) for payer in (True, False)],
                )
                self.assertEqual(len(symbol.rows[0]), 17 * (hub3.COLUMNS + 4) + 1)
                # level 4 has 32 words for correction
                level = 100 * 2**5 // (hub3.COLUMNS * len(symbol.rows))
                self.assertEqual(code.ec_level, f'{level}%')
                self.assertLessEqual(symbol.height, hub3.HIGHEST)
                self._check_hub3_fields(code.bytes.decode(), one, with_diacritics)

    def _check_hub3_fields(self, text, one, with_diacritics):
        lines = text.split('\n')
        self.assertEqual(len(lines), 15)
        longest = (8, 3, 15, 30, 27, 27, 25, 25, 27, 21, 4, 22, 4, 35, 0)
        for line, length in zip(lines, longest, strict=True):
            self.assertLessEqual(len(line), length, line)
        allowed = "\n 0123456789,.:-+?'/()" + ('čćđšžČĆĐŠŽ' if with_diacritics else '')
        others = {char for char in text if not (char.isascii() and char.isalnum())}
        self.assertFalse(others - set(allowed))
        self.assertEqual(int(lines[2]), one.cents)
        self.assertEqual(f'{lines[10]} {lines[11]}', one.reference or 'HR99 ')

    def test_upn_pictures(self):
        for seed in range(ROUNDS):
            one = made_up(seed, SI_IBAN, SI, upn_qr.MOST_CENTS)
            with self.subTest(seed=seed):
                text = upn_qr.payload(one)
                [code] = read(images.draw_upn(one).png(2))
                self.assertEqual(code.format.name, 'QRCode')
                self.assertEqual(code.bytes, text.encode('iso-8859-2'))
                # read by its ECI, as nothing else tells of the letters
                self.assertEqual(code.text, text)
                self.assertEqual((code.extra['Version'], code.ec_level), ('15', 'M'))
                lines = text.split('\n')
                self.assertEqual(len(lines), 21)
                self.assertLessEqual(len(text), 411)
                self.assertEqual(int(lines[19]), len('\n'.join(lines[:19])) + 1)
                self.assertEqual(int(lines[8]), one.cents)
                longest = (5, 0, 0, 0, 0, 33, 33, 33, 11, 0, 0, 4, 42, 10, 34, 26, 33, 33, 33, 3, 0)
                for line, length in zip(lines, longest, strict=True):
                    self.assertLessEqual(len(line), length, line)
                    self.assertEqual(line, line.strip())

    def test_epc_pictures(self):
        for seed in range(ROUNDS):
            one = made_up(seed, DE_IBAN, RF, epc_qr.MOST_CENTS)
            with self.subTest(seed=seed):
                text = epc_qr.payload(one)
                [code] = read(images.draw_epc(one).png(2))
                self.assertEqual(code.bytes, text.encode())
                self.assertEqual(code.ec_level, 'M')
                self.assertLessEqual(int(code.extra['Version']), epc_qr.LATEST_VERSION)
                self.assertLessEqual(len(code.bytes), epc_qr.MOST_BYTES)
                lines = text.split('\n')
                self.assertLessEqual(len(lines), 11)
                self.assertTrue(lines[-1])
                self.assertEqual(lines[7], f'EUR{one.cents // 100}.{one.cents % 100:02d}')

    def test_sizes(self):
        symbol = images.draw_hub3(asked())
        self.assertAlmostEqual(symbol.width - 2 * symbol.margin * symbol.module, 56.4, 1)
        self.assertAlmostEqual(symbol.module, 0.254)
        symbol = images.draw_upn(asked(SI_IBAN))
        self.assertAlmostEqual(symbol.width - 2 * symbol.margin * symbol.module, 32.6, 1)
        self.assertEqual(symbol.width, symbol.height)

    def test_no_libraries(self):
        with patch.object(images, 'segno', None), patch.object(images, 'pdf417gen', None):
            self.assertIsNone(images.draw_hub3(asked()))
            self.assertIsNone(images.draw_upn(asked(SI_IBAN)))
            self.assertIsNone(images.draw_epc(asked()))
