from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import content_disposition, request


class FinanceStatementPortal(CustomerPortal):
    """A customer's open items: for who is logged in, or has the signed link of a mail."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if 'finance_open_item_count' in counters:
            entity = self._finance_statement_own_entity()
            values['finance_open_item_count'] = len(entity._finance_statement_items()[entity])
        return values

    @http.route(
        ['/my/open-items', '/my/open-items/<int:partner_id>'],
        type='http',
        auth='public',
        website=True,
    )
    def portal_my_open_items(self, partner_id=None, access_token=None, report_type=None, **kw):
        entity = self._finance_statement_entity(partner_id, access_token)
        if not entity:
            # to the login, for who is not logged in
            return request.redirect('/my')
        if report_type == 'pdf':
            return self._finance_statement_download(entity)
        if access_token and entity.lang:
            request.update_context(lang=entity.lang)
            entity = entity.with_context(lang=entity.lang)
        values = self._finance_statement_page_values(entity, access_token)
        return request.render('intrix_finance_status.portal_open_items', values)

    def _finance_statement_own_entity(self):
        # the items are those of all books, which portal users have no access to
        return request.env.user.partner_id.sudo().commercial_partner_id

    def _finance_statement_entity(self, partner_id, access_token):
        """Return the customer whose statement may be shown, or nothing.

        It comes as superuser, in the company whose statement it is: with a link the one that it
        was made for, else the user's.
        """
        nobody = request.env['res.partner']
        if access_token:
            entity = nobody.sudo().browse(partner_id or ())
            company = entity and entity._finance_statement_token_company(access_token)
            return entity.with_company(company) if company else nobody
        if request.env.user._is_public():
            return nobody
        entity = self._finance_statement_own_entity()
        return entity if partner_id in (None, entity.id) else nobody

    def _finance_statement_page_values(self, entity, access_token):
        statement = entity._finance_statements()[entity]
        ids = {
            item['document_id'] for item in statement['items'] if item['source'] == 'account.move'
        }
        moves = (
            entity.env['account.move'].browse(ids).filtered(lambda move: move.is_sale_document())
        )
        token = f'&access_token={access_token}' if access_token else ''
        return {
            **entity._finance_statement_context(),
            'page_name': 'finance_open_items',
            'o': entity,
            'statement': statement,
            'urls': {move.id: move.get_portal_url() for move in moves},
            'pdf_url': f'/my/open-items/{entity.id}?report_type=pdf{token}',
        }

    def _finance_statement_download(self, entity):
        name, content = entity._finance_statement_pdf()
        return request.make_response(
            content,
            headers=[
                ('Content-Type', 'application/pdf'),
                ('Content-Length', len(content)),
                ('Content-Disposition', content_disposition(name)),
            ],
        )
