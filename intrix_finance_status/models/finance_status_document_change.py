from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError

# what undoes what
INVERSE = {
    'register': 'cancel',
    'cancel': 'reopen',
    'reopen': 'cancel',
    'correct': 'correct',
    'payment': 'payment_removed',
    'payment_removed': 'payment',
}


class FinanceStatusDocumentChange(models.Model):
    """What a person did to a document kept elsewhere than in Odoo's books.

    Who and when are the record's own ``create_uid`` and ``create_date``. A change is never
    edited nor deleted; undoing it is a change of its own, which can be undone as well.
    """

    _name = 'finance.status.document.change'
    _inherit = ['finance.status.named.mixin']
    _description = 'Change Made by Hand to a Document'
    _order = 'id desc'
    _rec_name = 'summary'

    document_id = fields.Many2one(
        'finance.status.document',
        index=True,
        ondelete='set null',
        help="Empty where the undo of an import has deleted it since.",
    )
    company_id = fields.Many2one('res.company', required=True, index=True, ondelete='cascade')
    operation = fields.Selection(
        [
            ('register', "Registered"),
            ('correct', "Corrected"),
            ('cancel', "Cancelled"),
            ('reopen', "Cancellation undone"),
            ('payment', "Payment"),
            ('payment_removed', "Payment removed"),
        ],
        required=True,
    )
    summary = fields.Text(required=True, help="What was changed, before and after.")
    before = fields.Json(help="Values that a correction replaced.")
    after = fields.Json(help="Values that a correction wrote.")
    payments = fields.Json(help="Values of the payments registered or removed.")
    undone_by_id = fields.Many2one(
        'finance.status.document.change', string="Undone by", readonly=True, index='btree_not_null'
    )

    @api.model
    def _log(self, operation, entries, undoes=None):
        """Keep what was done, and tell it in the chatter of documents, orders, opportunities.

        :param str operation: one of the selection
        :param list entries: ``(document, summary, values)``, with the values of ``before``,
            ``after`` and ``payments``
        :param undoes: the change that is undone
        :return: the changes, one for each entry
        """
        # nobody may write history but this method
        changes = self.sudo().create(
            [
                {
                    'document_id': document.id,
                    'company_id': document.company_id.id,
                    'operation': operation,
                    'summary': summary,
                    **values,
                }
                for document, summary, values in entries
            ]
        )
        if undoes:
            undoes.sudo().undone_by_id = changes
        changes._tell()
        return changes.sudo(self.env.su)

    def _tell(self):
        """Write the notes about these changes, and move the opportunities."""
        labels = dict(self._fields['operation']._description_selection(self.env))
        link = Markup('<a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>')
        bodies, lines = {}, {}
        for change in self:
            text = Markup('<br/>').join(
                escape(line) for line in f'{labels[change.operation]}: {change.summary}'.split('\n')
            )
            undo = link % (self._name, change.id, self.env._("Undo…"))
            bodies.setdefault(change.document_id, []).append(text + ' ' + undo)
            for order in change.document_id.order_ids.order_id:
                lines.setdefault(order, []).append(text)
        documents = self.document_id.browse().union(*bodies)
        documents._message_log_batch(
            {document.id: Markup('<br/>').join(texts) for document, texts in bodies.items()}
        )
        if any(operation.startswith('payment') for operation in self.mapped('operation')):
            for order, texts in lines.items():
                if order.finance_status in ('paid', 'in_payment'):
                    texts.append(escape(self.env._("%s is fully paid.", order.name)))
        self.env['finance.status.note']._log(lines)
        orders = self.env['sale.order'].sudo().union(*lines)
        self.env['finance.status.stage']._trigger_move(orders.company_id)

    def action_undo(self):
        """Undo the change, with an entry of its own.

        :raise UserError: if it was undone already, or later changes build on it
        """
        self.ensure_one()
        document = self.document_id
        if not document:
            raise UserError(self.env._("The document is not there any more."))
        document.check_access('write')
        document._check_registering_allowed()
        if self.undone_by_id:
            raise UserError(
                self.env._(
                    "%(user)s has undone this already, on %(date)s.",
                    user=self.undone_by_id.sudo().create_uid.name,
                    date=fields.Datetime.context_timestamp(
                        self, self.undone_by_id.create_date
                    ).strftime('%Y-%m-%d %H:%M'),
                )
            )
        getattr(document, f'_undo_to_{INVERSE[self.operation]}')(self)
        return True
