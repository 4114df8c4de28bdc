from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_import import ImportCommon, csv


@tagged('post_install', '-at_install')
class TestImportAccess(ImportCommon):
    """Finance users import into their companies; nobody else sees what was in the files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = new_test_user(
            cls.env, 'import_sales', 'sales_team.group_sale_manager', company_id=cls.env.company.id
        )
        cls.other_company = cls.env['res.company'].create({'name': "Other company"})
        cls.stranger = new_test_user(
            cls.env,
            'import_stranger',
            'intrix_finance_status.group_finance_status_user',
            company_id=cls.other_company.id,
            company_ids=[cls.other_company.id],
        )
        cls.other_source = cls.env['finance.status.source'].create(
            {'name': "Other", 'code': 'books', 'company_id': cls.other_company.id}
        )

    def test_finance_user(self):
        record = self._import(csv(('1', 100)))
        self.assertEqual(record.state, 'done')
        record.action_undo()
        self._cron()
        self.assertEqual(record.state, 'undone')
        lines = record.line_ids
        for vals in ({'outcome': 'new'}, {'before': {'id': 1}}):
            with self.assertRaises(AccessError):
                lines.write(vals)
        with self.assertRaises(AccessError):
            lines.create({'import_id': record.id})
        record.unlink()
        self.assertFalse(lines.exists())

    def test_salesperson(self):
        record = self._upload(csv(('1', 100)))
        mine = record.with_user(self.salesperson)
        for model in ('', '.line', '.layout', '.column', '.question', '.upload', '.progress'):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[f'finance.status.import{model}'].with_user(self.salesperson).search([])
        for action in ('import', 'read_again', 'stop', 'undo', 'continue', 'confirm_closing'):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(mine, f'action_{action}')()
        with self.assertRaises(AccessError):
            mine.get_progress()
        with self.assertRaises(AccessError):
            mine._from_attachments(self.source, record.attachment_id)
        with self.assertRaises(AccessError):
            record.attachment_id.with_user(self.salesperson).read(['raw'])

    def test_other_company(self):
        record = self._upload(csv(('1', 100)))
        theirs = record.with_user(self.stranger)
        for model in ('', '.line', '.layout', '.column'):
            found = self.env[f'finance.status.import{model}'].with_user(self.stranger).search([])
            self.assertFalse(found)
        for action in ('import', 'read_again', 'stop', 'undo', 'continue'):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(theirs, f'action_{action}')()
        attachment = (
            self.env['ir.attachment']
            .with_user(self.stranger)
            .create({'name': 'f.csv', 'raw': csv(('2', 5))})
        )
        with self.assertRaises(AccessError):
            theirs._from_attachments(self.source.with_user(self.stranger), attachment)
        with self.assertRaises(AccessError):
            # nor a file of somebody else
            theirs._from_attachments(self.other_source, record.attachment_id)
        own = theirs._from_attachments(self.other_source.with_user(self.stranger), attachment)
        own.action_import()
        self._cron()
        self.assertEqual(own.state, 'done')
        self.assertEqual(self._documents(self.other_source)['2'].company_id, self.other_company)
        self.assertFalse(self._documents())
        # nor does moving it to another source
        with self.assertRaises(AccessError):
            own.source_id = self.source

    def test_internal_fields(self):
        """What the job keeps can't be written by users."""
        record = self._upload(csv(('1', 100)))
        for vals in ({'state': 'done'}, {'checksum': 'x'}, {'closing_confirmed': 99}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                record.write(vals)

    def test_public_file(self):
        """A file that is not the user's own is copied, so that it stays when the import goes."""
        content = csv(('2', 5))
        for values, own in (
            ({'public': True}, False),
            ({'public': True, 'create_uid': self.finance}, False),
            ({}, True),
        ):
            creator = values.pop('create_uid', self.env.user if values else self.finance)
            attachment = (
                self.env['ir.attachment']
                .with_user(creator)
                .create({'name': 'f.csv', 'raw': content, **values})
            )
            with self.subTest(values=values, creator=creator.login):
                record = self.Import._from_attachments(
                    self.source.with_user(self.finance), attachment.with_user(self.finance)
                )
                kept = record.attachment_id.sudo()
                self.assertEqual(kept == attachment, own)
                self.assertFalse(kept.public)
                self.assertEqual((kept.raw, kept.res_id), (content, record.id))
                record.unlink()
                self.assertEqual(bool(attachment.exists()), not own)

    def test_empty_file(self):
        for content in (b'', False):
            with self.assertRaises(UserError) as refused:
                self._upload(content, 'empty.csv')
            self.assertIn("empty.csv is empty", str(refused.exception))
            wizard = self.env['finance.status.import.upload'].with_user(self.finance)
            attachment = self._attachment(content, 'other.csv')
            with self.assertRaises(UserError):
                wizard.create(
                    {'source_id': self.source.id, 'attachment_ids': attachment.ids}
                ).action_read()

    def test_commands(self):
        """Nothing of other records is written by the values of a new import."""
        record = self._upload(csv(('1', 100)))
        attachment = self._attachment(csv(('2', 5)))
        for fname in ('line_ids', 'question_ids', 'layout_ids', 'message_ids'):
            with self.subTest(field=fname), self.assertRaises(AccessError):
                self.Import.create(
                    {
                        'source_id': self.source.id,
                        'attachment_id': attachment.id,
                        fname: [(4, record[fname][:1].id)],
                    }
                )

    def test_file_of_another_record(self):
        """A file that belongs to another record stays with it."""
        lead = self._lead()
        attachment = self.env['ir.attachment'].create(
            {'name': 'f.csv', 'raw': csv(('2', 5)), 'res_model': 'crm.lead', 'res_id': lead.id}
        )
        record = self.env['finance.status.import']._from_attachments(self.source, attachment)
        self.assertNotEqual(record.attachment_id, attachment)
        self.assertEqual(attachment.res_id, lead.id)
        record.unlink()
        self.assertTrue(attachment.exists())
