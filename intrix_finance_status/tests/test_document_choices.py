from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_document_matching import OIB, OTHER_OIB, MatchingCommon


@tagged('post_install', '-at_install')
class TestDocumentChoices(MatchingCommon):
    """What people choose for documents that wait, what is remembered of it, and undo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env,
            'choices_finance',
            'intrix_finance_status.group_finance_status_user',
            company_id=cls.env.company.id,
            company_ids=[cls.env.company.id],
        )
        cls.order = cls._order(partner=cls.acme, name='S00012')

    def _as_finance(self, documents):
        self.env.flush_all()
        return documents.with_user(self.finance)

    def _last_note(self, document):
        return document.message_ids.sorted('id')[-1:].body

    def test_take_proposal(self):
        document = self._told(partner_name="ACME", partner_reference='77')
        waiting = self._told(500, partner_reference='77', partner_name="Acme, Zagreb")
        other_code = self._told(500, partner_reference='78', partner_name="ACME")
        [proposal] = self._as_finance(document).match_proposals
        self._as_finance(document).action_take_proposal(
            proposal['partner_id'], proposal['order_ids']
        )
        # the customer's only order is likely now
        self.assertProposed(document, (self.acme, self.order, "same amount"), partner=self.acme)
        self.assertEqual(document.match_rule, 'person')
        self.assertMatched(waiting, self.acme, 'remembered')
        self.assertProposed(other_code, (self.acme, None, "told differently"))
        self.assertMatched(self._told(300, partner_reference='77'), self.acme, 'remembered')
        self.assertIn("ACME d.o.o.", self._last_note(document))
        self.assertIn("ACME d.o.o.", self._last_note(waiting))
        [proposal] = self._as_finance(document).match_proposals
        self._as_finance(document).action_take_proposal(
            proposal['partner_id'], proposal['order_ids']
        )
        self.assertMatched(document, self.acme, 'person', {self.order: 1000})
        self.assertFinance(self.order, invoiced=1000)
        self.assertIn("S00012", self._last_note(document))

    def test_remembered_by_name(self):
        """A name alone leads on where nothing else is told; other sources learn nothing."""
        self._told(partner_name="Acme u Zagrebu").action_choose(self.acme.id)
        self.assertMatched(self._told(1, partner_name="ACME U ZAGREBU"), self.acme, 'remembered')
        other = self.source.copy({'code': 'other', 'name': "Other"})
        document = self._told(1, partner_name="Acme u Zagrebu", source_id=other.id)
        self.assertProposed(document)

    def test_remembered_code_of_another_name(self):
        """A code that was told with another name says nothing: it is an account of the ledger."""
        club = self._customer("Bayside Club", is_company=True)
        self._told(partner_name="City Agency", partner_reference='200').action_choose(self.acme.id)
        self.assertMatched(
            self._told(1, partner_name="Bayside Club", partner_reference='200'), club, 'name'
        )
        self.assertProposed(self._told(1, partner_name="DIISR", partner_reference='200'))
        # the same name, however it is written, or none
        self.assertMatched(
            self._told(1, partner_name="CITY AGENCY Ltd", partner_reference='200'),
            self.acme,
            'remembered',
        )
        self.assertMatched(self._told(1, partner_reference='200'), self.acme, 'remembered')

    def test_name_one_letter_off(self):
        """It is proposed, never taken."""
        dairy = self._customer("Mlijekara Zagreb d.o.o.", is_company=True)
        self.assertProposed(self._told(1, partner_name="Mljekara Zagreb"), (dairy, None, "similar"))
        self.assertProposed(
            self._told(1, partner_name="MLIJEKARA ZAGERB doo"), (dairy, None, "similar")
        )
        self.assertProposed(self._told(1, partner_name="Mljekarna Zagreb"))

    def test_remembered_vat(self):
        """A person knows better than the number in the customer's form."""
        wrong = self._customer("Wrong", vat=f'HR{OIB}')
        document = self._told(1, partner_vat=OIB, partner_reference='9')
        self.assertMatched(document, wrong, 'vat')
        document.action_choose(self.acme.id)
        self.assertMatched(document, self.acme, 'person')
        self.assertMatched(self._told(1, partner_vat=f'HR{OIB}'), self.acme, 'remembered')

    def test_remembered_differently(self):
        """One name chosen for two customers is certain no more."""
        self._told(partner_name="Filijala", partner_reference='1').action_choose(self.acme.id)
        self._told(partner_name="Filijala", partner_reference='2').action_choose(self.customer.id)
        document = self._told(1, partner_name="Filijala")
        self.assertProposed(
            document, (self.acme, None, "differently"), (self.customer, None, "differently")
        )
        self.assertMatched(self._told(1, partner_reference='2'), self.customer, 'remembered')

    def test_remembered_name_other_vat(self):
        self._told(partner_name="Filijala", partner_vat=OTHER_OIB).action_choose(self.acme.id)
        document = self._told(1, partner_name="Filijala", partner_vat=OIB)
        self.assertProposed(document, (self.acme, None, "differently"))

    def test_remembered_archived(self):
        self._told(partner_name="Filijala").action_choose(self.acme.id)
        self.acme.active = False
        self.assertProposed(self._told(1, partner_name="Filijala"), (self.acme, None, "archived"))

    def test_changed_mind(self):
        document = self._told(1, partner_reference='77')
        document.action_choose(self.acme.id)
        document.action_choose(self.customer.id)
        self.assertEqual(len(self.source.choice_ids), 1)
        self.assertMatched(self._told(1, partner_reference='77'), self.customer, 'remembered')

    def test_not_remembered(self):
        document = self._told(1, partner_reference='77')
        waiting = self._told(1, partner_reference='77')
        document.action_choose(self.acme.id, remember=False)
        self.assertMatched(document, self.acme, 'person')
        self.assertFalse(self.source.choice_ids)
        self.assertFalse(waiting.partner_id)

    def test_undo(self):
        """A choice taken back is forgotten, and what followed from it waits again."""
        document = self._told(partner_reference='77')
        waiting = self._told(500, partner_reference='77')
        self._as_finance(document).action_choose(self.acme.id, self.order.ids)
        self.assertMatched(document, self.acme, 'person', {self.order: 1000})
        self.assertMatched(waiting, self.acme, 'remembered')
        self.assertFinance(self.order, invoiced=1000)
        self._as_finance(document).action_undo_match()
        self.assertFalse(self.source.choice_ids)
        for one in document + waiting:
            self.assertProposed(one)
            self.assertIn("taken back", self._last_note(one))
        self.assertFinance(self.order, invoiced=0, status='ordered')
        self.assertProposed(self._told(1, partner_reference='77'))

    def test_undo_several_steps(self):
        """First the customer, then the order: taken back and forgotten as one."""
        document = self._told(partner_reference='77')
        document.action_choose(self.acme.id)
        document.action_choose(self.acme.id, self.order.ids)
        document.action_undo_match()
        self.assertProposed(document)
        self.assertFalse(self.source.choice_ids)

    def test_undo_ignore(self):
        """What was remembered before stays remembered."""
        self._told(1, partner_reference='77').action_choose(self.acme.id)
        document = self._told(2, partner_reference='77')
        document.action_ignore()
        document.action_undo_match()
        self.assertMatched(document, self.acme, 'remembered')
        self.assertTrue(self.source.choice_ids)

    def test_undo_a_change(self):
        """Back to what it was before, not to nothing."""
        document = self._told(order_reference='S00012', partner_name="Acme d.o.o.")
        self.assertMatched(document, self.acme, 'name', {self.order: 1000})
        document._figures_changed()
        document.action_choose(self.customer.id)
        self.assertEqual(document.partner_id, self.customer)
        document.action_undo_match()
        self.assertMatched(document, self.acme, 'name', {self.order: 1000})
        self.assertFinance(self.order, invoiced=1000)

    def test_undo_a_rule(self):
        """What a person took back, the same rule does not match again."""
        document = self._told(1, partner_name="Acme d.o.o.")
        document.action_undo_match()
        document._match()
        self.assertProposed(document, (self.acme, None, "Exact name"))
        document.partner_vat = OIB
        document._match()
        self.assertMatched(document, self.acme, 'name')
        document.action_undo_match()
        document.action_match_again()
        self.assertMatched(document, self.acme, 'name')

    def test_ignore(self):
        document = self._told(partner_name="Nobody")
        self._as_finance(document).action_ignore()
        self.assertEqual(document.match_state, 'ignored')
        self.assertIn("no order", self._last_note(document))
        document._match()
        self.assertEqual(document.match_state, 'ignored')
        document.action_undo_match()
        self.assertEqual(document.match_state, 'to_match')

    def test_ignore_keeps_customer(self):
        """It belongs to no order, and still the customer owes it."""
        document = self._told(partner_name="Acme d.o.o.")
        self.assertEqual(document.match_state, 'to_match')
        document.action_ignore()
        self.assertFinance(self.acme, due=1000)
        self.assertFinance(self.order, invoiced=0)

    def test_bulk(self):
        """Only what has a single proposal is taken."""
        twins = self._customer("Twin") + self._customer("Twin")
        one, other = self._told(1, partner_name="ACME"), self._told(2, partner_name="ACME obrt")
        several = self._told(3, partner_name="Twin")
        none = self._told(4, partner_name="Nobody")
        documents = self._as_finance(one + other + several + none)
        documents.action_take_proposals()
        self.assertMatched(one, self.acme, 'person')
        self.assertMatched(other, self.acme, 'person')
        self.assertEqual((several + none).mapped('match_state'), ['to_match'] * 2)
        with self.assertRaises(UserError):
            self._as_finance(several + none).action_take_proposals()
        self._as_finance(several + none).action_choose(twins[0].id)
        self.assertEqual((several + none).partner_id, twins[0])
        self._as_finance(several + none).action_undo_match()
        self._as_finance(several + none).action_ignore()
        self.assertEqual((several + none).mapped('match_state'), ['ignored'] * 2)

    def test_orders_are_split(self):
        second = self._order(2000, partner=self.acme, name='S00013')
        document = self._told(100, partner_name="Acme d.o.o.")
        document.action_choose(self.acme.id, (self.order + second).ids)
        self.assertMatched(document, self.acme, 'name', {self.order: 33.33, second: 66.67})

    def test_refused(self):
        """What comes over RPC is not trusted."""
        document = self._told(partner_name="Nobody")
        other_company = self.setup_other_company()['company']
        order = self.env['sale.order'].create(
            {'partner_id': self.acme.id, 'company_id': other_company.id}
        )
        theirs = self._customer("Theirs", company_id=other_company.id)
        for partner_id, order_ids in (
            (False, []),
            (self.acme.id + 1_000_000, []),
            (theirs.id, []),
            (self.customer.id, self.order.ids),
            (self.acme.id, order.ids),
            (self.acme.id, [self.order.id + 1_000_000]),
        ):
            with self.subTest(partner=partner_id, orders=order_ids), self.assertRaises(UserError):
                self._as_finance(document).action_choose(partner_id, order_ids)
        self.assertFalse(document.partner_id)

    def test_wizard(self):
        document = self._told(partner_name="ACME")
        action = self._as_finance(document).action_open_match()
        Wizard = self.env['finance.status.match'].with_user(self.finance)
        wizard = Wizard.browse(action['res_id'])
        self.assertEqual(wizard.partner_id, self.acme)
        self.assertIn("ACME", wizard.told)
        wizard.action_apply()
        self.assertEqual(document.partner_id, self.acme)
        action = document.action_open_match()
        wizard = self.env['finance.status.match'].browse(action['res_id'])
        self.assertEqual(wizard.order_ids, self.order)
        wizard.action_apply()
        self.assertMatched(document, self.acme, 'person', {self.order: 1000})

    def test_access(self):
        """Nobody but finance chooses, or sees what waits."""
        document = self._told(partner_name="ACME")
        self._told(1, partner_name="Nobody").action_choose(self.acme.id)
        for group in ('sales_team.group_sale_manager', 'account.group_account_readonly'):
            user = new_test_user(self.env, group, group)
            theirs = document.with_user(user)
            for refused in (
                lambda: theirs.read(['match_proposals']),  # noqa: B023 - called at once
                lambda: theirs.action_choose(self.acme.id),  # noqa: B023 - called at once
                lambda: theirs.action_take_proposal(self.acme.id),  # noqa: B023 - called at once
                theirs.action_ignore,
                theirs.action_match_again,
                theirs.action_undo_match,
                lambda: self.source.choice_ids.with_user(user).read(['partner_id']),  # noqa: B023 - called at once
            ):
                with self.subTest(group=group), self.assertRaises(AccessError):
                    refused()
        self.assertFalse(document.partner_id)

    def test_salesperson(self):
        """Sees the figures on the order, and not the document."""
        user = new_test_user(self.env, 'choices_sales', 'sales_team.group_sale_salesman')
        self.order.user_id = user
        document = self._told(partner_name="Acme d.o.o.", order_reference='S00012')
        document._figures_changed()
        order = self.order.with_user(user)
        self.assertEqual(order.finance_amount_invoiced, 1000)
        self.assertIn(document.name, order.finance_documents)
        self.assertNotIn('href', order.finance_documents)
        with self.assertRaises(AccessError):
            document.with_user(user).read(['name'])

    def test_other_companys_source(self):
        other_company = self.setup_other_company()['company']
        source = self.source.sudo().copy({'code': 'other', 'company_id': other_company.id})
        document = self._told(partner_name="ACME", source_id=source.id)
        self.assertEqual(document.company_id, other_company)
        with self.assertRaises(AccessError):
            self._as_finance(document).action_choose(self.acme.id)
