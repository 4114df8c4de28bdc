from datetime import datetime, time, timedelta

from odoo import Command, api, fields, models

from .demo_orders import CONSULTING, DOLLAR_RATES, GATEWAY, HISTORIES, ORDERS

MODULE = 'intrix_finance_status'


class FinanceStatusDemo(models.AbstractModel):
    _name = 'finance.status.demo'
    _description = 'Demo Data of the Finance Status'

    @api.model
    def _load(self):
        """Create orders, invoices and payments of the demo data; a second call does nothing.

        Orders, invoices and payments are made by Odoo's own actions and wizards, so that
        they are what a user's would be. Called when the demo data is loaded.
        """
        if self._ref('demo_order_paid'):
            return
        demo = self.sudo().with_context(tracking_disable=True)
        demo._prepare_companies()
        demo._prepare_taxes()
        demo._prepare_currency_rates()
        # All orders before the first invoice: a customer who owes could be on hold.
        demo._create_orders()
        demo._create_histories()
        demo._invoice_plain_orders()
        demo._invoice_down_payments()
        demo._invoice_partially()
        demo._invoice_two_orders()
        demo._credit_invoices()
        demo._cancel_order_with_open_invoice()
        demo._pay_twice()

    # ------------------------------------------------------------------
    # Small tools
    # ------------------------------------------------------------------

    @api.model
    def _ref(self, name):
        """Return the record of this addon with the XML id ``name``, or None."""
        return self.env.ref(f'{MODULE}.{name}', raise_if_not_found=False)

    def _give_xmlid(self, record, name):
        """Give ``record`` the XML id ``name`` in this addon, and return the record."""
        self.env['ir.model.data']._update_xmlids([
            {'xml_id': f'{MODULE}.{name}', 'record': record, 'noupdate': True},
        ])
        return record

    def _day(self, age):
        """Return the date that was ``age`` days ago."""
        return fields.Date.today() - timedelta(days=age)

    def _demo_order(self, key):
        """Return the demo order ``key``, in the company that it belongs to."""
        order = self._ref(f'demo_order_{key}')
        return order.with_company(order.company_id)

    def _companies(self):
        """Return the main company and the second one."""
        return self.env.ref('base.main_company') + self._ref('company_second')

    # ------------------------------------------------------------------
    # Companies, taxes, currencies
    # ------------------------------------------------------------------

    def _prepare_companies(self):
        """Make the main company a Croatian one with euros, and see to charts of accounts."""
        main = self.env.ref('base.main_company')
        # Only the names that Odoo itself gives: a company of somebody's own stays as it is.
        if main.name in ('My Company', 'YourCompany'):
            main.partner_id.write({
                'name': 'Intrix d.o.o.',
                'street': 'Ulica grada Vukovara 70',
                'street2': False,
                'zip': '10000',
                'city': 'Zagreb',
                'state_id': False,
                'country_id': self.env.ref('base.hr').id,
                'email': 'info@intrix.example',
                'phone': False,
                'website': False,
            })
        if not main.partner_id.bank_ids:
            self.env['res.partner.bank'].create({
                'acc_number': 'HR12 1001 0051 8630 0016 0',
                'partner_id': main.partner_id.id,
            })
        Chart = self.env['account.chart.template']
        euro = self.env.ref('base.EUR')
        for company in self._companies():
            if not company.chart_template:
                # Not try_loading(): it warns while modules are being installed, because a
                # chart may miss what later modules add; those see to existing companies.
                Chart._load('generic_coa', company, False)
            # After the chart, which brings dollars along. Odoo refuses it once there are
            # journal items: beside Odoo's own demo data the main company keeps its dollars.
            if company.currency_id != euro and not company._existing_accounting():
                company.currency_id = euro
                # The default pricelist was made before; new orders would be in dollars.
                self.env['product.pricelist'].search([
                    ('company_id', '=', company.id), ('currency_id', '!=', euro.id),
                ]).currency_id = euro
            if company.chart_template == 'generic_coa' and company.country_id.code == 'HR':
                # The generic chart takes the seller for American: every customer of a
                # Croatian company would count as foreign trade.
                for name in ('domestic', 'export'):
                    position = Chart.with_company(company).ref(
                        f'template_generic_{name}_fiscal_position', raise_if_not_found=False)
                    if position:
                        position.auto_apply = False

    def _prepare_taxes(self):
        """Put one sales tax of 25 % per company on the demo products."""
        taxes = self.env['account.tax']
        for number, company in enumerate(self._companies(), start=1):
            country = company.account_fiscal_country_id
            group = self.env['account.tax.group'].create({
                'name': 'PDV 25%',
                'company_id': company.id,
                'country_id': country.id,
            })
            tax = self.env['account.tax'].with_company(company).create({
                'name': '25% PDV',
                'amount': 25.0,
                'amount_type': 'percent',
                'type_tax_use': 'sale',
                'company_id': company.id,
                'country_id': country.id,
                'tax_group_id': group.id,
            })
            taxes += self._give_xmlid(tax, f'demo_tax_{number}')
        products = self.env['ir.model.data'].search([
            ('module', '=', MODULE), ('model', '=', 'product.product'),
        ])
        self.env['product.product'].browse(products.mapped('res_id')).write({
            'taxes_id': [Command.set(taxes.ids)],
        })

    def _foreign_currency(self):
        """Return the dollar, or the euro where the main company keeps its books in dollars."""
        dollar = self.env.ref('base.USD')
        main = self.env.ref('base.main_company')
        return self.env.ref('base.EUR') if main.currency_id == dollar else dollar

    def _prepare_currency_rates(self):
        """Give the foreign currency rates, past ones too, and a pricelist."""
        main = self.env.ref('base.main_company')
        currency = self._foreign_currency()
        Rate = self.env['res.currency.rate']
        for age, dollars in DOLLAR_RATES:
            day = self._day(age)
            if not Rate.search_count([
                ('currency_id', '=', currency.id), ('company_id', '=', main.id), ('name', '=', day),
            ], limit=1):
                Rate.create({
                    'currency_id': currency.id,
                    'company_id': main.id,
                    'name': day,
                    'rate': dollars if currency == self.env.ref('base.USD') else 1 / dollars,
                })
        pricelist = self.env['product.pricelist'].create({
            'name': f'Export ({currency.name})',
            'currency_id': currency.id,
            'company_id': main.id,
            'country_group_ids': [Command.set(self._ref('country_group_usa').ids)],
        })
        self._give_xmlid(pricelist, 'demo_pricelist_foreign')

    # ------------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------------

    def _orders_to_create(self):
        """Return the rows of orders to create, oldest first where the numbers matter."""
        return ORDERS

    def _create_orders(self):
        """Create all demo orders and take each to its state."""
        for row in self._orders_to_create():
            order = self._create_order(row)
            if row.state in ('sent', 'cancel'):
                order.action_quotation_sent()
            if row.state == 'cancel':
                order.action_cancel()
            if row.state == 'sale':
                ordered_on = order.date_order
                order.action_confirm()
                order.date_order = ordered_on

    def _create_order(self, row):
        """Create the quotation of one row of the table."""
        lead = row.lead and self._ref(f'demo_lead_{row.lead}')
        company = lead.company_id if lead else self.env.ref('base.main_company')
        order = self.env['sale.order'].with_company(company).create({
            'partner_id': self._ref(f'partner_{row.partner}').id,
            'opportunity_id': lead and lead.id,
            'user_id': (lead.user_id if lead else self._ref('user_salesperson')).id,
            'company_id': company.id,
            'pricelist_id': row.foreign and self._ref('demo_pricelist_foreign').id,
            'date_order': datetime.combine(self._day(row.age), time(9)),
            'validity_date': self._day(-row.valid_for),
            'payment_term_id': self.env.ref(f'account.account_payment_term_{row.term}').id,
            'order_line': [
                Command.create({
                    'product_id': self._ref(line.product).id,
                    'product_uom_qty': line.quantity,
                    'price_unit': line.price,
                })
                for line in row.lines
            ],
        })
        return self._give_xmlid(order, f'demo_order_{row.key}')

    # ------------------------------------------------------------------
    # Invoices and payments
    # ------------------------------------------------------------------

    def _post(self, move, age, name, sent=True):
        """Post an invoice or credit note with the date ``age`` days ago."""
        move.invoice_date = self._day(age)
        move.action_post()
        move.is_move_sent = sent
        return self._give_xmlid(move, f'demo_invoice_{name}')

    def _bank_journal(self, company):
        """Return the company's first bank journal."""
        return self.env['account.journal'].search([
            ('type', '=', 'bank'), ('company_id', '=', company.id),
        ], limit=1)

    def _pay(self, invoice, age, percent=100.0):
        """Register a payment of ``percent`` of the invoice's total."""
        wizard = self.env['account.payment.register'].with_company(invoice.company_id)
        wizard.with_context(active_model='account.move', active_ids=invoice.ids).create({
            'payment_date': self._day(age),
            'journal_id': self._bank_journal(invoice.company_id).id,
            'currency_id': invoice.currency_id.id,
            'amount': invoice.currency_id.round(invoice.amount_total * percent / 100.0),
            'group_payment': True,
            'payment_difference_handling': 'open',
        })._create_payments()

    def _invoice_order(self, key, age, name=None, sent=True):
        """Invoice all of the order ``key`` that there is to invoice."""
        invoice = self._demo_order(key)._create_invoices(final=True)
        return self._post(invoice, age, name or key, sent=sent)

    def _invoice_plain_orders(self):
        """Invoice what the table says, and register its payments."""
        for row in ORDERS:
            if row.invoiced is None:
                continue
            invoice = self._invoice_order(row.key, row.invoiced, sent=row.sent)
            for payment in row.payments:
                self._pay(invoice, payment.age, payment.percent)

    def _invoice_down_payments(self):
        """30 % down and paid; one of the two orders has its final invoice too."""
        for key, age, paid in (('down_payment', 56, 50), ('down_payment_only', 19, 15)):
            order = self._demo_order(key)
            self.env['sale.advance.payment.inv'].with_company(order.company_id).with_context(
                active_model='sale.order', active_ids=order.ids,
            ).create({
                'advance_payment_method': 'percentage',
                'amount': 30.0,
            }).create_invoices()
            invoice = self._post(order.invoice_ids, age, f'{key}_advance')
            self._pay(invoice, paid)
        self._invoice_order('down_payment', 10, 'down_payment_final')

    def _invoice_partially(self):
        """Goods invoiced, the consulting delivered since then not yet."""
        invoice = self._invoice_order('partially_invoiced_2', 28)
        self._pay(invoice, 10)
        self._invoice_order('partially_invoiced', 12)
        consulting = self._ref(CONSULTING)
        for key in ('partially_invoiced_2', 'partially_invoiced', 'delivered'):
            for line in self._demo_order(key).order_line:
                if line.product_id == consulting:
                    line.qty_delivered = line.product_uom_qty

    def _invoice_two_orders(self):
        """Two orders on one invoice, 40 % of it paid."""
        orders = self._demo_order('two_a') + self._demo_order('two_b')
        invoice = orders._create_invoices(final=True)
        self._pay(self._post(invoice, 14, 'two'), 3, 40.0)

    def _credit_invoices(self):
        """Credit two invoices in full, and a part of a third."""
        for key, age, credited in (('reversed_2', 110, 95), ('reversed', 58, 40)):
            self._credit(self._invoice_order(key, age), credited, key)
        invoice = self._invoice_order('credit_note', 18)
        # Two of ten pieces came back, and are not to be delivered again.
        self._credit(invoice, 7, 'credit_note', quantity=2)
        order = self._demo_order('credit_note')
        line = order.order_line.filtered(lambda line: line.product_id == self._ref(GATEWAY))
        line.product_uom_qty -= 2

    def _credit(self, invoice, age, key, quantity=None):
        """Credit the invoice, or ``quantity`` of its one line, and match the two."""
        wizard = self.env['account.move.reversal'].with_company(invoice.company_id).with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({
            'date': self._day(age),
            'reason': 'Goods returned' if quantity else 'Order called off',
            'journal_id': invoice.journal_id.id,
        })
        wizard.refund_moves()
        refund = wizard.new_move_ids
        if quantity:
            refund.invoice_line_ids.quantity = quantity
        self._post(refund, age, f'{key}_refund')
        lines = (invoice + refund).line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable' and not line.reconciled)
        # Odoo matches them itself when the credit note is posted, unless somebody changed that.
        if len(lines.move_id) > 1 and not refund.currency_id.is_zero(refund.amount_residual):
            lines.reconcile()

    def _cancel_order_with_open_invoice(self):
        """The order is called off, its invoice is still to be paid."""
        self._demo_order('cancelled_overdue').action_cancel()

    def _pay_twice(self):
        """A customer paid the same invoice again: money that belongs to no invoice."""
        order = self._demo_order('overpaid')
        payment = self.env['account.payment'].with_company(order.company_id).create({
            'payment_type': 'inbound',
            'partner_type': 'customer',
            'partner_id': order.partner_id.id,
            'amount': order.amount_total,
            'currency_id': order.currency_id.id,
            'date': self._day(20),
            'journal_id': self._bank_journal(order.company_id).id,
            'memo': order.invoice_ids.name,
        })
        payment.action_post()
        self._give_xmlid(payment, 'demo_payment_overpaid')

    def _create_histories(self):
        """Give some customers a past: invoices without orders, paid on time, late or never."""
        names = {}
        values = []
        for partner, rows in HISTORIES.items():
            for number, row in enumerate(rows, start=1):
                names[f'demo_invoice_history_{partner}_{number}'] = row
                values.append(self._past_invoice_values(partner, row))
        # Oldest first, so that their numbers rise with their dates. All in one call: much faster.
        invoices = self.env['account.move'].create(values)
        invoices.sorted('invoice_date').action_post()
        invoices.is_move_sent = True
        for invoice, (name, row) in zip(invoices, names.items(), strict=True):
            self._give_xmlid(invoice, name)
            if row.delay is not None:
                self._pay(invoice, row.age - 30 - row.delay)

    def _past_invoice_values(self, partner, row):
        """Return the values of an invoice of a customer's past, due after 30 days."""
        main = self.env.ref('base.main_company')
        return {
            'move_type': 'out_invoice',
            'partner_id': self._ref(f'partner_{partner}').id,
            'company_id': main.id,
            'currency_id': main.currency_id.id,
            'invoice_date': self._day(row.age),
            'invoice_user_id': self._ref('user_salesperson').id,
            'invoice_payment_term_id': self.env.ref('account.account_payment_term_30days').id,
            'invoice_line_ids': [Command.create({
                'product_id': self._ref('product_maintenance').id,
                'quantity': 1,
                'price_unit': row.amount,
            })],
        }
