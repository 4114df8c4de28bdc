from odoo.tests import Form, new_test_user

from .common import FinanceStatusBase


class ManualBase(FinanceStatusBase):
    """A company that registers invoices and payments by hand, and who does so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.finance_manual_documents = True
        company = {'company_id': cls.company.id, 'company_ids': [cls.company.id]}
        cls.finance = new_test_user(
            cls.env,
            'finance_by_hand',
            'intrix_finance_status.group_finance_status_user,sales_team.group_sale_salesman_all_leads',
            **company,
        )
        cls.salesperson = new_test_user(
            cls.env, 'sells_only', 'sales_team.group_sale_salesman_all_leads', **company
        )

    @classmethod
    def _open(cls, action, user=None):
        """Return the form that an action opens, as the finance user sees it."""
        model = cls.env[action['res_model']].with_user(user or cls.finance)
        return Form(model.with_context(**action['context']))

    @classmethod
    def _invoice_form(cls, records):
        return cls._open(records.with_user(cls.finance).action_finance_register_invoice())

    @classmethod
    def _payment_form(cls, records):
        records = records.with_user(cls.finance)
        if records._name == 'finance.status.document':
            return cls._open(records.action_register_payment())
        return cls._open(records.action_finance_register_payment())

    @classmethod
    def _register(cls, records, **values):
        """Register the proposed invoice with other ``values``, and return the document."""
        form = cls._invoice_form(records)
        for fname, value in values.items():
            setattr(form, fname, value)
        last = cls.env['finance.status.document'].search([], order='id desc', limit=1)
        form.save().action_register()
        return cls.env['finance.status.document'].search([('id', '>', last.id or 0)])

    @classmethod
    def _pay_by_hand(cls, records, **values):
        """Register the proposed payment with other ``values``, and return the payments."""
        form = cls._payment_form(records)
        for fname, value in values.items():
            setattr(form, fname, value)
        Payment = cls.env['finance.status.document.payment']
        last = Payment.search([], order='id desc', limit=1)
        form.save().action_register()
        return Payment.search([('id', '>', last.id or 0)])

    @classmethod
    def _notes(cls, record):
        """Return the chatter of the record as plain text, newest first."""
        return [
            message.body.striptags() for message in record.sudo().message_ids.sorted('id')[::-1]
        ]
