from . import finance_status_opening_mixin
from . import finance_status_cash
from . import finance_status_funnel
from . import finance_status_month
from . import finance_status_receivable
from . import finance_status_reconciliation
from . import finance_status_report
