from . import test_currencies
from . import test_customer_figures
from . import test_opportunity
from . import test_shares
from . import test_unposted_payments
from . import test_worked_cases
