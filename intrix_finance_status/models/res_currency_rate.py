from odoo import api, models


class ResCurrencyRate(models.Model):
    """Amounts that were converted follow when a rate of a past day is entered or corrected."""

    _inherit = 'res.currency.rate'

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        self._finance_rates_changed()
        return rates

    def write(self, vals):
        res = super().write(vals)
        self._finance_rates_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._finance_rates_changed()
        return res

    @api.model
    def _finance_rates_changed(self):
        """Have the amounts converted again soon; nobody waits for it who enters a rate."""
        cron = self.env.ref('intrix_finance_status.cron_convert_again', raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()
