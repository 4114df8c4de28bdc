from . import finance_status_demo
from . import finance_status_demo_documents
from . import finance_status_demo_follow_up
