from . import diagnosis_report
from . import finance_ageing_report
from . import overview_report
