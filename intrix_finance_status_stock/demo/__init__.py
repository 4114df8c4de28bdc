from . import finance_status_demo
