"""What the parts of the benchmark that run inside Odoo share."""

import contextlib
import logging
import sys

import odoo
from odoo import api
from odoo.modules.registry import Registry

NO_MAIL = {
    'tracking_disable': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
    'mail_notrack': True,
    'mail_auto_subscribe_no_notify': True,
}


def configure(config, database):
    """Read Odoo's configuration; ``database`` may be several, separated by commas."""
    odoo.tools.config.parse_config(['-c', config, '-d', database, '--no-http'], setup_logging=True)
    logging.getLogger().setLevel(logging.WARNING)


@contextlib.contextmanager
def environment(database, user_id=api.SUPERUSER_ID, **context):
    """Give an environment; what happens in it is rolled back unless it commits."""
    with Registry(database).cursor() as cursor:
        try:
            yield api.Environment(cursor, user_id, context)
        finally:
            cursor.rollback()


def say(text):
    """Print a line at once."""
    print(text, flush=True)


def run(main):
    """Call ``main`` with the arguments of the command line behind config and database."""
    config, database, *arguments = sys.argv[1:]
    configure(config, database)
    main(database, *arguments)
