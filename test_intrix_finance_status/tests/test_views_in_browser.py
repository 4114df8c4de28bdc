import json
import os

from lxml import etree
from odoo.addons.intrix_finance_status.tests.test_view_access import READABLE, ViewAccessCommon
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .rights_common import RightsCommon

# CI opens those of the roles that differ most: what one opens, the others like it open, too
ALL_ROLES = os.environ.get('FINANCE_STATUS_ALL_ROLES')
OPEN = """
(async () => {
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
    while (!window.odoo?.isReady) {
        await wait(50);
    }
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const shown = (selector) => document.querySelector(selector);
    const problems = [];
    for (const [label, request] of %s) {
        try {
            await action.doAction(request, { clearBreadcrumbs: true });
            for (let left = 100; left && !shown(".o_action_manager .o_view_controller"); left--) {
                await wait(50);
            }
            await wait(30);
            if (!shown(".o_action_manager .o_view_controller") || shown(".o_dialog")) {
                problems.push(`${label}: ${shown(".o_dialog")?.innerText || "nothing shown"}`);
                shown(".o_dialog button")?.click();
            }
        } catch (error) {
            const { cause = error } = error;
            problems.push(`${label}: ${cause.data?.message || cause.message}`);
        }
    }
    if (problems.length) {
        throw new Error(problems.join("\\n"));
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged('post_install', '-at_install')
class TestViewsInBrowser(RightsCommon, ViewAccessCommon):
    """Each role opens the views of ours and those that we extend: no dialog "Oops", no error."""

    CENTS = {'A': 0}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {'company_id': cls.env.company.id, 'company_ids': cls.env.company.ids}
        for role in ('buyer', 'reader'):
            cls.users[role] = new_test_user(cls.env, f'rights_{role}', 'base.group_user', **company)
        cls.users['reader'].group_ids += cls._group_that_reads(READABLE)
        cls._buyer()

    def _requests(self, role):
        """Return what opens each view that the role may open, as (label, action)."""
        user = self.users[role]
        ids = self.worlds['A'].ids
        for view in self._our_views().sorted('id'):
            Model = self.env[view.model].with_user(user)
            hidden = view.group_ids and not view.group_ids & user.all_group_ids
            if hidden or not Model.has_access('read'):
                continue
            record = Model.search([('id', 'in', ids.get(view.model, []))], limit=1)
            record = record or Model.search([], limit=1)
            request = {
                'type': 'ir.actions.act_window',
                'name': view.name,
                'res_model': view.model,
                'views': [[view.id, view.type]],
            }
            if view.type == 'search':
                request.update(views=[[False, 'list']], search_view_id=[view.id])
            if view.type == 'form':
                if not record and not Model.has_access('create'):
                    continue
                request['res_id'] = record.id
            if self._opens_without_us(view, record):
                yield f'{role}: {view.xml_id} of {view.model}', request

    def _opens_without_us(self, view, record):
        """Tell whether Odoo's own part of a view can be read: some of its forms fail for many."""
        if view.xml_id.startswith('intrix_'):
            return True
        arch = etree.fromstring(record.get_view(view.id, view.type)['arch'])
        names = {
            node.get('name')
            for node in arch.iter('field')
            if not any(parent.tag == 'field' for parent in node.iterancestors())
        }
        own = [
            name for name in names if not str(record._fields[name]._module).startswith('intrix_')
        ]
        specification = {
            name: {'fields': {}} if record._fields[name].relational else {} for name in own
        }
        try:
            record.web_read(specification)
        except AccessError:
            return False
        return True

    def _open(self, role, least):
        requests = list(self._requests(role))
        self.assertGreaterEqual(len(requests), least)
        self.browser_js(
            '/odoo',
            OPEN % json.dumps(requests),
            login=self.users[role].login,
            timeout=240,
        )

    def _open_on_demand(self, role, least):
        if not ALL_ROLES:
            self.skipTest("opened with FINANCE_STATUS_ALL_ROLES=1")
        self._open(role, least)

    def test_buyer(self):
        self._open('buyer', 5)

    def test_reader(self):
        self._open('reader', 10)

    def test_invoicing(self):
        self._open('invoicing', 40)

    def test_employee(self):
        self._open_on_demand('employee', 3)

    def test_own(self):
        self._open_on_demand('own', 10)

    def test_delivery(self):
        self._open_on_demand('delivery', 10)

    def test_all(self):
        self._open_on_demand('all', 10)

    def test_project(self):
        self._open_on_demand('project', 5)

    def test_readonly(self):
        self._open_on_demand('readonly', 10)

    def test_manager(self):
        self._open_on_demand('manager', 40)

    def test_stranger(self):
        self._open_on_demand('stranger', 40)

    def test_both(self):
        self._open_on_demand('both', 40)
