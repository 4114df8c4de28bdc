from . import finance_status_receivable
