from . import test_timesheet_hold
