from . import test_delivery_batch
from . import test_delivery_consequences
from . import test_delivery_hold
from . import test_delivery_shown
from . import test_delivery_ui
from . import test_delivery_ways
from . import test_prepayment
