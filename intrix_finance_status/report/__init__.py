from . import finance_statement_report
