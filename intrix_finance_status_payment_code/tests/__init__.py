from . import test_codes
from . import test_references
from . import test_payment_codes
from . import test_payment_code_pages
from . import test_payment_code_mails
from . import test_payment_code_bank
