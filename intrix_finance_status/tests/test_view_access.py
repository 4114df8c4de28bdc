import re
from collections import defaultdict

from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.view_validation import get_expression_field_names

from .common import FinanceStatusBase

VIEWER = 'intrix_finance_status.group_finance_status_viewer'
ROLES = {
    'employee': 'base.group_user',
    'buyer': 'base.group_user',  # of inventory and purchase, where the glue addons are missing
    'reader': 'base.group_user',  # of a group that may read orders
    'sales': 'sales_team.group_sale_salesman',
    'invoicing': 'account.group_account_invoice',
    'finance': 'intrix_finance_status.group_finance_status_user',
    'delivery': 'stock.group_stock_user',
    'project': 'project.group_project_user,hr_timesheet.group_hr_timesheet_user',
}
READABLE = (
    'sale.order',
    'sale.order.line',
    'crm.lead',
    'crm.team',
    'account.move',
    'account.move.line',
    'account.payment.term',
    'stock.picking',
    'stock.move',
    'stock.picking.type',
    'project.task',
    'project.project',
    'account.analytic.line',
)
RECORD = re.compile(r'record\.(\w+)')


class ViewAccessCommon(FinanceStatusBase):
    """Users of each role, also without any group of ours, and views: ours and those we extend."""

    @classmethod
    def _group_that_reads(cls, model_names):
        """Return a group of this company's own, with no group of ours in it."""
        group = cls.env['res.groups'].sudo().create({'name': "Readers"})
        models = [name for name in model_names if name in cls.env]
        cls.env['ir.model.access'].sudo().create(
            [
                {
                    'name': name,
                    'model_id': cls.env['ir.model']._get_id(name),
                    'group_id': group.id,
                    'perm_read': True,
                    'perm_write': name == 'sale.order',
                }
                for name in models
            ]
        )
        return group

    @classmethod
    def _buyer(cls):
        """Give the buyer the rights of inventory and purchase, without what our addons imply."""
        viewer = cls.env.ref(VIEWER).sudo()
        groups = cls.env['res.groups'].sudo()
        for xmlid in ('stock.group_stock_user', 'purchase.group_purchase_user'):
            groups |= cls.env.ref(xmlid, False) or groups
        access = (
            cls.env['ir.model.access']
            .sudo()
            .search([('group_id', 'in', (groups.all_implied_ids - viewer).ids)])
        )
        own = cls.env['res.groups'].sudo().create({'name': "Buyers"})
        for line in access:
            line.copy({'group_id': own.id})
        cls.users['buyer'].group_ids += own

    def _our_views(self):
        """Return the views that we define or extend: those that they are put together for."""
        ids = (
            self.env['ir.model.data']
            .sudo()
            .search([('model', '=', 'ir.ui.view'), ('module', '=like', 'intrix\\_%')])
        )
        views = self.env['ir.ui.view'].sudo().browse(ids.mapped('res_id'))
        found = self.env['ir.ui.view'].sudo()
        for view in views.filtered(lambda view: view.type != 'qweb'):
            while view.mode == 'extension':
                view = view.inherit_id  # noqa: PLW2901 - up to the one that is shown
            found |= view
        return found


@tagged('post_install', '-at_install')
class TestViewAccess(ViewAccessCommon):
    """No part of a view asks for a field that its reader may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'lang': 'en_US'})
        company = {'company_id': cls.env.company.id, 'company_ids': cls.env.company.ids}
        cls.users = {
            role: new_test_user(cls.env, f'view_{role}', groups, **company)
            for role, groups in ROLES.items()
            if all(cls.env.ref(group, False) for group in groups.split(','))
        }
        readers = cls._group_that_reads(READABLE)
        cls.users['reader'].group_ids += readers
        cls._buyer()

    def test_no_field_of_others(self):
        opened = defaultdict(int)
        views = self._our_views()
        self.assertGreater(len(views), 30)
        for role, user in self.users.items():
            for view in views:
                if view.group_ids and not view.group_ids & user.all_group_ids:
                    continue  # for others only
                Model = self.env[view.model].with_user(user)
                try:
                    arch = Model.get_view(view.id, view.type)['arch']
                except AccessError:
                    continue
                opened[role] += 1
                self._check_node(etree.fromstring(arch), Model, (role, view.xml_id), ())
        for role in self.users:
            self.assertGreater(opened[role], 3, role)

    def _check_node(self, node, Model, label, parents):
        for name in self._named(node):
            self._check_name(name, Model, label, parents)
        is_field = node.tag == 'field' and node.get('name') in Model._fields
        field = Model._fields[node.get('name')] if is_field else None
        inner = Model.env[field.comodel_name] if field is not None and field.relational else None
        for child in node.iterchildren(etree.Element):
            if inner is not None and child.tag in ('form', 'list', 'kanban', 'graph', 'pivot'):
                self._check_node(child, inner, label, (*parents, Model))
            else:
                self._check_node(child, Model, label, parents)

    def _named(self, node):
        """Yield the names that the attributes of a node stand for."""
        for attribute, value in node.attrib.items():
            if attribute in (
                'invisible', 'readonly', 'required', 'column_invisible', 'context', 'domain',
            ) or attribute.startswith('decoration-'):  # fmt: skip
                if node.tag == 'filter' and attribute == 'domain':
                    yield from re.findall(r"\('(\w+)", value)
                elif node.tag == 'filter' and attribute == 'context':
                    yield from re.findall(r"group_by['\"]: *['\"](\w+)", value)
                else:
                    yield from get_expression_field_names(value)
            elif attribute.startswith('t-'):
                yield from RECORD.findall(value)
            elif attribute in ('default_order', 'default_group_by', 'sum_field') or (
                attribute == 'field' and node.tag == 'progressbar'
            ):
                yield from (part.split()[0] for part in value.split(',') if part.strip())
            elif attribute == 'options':
                yield from re.findall(r"(?:currency_field|model_field)['\"]: *['\"](\w+)", value)

    def _check_name(self, name, Model, label, parents):
        first, _dot, rest = name.partition('.')
        if first == 'parent' and rest and parents:
            self._check_name(rest, parents[-1], label, parents[:-1])
        elif first in Model._fields:
            with self.subTest(label=label, field=f'{Model._name}.{first}'):
                self.assertTrue(Model._has_field_access(Model._fields[first], 'read'))

    def test_create_invoice(self):
        """Odoo's own button is left to those who may not register by hand."""
        view = self.env.ref('sale.view_order_form')
        for role in ('buyer', 'reader', 'sales', 'finance'):
            Model = self.env['sale.order'].with_user(self.users[role])
            if role == 'finance':
                Model.env.user.sudo().group_ids += self.env.ref('sales_team.group_sale_salesman')
            if role == 'buyer' and not Model.has_access('read'):
                continue  # where nothing gives inventory access to orders
            arch = etree.fromstring(Model.get_view(view.id, 'form')['arch'])
            [button] = arch.xpath("//button[@id='create_invoice']")
            names = get_expression_field_names(button.get('invisible'))
            self.assertIn('invoice_status', names)
            self.assertEqual('finance_can_register' in names, role == 'finance', role)
            for name in names:
                self.assertTrue(arch.xpath(f"//field[@name='{name}']"), (role, name))
