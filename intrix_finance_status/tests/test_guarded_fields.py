from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_document_matching import MatchingCommon

MIXIN = 'finance.status.guarded.mixin'
PREFIXES = ('finance.status.', 'finance.')


@tagged('post_install', '-at_install')
class TestGuardedFields(MatchingCommon):
    """What code trusts, no client writes: whatever the way, whoever the user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company()['company']
        cls.user = new_test_user(
            cls.env,
            'guarded_user',
            'intrix_finance_status.group_finance_status_manager',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.other_source = cls.env['finance.status.source'].create(
            {'name': "Theirs", 'code': 'theirs', 'company_id': cls.other_company.id}
        )
        cls.theirs = cls.env['finance.status.document'].create(
            {'name': "T", 'source_id': cls.other_source.id, 'amount_total': 10}
        )

    def _guarded(self):
        """Yield the models with guarded fields, and the names of these."""
        for name in self.env.registry.descendants([MIXIN], '_inherit'):
            model = self.env[name]
            if not model._abstract:
                yield model, model._guarded_names(model._fields)

    def test_models(self):
        """Whatever model clients may write has the guard; dialogs keep nothing."""
        guarded = {model._name for model, _names in self._guarded()}
        written = self.env['ir.model.access'].search(
            [
                '|',
                ('perm_write', '=', True),
                ('perm_create', '=', True),
                ('model_id.transient', '=', False),
            ]
        )
        written = {name for name in written.mapped('model_id.model') if name.startswith(PREFIXES)}
        written = {name for name in written if not self.env[name]._transient}
        self.assertIn('finance.status.document', written)
        self.assertEqual(written - guarded, set())

    def test_fields(self):
        """Stored computed ones among them, which Odoo has any client write."""
        names = {model._name: names for model, names in self._guarded()}
        for model, fname in (
            ('finance.status.document', 'match_before'),
            ('finance.status.document', 'match_choice_id'),
            ('finance.status.document', 'company_id'),
            ('finance.status.document', 'amount_due'),
            ('finance.status.document', 'told_orders'),
            ('finance.status.import', 'state'),
            ('finance.status.import', 'sender_allowed'),
            ('finance.status.import', 'progress_id'),
            ('finance.status.source', 'mapping'),
            ('finance.status.transaction', 'company_id'),
            ('finance.status.transaction.match', 'payment_id'),
            ('finance.status.transaction.match', 'move_id'),
            ('finance.status.hold', 'user_id'),
            ('finance.status.hold', 'commercial_partner_id'),
            ('finance.status.promise', 'name'),
        ):
            self.assertIn(fname, names[model])

    def test_refused(self):
        """Every guarded field of every model: create, write, load and what forms are told."""
        count = 0
        for model, names in self._guarded():
            model = model.with_user(self.user)  # noqa: PLW2901 - as the user
            described = model.fields_get(sorted(names), ['readonly'])
            given = {'partner_id': self.acme.id} if 'partner_id' in model._fields else {}
            record = model.sudo().search([], limit=1).with_user(self.user) or model.new()
            for name in sorted(names & described.keys()):
                with self.subTest(model=model._name, field=name):
                    self.assertTrue(described[name]['readonly'])
                    with self.assertRaises(AccessError):
                        model.create({**given, name: False})
                    with self.assertRaises(AccessError):
                        record._check_field_access(model._fields[name], 'write')
                    count += 1
        self.assertGreater(count, 80)

    def test_superuser_ignores_proposals(self):
        """A default in the context is no value for a guarded field, for superuser neither."""
        Document = self.env['finance.status.document']
        for env_model in (Document.with_user(self.user), Document.sudo()):
            proposed = env_model.with_context(
                default_match_choice_id=7,
                default_match_before={'partner_id': 1},
                default_company_id=self.other_company.id,
            )
            document = proposed.create(
                {'name': "D", 'source_id': self.source.id, 'amount_total': 5}
            )
            self.assertFalse(document.match_choice_id)
            self.assertFalse(document.match_before)
            self.assertEqual(document.company_id, self.env.company)
            self.assertNotIn('match_choice_id', proposed.default_get(['match_choice_id', 'name']))

    def test_load(self):
        Document = self.env['finance.status.document'].with_user(self.user)
        result = Document.load(
            ['name', 'source_id/.id', 'amount_total', 'match_choice_id'],
            [['L', str(self.source.id), '5', '7']],
        )
        self.assertFalse(result['ids'])
        self.assertIn('match_choice_id', result['messages'][0]['message'])
        result = Document.load(
            ['name', 'source_id/.id', 'amount_total'], [['L', str(self.source.id), '5']]
        )
        self.assertTrue(result['ids'])

    def test_onchange(self):
        """A form can't compute with what it says of a guarded field."""
        match = self._match()
        move = self.env['account.move'].create({'move_type': 'entry'})
        values = match.with_user(self.user).onchange(
            {'move_id': move.id, 'document_id': False}, ['move_id'], {'name': {}, 'move_id': {}}
        )
        self.assertFalse(values)
        values = match.with_user(self.user).onchange(
            {'document_id': self.theirs.id, 'partner_id': False},
            ['partner_id', 'document_id'],
            {'name': {}},
        )
        self.assertNotEqual(values.get('value', {}).get('name'), "T")

    def _match(self):
        transaction = (
            self.env['finance.status.transaction']
            .sudo()
            .create(
                {
                    'source_id': self.source.id,
                    'company_id': self.env.company.id,
                    'account': 'HR1',
                    'identity': '1',
                    'date': '2026-01-02',
                    'currency_id': self.env.company.currency_id.id,
                    'amount': 10,
                }
            )
        )
        return (
            self.env['finance.status.transaction.match']
            .sudo()
            .create(
                {
                    'transaction_id': transaction.id,
                    'document_id': self._told(partner_name="Nobody").id,
                    'amount': 1,
                    'claim_amount': 1,
                }
            )
        )

    # the examples

    def test_undo(self):
        """No document, payment, message or remembered customer of others changes by an undo."""
        document = self._told(partner_name="Nobody").with_user(self.user)
        choice = self.env['finance.status.source.partner'].create(
            {
                'source_id': self.other_source.id,
                'partner_id': self.acme.id,
                'partner_name': "Acme u Zagrebu",
            }
        )
        line = self.theirs.line_ids
        before = {
            'match_choice_id': 0,
            'company_id': self.other_company.id,
            'line_ids': [[1, line.id, {'amount': 99}]],
            'message_ids': [[1, self.theirs.message_ids[:1].id, {'body': "Changed"}]],
        }
        for vals in (
            {'match_before': before},
            {'match_choice_id': choice.id},
            {'match_rule': 'person'},
            {'company_id': self.other_company.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                document.write(vals)
        # even if it stood there
        document.sudo().write({'match_before': before, 'match_choice_id': choice.id})
        document.action_undo_match()
        self.assertTrue(choice.exists())
        self.assertEqual(document.company_id, self.env.company)
        self.assertEqual(line.amount, 10)
        self.assertNotIn("Changed", str(self.theirs.message_ids.mapped('body')))

    def test_undo_looks_up(self):
        """What undo links to is there, and of the document's own company."""
        theirs = self._customer("Theirs", company_id=self.other_company.id)
        order = self.env['sale.order'].create(
            {'partner_id': self.acme.id, 'company_id': self.other_company.id}
        )
        gone = self._customer("Gone")
        gone_id = gone.id
        gone.unlink()
        for partner_id in (theirs.id, gone_id):
            with self.subTest(partner_id=partner_id):
                document = self._told(partner_name="Nobody")
                document.sudo().match_before = {
                    'partner_id': partner_id,
                    'match_state': 'matched',
                    'match_rule': 'name',
                    'match_choice_id': 0,
                    'orders': [[order.id, 5], [0, 1]],
                }
                document.with_user(self.user).action_undo_match()
                self.assertFalse(document.partner_id)
                self.assertEqual(document.match_state, 'to_match')
                self.assertFalse(document.order_ids)

    def test_moved(self):
        """Nothing can be moved to where its user may not write."""
        document = self._told(partner_name="Nobody")
        hold = self.env['finance.status.hold'].create(
            {'partner_id': self.acme.id, 'reason': "Late"}
        )
        promise = self.env['finance.status.promise'].create(
            {'partner_id': self.acme.id, 'amount': 5, 'date': '2099-01-01'}
        )
        payment = self.env['finance.status.document.payment'].create(
            {'document_id': document.id, 'amount': 1}
        )
        choice = self.env['finance.status.source.partner'].create(
            {'source_id': self.source.id, 'partner_id': self.acme.id, 'partner_name': "A"}
        )
        for record, vals in (
            (document, {'source_id': self.other_source.id}),
            (document.line_ids, {'document_id': self.theirs.id}),
            (payment, {'document_id': self.theirs.id}),
            (hold, {'company_id': self.other_company.id}),
            (promise, {'company_id': self.other_company.id}),
            (choice, {'source_id': self.other_source.id}),
            (self.source, {'company_id': self.other_company.id}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.user).write(vals)
                self.env.flush_all()

    def test_people_still_work(self):
        """Choosing, undoing and duplicating go on without any write of guarded fields."""
        document = self._told(partner_name="Nobody").with_user(self.user)
        document.action_choose(self.acme.id)
        self.assertEqual(document.match_rule, 'person')
        document.action_undo_match()
        self.assertFalse(document.partner_id)
        copied = document.copy({'name': "Copy"})
        self.assertEqual(copied.amount_total, document.amount_total)
        source = self.source.with_user(self.user).copy({'code': 'copied'})
        self.assertTrue(source.exists())
