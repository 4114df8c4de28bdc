from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestStageMapping(FinanceStatusCommon):
    """Opportunities move forward with the money, where the company wants it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref('intrix_finance_status.cron_move_opportunities')
        cls.first, cls.second, cls.third, cls.won = cls.env['crm.stage'].create(
            [
                {'name': "First", 'sequence': 1000},
                {'name': "Second", 'sequence': 1010},
                {'name': "Third", 'sequence': 1020},
                {'name': "Won", 'sequence': 1030, 'is_won': True},
            ]
        )
        cls.team, cls.other_team = cls.env['crm.team'].create(
            [{'name': "Team"}, {'name': "Other team"}]
        )
        cls.lead = cls._lead(stage_id=cls.first.id, team_id=cls.team.id)
        cls.order = cls._order(opportunity_id=cls.lead.id)
        cls.env.company.finance_move_stages = True

    def _map(self, status, stage):
        return self.env['finance.status.stage'].create(
            {'finance_status': status, 'stage_id': stage.id}
        )

    def _move(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _triggers(self):
        return self.env['ir.cron.trigger'].sudo().search_count([('cron_id', '=', self.cron.id)])

    def test_off_by_default(self):
        self.assertFalse(self.env['res.company'].new({}).finance_move_stages)
        self.assertFalse(self.env['res.company'].create({'name': "New"}).finance_move_stages)
        self.env.company.finance_move_stages = False
        before = self._triggers()
        self._map('invoiced', self.second)
        self._invoice(self.order)
        self.env.cr.precommit.run()
        self.assertEqual(self._triggers(), before)
        self._move()
        self.assertEqual(self.lead.stage_id, self.first)

    def test_moves_forward(self):
        self._map('ordered', self.second)
        self._map('paid', self.third)
        self._move()
        self.assertEqual(self.lead.stage_id, self.second)
        invoice = self._invoice(self.order)
        self._move()
        self.assertEqual(self.lead.stage_id, self.second)
        self._pay(invoice)
        self._move()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_moves_over_stages(self):
        self._map('invoiced', self.third)
        self._invoice(self.order)
        self._move()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_overdue_by_itself(self):
        """Nothing happens in the books when a day goes by: the daily run moves."""
        self._map('overdue', self.third)
        self._invoice(self.order, due=day(-1))
        self._move()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_never_back(self):
        self._map('ordered', self.second)
        self.lead.stage_id = self.third
        self._move()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_other_status(self):
        self._map('paid', self.second)
        self._move()
        self.assertEqual(self.lead.stage_id, self.first)

    def test_into_won(self):
        self._map('paid', self.won)
        self._pay(self._invoice(self.order))
        self._move()
        self.assertEqual(self.lead.stage_id, self.won)
        self.assertEqual(self.lead.won_status, 'won')

    def test_never_out_of_won(self):
        beyond = self.env['crm.stage'].create({'name': "Beyond", 'sequence': 2000})
        self._map('ordered', beyond)
        self.lead.action_set_won()
        stage = self.lead.stage_id
        self.assertTrue(stage.is_won)
        self._move()
        self.assertEqual(self.lead.stage_id, stage)

    def test_never_out_of_lost(self):
        self._map('ordered', self.second)
        self.lead.action_set_lost()
        self._move()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertFalse(self.lead.active)
        self.lead.action_unarchive()
        self._move()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_own_team(self):
        """A stage of a team is for the opportunities of that team only."""
        self._map('ordered', self.second)
        self.second.team_ids = self.other_team
        self._move()
        self.assertEqual(self.lead.stage_id, self.first)
        self.second.team_ids += self.team
        self._move()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_stage_per_team(self):
        self._map('ordered', self.second)
        self._map('ordered', self.third)
        self.second.team_ids = self.team
        self.third.team_ids = self.other_team
        other = self._lead(stage_id=self.first.id, team_id=self.other_team.id)
        self._order(opportunity_id=other.id)
        self._move()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(other.stage_id, self.third)

    def test_only_opportunities_of_the_company(self):
        other = self.setup_other_company(name="Other")['company']
        self._map('ordered', self.second).company_id = other
        other.finance_move_stages = True
        self.env.company.finance_move_stages = False
        self.lead.company_id = self.env.company
        self._move()
        self.assertEqual(self.lead.stage_id, self.first)

    def test_soon_after_posting_and_paying(self):
        """The run is asked for once per transaction, not left to the day's run."""
        self._map('invoiced', self.second)
        self.env.cr.precommit.run()
        for step in (self._invoice, lambda order: self._pay(order.invoice_ids)):
            before = self._triggers()
            step(self.order)
            self.env.cr.precommit.run()
            self.assertGreater(self._triggers(), before)

    def test_many(self):
        """More than one batch."""
        leads = self.env['crm.lead'].create(
            [
                {'name': "Deal", 'type': 'opportunity', 'stage_id': self.first.id}
                for _i in range(205)
            ]
        )
        self.env['sale.order'].create(
            [{'partner_id': self.customer.id, 'opportunity_id': lead.id} for lead in leads]
        )
        self._map('quotation', self.second)
        self._move()
        self.assertEqual(leads.stage_id, self.second)
        self.assertEqual(self.lead.stage_id, self.first)

    @mute_logger('odoo.sql_db')
    def test_no_line_twice(self):
        self._map('ordered', self.second)
        with self.assertRaises(IntegrityError):
            self._map('ordered', self.second)
