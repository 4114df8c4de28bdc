import logging
from typing import NamedTuple

import psycopg2
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .finance_status_follow_up import Item

_logger = logging.getLogger(__name__)


class Step(NamedTuple):
    """What is done about one customer: ``level`` acts on ``acting``, and lists ``told``.

    ``template``: of the mail, may be empty; ``mail_days``: of the level whose text that is.
    ``waiting``: only recorded, a person decides. ``by_hand``: a person mails, nothing else of what
    there is to do is done by that. ``only_mail``: the level mails the text that follows, and does
    nothing else that it would do. ``text``: subject and body, where they differ from those of the
    template.
    """

    partner_id: int
    level: models.BaseModel
    template: models.BaseModel
    acting: tuple[Item, ...]
    told: tuple[Item, ...]
    mail_days: int = 0
    waiting: bool = False
    by_hand: bool = False
    only_mail: bool = False
    text: tuple[str, str] | None = None


class FinanceStatusFollowUpStep(models.AbstractModel):
    """What is done about a customer, and its log.

    A batch is done at once. Where something in it fails, it is halved until what fails is left
    alone with its customer; the reason shows in the worklist.
    """

    _inherit = 'finance.status.follow.up'

    @api.model
    def _steps(self, partner_id, items):
        """Return what has to be done by itself about a customer: the highest level reached acts."""
        new = [item for item in items if item.is_new]
        levels = {
            level.id: level for level in self._levels().browse({item.level_id for item in new})
        }
        waiting = tuple(item for item in new if levels[item.level_id].manual)
        acting = tuple(item for item in new if item not in waiting)
        steps = []
        if waiting:
            level = self._highest(waiting)
            steps.append(Step(partner_id, level, self._no_template(), waiting, (), waiting=True))
        behind = tuple(item for item in acting if item.is_behind)
        reached = tuple(item for item in acting if not item.is_behind)
        if reached and self._highest(reached).mail_template_id:
            # one mail to a customer
            reached, behind = acting, ()
        if reached:
            level = self._highest([item for item in reached if not item.is_behind])
            steps.append(self._step(partner_id, level, reached, items))
        if behind:
            level = self._highest(behind)
            steps.append(self._step(partner_id, level, behind, items, only_mail=True))
        return steps

    def _step(self, partner_id, level, acting, items, **values):
        """Return the step of a level that acts now; its mail lists all that is overdue."""
        told = tuple(item for item in items if item.chased and (item.days > 0 or item in acting))
        template, mail_days = self._no_template(), 0
        if level.mail_template_id:
            template, mail_days = self._text(acting)
        return Step(partner_id, level, template, acting, told, mail_days, **values)

    def _policy_of(self, step):
        """Return the policy that the customer is under."""
        return self.env['finance.status.policy'].sudo().browse(step.acting[0].policy_id)

    def _levels(self):
        return self.env['finance.status.policy.level'].sudo()

    def _no_template(self):
        return self.env['mail.template'].sudo()

    def _highest(self, items):
        """Return the highest level that these items have reached."""
        return self._levels().browse(max(items, key=lambda item: item.level_days).level_id)

    @api.model
    def _execute(self, steps):
        """Do what ``steps`` say, those of a level together; return those that failed."""
        groups, failed = {}, []
        for step in steps:
            key = step.waiting, step.only_mail, step.level, step.template, step.text
            groups.setdefault(key, []).append(step)
        for (waiting, _only, level, template, _text), group in groups.items():
            if waiting:
                kind = self._kind(level, level.mail_template_id)
                self._log(level, group, state='waiting', kind=kind)
            else:
                failed += self._execute_level(level, template, group)
        return failed

    @api.model
    def _execute_level(self, level, template, steps):
        """Act by a level on several customers; record what fails with its reason, return it."""
        try:
            with self.env.cr.savepoint():
                self._act(level, template, steps)
            return []
        # a template or an override may raise anything: the reason goes into the worklist
        except Exception as error:  # pylint: disable=broad-exception-caught
            if self._is_conflict(error):
                # for who began this transaction
                raise
            if len(steps) > 1:
                half = len(steps) // 2
                return self._execute_level(level, template, steps[:half]) + self._execute_level(
                    level, template, steps[half:]
                )
            if not isinstance(error, UserError):
                _logger.warning("Following up customer %s", steps[0].partner_id, exc_info=True)
            self._log(
                level,
                steps,
                state='failed',
                kind=self._kind(level, template),
                note=self._reason(error),
            )
            return steps

    @api.model
    def _is_conflict(self, error):
        """Tell whether an error is that another transaction was faster, or the end of this one."""
        while error and not isinstance(error, psycopg2.Error):
            error = error.__cause__ or error.__context__
        if isinstance(error, psycopg2.errors.UniqueViolation):
            Action = self.env['finance.status.action']
            return error.diag.constraint_name == Action._instalment_level_uniq.full_name(Action)
        return isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError)

    @api.model
    def _act(self, level, template, steps):
        """Act by a level on several customers: mail, activity, telling the salesperson; log it."""
        known = self._known_actions([item for step in steps for item in step.acting])
        mails = self._send_mails(template, steps)
        acts = self._levels() if steps[0].only_mail else level
        activities = self._schedule_activities(acts, template, steps, mails)
        self._tell_salespeople(acts, steps, activities, known)
        self._log(
            level,
            steps,
            known=known,
            state='done',
            kind=self._kind(level, template),
            mails=mails,
            activities=activities,
            attachments=self._attachments(mails, steps),
        )

    def _reason(self, error):
        """Return why something failed, in a line: of a mail, what is wrong in its template."""
        while error.__cause__ or error.__context__:
            error = error.__cause__ or error.__context__
        text = str(error).strip() or repr(error)
        if isinstance(error, UserError):
            return text
        return f"{type(error).__name__}: {text}"[:500]

    def _kind(self, level, template):
        """Return what kind of action a level is in the log."""
        if template:
            return 'mail'
        return 'activity' if level.activity_type_id else 'notification'

    # the log

    @api.model
    def _log(
        self, level, steps, *, known=None, mails=None, activities=None, attachments=None, **values
    ):
        """Record what was done about the instalments that a level acted on.

        Each has a row for the level that it has reached itself, and rows for the lower ones that
        were skipped.
        """
        Action = self.env['finance.status.action'].sudo()
        if known is None:
            known = self._known_actions([item for step in steps for item in step.acting])
        levels = self._levels_by_policy(steps)
        new, skipped, acted, superseded, past = [], [], Action, Action, Action
        unsent = self.env['mail.message'].sudo()
        for step in steps:
            done = self._log_values(step, values, mails, activities, attachments)
            for item in step.acting:
                vals = {**self._item_values(item, self._levels().browse(item.level_id)), **done}
                of_item = known.pop(item.key, {})
                action = of_item.pop(item.level_id or False, Action)
                if action and (
                    action[0].state not in ('done', 'skipped')
                    or (item.is_behind and action[0].state == 'skipped')
                ):
                    unsent |= action.mail_message_id
                    action.write(self._anew(vals))
                    acted |= action
                elif action and item.is_behind and not step.by_hand:
                    # the level acted with an earlier text: only one row can be the level's
                    past |= action
                    new.append(vals)
                else:
                    # by hand, a level acts again; the database has its row already
                    new.append({**vals, 'level_id': False} if action else vals)
                if step.by_hand:
                    # calls are no mails: they are still to be made
                    of_item = {
                        level_id: action
                        for level_id, action in of_item.items()
                        if action[0].kind == 'mail'
                    }
                for level in self._skipped_levels(item, levels):
                    if level.id not in of_item and (level.mail_template_id or not step.by_hand):
                        skipped.append({**self._item_values(item, level), 'state': 'skipped'})
                superseded |= Action.union(*of_item.values())
                # once per mail
                done |= {
                    'amount_told': False,
                    'items_told': False,
                    'told_company_id': False,
                    'attachment_ids': [],
                }
        # what waited for approval at a lower level, or failed there
        superseded = superseded.filtered(lambda action: action.state in ('waiting', 'failed'))
        self._cancel_mails(unsent | superseded.mail_message_id)
        superseded.state = 'skipped'
        past.level_id = False
        past.flush_recordset(['level_id'])
        acted |= Action.create([self._filled(vals) for vals in new])
        Action.create(skipped)
        if attachments:
            acted._own_attachments()

    def _cancel_mails(self, messages):
        """Cancel mails that could not be sent, and that others replace."""
        self.env['mail.mail'].sudo().search(
            [
                ('mail_message_id', 'in', messages.ids),
                ('state', 'in', ('outgoing', 'exception')),
            ]
        ).cancel()

    def _anew(self, vals):
        """Return values that replace what an action had before."""
        return {
            **vals,
            'attachment_ids': [Command.clear(), *vals['attachment_ids']],
            'activity_ids': [Command.clear(), *vals['activity_ids']],
        }

    def _filled(self, vals):
        """Return values without the empty ones: each takes its time, and there are many rows."""
        return {name: value for name, value in vals.items() if value is not False and value != []}

    def _levels_by_policy(self, steps):
        policies = {item.policy_id for step in steps for item in step.acting}
        return self._levels().search([('policy_id', 'in', list(policies))]).grouped('policy_id')

    def _skipped_levels(self, item, levels):
        """Return the levels below the one that an item has reached that never acted."""
        if not item.level_id:
            return self._levels()
        policy = self.env['finance.status.policy'].sudo().browse(item.policy_id)
        return levels.get(policy, self._levels()).filtered(
            lambda level: (
                level.days < item.level_days
                and (item.acted_days is None or level.days > item.acted_days)
            )
        )

    def _known_actions(self, items):
        """Return what is recorded about instalments: actions by level, by the key of the item.

        Of what has no level, only what is still to be done.
        """
        documents = {}
        for item in items:
            documents.setdefault(item.source, set()).add(item.document_id)
        known = {}
        for source, document_ids in documents.items():
            for action in (
                self.env['finance.status.action']
                .sudo()
                .search(
                    [
                        ('source', '=', source),
                        ('document_id', 'in', list(document_ids)),
                        '|',
                        ('level_id', '!=', False),
                        ('state', 'in', ('waiting', 'failed')),
                    ]
                )
            ):
                of_item = known.setdefault(action._item_key(), {})
                level_id = action.level_id.id
                of_item[level_id] = of_item.get(level_id, action) | action
        return known

    def _log_values(self, step, values, mails, activities, attachments):
        mail = (mails or {}).get(step.partner_id)
        found = (activities or {}).get(step.partner_id)
        files = (attachments or {}).get(step.partner_id)
        if step.template and mails is not None and not mail:
            # without an address, a colleague has to do it
            values = {**values, 'kind': 'activity'}
        return {
            **values,
            'mail_message_id': mail.mail_message_id.id if mail else False,
            'mail_template_id': step.template.id if mail else False,
            'mail_days': step.mail_days if mail else 0,
            'email': mail.recipient_ids[:1].email or mail.email_to if mail else False,
            'amount_told': self._owed(step.told) if mail else False,
            'told_company_id': self.env.company.id if mail else False,
            'items_told': [item.key_in_log for item in step.told] if mail else False,
            'attachment_ids': [Command.link(file.id) for file in files or ()],
            'activity_ids': [Command.link(activity.id) for activity in found or ()],
            'note': values.get('note', False),
            'date': fields.Datetime.now(),
            'user_id': self.env.uid,
        }

    def _owed(self, items):
        """Return the sum of items of a customer, unmatched payments deducted."""
        return sum(item.balance_due for item in items) - items[0].unmatched

    def _item_values(self, item, level):
        return {
            'partner_id': item.partner_id,
            'company_id': item.company_id,
            'level_id': level.id,
            'level_name': level.name,
            'level_days': level.days if level else (item.acted_days or 0),
            'source': item.source,
            'document_id': item.document_id,
            'name': item.name,
            'date_due': item.date_due,
            'currency_id': item.currency_id,
            'amount_due': item.amount_due,
        }
