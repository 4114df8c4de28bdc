from . import test_task_hold
