from . import finance_hold_override
