from odoo import fields
from odoo.addons.intrix_finance_status.tests.common import day
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .answers_common import AnswersCase


@tagged('post_install', '-at_install')
class TestAnswers(AnswersCase):
    """Customers promise and object in the portal: each once, about what is open of their own."""

    def test_promise(self):
        self.authenticate('answers_contact', 'answers_contact')
        response = self._answer('promise', date=str(day(7)))
        self.assertEqual(response.status_code, 200)
        self.assertIn('o_finance_promised', response.text)
        answer = self.answers
        self.assertRecordValues(
            answer,
            [{'kind': 'promise', 'state': 'accepted', 'author': "Ana Kupac",
              'partner_id': self.customer.id, 'name': self.invoice.name}],
        )  # fmt: skip
        promise = answer.promise_id
        self.assertRecordValues(
            promise, [{'amount': 1234.5, 'date': day(7), 'partner_id': self.customer.id}]
        )
        self.assertEqual((promise.source, promise.document_id), ('account.move', self.invoice.id))
        self.assertIn("Ana Kupac", self.invoice.message_ids[:1].body)
        self.assertIn(self.invoice.name, self.customer.message_ids[:1].body)

    def test_promise_by_link(self):
        response = self._answer('promise', token=self._link(), date=str(day(14)))
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.answers.author, "buyer@example.com")
        self.assertEqual(self.answers.promise_id.date, day(14))

    def test_days_that_are_refused(self):
        """Neither a past one, nor one beyond the company's limit, nor none."""
        self.authenticate('answers_contact', 'answers_contact')
        for date in (str(day(-1)), str(day(15)), '', 'soon', '2026-13-01', '9999-12-31'):
            with self.subTest(date):
                response = self._answer('promise', date=date)
                self.assertEqual(response.status_code, 400)
                self.assertIn('o_finance_answer_error', response.text)
        self.assertFalse(self.answers)
        self.assertFalse(self.env['finance.status.promise'].search([]))

    def test_only_once(self):
        """Promising again and again would put off reminders for ever."""
        self.authenticate('answers_contact', 'answers_contact')
        self._answer('promise', date=str(day(3)))
        self.assertEqual(self._answer('promise', date=str(day(9))).status_code, 400)
        self._answer('objection', reason="Broken")
        self.assertEqual(self._answer('objection', reason="Again").status_code, 400)
        self.assertEqual(sorted(self.answers.mapped('kind')), ['objection', 'promise'])
        self.assertEqual(self.answers.promise_id.date, day(3))
        # the other invoice can be answered
        self.assertEqual(self._answer('promise', self.second, date=str(day(9))).status_code, 200)

    def test_objection(self):
        self.authenticate('answers_contact', 'answers_contact')
        response = self._answer(
            'objection',
            reason="Two of ten were <b>broken</b>.",
            files=[('files', ('photo.png', b'picture', 'image/png')),
                   ('files', ('note.txt', b'text', 'text/plain')),
                   ('files', ('page.html', b'<html>page</html>', 'text/html'))],
        )  # fmt: skip
        self.assertEqual(response.status_code, 200)
        self.assertIn('o_finance_objected', response.text)
        self.assertNotIn("<b>broken", response.text)
        answer = self.answers
        self.assertEqual(answer.state, 'open')
        self.assertEqual(answer.reason, "Two of ten were <b>broken</b>.")
        files = answer.with_user(self.finance).attachment_ids
        self.assertEqual(set(files.mapped('name')), {'photo.png', 'note.txt', 'page.html'})
        # what runs scripts in the browser of finance is kept as text
        page = files.filtered(lambda file: file.name == 'page.html')
        self.assertEqual(page.mimetype, 'text/plain')
        self.assertEqual(answer.activity_ids.user_id, self.finance)
        self.assertIn("&lt;b&gt;broken", self.invoice.message_ids[:1].body)
        # nothing is in dispute before finance has decided
        self.assertNotEqual(self.invoice.payment_state, 'blocked')

    def test_objections_that_are_refused(self):
        self.authenticate('answers_contact', 'answers_contact')
        for values in (
            {'reason': "  "},
            {'reason': "Many", 'files': [('files', (f'{n}.txt', b'x')) for n in range(6)]},
            {'reason': "Large", 'files': [('files', ('a.bin', bytes(10 * 1024 * 1024 + 1)))]},
        ):
            with self.subTest(values['reason']):
                response = self._answer('objection', **values)
                self.assertEqual(response.status_code, 400)
                self.assertIn('o_finance_answer_error', response.text)
        self.assertFalse(self.answers)

    @mute_logger('odoo.http')
    def test_others(self):
        """Nobody answers for another customer, nor about what is not open."""
        paid = self._plain_invoice(50, due=day(-1))
        self._pay(paid)
        draft = self.invoice.copy()
        self.authenticate('answers_contact', 'answers_contact')
        for document in (self.strange_invoice, paid, draft, self.customer):
            with self.subTest(document):
                self.assertEqual(self._answer('objection', document, reason="x").status_code, 400)
        response = self._answer(
            'objection', self.strange_invoice, customer=self.stranger, reason="x"
        )
        self.assertIn('/my', response.url)
        self.assertNotIn('o_finance_statement', response.text)
        self.authenticate(None, None)
        token = self._link(self.stranger)
        response = self._answer('objection', token=token, reason="x")
        self.assertEqual(response.status_code, 403)
        response = self._answer('objection', token=token, customer=self.stranger, reason="x")
        self.assertEqual(response.status_code, 400)
        self.assertIn('o_finance_answer_error', response.text)
        self.assertFalse(self.answers)

    def test_switched_off(self):
        self.env.company.write(
            {'finance_portal_promise_days': 0, 'finance_portal_objections': False}
        )
        self.authenticate('answers_contact', 'answers_contact')
        self.assertNotIn('name="objection"', self._page().text)
        for kind, values in (('promise', {'date': str(day(0))}), ('objection', {'reason': "x"})):
            response = self._answer(kind, **values)
            self.assertEqual(response.status_code, 400)
            self.assertIn("Please write to us instead.", response.text)
        self.assertFalse(self.answers)

    def test_decided(self):
        """Accepted, it is a dispute; refused, the customer reads why."""
        self.authenticate('answers_contact', 'answers_contact')
        self._answer('objection', reason="Broken")
        self._answer('objection', self.second, reason="Too dear")
        second, first = self.answers.with_user(self.finance)
        first.action_accept()
        self.assertEqual(self.invoice.payment_state, 'blocked')
        self.assertEqual(self.invoice.finance_dispute_reason, "Broken")
        self.assertFalse(first.activity_ids)
        with self.assertRaises(UserError):
            second.action_refuse()
        second.reply = "As agreed on 3 May."
        second.action_refuse()
        self.assertRecordValues(
            first | second,
            [{'state': 'accepted', 'decided_by_id': self.finance.id},
             {'state': 'refused', 'decided_by_id': self.finance.id}],
        )  # fmt: skip
        with self.assertRaises(UserError):
            first.action_accept()
        self.assertIn("As agreed on 3 May.", self._page().text)

    def test_access(self):
        """Finance decides and writes the reply alone; salespeople and customers see nothing."""
        self.authenticate('answers_contact', 'answers_contact')
        self._answer('objection', reason="Broken")
        answer = self.answers
        for values in ({'reason': "x"}, {'state': 'accepted'}, {'partner_id': self.stranger.id}):
            with self.assertRaises(AccessError):
                answer.with_user(self.finance).write(values)
        with self.assertRaises(AccessError):
            answer.with_user(self.finance).unlink()
        salesperson = new_test_user(self.env, 'answers_sales', 'sales_team.group_sale_salesman')
        for user in (salesperson, self.contact):
            with self.assertRaises(AccessError):
                answer.with_user(user).read(['reason'])
            with self.assertRaises(AccessError):
                answer.with_user(user).action_accept()

    def test_other_company(self):
        """The objection to an invoice of another company is for those who work there."""
        other = self.setup_other_company(name="Other company")['company']
        elsewhere = new_test_user(
            self.env,
            'answers_elsewhere',
            'intrix_finance_status.group_finance_status_user',
            company_id=other.id,
            company_ids=other.ids,
        )
        self.authenticate('answers_contact', 'answers_contact')
        self._answer('objection', reason="Broken")
        self.assertFalse(self.answers.with_user(elsewhere).search([]))
        with self.assertRaises(AccessError):
            self.answers.with_user(elsewhere).action_accept()

    def test_document_deleted(self):
        source = self.env['finance.status.source'].create({'name': "B", 'code': 'answers'})
        document = self.env['finance.status.document'].create(
            {
                'source_id': source.id,
                'external_id': '1',
                'name': "B-1",
                'partner_id': self.customer.id,
                'date': day(-9),
                'date_due': day(-1),
                'amount_total': 20,
            }
        )
        self.authenticate('answers_contact', 'answers_contact')
        self.assertEqual(self._answer('objection', document, reason="Unknown").status_code, 200)
        self.answers.action_accept()
        self.assertTrue(document.disputed)
        document.unlink()
        self.assertFalse(self.answers)

    def test_what_can_be_paid_online(self):
        """Only with a provider, and only on Odoo's own page."""
        self.authenticate('answers_contact', 'answers_contact')
        self.assertNotIn('name="pay"', self._page().text)
        self.env['payment.provider'].create(
            {
                'name': "Card",
                'code': 'none',
                'state': 'test',
                'is_published': True,
                'company_id': self.env.company.id,
            }
        )
        page = self._page()
        self.assertIn('name="pay"', page.text)
        self.assertIn(f'/my/invoices/{self.invoice.id}?', page.text)
        # the page that a link opens leads to no invoice of its own
        self.authenticate(None, None)
        self.assertNotIn('name="pay"', self._page(self._link()).text)

    def test_in_the_browser(self):
        """The forms unfold, and are sent."""
        self.browser_js(
            f'/my/open-items/{self.customer.id}',
            """
            const box = document.querySelector('.o_finance_answer');
            const toggle = box.querySelector('button[name=objection]');
            const form = box.querySelector('form[action$="/objection"]');
            const send = () => {
                form.querySelector('textarea').value = 'Broken';
                fetch(form.action, {method: 'POST', body: new FormData(form)}).then((response) => {
                    if (response.status !== 200) {
                        throw new Error('refused: ' + response.status);
                    }
                    console.log('test successful');
                });
            };
            // what unfolds it is loaded after the page
            const unfold = setInterval(() => {
                if (form.checkVisibility()) {
                    clearInterval(unfold);
                    send();
                } else if (!form.classList.contains('collapsing')) {
                    toggle.click();
                }
            }, 500);
            """,
            login='answers_contact',
        )
        self.assertEqual(self.answers.reason, "Broken")
        self.assertEqual(self.answers.create_date.date(), fields.Date.today())
