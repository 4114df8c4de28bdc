from . import test_answers
from . import test_answers_follow_up
