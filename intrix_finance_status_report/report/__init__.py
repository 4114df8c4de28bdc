from . import finance_ageing_report
