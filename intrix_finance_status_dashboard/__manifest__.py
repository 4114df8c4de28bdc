{
    'name': 'Finance Status: Dashboards',
    'summary': 'Sales to cash, receivables, cash forecast and my customers in the Dashboards app',
    'version': '19.0.1.0.0',
    'category': 'Productivity/Dashboard',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status_report', 'spreadsheet_dashboard'],
    'data': ['data/dashboards.xml'],
    'assets': {
        'web.assets_tests': ['intrix_finance_status_dashboard/static/tests/tours/**/*'],
    },
    'auto_install': ['intrix_finance_status_report'],
}
