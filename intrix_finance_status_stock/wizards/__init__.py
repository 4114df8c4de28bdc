from . import finance_hold_delivery
from . import finance_hold_override
