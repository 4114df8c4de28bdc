"""The table of rights, ``rights.csv``: who may see and do what, one row per kind of thing.

======== ========================== ============================= ==========================
kind     of                         names                         cells
======== ========================== ============================= ==========================
model    model                                                    of ``rwcd``: read, write,
                                                                  create, delete
field    model                      fields alike                  ``r`` seen, ``rw`` changed too
method   model                      methods alike                 ``x`` may be called
report   model it is about          external IDs                  ``x`` may be printed
route    class of the controller    addresses                     ``x`` answers with content
action   model it runs on           external IDs                  ``x`` may be run
======== ========================== ============================= ==========================

An empty cell: refused. Other companies' records are refused or empty in every cell, whatever it
says, and so is what the role can't read in its own company.
"""

import csv
from pathlib import Path

PATH = Path(__file__).parent / 'rights.csv'

ROLES = {
    'public': "Visitor of the website, not logged in",
    'portal': "Portal user, a customer's contact",
    'employee': "Employee without any application",
    'own': "Salesperson, own documents only",
    'all': "Salesperson, all documents",
    'delivery': "Inventory user",
    'project': "Project and timesheet user",
    'invoicing': "Invoicing",
    'readonly': "Accounting, read-only",
    'manager': "Finance manager (Odoo's accounting administrator)",
    'stranger': "Administrator of another company, with every right there",
    'both': "Finance manager with two companies selected",
}
HEADER = ('kind', 'of', 'names', *ROLES)


def read():
    """Return the rows of the table, dictionaries by the names in ``HEADER``."""
    with PATH.open(newline='') as file:
        return list(csv.DictReader(file))


def by_thing():
    """Return the cells by (kind, of, name); the name of a model's own row is empty."""
    return {
        (row['kind'], row['of'], name): {role: row[role] for role in ROLES}
        for row in read()
        for name in row['names'].split() or ['']
    }
