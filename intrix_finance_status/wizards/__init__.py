from . import finance_hold_override
from . import finance_hold_set
from . import finance_status_register_invoice
from . import finance_status_register_invoice_check
from . import finance_status_register_invoices
from . import finance_status_register_payment
from . import finance_status_register_payment_line
from . import finance_status_import_upload
