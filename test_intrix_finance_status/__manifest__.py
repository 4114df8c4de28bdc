{
    'name': 'Finance Status: Tests of All Addons Together',
    'summary': 'Only for tests: who may see and do what, tried with every addon installed',
    'version': '19.0.1.0.0',
    'category': 'Hidden/Tests',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': [
        'intrix_finance_status_pos',
        'intrix_finance_status_project',
        'intrix_finance_status_stock',
        'intrix_finance_status_timesheet',
    ],
}
