{
    'name': 'Finance Status: Reports',
    'summary': 'Receivables by age and by the week they will be paid, as of any day',
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status'],
    'data': [
        'security/ir.model.access.csv',
        'security/ir_rules.xml',
        'views/finance_status_receivable_views.xml',
        'wizards/finance_receivable_open_views.xml',
    ],
    'assets': {
        'web.assets_tests': ['intrix_finance_status_report/static/tests/tours/**/*'],
    },
    'auto_install': True,
}
