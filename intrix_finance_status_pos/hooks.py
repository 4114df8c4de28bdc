from odoo.tools import split_every

BATCH = 1000


def post_init_hook(env):
    """Take what was sold at the till before the addon came."""
    lines = env['pos.order.line'].search([('sale_order_origin_id', '!=', False)])
    methods = env['pos.payment.method'].with_context(active_test=False)
    on_account = methods.search([('journal_id', '=', False)])
    if lines or env['pos.payment'].search([('payment_method_id', 'in', on_account.ids)], limit=1):
        env['res.company']._finance_set_flag('finance_has_till_sales')
        _take_again(env, lines.sale_order_origin_id)


def uninstall_hook(env):
    """Leave nothing of the till in the facts of orders."""
    companies = env['res.company'].search([])
    if any(companies.mapped('finance_has_till_sales')):
        companies.finance_has_till_sales = False
        lines = env['pos.order.line'].search([('sale_order_origin_id', '!=', False)])
        _take_again(env, lines.sale_order_origin_id)


def _take_again(env, orders):
    for ids in split_every(BATCH, orders.ids):
        env['finance.status.order']._documents_changed(env['sale.order'].browse(ids))
        env.flush_all()
