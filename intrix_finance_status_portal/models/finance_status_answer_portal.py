import psycopg2
from markupsafe import Markup
from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.intrix_finance_status.models.res_partner_documents import USER_GROUP
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .finance_status_answer import OBJECTION_ACTIVITY


class FinanceStatusAnswer(models.Model):
    """Taking the answers of customers in the portal, where their item was looked up before.

    What a customer may do is up to the company whose open items it sees, branches included.
    """

    _inherit = 'finance.status.answer'

    @api.model
    def _of_documents(self, company, documents):
        """Return the answers about documents by (model, id, kind).

        :param documents: list of (model, id)
        """
        by_model = {}
        for model_name, document_id in documents:
            by_model.setdefault(model_name, []).append(document_id)
        # who has the link of a mail has no user
        answers = self.sudo().search(
            Domain('company_id', 'child_of', company.id)
            & Domain.OR(
                Domain('res_model', '=', model_name) & Domain('res_id', 'in', ids)
                for model_name, ids in by_model.items()
            )
        )
        return {(answer.res_model, answer.res_id, answer.kind): answer for answer in answers}

    @api.model
    def _promise(self, entity, item, date, author):
        """Take the promise of a customer to pay what is open of a document.

        :param entity: the commercial entity, in the company that is owed
        :param dict item: of ``_finance_statement_items``
        :param date: until when, today until the company's limit of days
        :param str author: who promised, for the log
        :return: the answer
        :raise UserError: when the day can't be taken, one was promised before, or the company
            takes no promises in the portal
        """
        self._check_promised(entity.env.company, date)
        answer = self._answer(entity, item, {'kind': 'promise', 'author': author})
        document = self.env[item['source']].sudo().browse(item['document_id'])
        # not by whoever has the link of a mail: they have no user
        promise = answer.env['finance.status.promise'].create(
            {
                'partner_id': entity.id,
                'company_id': answer.company_id.id,
                'amount': document._finance_amount_open(),
                'date': date,
                'source': item['source'],
                'document_id': item['document_id'],
                'note': self.env._("In the portal, by %s", author),
            }
        )
        answer.write(
            {'promise_id': promise.id, 'state': 'accepted', 'date_decided': fields.Datetime.now()}
        )
        answer._note(
            answer.env._(
                "%(customer)s promised in the portal to pay by %(date)s.",
                customer=author,
                date=format_date(answer.env, date),
            )
        )
        return answer

    @api.model
    def _object(self, entity, item, reason, author, files=()):
        """Take the objection of a customer to a document; whoever decides is told.

        :param entity: the commercial entity, in the company that is owed
        :param dict item: of ``_finance_statement_items``
        :param str reason: in the customer's words
        :param str author: who objects, for the log
        :param files: pairs of name and content
        :return: the answer
        :raise UserError: without a reason, when the document was objected to before, or when the
            company takes no objections in the portal
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Please say what is not right."))
        if not entity.env.company.finance_portal_objections:
            raise UserError(self.env._("Please write to us instead."))
        answer = self._answer(
            entity, item, {'kind': 'objection', 'author': author, 'reason': reason.strip()}
        )
        # pages and pictures with scripts, as superuser the only ones who may keep them, become text
        answer.env['ir.attachment'].with_context(attachments_mime_plainxml=True).create(
            [
                {'name': name, 'raw': content, 'res_model': self._name, 'res_id': answer.id}
                for name, content in files
            ]
        )
        # what is covered is looked up only once there is something that may cover it
        answer.env['res.company']._finance_set_has_promises()
        answer._note(
            Markup("{}<br/>{}").format(
                answer.env._("%s objects in the portal:", author), answer.reason
            )
        )
        answer._tell()
        answer._changed()
        return answer

    @api.model
    def _answer(self, entity, item, values):
        """Create an answer, which the database does once per document and kind."""
        company = self.env['res.company'].sudo().browse(item['company_id'])
        try:
            with self.env.cr.savepoint():
                return (
                    self.with_user(SUPERUSER_ID)
                    .with_company(company)
                    .create(
                        {
                            **values,
                            'name': item['name'],
                            'partner_id': entity.id,
                            'company_id': company.id,
                            'res_model': item['source'],
                            'res_id': item['document_id'],
                        }
                    )
                )
        except psycopg2.errors.UniqueViolation as error:
            raise UserError(
                self.env._("You have answered this before. Please write to us instead.")
            ) from error

    @api.model
    def _last_day(self, company):
        """Return until when customers can promise to pay, or nothing where they can't."""
        days = company.finance_portal_promise_days
        return (
            fields.Date.add(self.env['finance.status.ledger']._today(), days=days) if days else None
        )

    @api.model
    def _check_promised(self, company, date):
        last = self._last_day(company)
        if not last:
            raise UserError(self.env._("Please write to us instead."))
        if not self.env['finance.status.ledger']._today() <= date <= last:
            raise UserError(
                self.env._(
                    "Please choose a day until %s, or write to us.", format_date(self.env, last)
                )
            )

    def _note(self, body):
        """Log an answer on its document and its customer, for who works in the company."""
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id)._finance_log(
            self.company_id, {self.res_id: body}
        )
        on_customer = Markup("{}: {}").format(self.name, body)
        self.partner_id._finance_log(self.company_id, {self.partner_id.id: on_customer})

    def _tell(self):
        """Give who decides about this objection an activity."""
        self.ensure_one()
        user = self._decider()
        self.activity_schedule(
            OBJECTION_ACTIVITY,
            summary=self.with_context(lang=user.lang).env._(
                "%(customer)s objects to %(document)s",
                customer=self.partner_id.name,
                document=self.name,
            ),
            user_id=user.id,
        )

    def _decider(self):
        """Return who decides: the customer's responsible, else the policy's, else a manager.

        Only one who may see objections of the company; the first one found.
        """
        default, _policies = self.env['finance.status.policy']._in_force(self.company_id)
        policy = self.partner_id.finance_policy_id or default
        users = self.env['res.users']
        for user in (
            self.partner_id.finance_responsible_id,
            policy._responsible() if policy else users,
            users.browse(policy._manager_ids(self.company_id.id)),
        ):
            if user.active and self.company_id in user.company_ids and user.has_group(USER_GROUP):
                return user
        return users
