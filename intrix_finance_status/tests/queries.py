"""Watch the queries that something makes."""

import contextlib
import sys
from typing import NamedTuple
from unittest.mock import patch

from odoo.sql_db import Cursor

OUR_MODELS = '/intrix_finance_status/models/'
OUR_TABLE = 'finance_status_order'
# these hand over to Odoo's own, whose queries are not ours
OVERRIDES = ('create', 'write', 'unlink', 'action_confirm', '_post', '_invoice_paid_hook')


class WatchedQuery(NamedTuple):
    text: str
    #: whether it is made because of us
    ours: bool

    @property
    def writes(self):
        return self.text.lstrip().upper().startswith(('INSERT', 'UPDATE', 'DELETE'))


@contextlib.contextmanager
def watched_queries():
    """Give a list that each query made meanwhile is added to."""
    queries = []
    execute = Cursor.execute

    def spy(cursor, query, params=None, log_exceptions=True):
        text = getattr(query, 'code', None) or str(query)
        queries.append(WatchedQuery(text, _is_ours(text)))
        return execute(cursor, query, params, log_exceptions)

    with patch.object(Cursor, 'execute', spy):
        yield queries


def _is_ours(text):
    if OUR_TABLE in text:
        return True
    # Odoo's pending changes, which are only written earlier because we read
    return not text.lstrip().startswith('UPDATE') and _called_by_us()


def _called_by_us():
    frame = sys._getframe(3)
    while frame:
        code = frame.f_code
        if OUR_MODELS in code.co_filename and code.co_name not in OVERRIDES:
            return True
        frame = frame.f_back
    return False
