from . import test_filestore
from . import test_guessed_ids
from . import test_method_names
from . import test_read_only
from . import test_rights
from . import test_rights_complete
from . import test_views_in_browser
