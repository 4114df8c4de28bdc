from email.message import EmailMessage
from email.utils import make_msgid
from unittest.mock import patch

from odoo.addons.mail.tests.common import MailCommon
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import day
from .common_import import ImportCommon, csv

SENDER = 'Bookkeeper <bookkeeper@example.com>'


@tagged('post_install', '-at_install')
class TestImportMail(ImportCommon, MailCommon):
    """The bookkeeper mails the weekly export; what is unusual waits for a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.alias_domain_id = cls.mail_alias_domain
        cls.source.write(
            {
                'alias_name': 'books',
                'sender_emails': 'bookkeeper@example.com\nsecond@example.com',
                'user_id': cls.finance.id,
            }
        )
        # a person has looked at a file with these headings before
        record = cls._upload(csv(('0', 1)))
        record.action_import()
        record.with_user(cls.env.user)._work()
        record.with_user(cls.env.user)._work()
        record.with_user(cls.env.user)._work()

    def _mail(self, *files, sender=SENDER, headers=(), to=None, text="See the file."):
        """Return a mail with files as (name, content)."""
        message = EmailMessage()
        message['From'] = sender
        message['To'] = to or self.source.alias_email
        message['Subject'] = "Weekly export"
        message['Message-Id'] = make_msgid(domain='example.com')
        for name, value in dict(headers).items():
            del message[name]
            message[name] = value
        message.set_content(text)
        for name, content in files:
            maintype, subtype = 'application', 'octet-stream'
            if name.endswith('.png'):
                maintype, subtype = 'image', 'png'
            message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        return message

    def _process(self, message):
        """Have the mail come in; return the imports that it made."""
        content = message if isinstance(message, bytes) else message.as_bytes()
        before = self.Import.search([])
        with self.mock_mail_gateway():
            self.env['mail.thread'].message_process(None, content)
        return (self.Import.search([]) - before).sorted('id')

    def _work(self):
        """Have the job work, and keep what it mails; return (to, subject, body) of these."""
        with self.mock_mail_gateway():
            while record := self.env['finance.status.import']._next_import():
                with patch.object(self.env.cr, 'commit', lambda: None):
                    record._work()
        return [
            (mail.email_to, mail.subject, mail.body_html)
            for mail in self._new_mails.filtered(lambda mail: mail.email_to)
        ]

    def test_imported_and_answered(self):
        order = self._order()
        content = csv(('1', 1000, 0, order.name), ('2', 50), 'x;Customer;;31.02.2026;;abc;;')
        record = self._process(self._mail(('export.csv', content)))
        self.assertEqual(len(record), 1)
        self.assertEqual((record.state, record.sender), ('new', 'bookkeeper@example.com'))
        self.assertEqual(record.source_id, self.source)
        self.assertEqual(record.date_list, day(0))
        mails = self._work()
        self.assertEqual(record.state, 'done')
        self.assertFinance(order, invoiced=1000)
        self.assertEqual(self._documents()['1'].create_uid, self.finance)
        [(to, subject, body)] = mails
        self.assertEqual(to, 'bookkeeper@example.com')
        self.assertIn('export.csv', subject)
        for text in ('New: 2', 'Errors: 1', '31.02.2026'):
            self.assertIn(text, body)
        headers = self._new_mails.filtered('email_to').headers
        self.assertIn('auto-replied', headers)
        self.assertIn("Weekly export", record.message_ids.mapped('subject'))

    def test_several_files(self):
        picture = b'\x89PNG\r\n\x1a\n' + b'0' * 100
        records = self._process(
            self._mail(('a.csv', csv(('1', 5))), ('b.csv', csv(('2', 5))), ('logo.png', picture))
        )
        self.assertEqual(records.mapped('filename'), ['a.csv', 'b.csv'])
        self.assertEqual(len(self._work()), 2)
        self.assertEqual(set(records.mapped('state')), {'done'})

    def test_text_file_in_another_encoding(self):
        """Mail programs name the encoding of a text file wrongly, or not at all."""
        for charset in (None, 'us-ascii', 'utf-8', 'no-such-charset'):
            with self.subTest(charset=charset):
                text = csv((f'1-{charset}', 100)).decode().replace('Customer', 'Šćepanović')
                content = text.encode('cp1250')
                message = self._mail()
                message.add_attachment(content, maintype='text', subtype='csv', filename='a.csv')
                part = next(message.iter_attachments())
                if charset:
                    part.set_param('charset', charset)
                record = self._process(message)
                self.assertEqual(record.attachment_id.raw, content)
                self._work()
                self.assertIn("Šćepanović", record.line_ids.mapped('partner_name'))

    def test_same_mail_twice(self):
        message = self._mail(('a.csv', csv(('1', 5))))
        self.assertEqual(len(self._process(message)), 1)
        self._work()
        self.assertFalse(self._process(message))
        # once more by another mail: said, and nothing changed
        record = self._process(self._mail(('b.csv', csv(('1', 5)))))
        [(_to, _subject, body)] = self._work()
        self.assertEqual(record.state, 'stopped')
        self.assertIn("same file", body)

    def test_unknown_sender(self):
        for sender in (
            'Somebody <somebody@example.org>',
            'bookkeeper@example.com.evil.org',
            '"bookkeeper@example.com" <evil@example.org>',
            'evil@example.org, bookkeeper@example.com',
        ):
            with self.subTest(sender=sender):
                record = self._process(self._mail(('a.csv', csv((sender, 5))), sender=sender))
                self.assertEqual(self._work(), [])
                self.assertEqual(record.state, 'preview')
                self.assertFalse(record.sender_allowed)
                self.assertEqual(record.activity_ids.user_id, self.finance)
        self.assertEqual(set(self._documents()), {'0'})
        # a person looks at it, and lets it in
        record.action_import()
        self.assertFalse(record.activity_ids)
        self._work()
        self.assertEqual(record.state, 'done')
        self.assertFalse(self._process(self._mail(sender='spam@example.org')))

    def test_user_may_send(self):
        record = self._process(self._mail(('a.csv', csv(('1', 5))), sender='finance@example.com'))
        self.assertTrue(record.sender_allowed)
        self.assertEqual(record.user_id, self.finance)
        self.salesperson = self.env['res.users'].create(
            {'name': "S", 'login': 's_mail', 'email': 's_mail@example.com'}
        )
        record = self._process(self._mail(('a.csv', csv(('2', 5))), sender='s_mail@example.com'))
        self.assertFalse(record.sender_allowed)

    def test_partner_may_send(self):
        self.source.sender_ids = self._customer("Office", email='office@example.net')
        record = self._process(self._mail(('a.csv', csv(('1', 5))), sender='office@example.net'))
        self.assertTrue(record.sender_allowed)
        with self.assertRaises(ValidationError):
            self.source.sender_emails = 'nonsense'

    def test_automatic_mails(self):
        before = self.env['mail.mail'].search_count([])
        for headers in (
            {'Auto-Submitted': 'auto-replied'},
            {'Auto-Submitted': 'auto-generated (rejected)'},
            {'Precedence': 'bulk'},
            {'X-Autoreply': 'yes'},
            {'Return-Path': '<>'},
            {'From': 'MAILER-DAEMON@example.com'},
        ):
            with self.subTest(headers=headers):
                message = self._mail(('a.csv', csv(('1', 5))), headers=headers)
                self.assertFalse(self._process(message))
        self.assertEqual(self.env['mail.mail'].search_count([]), before)

    def test_answer_to_our_answer(self):
        """An out-of-office note to our answer ends there; a next export in an answer counts."""
        record = self._process(self._mail(('a.csv', csv(('1', 5)))))
        self._work()
        answer = record.message_ids.sorted('id')[-1]
        reply = {'In-Reply-To': answer.message_id, 'References': answer.message_id}
        note = self._mail(headers={**reply, 'Auto-Submitted': 'auto-replied'})
        self.assertFalse(self._process(note))
        self.assertEqual(self._work(), [])
        second = self._process(self._mail(('next.csv', csv(('2', 5))), headers=reply))
        self.assertEqual(second.filename, 'next.csv')
        self._work()
        self.assertEqual(second.state, 'done')

    def test_unusual(self):
        """Questions, unknown headings, unreadable files and empty ones wait."""
        unknown = csv('7;Customer;5,00;1.3.2026', headings='Broj;Kupac;Iznos;Datum')
        for content, told in (
            (unknown, "headings"),
            (csv('x;Customer;;31.02.2026;;abc;;', 'y;Customer;;31.02.2026;;abc;;'), "half"),
            (csv(), ""),
            (b'%PDF-1.4 nothing', "PDF"),
            (b'\x00' * 1000, ""),
        ):
            with self.subTest(content=content[:30]):
                record = self._process(self._mail(('a.csv', content)))
                mails = self._work()
                self.assertIn(record.state, ('preview', 'failed'))
                self.assertIn(told, record.message)
                self.assertEqual(record.activity_ids.user_id, self.finance)
                [(to, _subject, _body)] = mails
                self.assertEqual(to, 'bookkeeper@example.com')
        self.assertEqual(set(self._documents()), {'0'})

    def test_no_file(self):
        for files in ((), [('a.csv', b'')]):
            with self.subTest(files=files):
                record = self._process(self._mail(*files))
                self.assertEqual(record.state, 'failed')
                self.assertEqual(record.activity_ids.user_id, self.finance)
                [answer] = self._new_mails.filtered('email_to')
                self.assertIn("no file", answer.body_html)

    def test_too_much_turns_paid(self):
        self.source.open_items_only = True
        self._process(self._mail(('a.csv', csv(*((str(n), 5) for n in range(9))))))
        self._work()
        self.assertEqual(len(self._documents()), 9)
        record = self._process(self._mail(('b.csv', csv(('3', 5)))))
        [(_to, _subject, body)] = self._work()
        self.assertEqual(record.state, 'preview')
        self.assertEqual(set(self.source.document_ids.mapped('state')), {'open'})
        self.assertIn("waits", body)
        self.assertEqual(record.activity_ids.user_id, self.finance)

    def test_hostile_mails(self):
        """Names, texts and addresses made to do harm do none."""
        evil = "<script>alert(1)</script>"
        name = f'../../{evil}.csv'
        record = self._process(
            self._mail(
                (name, csv(f'{evil};{evil};;31.02.2026;;{evil};;', ('1', 5), ('2', 5), ('3', 5)))
            )
        )
        [(_to, _subject, body)] = self._work()
        self.assertEqual(record.state, 'done')
        self.assertNotIn('<script', body)
        many = self._process(self._mail(*((f'{n}.csv', csv((str(n), 5))) for n in range(30))))
        self.assertEqual(len(many), 20)
        for content in (
            b'From: bookkeeper@example.com\r\nTo: books@test.mycompany.com\r\n\r\nno id',
            b'From: \r\nTo: books@test.mycompany.com\r\nMessage-Id: <x@y>\r\n\r\n',
        ):
            with self.subTest(content=content):
                self._process(content)

    def test_disabled_alias(self):
        self.source.alias_name = False
        self.assertFalse(self.source.alias_email)
        other = self.env['finance.status.source'].create({'name': "Other", 'code': 'o'})
        self.assertFalse(other.alias_id)
