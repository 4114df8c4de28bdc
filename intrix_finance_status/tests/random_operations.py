from odoo.fields import Command

from . import brute_force
from .common import day

# how often each is done, relative to the others
OPERATIONS = {
    'order': 12,
    'confirm': 3,
    'invoice': 16,
    'down_payment': 5,
    'deliver': 6,
    'invoice_again': 4,
    'free_line': 5,
    'rebate': 3,
    'cash_rounding': 4,
    'free_of_charge': 3,
    'other_currency': 2,
    'post': 12,
    'plain_invoice': 2,
    'pay': 14,
    'payment_in_advance': 2,
    'paid_back': 2,
    'paid_for_orders': 5,
    'rate': 2,
    'non_trade': 1,
    'contact_moves': 2,
    'credit': 7,
    'credit_by_hand': 3,
    'reconcile': 4,
    'unreconcile': 4,
    'reset_to_draft': 4,
    'cancel_invoice': 2,
    'cancel_order': 2,
    'change_due_date': 4,
    'external': 10,
    'external_told': 10,
    'external_payment': 6,
    'external_share': 4,
    'external_removed': 1,
}


class RandomOperations:
    """What people do to orders and their documents, at random. To be mixed into a test case.

    A method returns a falsy value when there is nothing to do it to.
    """

    def _pick(self, records, count=1):
        count = min(count, len(records))
        return records.browse(self.random.sample(records.sorted('id').ids, count))

    def _maybe(self, percent):
        return self.random.random() * 100 < percent

    def _any_amount(self, highest=2000):
        return round(self.random.uniform(1, highest), 2)

    def _any_day(self, first=-120, last=30):
        """Return a day, often one next to today."""
        if self._maybe(20):
            first, last = max(first, -1), min(last, 1)
        return day(self.random.randint(first, last))

    def _documents(self, *conditions):
        domain = [('move_type', 'in', ('out_invoice', 'out_refund')), *conditions]
        return self.env['account.move'].search(domain)

    def _open_documents(self):
        return self._documents(
            ('state', '=', 'posted'), ('payment_state', 'in', ('not_paid', 'partial'))
        )

    def _orders_to_invoice(self):
        return self.orders.filtered(lambda order: order.invoice_status == 'to invoice')

    def _date_drafts(self, moves):
        for move in moves:
            self._set_dates(
                move,
                due=self._any_day(-100, 60),
                date=self._any_day(-120, 0),
                term=self.random.choice(self.terms),
                post=False,
            )
        return moves

    def _op_order(self):
        amounts = [self._any_amount() for _line in range(self.random.randint(1, 3))]
        if self._maybe(15):
            amounts.append(-round(amounts[0] / 3, 2))
        elif self._maybe(12):
            amounts = self.random.choice([[0.0], [-self._any_amount()], [amounts[0], 0.0]])
        order = self._order(
            *amounts,
            tax=self.random.choice([None, self.tax_25]),
            partner=self.random.choice(self.customers),
            pricelist_id=self.random.choice(self.pricelists).id,
            opportunity_id=self.random.choice(self.leads).id if self._maybe(70) else False,
            validity_date=self._any_day(-5, 20) if self._maybe(30) else False,
            confirm=False,
        )
        self.orders |= order
        for line in order.order_line:
            if self._maybe(30):
                line.product_uom_qty = self.random.choice([0, 2, 3, 7])
            if self._maybe(30):
                price = line.price_unit
                line.product_id = self.delivered_service
                line.write({'price_unit': price, 'tax_ids': order.order_line[0].tax_ids.ids})
        if self._maybe(85):
            order.action_confirm()
        elif self._maybe(50):
            order.action_quotation_sent()
        return order

    def _op_confirm(self):
        order = self._pick(self.orders.filtered(lambda o: o.state in ('draft', 'sent')))
        order.action_confirm()
        return order

    def _op_invoice(self):
        orders = self._pick(self._orders_to_invoice())
        if orders and self._maybe(50):
            alike = self._orders_to_invoice().filtered(
                lambda o: (o.partner_id, o.currency_id) == (orders.partner_id, orders.currency_id)
            )
            orders |= self._pick(alike, 2)
        moves = self._date_drafts(orders._create_invoices(final=True)) if orders else orders
        if moves and self._maybe(30):
            self._add_line(moves[0])
        if moves and self._maybe(75):
            moves.action_post()
        return moves

    def _op_deliver(self):
        lines = brute_force.products(self.orders.filtered(lambda o: o.state == 'sale'))
        line = self._pick(lines)
        if line:
            line.qty_delivered = self.random.choice([0, 1, line.product_uom_qty, 9])
        return line

    def _op_invoice_again(self):
        """Credit an invoice as it is, pay it back or not, and invoice a part of it again."""
        invoice = self._pick(
            self._documents(('state', '=', 'posted'), ('move_type', '=', 'out_invoice'))
        )
        orders = invoice.line_ids.sale_line_ids.order_id
        if not orders:
            return invoice
        refund = self._credit(invoice)
        if refund.amount_residual and self._maybe(50):
            self._pay(refund, date=self._any_day(-90, 0))
        orders = orders.filtered(lambda order: order.invoice_status == 'to invoice')
        if not orders:
            return refund
        again = self._date_drafts(orders._create_invoices())
        for line in again.invoice_line_ids.filtered(lambda line: line.quantity > 1):
            line.quantity = 1
        again.action_post()
        return refund

    def _op_down_payment(self):
        order = self._pick(self._orders_to_invoice())
        if order:
            percent = self.random.randint(5, 60)
            move = self._create_down_payment_invoice(order, 'percent', percent)
            self._date_drafts(move).action_post()
        return order

    def _add_line(self, move):
        line = {
            'name': "Extra",
            'price_unit': self._any_amount(300),
            'tax_ids': [Command.set(self.tax_25.ids if self._maybe(50) else [])],
        }
        if self._maybe(30):
            line['sale_line_ids'] = [Command.set(self._pick(self.orders.order_line, 3).ids)]
        move.invoice_line_ids = [Command.create(line)]

    def _op_free_line(self):
        draft = self._pick(self._documents(('state', '=', 'draft')))
        if draft:
            self._add_line(draft)
        return draft

    def _op_rebate(self):
        draft = self._pick(self._documents(('state', '=', 'draft')))
        if draft:
            rebate = -round(abs(draft.amount_total) * self.random.random() / 2, 2)
            line = {'name': "Rebate", 'price_unit': rebate, 'tax_ids': [Command.clear()]}
            draft.invoice_line_ids = [Command.create(line)]
        return draft

    def _op_cash_rounding(self):
        draft = self._pick(self._documents(('state', '=', 'draft')))
        draft.invoice_cash_rounding_id = self.random.choice(self.roundings)
        return draft

    def _op_free_of_charge(self):
        draft = self._pick(self._documents(('state', '=', 'draft')))
        lines = draft.invoice_line_ids
        if not self._maybe(50):
            lines = self._pick(lines)
        lines.discount = 100
        return lines

    def _op_other_currency(self):
        draft = self._pick(self._documents(('state', '=', 'draft')))
        if draft:
            draft.currency_id = self.eur if draft.currency_id == self.usd else self.usd
        return draft

    def _op_post(self):
        drafts = self._pick(self._documents(('state', '=', 'draft')))
        self._date_drafts(drafts).action_post()
        return drafts

    def _op_plain_invoice(self):
        customer = self.random.choice(self.customers)
        return self._plain_invoice(self._any_amount(), partner=customer, due=self._any_day())

    def _op_pay(self):
        move = self._pick(self._open_documents())
        if move:
            part = self.random.choice([1, 1, self.random.random(), self.random.random(), 1.5])
            amount = round(move.amount_residual * part, 2)
            self._pay(move, amount, date=self._any_day(-90, 0))
        return move

    def _op_payment_in_advance(self):
        customer = self.random.choice(self.customers)
        return self._unmatched_payment(self._any_amount(), customer, self._any_day(-90, 0))

    def _op_paid_for_orders(self):
        """Money comes for one or two orders or quotations, before or beside an invoice."""
        orders = self._pick(self.orders, self.random.choice([1, 1, 1, 2]))
        if orders:
            payment = self.env['account.payment'].create(
                {
                    'amount': self._any_amount(),
                    'date': self._any_day(-90, 0),
                    'currency_id': self.random.choice([self.eur, self.usd]).id,
                    'partner_id': orders[0].partner_invoice_id.commercial_partner_id.id,
                    'finance_order_ids': [Command.set(orders.ids)],
                }
            )
            payment.action_post()
        return orders

    def _op_rate(self):
        """A rate of the past is corrected; the scheduled action takes it up."""
        rate = self._pick(self.usd.rate_ids)
        rate.rate = self.random.choice([1.0, 2.0, 4.0, 5.0])
        self.env.flush_all()
        Document = self.env['finance.status.document']
        Document._convert_again(Document._to_convert())
        converted = self.env['finance.status.order']._converted_orders()
        orders = {row[0] for row in self.env.execute_query(converted)}
        self.env['finance.status.order'].search([('order_id', 'in', list(orders))])._convert_again()
        return rate

    def _op_paid_back(self):
        payment = self.env['account.payment'].create(
            {
                'amount': self._any_amount(300),
                'date': self._any_day(-90, 0),
                'payment_type': 'outbound',
                'partner_type': 'customer',
                'partner_id': self.random.choice(self.customers).id,
                'journal_id': self.company_data['default_journal_bank'].id,
            }
        )
        payment.action_post()
        return payment

    def _op_non_trade(self):
        """Invoice a deposit: its account is not one of trade."""
        trade = self.company_data['default_account_receivable']
        deposits = self.env['account.account'].search([('name', '=', "Deposits")])
        deposits = deposits or trade.copy({'name': "Deposits", 'non_trade': True})
        customer = self.random.choice(self.customers[:3])
        customer.property_account_receivable_id = deposits
        invoice = self._plain_invoice(self._any_amount(), due=self._any_day(), partner=customer)
        customer.property_account_receivable_id = trade
        return invoice

    def _op_contact_moves(self):
        contact = self.customers[3]
        contact.parent_id = self.random.choice(self.customers[:3])
        return contact

    def _op_credit(self):
        invoices = self._documents(('state', '=', 'posted'), ('move_type', '=', 'out_invoice'))
        invoice = self._pick(invoices)
        if invoice:
            refund = self._credit(invoice, post=False)
            if self._maybe(50):
                part = self.random.uniform(0.1, 0.9)
                for line in refund.invoice_line_ids.filtered('price_unit'):
                    line.price_unit = round(line.price_unit * part, 2)
            refund.action_post()
        return invoice

    def _op_credit_by_hand(self):
        line = self._pick(self.orders.filtered('invoice_ids').order_line)
        if line:
            refund = self._plain_invoice(
                round(abs(line.price_total) * self.random.uniform(0.1, 1), 2) or 1,
                partner=line.order_id.partner_id,
                move_type='out_refund',
                currency_id=line.currency_id.id,
                date=self._any_day(-60, 0),
            )
            refund.invoice_line_ids.sale_line_ids = line
        return line

    def _open_items(self, customer):
        return self.env['account.move.line'].search(
            [
                ('partner_id', 'child_of', customer.id),
                ('account_type', '=', 'asset_receivable'),
                ('parent_state', '=', 'posted'),
                ('reconciled', '=', False),
            ]
        )

    def _op_reconcile(self):
        open_items = self.env['account.move.line']
        for customer in self.customers:
            items = self._open_items(customer)
            if {True, False} <= {item.amount_residual > 0 for item in items}:
                open_items |= items
        if open_items:
            customer = self._pick(open_items.partner_id)
            items = open_items.filtered(lambda item: item.partner_id == customer)
            self._pick(items, self.random.randint(2, 6)).reconcile()
        return open_items

    def _op_unreconcile(self):
        lines = self._receivable(self._documents(('state', '=', 'posted')))
        line = self._pick(lines.filtered(lambda x: x.matched_debit_ids | x.matched_credit_ids))
        line.remove_move_reconcile()
        return line

    def _op_reset_to_draft(self):
        move = self._pick(self._documents(('state', '=', 'posted')))
        move.button_draft()
        return move

    def _op_cancel_invoice(self):
        move = self._pick(self._documents(('state', '=', 'draft')))
        move.button_cancel()
        return move

    def _op_cancel_order(self):
        order = self._pick(self.orders.filtered(lambda order: order.state == 'sale'))
        order._action_cancel()
        return order

    def _op_change_due_date(self):
        lines = brute_force.instalments(self._documents(('state', '=', 'posted')))
        line = self._pick(lines)
        if line:
            line.date_maturity = self._any_day(-100, 60)
        return line
