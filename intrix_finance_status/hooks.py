def post_init_hook(env):
    """Fill the facts of the orders that were invoiced before the addon came."""
    env['finance.status.order']._fill_missing_facts()
