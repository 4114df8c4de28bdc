{
    'name': 'Finance Status: Timesheets',
    'summary': 'The alarm of customers on hold where time is logged',
    'version': '19.0.1.0.0',
    'category': 'Services/Timesheets',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status_project', 'sale_timesheet'],
    'data': [
        'security/res_groups.xml',
        'views/hr_timesheet_views.xml',
        'views/res_config_settings_views.xml',
    ],
    'auto_install': True,
}
