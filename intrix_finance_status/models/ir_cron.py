from odoo import api, models
from odoo.exceptions import AccessError


class IrCron(models.Model):
    """Who may run the scheduled actions of the finance status."""

    _inherit = 'ir.cron'

    @api.model
    def _finance_check_scheduled(self, xmlid):
        """Refuse a job to whoever is not the scheduler, and may not run scheduled actions.

        Each scheduled action has a server action, and everybody who can log in may run a server
        action without groups. The context can't tell who calls: it comes from the client.

        :param str xmlid: the external id of the scheduled action
        :raise AccessError: if the user may not run it
        """
        if (
            self.env.su
            or self.has_access('write')
            or self.env.user == self.env.ref(xmlid).sudo().user_id
        ):
            return
        raise AccessError(self.env._("Only the scheduler and administrators may run this job."))
