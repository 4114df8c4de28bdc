from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import FinanceStatusCommon, day

SECRET = "Secret reason"
SECRET_AMOUNT = 7777
TOLD = (SECRET, '7,777', '7777', "'overdue'", "'finance_hold': True")


class ShownCommon(FinanceStatusCommon):
    """Another company, where a customer on hold owes what nobody here may know."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main = cls.env.company
        cls.other = cls.setup_other_company(name="Other")['company']
        cls.env.user.company_ids += cls.other
        cls.there = cls.env(
            context={**cls.env.context, 'allowed_company_ids': (cls.other + cls.main).ids}
        )
        cls.secret_customer = cls._held(cls.there, "Elsewhere", company_id=cls.other.id)
        cls.secret_order = cls.there['sale.order'].create(
            {
                'partner_id': cls.secret_customer.id,
                'company_id': cls.other.id,
                'order_line': [Command.create({'name': "Work", 'price_unit': SECRET_AMOUNT})],
            }
        )
        # in the own company, but hidden by a rule: a customer, and an order of a colleague
        cls.hidden_customer = cls._held(cls.env, "Hidden")
        cls.hiding_rule = (
            cls.env['ir.rule']
            .sudo()
            .create(
                {
                    'name': "Hidden customer",
                    'model_id': cls.env['ir.model']._get_id('res.partner'),
                    'domain_force': f"[('id', '!=', {cls.hidden_customer.id})]",
                }
            )
        )
        cls.shown_customer = cls._held(cls.env, "Shown")

    @classmethod
    def _held(cls, env, name, **values):
        """Return a customer on hold for a secret reason, who owes a secret amount."""
        customer = env['res.partner'].create({'name': name, **values})
        cls._hold(env, customer)
        invoice = env['account.move'].create(
            {
                'move_type': 'out_invoice',
                'partner_id': customer.id,
                'invoice_date': day(-30),
                'invoice_date_due': day(-5),
                'invoice_line_ids': [
                    Command.create({'name': "x", 'price_unit': SECRET_AMOUNT, 'tax_ids': []})
                ],
            }
        )
        invoice.action_post()
        return customer

    @classmethod
    def _hold(cls, env, customer, reason=SECRET):
        values = {'partner_id': customer.id, 'company_id': env.company.id, 'kind': 'hold'}
        return env['finance.status.hold'].sudo().create({**values, 'reason': reason})

    @classmethod
    def _user_here(cls, login, groups):
        return new_test_user(
            cls.env, login, groups, company_id=cls.main.id, company_ids=cls.main.ids
        )

    def _onchange(self, user, model_name, values, origin=None, spec=None, context=None):
        """Return what the form of a record answers to ``values``, with all of our fields."""
        self.env.flush_all()
        self.env.invalidate_all()
        Model = self.env[model_name].with_user(user)
        Model = Model.with_context(**{'allowed_company_ids': self.main.ids, **(context or {})})
        if spec is None:
            spec = self._our_spec(Model)
        record = Model.browse(origin.id) if origin else Model
        changed = list(values) if origin else []
        return record.onchange(values, changed, spec)['value']

    def _our_spec(self, Model):
        return {
            name: {}
            for name, field in Model._fields.items()
            if any((module or '').startswith('intrix_') for module in field._modules)
            and field.type not in ('one2many', 'many2many')
            and Model._has_field_access(field, 'read')
        }

    def assertTellsNothing(self, user, model_name, values, **options):
        """Check that a form tells nothing of what the user may not read, whatever it names."""
        try:
            with self.env.cr.savepoint():
                answer = repr(self._onchange(user, model_name, values, **options))
        except AccessError:
            return
        for told in TOLD:
            self.assertNotIn(told, answer, values)
