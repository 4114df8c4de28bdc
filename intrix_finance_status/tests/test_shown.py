from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common import day
from .shown_common import SECRET, SECRET_AMOUNT, TOLD, ShownCommon


@tagged('post_install', '-at_install')
class TestShown(ShownCommon):
    """A form that is not saved tells nothing of what the user may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls._user_here('shown_sales', 'sales_team.group_sale_salesman')
        cls.all_sales = cls._user_here('shown_all', 'sales_team.group_sale_salesman_all_leads')
        cls.colleague_order = cls._order(partner=cls.shown_customer, confirm=False)

    def test_order_of_another_company(self):
        secret = self.secret_customer.id
        for values in (
            {'partner_id': secret},
            {'partner_invoice_id': secret},
            {'partner_id': secret, 'partner_invoice_id': secret, 'company_id': self.other.id},
            {'partner_id': self.shown_customer.id, 'company_id': self.other.id},
        ):
            for user in self.salesperson + self.all_sales:
                self.assertTellsNothing(
                    user, 'sale.order', {'partner_id': False, **values}, origin=None
                )

    def test_order_as_in_another_company(self):
        """A context that claims another company, too."""
        self._hold(self.there, self.customer)
        for company in (False, self.other.id, self.main.id):
            self.assertTellsNothing(
                self.salesperson,
                'sale.order',
                {'partner_id': self.customer.id, 'company_id': company},
                context={'allowed_company_ids': self.other.ids},
            )

    def test_order_of_a_hidden_customer(self):
        values = {'partner_id': self.hidden_customer.id}
        self.assertTellsNothing(self.salesperson, 'sale.order', values)
        values = {'partner_invoice_id': self.hidden_customer.id}
        mine = self._order(user_id=self.salesperson.id, confirm=False)
        self.assertTellsNothing(self.salesperson, 'sale.order', values, origin=mine)

    def test_order_of_a_shown_customer(self):
        """Who may read the customer sees the hold as soon as it is chosen."""
        answer = self._onchange(
            self.salesperson,
            'sale.order',
            {'partner_id': self.shown_customer.id, 'company_id': self.main.id},
        )
        self.assertTrue(answer['finance_hold'])
        self.assertIn(SECRET, answer['finance_hold_reason'])
        mine = self._order(user_id=self.salesperson.id, confirm=False)
        values = {'partner_id': self.shown_customer.id}
        answer = self._onchange(self.salesperson, 'sale.order', values, origin=mine)
        self.assertTrue(answer['finance_hold'])

    def test_saved_order_of_a_hidden_customer(self):
        """The figures of an order that one may read are whole, and stay in its form."""
        customer = self._customer("Soon hidden")
        mine = self._order(partner=customer, user_id=self.salesperson.id)
        self._invoice(mine, due=day(-3))
        self._hold(self.env, customer)
        self.hiding_rule.domain_force = f"[('id', '!=', {customer.id})]"
        mine = mine.with_user(self.salesperson).with_context(allowed_company_ids=self.main.ids)
        self.env.invalidate_all()
        self.assertTrue(mine.finance_hold)
        self.assertEqual(mine.finance_amount_overdue, 1000)
        answer = self._onchange(
            self.salesperson, 'sale.order', {'client_order_ref': "x"}, origin=mine
        )
        self.assertNotIn('finance_hold', answer)

    def test_origin_deep_in_a_form(self):
        """Lines of lines of a form claim to be orders, customers and opportunities of others."""
        spec = {
            'child_ids': {
                'fields': {
                    name: {'fields': self._our_spec(self.env[model_name])}
                    for name, model_name in (
                        ('sale_order_ids', 'sale.order'),
                        ('opportunity_ids', 'crm.lead'),
                        ('child_ids', 'res.partner'),
                    )
                }
            }
        }
        user = self._user_here(
            'shown_deep', 'base.group_partner_manager,sales_team.group_sale_salesman'
        )
        lead = self._lead(partner_id=self.secret_customer.id, company_id=self.other.id)
        self.secret_order.opportunity_id = lead
        colleague = self._order(SECRET_AMOUNT, partner=self.customer)
        self._invoice(colleague, due=day(-9), date=day(-20))
        for values in (
            {'sale_order_ids': [Command.link(self.secret_order.id)]},
            {'sale_order_ids': [Command.link(colleague.id)]},
            {'sale_order_ids': [Command.set(colleague.ids)]},
            {'opportunity_ids': [Command.link(lead.id)]},
            {'child_ids': [Command.link(self.secret_customer.id)]},
            {'child_ids': [Command.link(self.hidden_customer.id)]},
        ):
            self.assertTellsNothing(
                user,
                'res.partner',
                {'name': "New", 'child_ids': [(0, 'virtual_1', {'name': "Child", **values})]},
                spec=spec,
            )

    def test_customer_with_another_entity(self):
        """The reason of the customer that one may read, not of the one that the form names."""
        user = self._user_here(
            'shown_entity', 'base.group_partner_manager,sales_team.group_sale_salesman'
        )
        self._hold(self.env, self.customer, reason="Known")
        for secret in self.secret_customer + self.hidden_customer:
            self.assertTellsNothing(
                user, 'res.partner', {'parent_id': secret.id}, origin=self.customer
            )
            self.assertTellsNothing(user, 'res.partner', {'parent_id': secret.id, 'name': "New"})

    def test_opportunity(self):
        for secret in self.secret_customer + self.hidden_customer:
            self.assertTellsNothing(
                self.salesperson,
                'crm.lead',
                {'name': "New", 'partner_id': secret.id, 'company_id': self.other.id},
            )

    def test_every_relation_of_every_form(self):
        """Whatever record of another company a form names, none of our fields tells of it."""
        user = self._user_here(
            'shown_finance',
            'account.group_account_invoice,sales_team.group_sale_salesman,'
            'base.group_partner_manager,intrix_finance_status.group_finance_hold_override',
        )
        document = self.there['finance.status.document'].sudo().create(self._document_values())
        secrets = {
            'res.partner': self.secret_customer,
            'sale.order': self.secret_order,
            'account.move': self.secret_customer.invoice_ids[:1],
            'res.company': self.other,
            'finance.status.document': document,
            'finance.status.source': document.source_id,
        }
        tried = 0
        for model_name in sorted(self.env.registry):
            Model = self.env[model_name].with_user(user)
            if Model._abstract or not Model.has_access('create'):
                continue
            spec = self._our_spec(Model)
            if not spec:
                continue
            values = {
                name: secrets[field.comodel_name].id
                for name, field in Model._fields.items()
                if field.type == 'many2one'
                and field.store
                and field.comodel_name in secrets
                and Model._has_field_access(field, 'write')
            }
            for named in ({name: value} for name, value in values.items()):
                with self.subTest(model=model_name, named=named):
                    self.assertTellsNothing(user, model_name, named)
                    tried += 1
            with self.subTest(model=model_name, named=values):
                self.assertTellsNothing(user, model_name, values)
        self.assertGreater(tried, 20)

    def _document_values(self):
        source = (
            self.there['finance.status.source']
            .sudo()
            .create({'name': "Secret source", 'code': 'secret', 'company_id': self.other.id})
        )
        return {
            'source_id': source.id,
            'external_id': 'S1',
            'name': SECRET,
            'document_type': 'invoice',
            'partner_id': self.secret_customer.id,
            'date': day(-30),
            'date_due': day(-5),
            'amount_total': SECRET_AMOUNT,
        }


@tagged('post_install', '-at_install')
class TestSearchAccess(ShownCommon):
    """Nobody finds out by searching what he may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls.env['res.users'].union(
            *(
                new_test_user(cls.env, f'search_{group}', f'base.group_{group}')
                for group in ('portal', 'user', 'public')
            )
        )

    def _searchable(self):
        """Return our fields for which there is a group and a search method."""
        return [
            field
            for model_name in sorted(self.env.registry)
            for field in self.env[model_name]._fields.values()
            if field.search
            and field.groups
            and any((module or '').startswith('intrix_') for module in field._modules)
        ]

    def test_every_search_method(self):
        fields = self._searchable()
        self.assertGreater(len(fields), 60)
        for field in fields:
            for user in self.users:
                Model = self.env[field.model_name].with_user(user)
                with self.subTest(user=user.login, field=str(field)):
                    if field.related:
                        # Odoo goes along the path: as superuser it asks for no group
                        if field.compute_sudo:
                            self._assert_readers_have_group(field)
                        continue
                    with self.assertRaises(AccessError):
                        field.determine_domain(Model, 'in', [True])
                    if Model.has_access('read'):
                        for operator in ('=', '!='):
                            with self.assertRaises(AccessError):
                                Model.search([(field.name, operator, False)])

    def _assert_readers_have_group(self, field):
        """Check that whoever may read any record of the model may see the field."""
        access = self.env['ir.model.access'].search(
            [('model_id.model', '=', field.model_name), ('perm_read', '=', True)]
        )
        self.assertTrue(access)
        for one in access:
            self.assertIn(self.env.ref(field.groups), one.group_id.all_implied_ids)

    def test_along_paths(self):
        """A customer of the portal looks for his orders on hold in every way."""
        portal = self.users[0]
        self._order(partner=portal.partner_id)
        paths = {
            'sale.order': ['', 'order_line.order_id.', 'partner_id.sale_order_ids.'],
            'sale.order.line': ['order_id.'],
            'res.partner': ['sale_order_ids.'],
            'account.move': ['line_ids.sale_line_ids.order_id.', 'partner_id.sale_order_ids.'],
        }
        fnames = (
            'finance_hold',
            'finance_outdated',
            'finance_delivered_not_invoiced',
            'finance_status',
            'finance_amount_delivered_not_invoiced',
        )
        for model_name, starts in paths.items():
            Model = self.env[model_name].with_user(portal)
            for start in starts:
                for fname in fnames:
                    with self.subTest(path=f'{model_name}: {start}{fname}'):
                        for operator in ('=', '!='):
                            domain = [(f'{start}{fname}', operator, True)]
                            with self.assertRaises(AccessError):
                                Model.search(domain)
        moves = self.env['account.move'].with_user(portal)
        for fname in ('finance_order_ids', 'finance_opportunity_ids'):
            for domain in ([(fname, '!=', False)], [(f'{fname}.name', '=', 'S1')]):
                with self.assertRaises(AccessError):
                    moves.search(domain)

    def test_those_who_may(self):
        user = self._user_here('search_sales', 'sales_team.group_sale_salesman_all_leads')
        order = self._order(partner=self.shown_customer, confirm=False)
        orders = self.env['sale.order'].with_user(user)
        found = orders.search(Domain('id', '=', order.id) & Domain('finance_hold', '=', True))
        self.assertEqual(found, order)
        self.assertFalse(any(told in repr(found.read(['name'])) for told in TOLD))
