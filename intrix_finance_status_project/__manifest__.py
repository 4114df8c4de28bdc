{
    'name': 'Finance Status: Tasks',
    'summary': 'Paid or not, and the alarm of customers on hold, on every task',
    'version': '19.0.1.0.0',
    'category': 'Services/Project',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status', 'sale_project'],
    'data': [
        'security/res_groups.xml',
        'views/project_task_views.xml',
    ],
    'auto_install': True,
}
