from . import finance_cash_backtest
from . import finance_receivable_open
