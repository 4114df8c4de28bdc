from odoo.tests import tagged

from .rights_common import USERS
from .try_doors import TryDoors
from .try_fields import TryFields
from .try_models import TryModels
from .try_pages import TryPages


@tagged('post_install', '-at_install')
class TestRights(TryModels, TryFields, TryDoors, TryPages):
    """Each role tries everything of ours over the web, as ``rights.csv`` says it may or not."""

    def _try(self, role):
        client = self._client(role)
        if role in USERS:
            self._try_models(client)
            self._try_fields(client)
            self._try_methods(client)
            self._try_actions(client)
        else:
            self._try_without_login(client)
        self._try_pages(client)
        if role in ('portal', 'own', 'invoicing', 'stranger'):
            self._try_doors(client)
        self._report(client)

    def test_public(self):
        self._try('public')

    def test_portal(self):
        self._try('portal')

    def test_employee(self):
        self._try('employee')

    def test_own(self):
        self._try('own')

    def test_all(self):
        self._try('all')

    def test_delivery(self):
        self._try('delivery')

    def test_invoicing(self):
        self._try('invoicing')

    def test_readonly(self):
        self._try('readonly')

    def test_project(self):
        self._try('project')

    def test_manager(self):
        self._try('manager')

    def test_stranger(self):
        self._try('stranger')

    def test_both(self):
        self._try('both')
