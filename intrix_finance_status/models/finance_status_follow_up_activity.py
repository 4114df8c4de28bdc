from collections import defaultdict

from markupsafe import Markup, escape
from odoo import api, models
from odoo.fields import Domain

from .finance_status_follow_up_mail import NO_ADDRESS

OVERDUE = 'intrix_finance_status.mail_activity_type_overdue'


class FinanceStatusFollowUpActivity(models.AbstractModel):
    """Whom a follow-up tells inside the company: by activities on the customer, and notes.

    A user has one open activity of a kind per customer, however many documents are overdue: it is
    brought up to date. It closes by itself once everything that it was about is settled.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _schedule_activities(self, level, template, steps, mails):
        """Give people what a level, or a missing address, asks for; return it by customer."""
        wanted, no_address = {}, None
        # at once, for what is asked of each customer below
        customers = self.env['res.partner'].sudo().browse(step.partner_id for step in steps)
        customers.with_company(self.env.company).fetch(['finance_responsible_id', 'user_id'])
        for step in steps:
            if level.activity_type_id:
                user = self._activity_user(level, step)
                wanted[step.partner_id, level.activity_type_id, user] = (level.name, step.told)
            if template and step.partner_id not in mails:
                user = self._responsible(step)
                no_address = no_address or self.env.ref(NO_ADDRESS).sudo()
                email = customers.browse(step.partner_id)._finance_mail_recipient().email
                summary = (
                    self.env._("The e-mail address does not work: %s", email)
                    if email
                    else self.env._("No e-mail address for: %s", level.name or template.name)
                )
                wanted[step.partner_id, no_address, user] = (summary, step.told)
        return self._update_activities(wanted)

    @api.model
    def _tell_salespeople(self, level, steps, activities, known):
        """Tell the salespeople of what a level acted on, as the level says.

        Not once more where only the mail is tried again.
        """
        if not level.notify_salesperson:
            return
        new = {
            item.key for step in steps for item in step.acting if not self._was_told(item, known)
        }
        documents = {item.key[:2] for step in steps for item in (*step.acting, *step.told)}
        order_ids = self.env['finance.status.ledger']._orders_of_documents(documents)
        orders = (
            self.env['sale.order']
            .sudo()
            .browse({order_id for ids in order_ids.values() for order_id in ids})
        )
        orders.fetch(['user_id', 'opportunity_id', 'company_id'])
        notes = defaultdict(list)
        by_seller = defaultdict(list)
        to_tell = set()
        for step in steps:
            for item in dict.fromkeys((*step.told, *step.acting)):
                behind = orders.browse(order_ids.get(item.key[:2], ()))
                for order in behind if item.key in new else ():
                    notes[order].append(item)
                for user_id in behind.user_id.ids or filter(None, [item.user_id]):
                    by_seller[step.partner_id, user_id].append(item)
                    if item.key in new:
                        to_tell.add((step.partner_id, user_id))
        self._write_notes(level, notes)
        if level.notify_salesperson == 'activity':
            users = self.env['res.users'].sudo().browse({user_id for _p, user_id in by_seller})
            users = users.filtered(lambda user: user.active and not user.share)
            activity_type = self.env.ref(OVERDUE).sudo()
            wanted = {
                (partner_id, activity_type, users.browse(user_id)): (level.name, items)
                for (partner_id, user_id), items in by_seller.items()
                if user_id in users.ids and (partner_id, user_id) in to_tell
            }
            for partner_id, found in self._update_activities(wanted).items():
                activities[partner_id] = activities.get(partner_id, found) | found

    def _was_told(self, item, known):
        """Tell whether the salespeople know of an item, of which only the mail failed."""
        action = known.get(item.key, {}).get(item.level_id)
        return bool(action and action.mail_message_id)

    def _write_notes(self, level, items_by_order):
        """Write a note about overdue documents on orders and their opportunities."""
        by_company = defaultdict(lambda: (defaultdict(set), defaultdict(set)))
        for order, items in items_by_order.items():
            by_order, by_lead = by_company[order.company_id]
            by_order[order].update(items)
            if order.opportunity_id:
                by_lead[order.opportunity_id].update(items)
        for company, by_records in by_company.items():
            for by_record in filter(None, by_records):
                next(iter(by_record)).union(*by_record)._finance_log(
                    company,
                    {
                        record.id: self._items_text(level.name, items)
                        for record, items in by_record.items()
                    },
                )

    def _items_text(self, title, items):
        """Return title and items as a short HTML list."""
        items = sorted(items, key=lambda item: (item.date_due, item.name or ''))
        rows = Markup().join(Markup('<li>%s</li>') % self._item_text(item) for item in items[:20])
        if len(items) > 20:
            rows += Markup('<li>%s</li>') % self.env._("and %s more", len(items) - 20)
        return Markup('%s<ul>%s</ul>') % (escape(title), rows)

    def _item_text(self, item):
        currency = self.env['res.currency'].browse(item.currency_id)
        amount = currency.format(item.amount_due)
        if item.days <= 0:
            return self.env._(
                "%(name)s: %(amount)s due in %(days)s days",
                name=item.name,
                amount=amount,
                days=-item.days,
            )
        return self.env._(
            "%(name)s: %(amount)s, %(days)s days late",
            name=item.name,
            amount=amount,
            days=item.days,
        )

    # who

    @api.model
    def _activity_user(self, level, step):
        """Return the user that the activity of a level is for, or who is responsible."""
        users = self.env['res.users'].sudo()
        worst = max(step.acting, key=lambda item: (item.days, item.balance_due))
        user = users
        if level.activity_for == 'user':
            user = level.activity_user_id
        elif level.activity_for == 'salesperson':
            partner = self.env['res.partner'].sudo().browse(step.partner_id)
            user = users.browse(worst.user_id) or partner.user_id
        elif level.activity_for == 'team_leader':
            user = self.env['crm.team'].sudo().browse(worst.team_id).user_id
        return user if user.active and not user.share else self._responsible(step)

    @api.model
    def _responsible(self, step):
        """Return who is responsible for a customer: its own responsible, else the policy's."""
        partner = self.env['res.partner'].sudo().browse(step.partner_id)
        user = partner.with_company(self.env.company).finance_responsible_id
        if user.active and not user.share:
            return user
        return self._policy_of(step)._responsible() or self.env.user

    # the activities

    @api.model
    def _update_activities(self, wanted):
        """Create activities, or bring open ones up to date; return them by customer.

        :param dict wanted: summary and items by customer id, activity type and user
        """
        if not wanted:
            return {}
        found = self._open_activities(wanted)
        today = self.env['finance.status.ledger']._today()
        model_id = self.env['ir.model']._get_id('res.partner')
        by_customer, new = {}, []
        for key, (summary, items) in wanted.items():
            partner_id, activity_type, user = key
            engine = self.with_context(lang=user.lang or self.env.context.get('lang'))
            vals = {'summary': summary, 'note': engine._items_text('', items)}
            if activity := found.get((partner_id, activity_type.id, user.id)):
                activity.write(vals)
                by_customer[partner_id] = by_customer.get(partner_id, activity) | activity
                continue
            new.append(
                {
                    **vals,
                    'res_model_id': model_id,
                    'res_id': partner_id,
                    'finance_company_id': self.env.company.id,
                    'activity_type_id': activity_type.id,
                    'user_id': user.id,
                    'date_deadline': today,
                    'automated': True,
                }
            )
        # no mail per activity to the colleagues: they see them in their list
        Activity = self.env['mail.activity'].sudo().with_context(mail_activity_quick_update=True)
        for activity in Activity.create(new):
            partner_id = activity.res_id
            by_customer[partner_id] = by_customer.get(partner_id, activity) | activity
        return by_customer

    def _open_activities(self, wanted):
        """Return open activities of this company's follow-up by customer, type and user."""
        actions = (
            self.env['finance.status.action']
            .sudo()
            .search(
                Domain('partner_id', 'in', list({key[0] for key in wanted}))
                & Domain('company_id', 'child_of', self.env.company.id)
                & Domain('activity_ids', '!=', False)
            )
        )
        return {
            (activity.res_id, activity.activity_type_id.id, activity.user_id.id): activity
            for activity in actions.activity_ids
        }
