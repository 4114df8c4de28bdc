from . import test_timesheet_hold
from . import test_timesheet_shown
