"""What one company has of everything, and the words and amounts that must not leave it."""

from odoo.addons.intrix_finance_status.tests.common import day
from odoo.fields import Command
from odoo.tests import new_test_user

# what the parts of a world are worth; whole units tell what, cents tell whose
ORDER, INVOICE, DOCUMENT, PROMISE, PAYMENT = 61231, 51233, 41237, 31239, 21241
AMOUNTS = (ORDER, INVOICE, DOCUMENT, PROMISE, PAYMENT)

LIST = (
    'Broj računa;Kupac;OIB;Datum računa;Datum dospijeća;Ukupno;Plaćeno;Narudžba\r\n'
    '{tag}-L1;{tag} payer;;{date};{due};{amount};0,00;\r\n'
)


class World:
    """Records of every model of ours and around it, in one company.

    :ivar dict ids: IDs by model
    :ivar set words: what stands in their texts, and nowhere else
    :ivar set amounts: amounts that are theirs, and nobody else's
    """

    def __init__(self, case, company, tag, cents, shared):
        self.case = case
        self.company = company
        self.tag = f'CANARY{tag}'
        self.cents = cents
        self.user = new_test_user(
            case.env,
            f'finance_{tag}'.lower(),
            'account.group_account_manager,sales_team.group_sale_manager',
            company_id=company.id,
            company_ids=company.ids,
        )
        self.env = case.env(
            user=self.user.id,
            su=True,
            context={'allowed_company_ids': company.ids, 'tracking_disable': True},
        )
        self.shared = shared.with_env(self.env)
        self.words = {self.tag}
        self.amounts = {f'{amount + cents:.2f}' for amount in AMOUNTS if cents}
        self.ids = {'res.company': company.ids}
        self._build()

    def add(self, records):
        """Remember records as this company's; return them."""
        known = self.ids.setdefault(records._name, [])
        known += [id_ for id_ in records.ids if id_ not in known]
        return records

    def new(self, model, *values):
        """Return new records of this company."""
        return self.add(self.env[model].create(list(values)))

    def amount(self, base):
        """Return an amount that only this company has."""
        return base + self.cents

    def text(self, what):
        """Return a text that only this company has."""
        return f'{self.tag} {what}'

    def _build(self):
        env, text = self.env, self.text
        self.company.finance_manual_documents = True
        self.partner = self.new(
            'res.partner',
            {
                'name': text("customer"),
                'company_id': self.company.id,
                'email': f'{self.tag}@example.com'.lower(),
            },
        )
        self.service = env['product.product'].create(
            {'name': text("service"), 'type': 'service', 'invoice_policy': 'order',
             'taxes_id': [Command.clear()], 'company_id': self.company.id}
        )  # fmt: skip
        self.policy = self.new(
            'finance.status.policy',
            {
                'name': text("policy"),
                'company_id': self.company.id,
                'is_default': False,
                'hold': True,
                'hold_days': 30,
                'hold_amount': 500,
                'level_ids': [Command.create({'name': text("level"), 'days': 900})],
            },
        )
        self.level = self.add(self.policy.level_ids)
        mailing = self.new(
            'finance.overview.mail', {'name': text("mailing"), 'company_id': self.company.id}
        )
        self.new(
            'finance.overview.mail.sent',
            {
                'mailing_id': mailing.id,
                'user_id': env.user.id,
                'date': day(0),
                'email': text("address"),
            },
        )
        self._sales()
        self._operations()
        self._documents()
        self._follow_up()
        self._bank()
        self._imports()
        env.flush_all()
        facts = env['finance.status.order'].search([('order_id', 'in', self.ids['sale.order'])])
        self.add(facts)

    def add_colleague(self, user):
        """Return an order of a colleague, which salespeople with own documents can't read."""
        colleague = object.__new__(World)
        colleague.__dict__ = {**self.__dict__, 'tag': 'CANARYcolleague', 'ids': {}}
        colleague.words = {colleague.tag}
        colleague.amounts = {'7123.0', '7123.00'}
        partner = self.env['res.partner'].create({'name': "Colleague's customer"})
        order = colleague.order(partner, 7123, user_id=user.id)
        colleague.invoice(order, 7123, day(20))
        # so that no total of the customer, which may be seen, is that of the colleague's order
        self.invoice(self.order(partner, 11), 11, day(20))
        self.env.flush_all()
        return colleague

    # sales and invoices

    def order(self, partner, amount, **values):
        """Return a confirmed order of one service, with its opportunity."""
        lead = self.new(
            'crm.lead',
            {
                'name': self.text("deal"),
                'type': 'opportunity',
                'partner_id': partner.id,
                'company_id': self.company.id,
                'user_id': values.get('user_id', False),
            },
        )
        order = self.new(
            'sale.order',
            {
                'partner_id': partner.id,
                'company_id': self.company.id,
                'opportunity_id': lead.id,
                'payment_term_id': False,
                'client_order_ref': self.text("reference"),
                'order_line': [
                    Command.create({'product_id': self.service.id, 'price_unit': amount})
                ],
                'user_id': False,
                **values,
            },
        )
        order.action_confirm()
        self.add(order.order_line)
        return order

    def invoice(self, order, amount, due):
        """Return a posted invoice of a part of the order."""
        invoice = self.new(
            'account.move',
            {
                'move_type': 'out_invoice',
                'partner_id': order.partner_id.id,
                'invoice_date': day(-90),
                'invoice_date_due': due,
                'invoice_user_id': order.user_id.id,
                'company_id': self.company.id,
                'ref': self.text("invoice"),
                'invoice_line_ids': [
                    Command.create(
                        {
                            'name': self.text("line"),
                            'quantity': 1,
                            'price_unit': amount,
                            'tax_ids': [],
                            'sale_line_ids': order.order_line[:1].ids,
                        }
                    )
                ],
            },
        )
        invoice.name = f'{self.tag}/INV/{invoice.id}'
        invoice.action_post()
        self.words.add(invoice.name)
        self.add(invoice.line_ids)
        return invoice

    def _sales(self):
        self.term = self.new(
            'account.payment.term',
            {
                'name': self.text("term"),
                'company_id': self.company.id,
                'line_ids': [
                    Command.create({'value': 'percent', 'value_amount': 100, 'nb_days': 0})
                ],
            },
        )
        orders = []
        for partner in self.partner + self.shared:
            order = self.order(partner, self.amount(ORDER))
            self.invoice(order, self.amount(INVOICE), day(-60))
            orders.append(order)
        self.orders = self.env['sale.order'].union(*orders)
        self.invoices = self.orders.order_line.invoice_lines.move_id

    # documents kept elsewhere

    def _documents(self):
        self.source = self.new(
            'finance.status.source',
            {
                'name': self.text("source"),
                'code': f'{self.tag}_source'.lower(),
                'company_id': self.company.id,
                'user_id': self.user.id,
            },
        )
        documents = []
        for number, partner in enumerate(self.partner + self.shared):
            order = self.orders[number]
            documents.append(
                self.new(
                    'finance.status.document',
                    {
                        'source_id': self.source.id,
                        'external_id': f'{self.tag}-{number}',
                        'name': self.text(f"document {number}"),
                        'partner_id': partner.id,
                        'partner_name': self.text("as told"),
                        'date': day(-90),
                        'date_due': day(-50),
                        'amount_total': self.amount(DOCUMENT),
                        'order_ids': [
                            Command.create({'order_id': order.id, 'amount': self.amount(DOCUMENT)})
                        ],
                        'payment_ids': [
                            Command.create({'amount': 1, 'reference': self.text("payment")})
                        ],
                    },
                )
            )
        self.documents = self.env['finance.status.document'].union(*documents)
        for name in ('line_ids', 'order_ids', 'payment_ids'):
            self.add(self.documents[name])
        self.new(
            'finance.status.document.change',
            *(
                {
                    'document_id': document.id,
                    'company_id': self.company.id,
                    'operation': 'payment',
                    'payments': [{'identity': 'gone', 'kind': 'manual'}],
                    'summary': self.text("change"),
                }
                for document in self.documents
            ),
        )
        self.new(
            'finance.status.source.partner',
            {
                'source_id': self.source.id,
                'partner_name': self.text("remembered"),
                'partner_id': self.partner.id,
            },
        )
        self.new(
            'finance.status.stage',
            {
                'company_id': self.company.id,
                'finance_status': 'reversed',
                'stage_id': self.env['crm.stage'].search([], limit=1).id,
            },
        )

    # follow-up and hold

    def _follow_up(self):
        partners = self.partner + self.shared
        company = {'company_id': self.company.id}
        self.new(
            'finance.status.hold',
            *(
                {**company, 'partner_id': partner.id, 'kind': 'hold', 'reason': self.text("hold")}
                for partner in partners
            ),
        )
        self.new(
            'finance.status.promise',
            *(
                {
                    **company,
                    'partner_id': partner.id,
                    'amount': self.amount(PROMISE),
                    'date': day(7),
                    'note': self.text("promise"),
                }
                for partner in partners
            ),
        )
        self.new(
            'finance.status.answer',
            *(
                {
                    **company,
                    'name': self.text("answer"),
                    'kind': 'objection',
                    'partner_id': partner.id,
                    'res_model': 'account.move',
                    'res_id': invoice.id,
                    'reason': self.text("objection"),
                }
                for partner, invoice in zip(partners, self.invoices, strict=False)
            ),
        )
        self.new(
            'finance.status.action',
            *(
                {
                    **company,
                    'partner_id': partner.id,
                    'level_id': self.level.id,
                    'kind': 'mail',
                    'state': 'done',
                    'name': self.text("action"),
                    'note': self.text("note"),
                    'amount_due': self.amount(INVOICE),
                    'currency_id': self.company.currency_id.id,
                }
                for partner in partners
            ),
        )
        self.new(
            'finance.status.exposure', *({**company, 'partner_id': one.id} for one in partners)
        )
        notes = self.env['finance.status.note'].search([('move_id', 'in', self.invoices.ids)])
        if not notes:
            notes = self.new(
                'finance.status.note',
                {
                    'move_id': self.invoices[0].id,
                    'event': 'paid',
                    'user_id': self.user.id,
                },
            )
        self.add(notes)

    def _bank(self):
        self.transaction = self.new(
            'finance.status.transaction',
            {
                'source_id': self.source.id,
                'company_id': self.company.id,
                'account': self.text("account"),
                'identity': self.text("movement"),
                'date': day(-1),
                'currency_id': self.company.currency_id.id,
                'amount': self.amount(PAYMENT),
                'partner_name': self.text("payer"),
                'partner_id': self.partner.id,
                'text': self.text("text"),
            },
        )
        self.new(
            'finance.status.transaction.match',
            {
                'transaction_id': self.transaction.id,
                'document_id': self.documents[0].id,
                'amount': 2,
                'claim_amount': 2,
            },
        )

    def _imports(self):
        amount = f'{self.amount(DOCUMENT):.2f}'.replace('.', ',')
        content = LIST.format(
            tag=self.tag, date=f'{day(-9):%d.%m.%Y}', due=f'{day(9):%d.%m.%Y}', amount=amount
        )
        attachment = self.env['ir.attachment'].create(
            {'name': f'{self.tag}.csv', 'raw': content.encode()}
        )
        self.import_ = self.add(
            self.env['finance.status.import']._from_attachments(self.source, attachment)
        )
        self.add(self.import_.attachment_id)
        self.add(self.import_.sudo().progress_id)
        self.add(self.import_.line_ids)
        layouts = self.env['finance.status.import.layout'].search(
            [('import_id', '=', self.import_.id)]
        )
        self.add(layouts)
        self.add(layouts.column_ids)
        self.new(
            'finance.status.import.question',
            {'import_id': self.import_.id, 'key': 'other', 'text': self.text("question")},
        )

    # deliveries, tasks, time

    def _operations(self):
        goods = self.env['product.product'].create(
            {'name': self.text("goods"), 'type': 'consu', 'list_price': 10,
             'taxes_id': [Command.clear()], 'company_id': self.company.id}
        )  # fmt: skip
        order = self.new(
            'sale.order',
            {
                'partner_id': self.partner.id,
                'company_id': self.company.id,
                'user_id': False,
                'order_line': [Command.create({'product_id': goods.id})],
            },
        )
        order.action_confirm()
        self.add(order.picking_ids)
        self.add(order.picking_ids.picking_type_id)
        project = self.env['project.project'].create(
            {
                'name': self.text("project"),
                'company_id': self.company.id,
                'privacy_visibility': 'employees',
                'allow_billable': True,
                'allow_timesheets': True,
                'partner_id': self.partner.id,
            }
        )
        task = self.new(
            'project.task',
            {
                'name': self.text("task"),
                'project_id': project.id,
                'partner_id': self.partner.id,
                'sale_line_id': self.orders[0].order_line[:1].id,
            },
        )
        employee = self.env['hr.employee'].create(
            {'name': self.text("employee"), 'company_id': self.company.id}
        )
        self.new(
            'account.analytic.line',
            {
                'name': self.text("time"),
                'project_id': project.id,
                'task_id': task.id,
                'employee_id': employee.id,
                'unit_amount': 1,
                'company_id': self.company.id,
            },
        )
