from odoo import models


class FinanceStatusOpeningMixin(models.AbstractModel):
    """Rows of reports that open what they are of, for who may read it."""

    _name = 'finance.status.opening.mixin'
    _description = 'Rows of Reports that Open What They are of'

    def _open(self, document):
        """Return the action that opens a document or order.

        :raise AccessError: where the user may not read it
        """
        document.check_access('read')
        if document._name != 'account.move':
            return document.get_formview_action()
        groups = self.env['sale.order']._finance_document_groups(document._name)
        if self.env.user.has_groups(groups):
            return document.action_open_business_doc()
        # Odoo's form of invoices fails for salespeople: the order tells them more anyway
        return (document.finance_order_ids[:1] or self.partner_id).get_formview_action()
