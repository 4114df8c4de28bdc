{
    'name': 'Finance Status: Portal',
    'summary': 'Customers answer in the portal: promise a day, object with a reason, pay online',
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status'],
    'data': [
        'security/ir.model.access.csv',
        'security/ir_rules.xml',
        'data/mail_activity_type_data.xml',
        'views/finance_status_answer_views.xml',
        'views/portal_templates.xml',
        'views/res_config_settings_views.xml',
        'views/res_partner_worklist_views.xml',
    ],
    'auto_install': True,
}
