from odoo.tests import tagged

from .common import FinanceStatusCommon, day


@tagged('post_install', '-at_install')
class TestWorklist(FinanceStatusCommon):
    """Who is in the worklist, in which state, and in which order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._plain_invoice(1000.0, due=day(-20), date=day(-50))

    def _promise(self, amount=500.0, date=None, made=None, **values):
        values = {'partner_id': self.customer.id, **values}
        return self.env['finance.status.promise'].create(
            {'amount': amount, 'date': date or day(0), 'date_made': made or day(-10), **values}
        )

    def _action(self, **values):
        return (
            self.env['finance.status.action']
            .sudo()
            .create(
                {
                    'partner_id': self.customer.id,
                    'company_id': self.env.company.id,
                    'kind': 'mail',
                    **values,
                }
            )
        )

    def _document(self, **values):
        source = self.env['finance.status.source'].create({'name': "Books", 'code': 'books'})
        return self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'name': "E1",
                'partner_id': self.customer.id,
                'date': day(-50),
                'date_due': day(-10),
                'amount_total': 400.0,
                **values,
            }
        )

    def assertWorklist(self, state, **expected):
        self.env.invalidate_all()
        self.assertFinance(self.customer, worklist=bool(state), follow_up_state=state, **expected)

    def test_overdue(self):
        self._plain_invoice(100.0, due=day(0))
        self._plain_invoice(10.0, due=day(-1), date=day(-5))
        self.assertWorklist('overdue', priority=20 * 1000 + 10)

    def test_nothing_overdue(self):
        self._pay(self.invoice)
        self._plain_invoice(100.0, due=day(0))
        self.assertWorklist(False, priority=0)

    def test_documents_of_both_books(self):
        self._document()
        self.assertWorklist('overdue', priority=20 * 1000 + 10 * 400)

    def test_contact_shows_the_state_but_is_no_row(self):
        contact = self._customer("Contact", parent_id=self.customer.id)
        self.assertFinance(contact, worklist=False, follow_up_state='overdue', priority=20000)

    def test_could_not_be_sent(self):
        self._action(state='failed', note="No address", date='2026-03-01 10:00:00')
        self._action(state='failed', note="Template broken", date='2026-03-02 10:00:00')
        self._action(state='waiting')
        self._promise()
        self.assertWorklist('failed', follow_up_note="Template broken")

    def test_to_approve(self):
        """What waits is in the worklist though nothing is overdue: a reminder before that."""
        self._pay(self.invoice)
        self._action(state='waiting')
        self.assertWorklist('waiting', follow_up_note=False)

    def test_columns(self):
        """What is most urgent comes first, whatever it is called."""
        others = [self._customer(name) for name in ("To approve", "Overdue")]
        for other in others:
            self._plain_invoice(100.0, due=day(-20), date=day(-50), partner=other)
        self._action(state='failed')
        self._action(state='waiting', partner_id=others[0].id)
        self.env.flush_all()
        groups = (
            self.env['res.partner']
            .with_context(read_group_expand=True)
            .web_read_group(
                [('id', 'in', [self.customer.id, *(other.id for other in others)])],
                ['finance_follow_up_state'],
            )['groups']
        )
        self.assertEqual(
            [group['finance_follow_up_state'] for group in groups],
            ['failed', 'waiting', 'overdue'],
        )

    def test_done_is_not_to_do(self):
        self._pay(self.invoice)
        for state in ('done', 'skipped', 'cancelled'):
            self._action(state=state)
        self.assertWorklist(False)

    def test_promised(self):
        self._promise(300.0, date=day(0))
        self.assertWorklist(
            'promised',
            promise_state='open',
            promise_date=day(0),
            promise_amount=300,
            promise_broken=False,
        )

    def test_promise_of_one_of_two_documents(self):
        other = self._plain_invoice(100.0, due=day(-9), date=day(-20))
        self._promise(source='account.move', document_id=self.invoice.id)
        self.assertWorklist('overdue', promise_state='open')
        other.no_followup = True
        self.assertWorklist('promised', promise_state='open')

    def test_broken_promise(self):
        self._promise(date=day(-1))
        self._plain_invoice(5000.0, due=day(-40), date=day(-50), partner=self.partner_b)
        self.assertWorklist('broken', promise_state='broken', promise_broken=True)
        worklist = self.env['res.partner'].search(
            [('finance_worklist', '=', True), ('id', 'in', (self.customer + self.partner_b).ids)],
            order='finance_promise_broken desc, finance_priority desc',
        )
        self.assertEqual(worklist, self.customer + self.partner_b)

    def test_broken_promise_and_paid_later(self):
        self._promise(date=day(-1))
        self._pay(self.invoice)
        self.assertWorklist(False, promise_state='broken', promise_broken=False)

    def test_newest_promise_counts(self):
        self._promise(date=day(-5))
        self.assertWorklist('broken', promise_state='broken')
        newest = self._promise(date=day(5), made=day(-4))
        self.assertWorklist('promised', promise_state='open')
        newest.action_cancel()
        self.assertWorklist('broken', promise_state='broken')

    def test_disputed(self):
        document = self._document()
        self.invoice._finance_dispute("Broken on arrival")
        self.assertWorklist('overdue', amount_disputed=1000)
        self.assertEqual(self.invoice.payment_state, 'blocked')
        document._finance_dispute("Never ordered")
        self.assertWorklist('disputed', amount_disputed=1400)
        (self.invoice).action_finance_end_dispute()
        document.action_finance_end_dispute()
        self.assertWorklist('overdue', amount_disputed=0)
        self.assertEqual(self.invoice.payment_state, 'not_paid')
        self.assertFalse(self.invoice.finance_dispute_reason)
        self.assertFalse(document.dispute_reason)

    def test_disputed_and_paid(self):
        """Odoo keeps the mark on a paid invoice; no figure counts it any more."""
        self.invoice._finance_dispute("Broken on arrival")
        self._pay(self.invoice, 400.0)
        self.assertWorklist('disputed', amount_disputed=600)
        self._pay(self.invoice)
        self.assertEqual(self.invoice.payment_state, 'blocked')
        self.assertWorklist(False, amount_disputed=0, status='paid')
        self.invoice.action_finance_end_dispute()
        self.assertIn(self.invoice.payment_state, ('paid', 'in_payment'))

    def test_excluded_documents(self):
        document = self._document()
        self.invoice._finance_exclude()
        self.assertWorklist('overdue')
        document._finance_exclude()
        self.assertWorklist('excluded')
        self.invoice._finance_exclude(False)
        self.assertWorklist('overdue')

    def test_excluded_customer(self):
        self.customer.finance_no_followup = True
        self.assertWorklist('excluded')
        other = self.setup_other_company(name="Other")['company']
        self.assertFalse(self.customer.with_company(other).finance_no_followup)

    def test_last_contact(self):
        self.env.user.tz = 'Europe/Zagreb'
        self._action(kind='mail', date='2026-03-01 10:00:00')
        # after midnight in Zagreb
        self._action(kind='call', date='2026-03-02 23:30:00')
        self._action(kind='notification', date='2026-03-05 10:00:00')
        self._action(kind='mail', state='failed', date='2026-03-06 10:00:00')
        self.env.invalidate_all()
        self.assertEqual(str(self.customer.finance_last_contact), '2026-03-03')
        self.assertAgrees(self.customer)

    def test_unmatched_payments(self):
        self._unmatched_payment(150.0)
        credit = self._plain_invoice(50.0, move_type='out_refund')
        self.assertEqual(credit.move_type, 'out_refund')
        self.assertWorklist('overdue', amount_unmatched=200)

    def test_second_company(self):
        other = self.setup_other_company(name="Other")['company']
        self.env.user.company_ids += other
        self._promise(date=day(-1), company_id=other.id)
        self._action(state='failed', company_id=other.id)
        self.assertWorklist('overdue', promise_state=False)
        there = self.customer.with_context(allowed_company_ids=other.ids)
        self.assertFinance(there, follow_up_state='failed', promise_state='broken', priority=0)

    def test_costs_nothing_elsewhere(self):
        """Reading the figures of a customer does not read the worklist, and the other way round."""
        self.env.invalidate_all()
        self.customer.read(['finance_status', 'finance_hold', 'finance_behaviour'])
        cache = self.env.cache
        self.assertTrue(cache.contains(self.customer, self.customer._fields['finance_status']))
        self.assertFalse(cache.contains(self.customer, self.customer._fields['finance_priority']))

    def test_query_count(self):
        customers = self.env['res.partner'].create([{'name': f"C{i}"} for i in range(80)])
        for customer in customers:
            self._plain_invoice(10.0, due=day(-3), date=day(-5), partner=customer)
        self._promise(date=day(-1))
        self._document()
        fnames = [
            fname
            for fname in customers._finance_derived_fields
            if customers._fields[fname].compute == '_compute_finance_worklist'
        ]
        counts = []
        for records in (customers[:1], customers[:1], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.company.mapped('finance_has_promises')
            self.env.user.mapped('partner_id.lang')
            self.env.company.currency_id.mapped('rounding')
            records.mapped('create_date')
            before = self.env.cr.sql_log_count
            for fname in fnames:
                records.mapped(fname)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1:], [2, 2])

    def test_behaviour(self):
        """A broken promise of the last 12 months makes the rating one step worse."""
        self._pay(self.invoice, date=day(-20))
        self.assertFinance(self.customer, behaviour='prompt')
        kept = self._promise(100.0, date=day(-15), made=day(-30))
        self.assertFinance(self.customer, behaviour='prompt', promise_count=1)
        broken = self._promise(100.0, date=day(-1), made=day(-5))
        self.assertEqual((kept.state, broken.state), ('kept', 'broken'))
        self.assertFinance(self.customer, behaviour='slow', promise_count=2, promise_broken_count=1)
        self.assertIn("1 of 2 promises broken", self.customer.finance_behaviour_text)
        broken.write({'date_made': day(-400), 'date': day(-366)})
        self.assertFinance(self.customer, behaviour='prompt', promise_broken_count=0)
        self.assertNotIn("promise", self.customer.finance_behaviour_text)

    def test_behaviour_of_slow_bad_and_new(self):
        self._pay(self.invoice, date=day(-10))
        self._promise(100.0, date=day(-1), made=day(-5))
        self.assertFinance(self.customer, behaviour='bad')
        self._promise(100.0, date=day(-1), made=day(-5), partner_id=self.partner_b.id)
        self.assertFinance(self.partner_b, behaviour='new')

    def test_log_of_promises(self):
        self._promise(date=day(5), note="Ms Novak")
        self.assertIn("Ms Novak", self.customer.message_ids[0].body)
        self.assertEqual(len(self.customer.finance_promise_ids), 1)
