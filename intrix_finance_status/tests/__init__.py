from . import test_worked_cases
