{
    'name': 'Finance Status: Point of Sale',
    'summary': 'Orders paid at the till, which is told, never refused',
    'version': '19.0.1.0.0',
    'category': 'Sales/Point of Sale',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status_stock', 'pos_sale'],
    'auto_install': True,
    'post_init_hook': 'post_init_hook',
    'uninstall_hook': 'uninstall_hook',
}
