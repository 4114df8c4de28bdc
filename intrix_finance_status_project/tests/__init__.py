from . import test_task_hold
from . import test_task_shown
