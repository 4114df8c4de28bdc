from . import test_forecast
from . import test_receivable
from . import test_receivable_ui
