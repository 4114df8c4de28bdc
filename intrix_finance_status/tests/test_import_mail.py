import base64
from email.message import EmailMessage
from email.utils import make_msgid
from unittest.mock import patch

from odoo.addons.mail.tests.common import MailCommon
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import email_domain_extract, mute_logger
from psycopg2.errors import UniqueViolation

from ..models import finance_status_import_mail as mail
from ..models.finance_status_import_sender import MailEvidence
from .common import day
from .common_import import ImportCommon, csv

SENDER = 'Bookkeeper <bookkeeper@example.com>'
CONFIRMED = ('mx.mycompany.com; dmarc=pass (p=none) header.from=%s',)


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
                'authserv_ids': 'mx.mycompany.com',
            }
        )
        # a person has looked at a file with these headings before
        record = cls._upload(csv(('0', 1)))
        record.action_import()
        record.with_user(cls.env.user)._work()
        record.with_user(cls.env.user)._work()
        record.with_user(cls.env.user)._work()

    def _mail(
        self, *files, sender=SENDER, headers=(), to=None, text="See the file.", results=CONFIRMED
    ):
        """Return a mail with files as (name, content).

        :param results: headers that say who sent it, the topmost first; ``%s`` is the domain
        """
        message = EmailMessage()
        domain = email_domain_extract(sender)
        for header in results:
            message['Authentication-Results'] = header.replace('%s', domain or '')
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

    def _forwarded(self, *files, **values):
        """Return a mail as forwarded: from somebody else, with other headers."""
        return self._mail(*files, sender='Anybody <anybody@example.org>', results=(), **values)

    def test_forwarded_as_attachment(self):
        """The list is in a mail that was forwarded; who sent the outer one counts."""
        message = self._mail()
        message.add_attachment(self._forwarded(('list.csv', csv(('1', 5)))))
        record = self._process(message)
        self.assertEqual((record.filename, record.sender), ('list.csv', 'bookkeeper@example.com'))
        self._work()
        self.assertEqual(record.state, 'done')
        self.assertEqual(self._documents()['1'].amount_total, 5)
        self.assertEqual(self.source.alias_id.alias_status, 'valid')

    def test_forwarded_beside_a_list(self):
        message = self._mail(('other.csv', csv(('2', 7))), ('same.csv', csv(('1', 5))))
        message.add_attachment(self._forwarded(('list.csv', csv(('1', 5)))))
        records = self._process(message)
        self.assertEqual(records.mapped('filename'), ['other.csv', 'same.csv'])
        self._work()
        self.assertEqual(set(records.mapped('state')), {'done'})

    def test_forwarded_as_a_file(self):
        """Some programs attach a mail as a file, or in an encoding that isn't allowed."""
        inner = self._forwarded(('list.csv', csv(('1', 5))))
        deeper = self._forwarded(('deeper.eml', inner.as_bytes()))
        encoded = self._mail()
        encoded.add_attachment(inner)
        [part] = encoded.iter_attachments()
        part.set_payload(base64.encodebytes(inner.as_bytes()).decode())
        part.replace_header('Content-Transfer-Encoding', 'base64')
        for message in (
            self._mail(('forwarded.eml', inner.as_bytes())),
            self._mail(('forwarded.eml', deeper.as_bytes())),
            encoded,
        ):
            record = self._process(message)
            self.assertEqual(record.filename, 'list.csv')
            self.assertEqual(record.attachment_id.raw, csv(('1', 5)))

    def test_forwarded_without_a_list(self):
        message = self._mail()
        message.add_attachment(self._forwarded())
        record = self._process(message)
        self.assertEqual(record.state, 'failed')
        self.assertIn("no file", record.message)
        self.assertEqual(self.source.alias_id.alias_status, 'valid')

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
        """Files of strangers are not kept; the responsible person is told, once."""
        senders = (
            'Somebody <somebody@example.org>',
            'bookkeeper@example.com.evil.org',
            '"bookkeeper@example.com" <evil@example.org>',
            'evil@example.org, bookkeeper@example.com',
            'bookkeeper@example.com, evil@example.org',
        )
        content = csv(('stranger', 5))
        for sender in (*senders, *senders):
            with self.subTest(sender=sender):
                self.assertFalse(self._process(self._mail(('a.csv', content), sender=sender)))
                self.assertEqual(self._work(), [])
        checksum = self.env['ir.attachment']._compute_checksum(content)
        self.assertFalse(self.env['ir.attachment'].search([('checksum', '=', checksum)]))
        self.assertFalse(self._process(self._mail(sender='spam@example.org')))
        activity = self.source.activity_ids
        self.assertEqual(activity.user_id, self.finance)
        for text in ('somebody@example.org', 'evil@example.org'):
            self.assertEqual(activity.note.count(f'<li>{text}'), 1)
        self.assertIn('a.csv', activity.note)
        self.assertNotIn('spam@', activity.note)
        self.assertEqual(set(self._documents()), {'0'})

    def test_strangers_are_told_up_to_a_number(self):
        for number in range(30):
            self.source._tell_stranger(f'{number}@spam.example', ['a.csv'])
        [activity] = self.source.activity_ids
        self.assertEqual(activity.note.count('<li>'), 20)

    def test_forged_sender(self):
        """What no trusted server confirms waits, is nobody's, and gets no answer."""
        self.source.user_id = new_test_user(
            self.env, 'responsible', 'intrix_finance_status.group_finance_status_user'
        )
        document = self._documents()['0']
        self.assertEqual(document.state, 'open')
        paid = csv(('0', 1, 1))
        forged = 'mx.mycompany.com; spf=fail smtp.mailfrom=evil.org; dmarc=fail header.from=%s'
        good = CONFIRMED[0]
        # decoded, this would be another result
        encoded = 'mx.mycompany.com; spf=none smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass?=@e.org'
        for results, told in (
            ((), "No mail server"),
            ((good.replace('mx.mycompany', 'mx.evil'),), "No mail server"),
            ((forged,), "dmarc=fail"),
            # the sender wrote the second one
            ((forged, good), "dmarc=fail"),
            (('mx.mycompany.com; none', good), "none"),
            (('mx.mycompany.com; dmarc=pass header.from=evil.org',), "dmarc=pass"),
            ((encoded,), "spf"),
        ):
            with self.subTest(results=results):
                record = self._process(
                    self._mail(('a.csv', paid), sender='finance@example.com', results=results)
                )
                self.assertEqual(self._work(), [])
                self.assertEqual(record.state, 'preview')
                self.assertFalse(record.sender_allowed)
                self.assertIn(told, record.message)
                self.assertNotEqual(record.user_id, self.finance)
                self.assertTrue(record.activity_ids)
        self.assertEqual(document.state, 'open')
        # a person looks at it, and lets it in
        record.action_confirm_closing()
        record.action_import()
        self.assertFalse(record.activity_ids)
        self._work()
        self.assertEqual((record.state, document.state), ('done', 'paid'))

    def test_without_results(self):
        """A source may take mails that no server says anything about, never those that fail."""
        self.source.takes_unconfirmed = True
        for number, (results, state) in enumerate(
            (
                ((), 'done'),
                (('mx.elsewhere.com; dmarc=fail',), 'done'),
                (('mx.mycompany.com; dmarc=fail',), 'preview'),
                (('mx.mycompany.com; none',), 'preview'),
            )
        ):
            with self.subTest(results=results):
                content = csv((f'w{number}', 5))
                record = self._process(self._mail(('a.csv', content), results=results))
                self._work()
                self.assertEqual(record.state, state)

    def test_handed_in_by_a_user(self):
        """Anybody may hand in a mail over RPC, with any headers: that is no mail server."""
        self.source.takes_unconfirmed = True
        employee = new_test_user(self.env, 'mail_employee', 'base.group_user')
        before = self.Import.search([])
        evidence = MailEvidence(CONFIRMED, 'bookkeeper@example.com', received=True)
        Thread = self.env['mail.thread'].with_user(employee)
        Thread = Thread.with_context(
            finance_mail_evidence=evidence, default_closing_confirmed=99, default_state='queued'
        )
        self.source.alias_id.alias_status = 'valid'
        with self.mock_mail_gateway():
            Thread.message_process(None, self._mail(('a.csv', csv(('r', 5)))).as_bytes())
        record = self.Import.search([]) - before
        self._work()
        self.assertEqual((record.state, record.closing_confirmed), ('preview', 0))
        self.assertIn("mail server", record.message)
        with self.assertRaises(AccessError):
            self.Import.message_new(
                {'email_from': SENDER, 'attachments': [('a.csv', b'x', {})]},
                {'source_id': self.source.id},
            )

    def test_a_user_names_no_target(self):
        """Over RPC, Odoo takes model, record and values of a mail's target from the caller."""
        record = self._upload(csv(('1', 5)))
        employee = new_test_user(self.env, 'mail_employee', 'base.group_user')
        content = self._mail(('a.csv', csv(('r', 5))), to='somebody@example.com').as_bytes()
        values = {'source_id': self.source.id}
        known, messages = self.Import.search([]), record.message_ids
        for user, made in ((employee, 0), (self.env.ref('base.user_admin'), 1)):
            Thread = self.env['mail.thread'].with_user(user)
            for thread_id in (None, record.id):
                with self.subTest(user=user.login, thread=thread_id), self.mock_mail_gateway():
                    message = content.replace(
                        b'Message-Id: <', b'Message-Id: <%d' % (thread_id or 0)
                    )
                    Thread.message_process(record._name, message, values, thread_id=thread_id)
            self.assertEqual(bool(self.Import.search([]) - known), bool(made))
            self.assertEqual(bool(record.message_ids - messages), bool(made))

    def test_alias_is_the_sources_own(self):
        """Who sets up a source can't have its mails, or those of others, go elsewhere."""
        company = self.env['res.company'].create({'name': "Other"})
        theirs = self.env['finance.status.source'].create(
            {'name': "Theirs", 'code': 't', 'company_id': company.id}
        )
        manager = new_test_user(
            self.env, 'mail_manager', 'intrix_finance_status.group_finance_status_manager'
        )
        source = self.source.with_user(manager)
        with self.assertRaises(AccessError):
            source.alias_defaults = str({'source_id': theirs.id})
        source.alias_name = 'newbooks'
        self.source.alias_id.alias_defaults = str({'source_id': theirs.id})
        record = self._process(self._mail(('a.csv', csv(('1', 5)))))
        self.assertEqual(record.source_id, self.source)
        lead_alias = self.env['mail.alias'].create(
            {'alias_name': 'l', 'alias_model_id': self.env['ir.model']._get_id('crm.lead')}
        )
        with self.assertRaises(ValidationError):
            source.alias_id = lead_alias
        other = self.env['finance.status.source'].create({'name': "Second", 'code': 's'})
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'):
            other.with_user(manager).alias_id = self.source.alias_id
            other.flush_recordset()

    def test_large_and_empty_files(self):
        """Empty files are told; of large ones nothing is stored, in the history neither."""
        record = self._process(self._mail(('a.csv', csv(('1', 5))), ('empty.csv', b'')))
        self.assertEqual(record.mapped('filename'), ['a.csv'])
        self.assertIn("empty.csv is empty", record.activity_ids.note)
        large = b'x' * 2_000_000
        with patch.object(mail, 'MAX_FILE_BYTES', 1_500_000):
            record = self._process(self._mail(('large.csv', large)))
        self.assertEqual(record.state, 'failed')
        self.assertIn("large.csv was not kept", record.message)
        checksum = self.env['ir.attachment']._compute_checksum(large)
        self.assertFalse(self.env['ir.attachment'].search([('checksum', '=', checksum)]))

    def test_rows_that_say_paid(self):
        """Too much turning paid waits, by what rows say as well as by what is missing."""
        record = self._process(self._mail(('a.csv', csv(*((f'p{n}', 10) for n in range(9))))))
        self._work()
        self.assertEqual(record.state, 'done')
        one = csv(*((f'p{n}', 10, 10 if n < 2 else 0) for n in range(9)))
        record = self._process(self._mail(('b.csv', one)))
        self._work()
        self.assertEqual(record.state, 'done')
        documents = self._documents()
        self.assertEqual(documents['p1'].state, 'paid')
        # nearly all of the amount, and no document in full
        for paid in (10, 9.99):
            rest = csv(*((f'p{n}', 10, paid) for n in range(3, 9)))
            record = self._process(self._mail((f'{paid}.csv', rest)))
            self._work()
            self.assertEqual(record.state, 'preview')
            self.assertIn(f"{6 * paid:.2f}", record.message)
            self.assertIn("the limit is 30", record.message)
        self.assertEqual(documents['p5'].state, 'open')
        with self.assertRaises(UserError):
            record.action_import()
        record.action_confirm_closing()
        record.action_import()
        self._work()
        self.assertEqual(record.state, 'done')
        self.assertEqual(documents['p5'].amount_due, 0.01)
        # the amount alone
        self.source.write({'closing_percent': 100, 'closing_amount': 0.02})
        rest = csv(*((f'p{n}', 10, 10) for n in range(3, 9)))
        record = self._process(self._mail(('c.csv', rest)))
        self._work()
        self.assertEqual(record.state, 'preview')
        self.assertIn("The limit is", record.message)

    def test_user_may_send(self):
        record = self._process(self._mail(('a.csv', csv(('1', 5))), sender='finance@example.com'))
        self.assertTrue(record.sender_allowed)
        self.assertEqual(record.user_id, self.finance)
        self.salesperson = self.env['res.users'].create(
            {'name': "S", 'login': 's_mail', 'email': 's_mail@example.com'}
        )
        self.assertFalse(
            self._process(self._mail(('a.csv', csv(('2', 5))), sender='s_mail@example.com'))
        )

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
        for files, told in (((), "no file"), ([('a.csv', b'')], "a.csv is empty")):
            with self.subTest(files=files):
                record = self._process(self._mail(*files))
                self.assertEqual(record.state, 'failed')
                self.assertEqual(record.activity_ids.user_id, self.finance)
                [answer] = self._new_mails.filtered('email_to')
                self.assertIn(told, answer.body_html)

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
