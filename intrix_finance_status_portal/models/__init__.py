from . import res_company
from . import res_config_settings
from . import finance_status_answer
from . import finance_status_answer_portal
from . import finance_status_followed_up_mixin
from . import finance_status_promise
from . import res_partner
