from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .finance_status_mixin import VIEWER_GROUP


class SaleOrderDocuments(models.Model):
    """The documents behind an order's figures, for people who may not open them."""

    _inherit = 'sale.order'

    finance_documents = fields.Html(
        string="Documents",
        compute='_compute_finance_documents',
        compute_sudo=True,
        sanitize=False,
        groups=VIEWER_GROUP,
        exportable=False,
    )

    @api.depends(
        'finance_amount_invoiced',
        'finance_amount_due',
        'finance_date_due',
        'finance_date_paid',
        'finance_payment_status',
    )
    @api.depends_context('uid', 'allowed_company_ids', 'lang', 'tz')
    def _compute_finance_documents(self):
        rows = self._finance_document_rows()
        for order in self:
            order.finance_documents = self.env['ir.qweb']._render(
                'intrix_finance_status.sale_order_documents',
                {'order': order, 'rows': rows.get(order._origin.id, [])},
            )

    def _finance_document_rows(self):
        """Return what the page shows, a list of dicts per order id: one row per due date.

        ``share`` and ``open`` are this order's part, in its currency; ``amount`` is the
        instalment of the whole document, in the document's. ``url`` is set where the user
        may open the document.
        """
        orders = self._finance_readable_origin()
        if not orders:
            return {}
        instalments = self.env['finance.status.ledger']._order_instalments(
            SQL('%s', tuple(orders.ids))
        )
        fetched = self.env.execute_query_dict(
            SQL(
                'SELECT * FROM (%s) AS part ORDER BY date, name, date_due, instalment_id',
                instalments,
            )
        )
        urls = self._finance_document_urls(fetched)
        today = self.env['finance.status.ledger']._today()
        rows = {}
        for row in fetched:
            order = self.browse(row['order_id'])
            document_currency = self.env['res.currency'].browse(row['document_currency_id'])
            status_class, status = order._finance_document_status(row, today)
            rows.setdefault(order.id, []).append(
                {
                    'number': row['name'],
                    'url': urls.get((row['source'], row['document_id'])),
                    'kind': self._finance_document_kind(row),
                    'date': format_date(self.env, row['date']),
                    'date_due': format_date(self.env, row['date_due']),
                    'amount': document_currency.format(row['document_amount']),
                    'share': order.currency_id.format(row['amount']),
                    'open': order.currency_id.format(row['amount_due']),
                    'status': status,
                    'status_class': status_class,
                }
            )
        return rows

    def _finance_document_kind(self, row):
        if row['document_type'] == 'refund':
            return self.env._("Credit note")
        return self.env._("Invoice")

    def _finance_document_status(self, row, today):
        """Return the class of a row's badge, and its status in words."""
        self.ensure_one()
        if self.currency_id.is_zero(row['amount_due']):
            return self._finance_settled_status(row)
        if row['amount_due'] < 0:
            return 'text-bg-info', self.env._("Not matched yet")
        days = (today - row['date_due']).days
        if days == 1:
            return 'text-bg-danger', self.env._("1 day overdue")
        if days > 1:
            return 'text-bg-danger', self.env._("%s days overdue", days)
        if self.currency_id.compare_amounts(row['amount_due'], row['amount']) < 0:
            return 'text-bg-warning', self.env._("Partially paid")
        return 'text-bg-info', self.env._("Open")

    def _finance_settled_status(self, row):
        if row['in_payment']:
            return 'o_finance_badge_in_payment', self.env._("In payment")
        if row['reversed'] or row['document_type'] == 'refund':
            return 'text-bg-300', self.env._("Credited")
        if row['date_paid']:
            date = format_date(self.env, row['date_paid'])
            return 'text-bg-success', self.env._("Paid on %s", date)
        return 'text-bg-success', self.env._("Paid")

    def _finance_document_urls(self, rows):
        """Return the links to the documents that this user, not sudo, may open."""
        by_model = {}
        for row in rows:
            by_model.setdefault(row['source'], set()).add(row['document_id'])
        urls = {}
        for model_name, ids in by_model.items():
            Model = self.env[model_name].sudo(False)
            if not Model.has_access('read') or not self.env.user.has_groups(
                self._finance_document_groups(model_name)
            ):
                continue
            for document in Model.browse(ids)._filtered_access('read'):
                urls[model_name, document.id] = f'/odoo/{model_name}/{document.id}'
        return urls

    @api.model
    def _finance_document_groups(self, model_name):
        """Return the groups whose members get links to documents, as for ``groups=``.

        Reading is not enough: Odoo's invoice form reads payments, and so fails for a
        salesperson without accounting rights who may read the invoice.
        """
        if model_name == 'finance.status.document':
            return 'intrix_finance_status.group_finance_status_user'
        return 'account.group_account_invoice,account.group_account_readonly'
