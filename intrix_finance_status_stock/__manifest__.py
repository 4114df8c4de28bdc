{
    'name': 'Finance Status: Deliveries',
    'summary': 'Paid or not on every delivery, and a stop for customers on hold',
    'version': '19.0.1.0.0',
    'category': 'Inventory/Inventory',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status', 'sale_stock'],
    'data': [
        'security/ir.model.access.csv',
        'security/res_groups.xml',
        'security/ir_rules_dialogs.xml',
        'views/stock_picking_views.xml',
        'views/stock_picking_type_views.xml',
        'views/res_config_settings_views.xml',
        'wizards/finance_hold_delivery_views.xml',
        'wizards/finance_hold_override_views.xml',
    ],
    'demo': ['demo/finance_status_demo.xml'],
    'assets': {
        'web.assets_tests': ['intrix_finance_status_stock/static/tests/tours/**/*'],
    },
    'auto_install': True,
}
