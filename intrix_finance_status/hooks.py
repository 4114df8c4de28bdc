def post_init_hook(env):
    """Fill the facts of the orders that were invoiced before the addon came.

    Companies that were there before get a policy.
    """
    env['finance.status.order']._link_payments()
    env['finance.status.order']._fill_missing_facts()
    env['finance.status.policy']._create_defaults(env['res.company'].search([], order='id'))
