{
    'name': 'Finance Status: Payment Codes',
    'summary': 'Codes to pay by scanning: HUB-3 barcode, UPN QR and EPC QR',
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'author': 'Intrix',
    'license': 'LGPL-3',
    'depends': ['intrix_finance_status'],
    'data': [
        'security/ir.model.access.csv',
        'security/ir_rules.xml',
        'report/payment_code_templates.xml',
        'report/account_invoice_templates.xml',
        'views/res_config_settings_views.xml',
    ],
    'demo': ['demo/res_partner_bank_demo.xml'],
    'assets': {
        'web.report_assets_common': [
            'intrix_finance_status_payment_code/static/src/payment_code.scss',
        ],
        'web.assets_frontend': [
            'intrix_finance_status_payment_code/static/src/payment_code.scss',
        ],
    },
    'auto_install': True,
}
