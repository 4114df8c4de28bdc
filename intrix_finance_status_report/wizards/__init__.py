from . import finance_receivable_open
