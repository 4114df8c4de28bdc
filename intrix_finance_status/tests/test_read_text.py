from odoo.tests.common import BaseCase

from ..readers import text
from .table_files import OPEN_ITEMS, ReadMixin, csv_file

LETTERS = 'Šćepanović Đuro;Žnidaršič Špela;ČAČIĆ ĐURĐA;ŽUPANIJA ŠIBENSKA;Čakovec'


class TestReadText(ReadMixin, BaseCase):
    """Texts in whatever encoding, and what separates their columns."""

    def test_encodings(self):
        for encoding in (
            'utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'cp1250',
            'iso8859-2', 'cp852',
        ):  # fmt: skip
            with self.subTest(encoding=encoding):
                found, used = text.decode(LETTERS.encode(encoding))
                self.assertEqual(found.removeprefix('\ufeff'), LETTERS)
                self.assertEqual(used, encoding)

    def test_one_word_is_enough(self):
        for encoding in ('cp1250', 'iso8859-2'):
            for word in ('Škoda', 'Žito', 'Đurić', 'račun', 'Kovačić', 'Čačak', 'ŠIBENIK'):
                with self.subTest(encoding=encoding, word=word):
                    self.assertEqual(text.decode(word.encode(encoding))[0], word)
        for word in ('Kovačić', 'račun', 'Žnidaršič', 'ŽUPANIJA'):
            with self.subTest(encoding='cp852', word=word):
                self.assertEqual(text.decode(word.encode('cp852'))[0], word)

    def test_german(self):
        for word in ('Müller Straße', 'Größe', 'Übung 5 €'):
            with self.subTest(word=word):
                self.assertEqual(text.decode(word.encode('cp1252'))[0], word)

    def test_same_records_in_every_encoding(self):
        wanted = None
        for encoding in (
            'utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be', 'cp1250', 'iso8859-2',
            'cp852',
        ):  # fmt: skip
            with self.subTest(encoding=encoding):
                rows = [row.values for row in self.rows(csv_file(OPEN_ITEMS, encoding=encoding))]
                wanted = wanted or rows
                self.assertEqual(rows, wanted)
        self.assertEqual(wanted[0]['partner_name'], 'Šćepanović d.o.o.')

    def test_lines_of_several_encodings(self):
        content = 'račun č\nČačak ž\n'.encode() + 'Šćepanović\n'.encode('cp1250')
        self.assertEqual(text.decode(content), ('račun č\nČačak ž\nŠćepanović\n', text.MIXED))

    def test_cut_in_a_letter(self):
        content = csv_file(OPEN_ITEMS)
        cut = content.index('Šib'.encode()) + 1
        found, _encoding = text.decode(content[:cut])
        self.assertIn('Šćepanović', found)

    def test_chosen_encoding(self):
        content = 'Škoda'.encode('cp852')
        self.assertEqual(text.decode(content, 'cp852')[0], 'Škoda')
        # what the file proves needs no choice
        self.assertEqual(text.decode('Škoda'.encode(), 'cp852')[0], 'Škoda')

    def test_separators(self):
        for separator in ';\t,|':
            with self.subTest(separator=separator):
                content = csv_file(OPEN_ITEMS, separator)
                reading = self.reading(content)
                self.assertEqual(reading.layouts[0].separator, separator)
                self.assertEqual(len(reading.rows), 3)

    def test_separator_in_spite_of_a_preamble(self):
        content = b'Popis, svih, racuna\nOtisnuto, dana\n\n' + csv_file(OPEN_ITEMS)
        self.assertEqual(len(self.rows(content)), 3)

    def test_hint_of_excel(self):
        reading = self.reading(b'sep=|\r\n' + csv_file(OPEN_ITEMS, '|'))
        self.assertEqual(reading.layouts[0].separator, '|')
        self.assertEqual(reading.rows[0].position, '3')

    def test_quotes(self):
        content = (
            'Broj računa;Kupac;Iznos\r\n1;"ABC ""X""; d.o.o.";1,00\r\n2;Tvrtka "B" d.o.o.;2,00\r\n'
            '3;"Dva\r\nreda";3,00\r\n'
        )
        self.assertEqual(
            self.values(content, 'partner_name'),
            [('ABC "X"; d.o.o.',), ('Tvrtka "B" d.o.o.',), ('Dva reda',)],
        )

    def test_quote_that_is_never_closed(self):
        """It does not swallow the rows that follow, nor do two of them."""
        for others in ('', '4;"B;4,00\r\n'):
            with self.subTest(others=others):
                content = (
                    f'Broj računa;Kupac;Iznos\r\n1;"A;1,00\r\n2;C;2,00\r\n3;D;3,00\r\n{others}'
                )
                names = [row.values['name'] for row in self.rows(content)]
                self.assertEqual(names, ['1', '2', '3', '4'][: 4 if others else 3])

    def test_no_text(self):
        for content in (b'\x00\x01\x02\x03\x04\x05', bytes(range(256)) * 10):
            with self.subTest(content=content[:10]):
                self.assertIn('neither a table', self.refusal(content))
