from . import finance_statement_report
from . import finance_status_open_item
