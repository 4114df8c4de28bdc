from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import content_disposition, request

# pages that open without a login are neither kept nor told to other sites
PRIVATE = {
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
}


class FinanceStatementPortal(CustomerPortal):
    """A customer's open items: for who is logged in, or has the link of a mail."""

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
            return self._finance_statement_refused(access_token)
        if report_type == 'pdf':
            return self._finance_pdf(*entity._finance_statement_pdf())
        return self._finance_statement_page(entity, access_token)

    @http.route(
        '/my/open-items/<int:partner_id>/invoices/<int:move_id>',
        type='http',
        auth='public',
        website=True,
    )
    def portal_my_open_item(self, partner_id, move_id, access_token=None, **kw):
        """Show an invoice that is open, to whom the open items are shown.

        Not by the invoice's own token, which never ends.
        """
        entity = self._finance_statement_entity(partner_id, access_token)
        if not entity:
            return self._finance_statement_refused(access_token)
        statement = entity._finance_statements()[entity]
        move = self._finance_statement_moves(entity, statement).filtered(
            lambda move: move.id == move_id
        )
        if not move:
            # paid meanwhile, or of somebody else
            token = f'?access_token={access_token}' if access_token else ''
            return request.redirect(f'/my/open-items/{entity.id}{token}')
        document = move._get_invoice_legal_documents('pdf', allow_fallback=True)
        return self._finance_pdf(document['filename'], document['content'], inline=True)

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
            link = request.env['finance.status.statement.link']._open(partner_id, access_token)
            return link.partner_id.with_company(link.company_id) if link else nobody
        if request.env.user._is_public():
            return nobody
        entity = self._finance_statement_own_entity()
        return entity if partner_id in (None, entity.id) else nobody

    def _finance_statement_refused(self, access_token):
        """Tell who has an old link how to get a new one; let others log in."""
        if not access_token:
            return request.redirect('/my')
        # the same whether it ended, was revoked or never was one
        response = request.render('intrix_finance_status.portal_link_ended', status=403)
        response.headers.update(PRIVATE)
        return response

    def _finance_statement_page(self, entity, access_token, **more):
        """Show the open items of a customer, in its language where it has a link.

        :param more: values of the page beside ``_finance_statement_page_values``
        """
        entity = self._finance_statement_in_language(entity, access_token)
        values = {**self._finance_statement_page_values(entity, access_token), **more}
        response = request.render('intrix_finance_status.portal_open_items', values)
        response.headers.update(PRIVATE)
        return response

    def _finance_statement_in_language(self, entity, access_token):
        if access_token and entity.lang:
            request.update_context(lang=entity.lang)
            entity = entity.with_context(lang=entity.lang)
        return entity

    def _finance_statement_page_values(self, entity, access_token):
        statement = entity._finance_statements()[entity]
        moves = self._finance_statement_moves(entity, statement)
        path = f'/my/open-items/{entity.id}'
        token = f'access_token={access_token}' if access_token else ''
        own = moves.browse()
        if not token:
            # those have pages of their own
            own = moves.with_user(request.env.user)._filtered_access('read')
        return {
            **entity._finance_statement_context(),
            'page_name': 'finance_open_items',
            'o': entity,
            'statement': statement,
            'urls': {
                move.id: move.access_url if move in own else f'{path}/invoices/{move.id}?{token}'
                for move in moves
            },
            'pdf_url': f'{path}?report_type=pdf&{token}',
        }

    def _finance_statement_moves(self, entity, statement):
        """Return the invoices and credit notes among the open items."""
        ids = {
            item['document_id'] for item in statement['items'] if item['source'] == 'account.move'
        }
        moves = entity.env['account.move'].browse(ids)
        return moves.filtered(lambda move: move.is_sale_document())

    def _finance_pdf(self, name, content, inline=False):
        return request.make_response(
            content,
            headers=[
                *PRIVATE.items(),
                ('Content-Type', 'application/pdf'),
                ('Content-Length', len(content)),
                (
                    'Content-Disposition',
                    content_disposition(name, 'inline' if inline else 'attachment'),
                ),
            ],
        )
