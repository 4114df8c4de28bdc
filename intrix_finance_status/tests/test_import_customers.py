from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import day
from .common_import import ImportCommon, csv

OIB = '12345678903'


@tagged('post_install', '-at_install')
class TestImportCustomers(ImportCommon):
    """Customers that nobody knows: created, or chosen, from the rows that tell of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref('base.hr')
        cls.creator = new_test_user(
            cls.env,
            'import_creator',
            'intrix_finance_status.group_finance_status_user,base.group_partner_manager',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )

    def _row(self, number, name, vat=''):
        return f'{number};{name};{vat};{day(-20):%d.%m.%Y};{day(10):%d.%m.%Y};10,00;0,00;'

    def _dialog(self, record, user=None, **context):
        action = record.with_user(user or self.creator).action_unknown_customers()
        self.assertEqual(action['res_model'], 'finance.customer.create')
        return (
            self.env[action['res_model']].with_user(user or self.creator).browse(action['res_id'])
        )

    def test_address_of_columns(self):
        """Countries are told by their code or name."""
        text = 'Broj računa;Kupac;Ulica;Poštanski broj;Mjesto;Država;Datum računa;Ukupno\r\n'
        for number, country in enumerate(('SI', 'slovenia', 'Nowhere'), 1):
            text += f'{number};Nova {country};Cesta 1;1000;Ljubljana;{country};01.03.2026;10,00\r\n'
        record = self._upload(text.encode())
        slovenia = self.env.ref('base.si').id
        address = {'street': 'Cesta 1', 'zip': '1000', 'city': 'Ljubljana'}
        self.assertRecordValues(
            self._dialog(record).line_ids.sorted('name'),
            [
                {'name': 'Nova Nowhere', **address, 'country_id': False},
                {'name': 'Nova SI', **address, 'country_id': slovenia},
                {'name': 'Nova slovenia', **address, 'country_id': slovenia},
            ],
        )

    def test_create_all(self):
        record = self._upload(
            csv(
                self._row(1, 'Nova d.o.o.', OIB),
                self._row(2, 'Nova d.o.o.', OIB),
                self._row(3, 'Ana Anić'),
                ('4', 100),
            )
        )
        dialog = self._dialog(record)
        self.assertRecordValues(
            dialog.line_ids,
            [
                {'name': 'Nova d.o.o.', 'vat': f'HR{OIB}', 'choice': 'create', 'row_count': 2},
                {'name': 'Ana Anić', 'vat': '', 'choice': 'create', 'row_count': 1},
            ],
        )
        dialog.action_apply()
        created = self.env['res.partner'].search([('name', 'in', ('Nova d.o.o.', 'Ana Anić'))])
        self.assertRecordValues(
            created.sorted('id'),
            [
                {
                    'name': 'Nova d.o.o.',
                    'vat': f'HR{OIB}',
                    'is_company': True,
                    'country_id': self.env.ref('base.hr').id,
                    'create_uid': self.creator.id,
                },
                {
                    'name': 'Ana Anić',
                    'vat': False,
                    'is_company': False,
                    'country_id': False,
                    'create_uid': self.creator.id,
                },
            ],
        )
        self.assertEqual(record.unknown_count, 0)
        self.assertFalse(record.unknown_text)
        with self.assertRaisesRegex(UserError, "known by now"):
            record.action_unknown_customers()
        record.action_import()
        self._cron()
        documents = self._documents()
        self.assertEqual(documents['1'].partner_id, created.filtered('vat'))
        self.assertEqual(documents['3'].partner_id, created.filtered(lambda p: not p.vat))
        # the next file finds them by itself
        self.assertEqual(self._upload(csv(self._row(9, 'Ana Anić'))).unknown_count, 0)

    def test_choose_without_rights_to_contacts(self):
        """Finance chooses a customer; that is remembered, also for what waits already."""
        self._import(csv(self._row(1, 'Kupčić')))
        self.assertFalse(self._documents()['1'].partner_id)
        record = self._upload(csv(self._row(2, 'Kupčić')))
        dialog = self._dialog(record, self.finance)
        self.assertFalse(dialog.can_create)
        self.assertEqual(dialog.line_ids.choice, 'leave')
        dialog.line_ids.choice = 'create'
        with self.assertRaises(AccessError):
            dialog.action_apply()
        dialog.line_ids.write({'choice': 'choose', 'partner_id': self.customer.id})
        dialog.action_apply()
        self.assertEqual(record.line_ids.partner_id, self.customer)
        self.assertEqual(self._documents()['1'].partner_id, self.customer)
        record.action_import()
        self._cron()
        self.assertEqual(self._documents()['2'].partner_id, self.customer)

    def test_no_duplicate(self):
        """Whose VAT number or code is known is proposed, and can't be created once more."""
        known = self._customer('Poznata', vat=OIB, active=False)
        record = self._upload(csv(self._row(1, 'Poznata nova', OIB)))
        dialog = self._dialog(record)
        self.assertFalse(dialog.line_ids.partner_id, "archived: the user does not see it")
        dialog.line_ids.choice = 'create'
        with self.assertRaisesRegex(UserError, 'Poznata'):
            dialog.action_apply()
        known.active = True
        # somebody has created it since the dialog was opened
        with self.assertRaisesRegex(UserError, 'Poznata is known already'):
            dialog.action_apply()
        self.assertEqual(self.env['res.partner'].search_count([('vat', 'like', OIB)]), 1)

    def test_hidden_customer(self):
        """Who types a VAT number learns nothing of a customer that he may not see."""
        self._customer('Tajna', vat=OIB)
        self.env['ir.rule'].create(
            {
                'name': "Hidden",
                'model_id': self.env['ir.model']._get_id('res.partner'),
                'domain_force': "[('name', '!=', 'Tajna')]",
            }
        )
        dialog = self._dialog(self._upload(csv(self._row(1, 'Nova d.o.o.'))))
        dialog.line_ids.write({'choice': 'create', 'vat': OIB})
        with self.assertRaisesRegex(UserError, 'Nova d.o.o.') as caught:
            dialog.action_apply()
        self.assertNotIn('Tajna', str(caught.exception))

    def test_proposed(self):
        """Two customers with the tax number told: one of them is proposed."""
        one = self._customer('Jedan', vat=OIB)
        self._customer('Dva', vat=f'HR{OIB}')
        record = self._upload(csv(self._row(1, 'Treći', OIB)))
        [line] = self._dialog(record).line_ids
        self.assertEqual((line.choice, line.partner_id), ('choose', one))
        self.assertIn("several customers have this VAT number", line.hint)

    def test_twice_in_one_file(self):
        record = self._upload(csv(self._row(1, 'Nova', OIB), self._row(2, 'Nova d.o.o.', OIB)))
        dialog = self._dialog(record)
        with self.assertRaisesRegex(UserError, 'the same VAT number'):
            dialog.action_apply()

    def test_of_one_row(self):
        record = self._upload(csv(self._row(1, 'Nova'), self._row(2, 'Druga')))
        line = record.line_ids.filtered(lambda line: line.name == '2').with_user(self.creator)
        action = line.action_create_customer()
        dialog = self.env[action['res_model']].with_user(self.creator).browse(action['res_id'])
        self.assertEqual(dialog.line_ids.mapped('name'), ['Druga'])
        with Form(dialog) as form, form.line_ids.edit(0) as edited:
            edited.partner_id = self.customer
            self.assertEqual(edited.choice, 'choose')
        dialog.action_apply()
        self.assertEqual(record.unknown_count, 1)
        self.assertEqual(line.partner_id, self.customer)

    def test_other_companies(self):
        """A customer of another company is neither proposed nor taken."""
        other = self.env['res.company'].create({'name': "Other"})
        foreign = self._customer('Strana', company_id=other.id)
        record = self._upload(csv(self._row(1, 'Strana')))
        dialog = self._dialog(record)
        self.assertFalse(dialog.line_ids.partner_id)
        dialog.line_ids.write({'choice': 'choose', 'partner_id': foreign.id})
        with self.assertRaises(AccessError):
            dialog.action_apply()
        with self.assertRaises(AccessError):
            self._dialog(record).with_user(self.finance).read(['import_id'])
