{
    'name': 'Finance Status: Point of Sale',
    'summary': 'What is sold at the till is told, never refused',
    'version': '19.0.1.0.0',
    'category': 'Sales/Point of Sale',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status_stock', 'pos_sale'],
    'auto_install': True,
}
