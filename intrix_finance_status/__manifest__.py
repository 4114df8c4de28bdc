{
    'name': 'Finance Status',
    'summary': 'Invoiced, paid and overdue on every opportunity, order and customer',
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['sale_crm'],
    'data': [
        'security/res_groups.xml',
        'security/ir.model.access.csv',
        'security/ir_rules.xml',
        'data/ir_cron.xml',
    ],
    'demo': [
        'demo/res_users_demo.xml',
        'demo/res_partner_demo.xml',
        'demo/product_demo.xml',
        'demo/crm_lead_demo.xml',
        'demo/finance_status_demo.xml',
    ],
    'post_init_hook': 'post_init_hook',
    'application': True,
}
