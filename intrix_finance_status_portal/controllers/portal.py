from odoo import fields, http
from odoo.addons.intrix_finance_status.controllers.portal import FinanceStatementPortal
from odoo.exceptions import UserError
from odoo.http import request

# what a customer may attach to an objection
MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_LENGTH = 2000


class FinanceAnswerPortal(FinanceStatementPortal):
    """What a customer answers about its open items: by login, or by the link of a mail."""

    @http.route(
        '/my/open-items/<int:partner_id>/promise',
        type='http',
        auth='public',
        methods=['POST'],
        website=True,
    )
    def portal_finance_promise(self, partner_id, item='', date='', access_token=None, **kw):
        """Take a promise to pay one of the open items until a day."""

        def promise(entity, claim, author):
            try:
                day = fields.Date.to_date(date)
            except ValueError:
                day = None
            if not day:
                raise UserError(entity.env._("Please choose the day until which you will pay."))
            entity.env['finance.status.answer']._promise(entity, claim, day, author)

        return self._finance_answered(partner_id, access_token, item, promise)

    @http.route(
        '/my/open-items/<int:partner_id>/objection',
        type='http',
        auth='public',
        methods=['POST'],
        website=True,
    )
    def portal_finance_objection(self, partner_id, item='', reason='', access_token=None, **kw):
        """Take an objection to one of the open items, with a reason and files."""

        def object_to(entity, claim, author):
            files = self._finance_files(entity)
            entity.env['finance.status.answer']._object(
                entity, claim, reason[:MAX_LENGTH], author, files
            )

        return self._finance_answered(partner_id, access_token, item, object_to)

    def _finance_answered(self, partner_id, access_token, item, answer):
        """Do ``answer(entity, item, author)`` for who may see the item; show what came of it."""
        entity = self._finance_statement_entity(partner_id, access_token)
        if not entity:
            return self._finance_statement_refused(access_token)
        entity = self._finance_statement_in_language(entity, access_token)
        try:
            with request.env.cr.savepoint():
                claim = self._finance_claims(entity._finance_statements()[entity]).get(item)
                if not claim:
                    raise UserError(entity.env._("This is not open any more."))
                answer(entity, claim, self._finance_author(entity, access_token))
        except UserError as error:
            response = self._finance_statement_page(entity, access_token, finance_error=str(error))
            response.status_code = 400
            return response
        token = f'?access_token={access_token}' if access_token else ''
        return request.redirect(f'/my/open-items/{entity.id}{token}#answers', code=303)

    def _finance_author(self, entity, access_token):
        """Return who answers: the contact that is logged in, or whom the link was sent to."""
        if access_token:
            link = request.env['finance.status.statement.link']._open(entity.id, access_token)
            return link.email or entity.name
        return request.env.user.sudo().name

    def _finance_files(self, entity):
        """Return the names and contents of the files that were sent with the form.

        :raise UserError: there are too many of them, or they are too large
        """
        files = [file for file in request.httprequest.files.getlist('files') if file.filename]
        if len(files) > MAX_FILES:
            raise UserError(entity.env._("Please send %s files at most.", MAX_FILES))
        contents, left = [], MAX_BYTES
        for file in files:
            # no more than that is taken into memory
            content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                raise UserError(
                    entity.env._("The files are larger than %s MB.", MAX_BYTES // 1024 // 1024)
                )
            contents.append((file.filename[:200], content))
        return contents

    def _finance_claims(self, statement):
        """Return what a customer can answer about by key: the first open instalment of each."""
        claims = {}
        for item in statement['items']:
            if item['is_claim'] and item['document_type'] == 'invoice':
                claims.setdefault(f"{item['source']}-{item['document_id']}", item)
        return claims

    def _finance_statement_page_values(self, entity, access_token):
        values = super()._finance_statement_page_values(entity, access_token)
        company = entity.env.company
        claims = self._finance_claims(values['statement'])
        moves = {
            item['document_id'] for item in claims.values() if item['source'] == 'account.move'
        }
        payable = entity.env['account.move'].browse()
        if not access_token:
            # the pages to pay are Odoo's own, for who may read the invoice
            own = payable.browse(moves).with_user(request.env.user)._filtered_access('read')
            payable = self._finance_payable(own.sudo())
        return {
            **values,
            'access_token': access_token,
            'claims': claims,
            'answers': entity.env['finance.status.answer']._of_documents(
                company, [(item['source'], item['document_id']) for item in claims.values()]
            ),
            'payable': {move.id: move for move in payable},
            'promise_until': entity.env['finance.status.answer']._last_day(company),
            'may_object': company.finance_portal_objections,
        }

    def _finance_payable(self, moves):
        """Return which of these invoices can be paid online: there is a provider who takes them.

        As superuser, as on Odoo's page of an invoice: transactions and providers are looked at.
        """
        moves = moves.filtered(lambda move: move._has_to_be_paid())
        Provider = request.env['payment.provider'].sudo()
        by_currency = moves.grouped(lambda move: (move.company_id, move.currency_id))
        return moves.browse().union(
            *(
                of_currency
                for (company, currency), of_currency in by_currency.items()
                if Provider._get_compatible_providers(
                    company.id,
                    request.env.user.partner_id.id,
                    max(of_currency.mapped('amount_residual')),
                    currency_id=currency.id,
                )
            )
        )
