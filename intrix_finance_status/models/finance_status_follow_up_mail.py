from collections import defaultdict

from odoo import Command, api, models

from .finance_status_follow_up_step import Step

NO_ADDRESS = 'intrix_finance_status.mail_activity_type_no_address'


class FinanceStatusFollowUpMail(models.AbstractModel):
    """The mails of a follow-up: one per customer, rendered together.

    They are put into the outgoing queue within the transaction that logs them, and are looked at
    once more when the queue sends them: nobody is reminded of what was paid a minute ago.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _send_mails(self, template, steps):
        """Put a mail per customer into the queue; return them by customer.

        Customers without an address are left out. All ``steps`` have the same text.
        """
        if not template:
            return {}
        partners = self.env['res.partner'].sudo().browse(step.partner_id for step in steps)
        # a person may try an address that was refused
        refused = set() if steps[0].by_hand else self._refused_addresses(partners)
        partner_ids = [
            partner.id
            for partner in partners
            if (email := partner._finance_mail_recipient().email)
            and (partner.id, email) not in refused
        ]
        if not partner_ids:
            return {}
        told = {step.partner_id: step.told for step in steps}
        values = {'finance_link_company_id': self.env.company.id}
        if steps[0].text:
            subject, body = steps[0].text
            values |= {'subject': subject, 'body_html': body}
        mails = (
            template.with_context(
                finance_reminder_items=told, finance_compiled_templates={}, lang=False
            )
            .with_company(self.env.company)
            .send_mail_batch(partner_ids, email_values=values)
        )
        mails.mail_message_id._finance_keep_to(self.env.company)
        return dict(zip(partner_ids, mails, strict=True))

    @api.model
    def _refused_addresses(self, partners):
        """Return the addresses that never worked, each with the id of its customer."""
        actions = (
            self.env['finance.status.action']
            .sudo()
            .search([('partner_id', 'in', partners.ids), ('email_refused', '!=', False)])
        )
        return {(action.partner_id.id, action.email_refused) for action in actions}

    @api.model
    def _give_up_address(self, actions):
        """Give the responsible a task, once, where mails never get to the address."""
        activity_type = self.env.ref(NO_ADDRESS).sudo()
        for of_mail in actions.grouped('mail_message_id').values():
            company = of_mail.told_company_id[:1] or of_mail.company_id[:1]
            policy, companies = self.env['finance.status.policy']._scope(company)
            engine = self._for_policy(policy).with_company(company)
            entity = of_mail.partner_id.commercial_partner_id[:1]
            items = engine._items(policy, companies, entity.ids).get(entity.id, ())
            keys = {action._item_key() for action in of_mail}
            items = tuple(item for item in items if item.key in keys)
            activities = self.env['mail.activity']
            if items:
                step = Step(entity.id, self._levels(), self._no_template(), items, items)
                summary = engine.env._("The e-mail address does not work: %s", of_mail[0].email)
                wanted = {(entity.id, activity_type, engine._responsible(step)): (summary, items)}
                activities = engine._update_activities(wanted).get(entity.id, activities)
            for action in of_mail:
                action.write(
                    {
                        'state': 'done',
                        'kind': 'activity',
                        'email_refused': action.email,
                        'activity_ids': [Command.link(activity.id) for activity in activities],
                    }
                )

    @api.model
    def _attachments(self, mails, steps):
        """Return what the policy of customers wants attached to their mails, by customer.

        The log keeps them, not the message: whoever may read the customer may read that, and must
        not get at invoices of others through it.
        """
        attachments = {}
        for step in steps:
            policy = self._policy_of(step)
            files = self.env['ir.attachment'].sudo()
            if step.partner_id in mails and policy.attach_invoices:
                files |= self._invoice_documents(step.told)
            if step.partner_id in mails and policy.attach_statement:
                files |= self._statement_document(step.partner_id)
            attachments[step.partner_id] = files
        return attachments

    def _invoice_documents(self, items):
        """Return the PDF documents of invoices, those sent before where there are any."""
        moves = self.env['account.move'].sudo()
        moves = moves.browse(item.document_id for item in items if item.source == moves._name)
        documents = moves.invoice_pdf_report_id
        report = self.env['ir.actions.report'].sudo()
        for move in moves.filtered(
            lambda move: move.is_invoice() and not move.invoice_pdf_report_id
        ):
            content, _format = report._render_qweb_pdf('account.account_invoices', move.ids)
            documents |= self._document(move._get_invoice_report_filename(), content)
        return documents

    def _statement_document(self, partner_id):
        partner = self.env['res.partner'].sudo().browse(partner_id)
        return self._document(*partner._finance_statement_pdf())

    def _document(self, name, content):
        """Return a new attachment of the log; ``_log`` says of which row."""
        Attachment = self.env['ir.attachment'].sudo()
        return Attachment.create(
            {'name': name, 'raw': content, 'res_model': 'finance.status.action'}
        )

    # at the moment of sending

    @api.model
    def _withdraw_outdated(self, mails):
        """Cancel those of ``mails`` that list what was settled since; return them.

        The run reminds of what is left, if anything is.
        """
        actions = (
            self.env['finance.status.action']
            .sudo()
            .search([('mail_message_id', 'in', mails.mail_message_id.ids), ('kind', '=', 'mail')])
        )
        outdated = actions.browse()
        by_company = defaultdict(list)
        for of_mail in actions.grouped('mail_message_id').values():
            by_company[of_mail.told_company_id[:1]].append(of_mail)
        for company, of_mails in by_company.items():
            policy, companies = self.env['finance.status.policy']._scope(company)
            # who joined a company since owes as part of it
            entities = actions.browse().union(*of_mails).partner_id.commercial_partner_id
            engine = self._for_policy(policy).with_company(company)
            items = engine._items(policy, companies, entities.ids) if companies else {}
            for of_mail in of_mails:
                entity = of_mail.partner_id.commercial_partner_id
                if self._is_outdated(of_mail, items.get(entity.id, ())):
                    outdated |= of_mail
        if not outdated:
            return mails.browse()
        outdated.filtered(lambda action: action.state in ('done', 'failed')).write(
            {
                'state': 'cancelled',
                'note': self.env._("Paid, promised or disputed before it was sent."),
            }
        )
        withdrawn = mails.filtered(lambda mail: mail.mail_message_id in outdated.mail_message_id)
        withdrawn.cancel()
        self.env.ref('intrix_finance_status.cron_follow_up').sudo()._trigger()
        return withdrawn

    @api.model
    def _is_outdated(self, actions, items):
        """Tell whether less is owed of what a mail lists than when it was written.

        Or another one took its place, or a document that it lists is no longer there.
        """
        told = {tuple(key) for action in actions for key in action.items_told or ()}
        if not told or any(action.state not in ('done', 'failed') for action in actions):
            return True
        owed = sum(
            item.balance_due for item in items if item.chased and item.key_in_log in told
        ) - (items[0].unmatched if items else 0)
        currency = actions[0].company_id.currency_id
        return currency.compare_amounts(owed, sum(actions.mapped('amount_told'))) < 0
