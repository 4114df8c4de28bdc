from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FinanceStatusCommon, day

MIXIN = 'finance.status.named.mixin'
LINE = {'amount': {}, 'amount_due': {}, 'balance': {}, 'currency_id': {}, 'company_id': {}}


@tagged('post_install', '-at_install')
class TestNamedIds(FinanceStatusCommon):
    """Forms that are not saved, and name what their user may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Other")['company']
        cls.user = new_test_user(
            cls.env,
            'names_ids',
            'intrix_finance_status.group_finance_status_manager,base.group_partner_manager',
            company_id=cls.env.company.id,
            company_ids=cls.env.company.ids,
        )
        cls.ours = cls._document_of(cls.env.company)
        cls.theirs = cls._document_of(cls.other)
        cls.their_partner = cls.env['res.partner'].create(
            {'name': "Theirs", 'company_id': cls.other.id}
        )

    @classmethod
    def _document_of(cls, company):
        source = cls.env['finance.status.source'].create(
            {'name': company.name, 'code': f'of_{company.id}', 'company_id': company.id}
        )
        return cls.env['finance.status.document'].create(
            {
                'name': f'D{company.id}',
                'source_id': source.id,
                'amount_total': 100,
                'date_due': day(5),
                'payment_ids': [Command.create({'amount': 30})],
            }
        )

    def _model(self, name):
        return self.env[name].with_user(self.user)

    def test_models(self):
        """All of ours, also as lines of others' forms."""
        named = self.env.registry.descendants([MIXIN], '_inherit')
        for name, Model in self.env.registry.items():
            if name.startswith('finance.') and Model._auto and not Model._abstract:
                self.assertIn(name, named)

    def test_document_of_an_instalment(self):
        Line = self._model('finance.status.document.line')
        values = {'document_id': self.theirs.id, 'amount': 50}
        with self.assertRaises(AccessError):
            Line.onchange(values, ['document_id'], LINE)
        with self.assertRaises(AccessError):
            Line.onchange(values, [], LINE)
        with self.assertRaises(AccessError):
            Line.new(values)
        values['document_id'] = self.ours.id
        told = Line.onchange(values, ['document_id'], LINE)['value']
        self.assertEqual(told['company_id'], self.env.company.id)

    def test_default_of_an_action(self):
        Payment = self._model('finance.status.document.payment')
        spec = {'currency_id': {}, 'company_id': {}, 'document_id': {}}
        with self.assertRaises(AccessError):
            Payment.with_context(default_document_id=self.theirs.id).onchange({}, [], spec)
        told = Payment.with_context(default_document_id=self.ours.id).onchange({}, [], spec)
        self.assertEqual(told['value']['document_id'], self.ours.id)

    def test_lines_of_a_document(self):
        document = self.ours.with_user(self.user)
        spec = {'line_ids': {'fields': LINE}, 'amount_due': {}}
        [line], [their_line] = self.ours.line_ids, self.theirs.line_ids
        for command in (
            [Command.CREATE, 'virtual', {'document_id': self.theirs.id, 'amount': 50}],
            [Command.UPDATE, line.id, {'document_id': self.theirs.id}],
            [Command.UPDATE, their_line.id, {'amount': 50}],
            [Command.LINK, their_line.id, 0],
            [Command.SET, 0, [line.id, their_line.id]],
        ):
            for records in (document, document.browse()):
                for names in ([], ['line_ids']):
                    with (
                        self.subTest(command=command, new=not records, names=names),
                        self.assertRaises(AccessError),
                    ):
                        records.onchange({'line_ids': [command]}, names, spec)
        told = document.onchange(
            {'line_ids': [[Command.UPDATE, line.id, {'amount': 90}]]}, ['line_ids'], spec
        )
        self.assertIn('value', told)

    def test_promises_in_the_form_of_a_customer(self):
        """A line of ours in a form of Odoo's, also in one within it."""
        customer = self.customer.with_user(self.user)
        promise = self.env['finance.status.promise'].create(
            {'partner_id': self.customer.id, 'amount': 70, 'date': day(3)}
        )
        theirs = promise.sudo().copy(
            {'company_id': self.other.id, 'partner_id': self.their_partner.id}
        )
        fields = {'currency_id': {}, 'company_id': {}, 'state': {}, 'amount': {}, 'partner_id': {}}
        lines = {'finance_promise_ids': {'fields': fields}}
        for command in (
            [Command.CREATE, 'virtual', {'company_id': self.other.id, 'amount': 50}],
            [
                Command.CREATE,
                'virtual',
                {'source': 'finance.status.document', 'document_id': self.theirs.id},
            ],
            [Command.UPDATE, promise.id, {'partner_id': self.their_partner.id}],
            [Command.LINK, theirs.id, 0],
        ):
            values = {'finance_promise_ids': [command]}
            within = {'child_ids': [[Command.CREATE, 'virtual', {'name': "x", **values}]]}
            for given, spec in ((values, lines), (within, {'child_ids': {'fields': lines}})):
                with self.subTest(command=command, given=given), self.assertRaises(AccessError):
                    customer.onchange(given, list(given), spec)
        told = customer.onchange(
            {'finance_promise_ids': [[Command.CREATE, 'virtual', {'amount': 50}]]},
            ['finance_promise_ids'],
            lines,
        )
        self.assertIn('value', told)

    def test_what_is_saved_may_stay(self):
        """Whoever reads a document whose customer was hidden from him works on with it."""
        self.ours.partner_id = self.customer
        self.env['ir.rule'].create(
            {
                'name': "Hidden customer",
                'model_id': self.env['ir.model']._get_id('res.partner'),
                'domain_force': f"[('id', '!=', {self.customer.id})]",
            }
        )
        document = self.ours.with_user(self.user)
        values = {'partner_id': self.customer.id, 'amount_total': 120}
        told = document.onchange(values, ['amount_total'], {'amount_due': {}})
        self.assertEqual(told['value']['amount_due'], 90)
        with self.assertRaises(AccessError):
            document.browse().onchange(values, ['amount_total'], {'amount_due': {}})
