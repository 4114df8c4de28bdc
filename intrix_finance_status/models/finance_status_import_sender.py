import logging
from typing import NamedTuple

from odoo import api, models
from odoo.tools import email_split

from ..imports.authentication import judge, server_names

_logger = logging.getLogger(__name__)


class MailEvidence(NamedTuple):
    """What shows who sent a mail, as it was received."""

    #: raw values of the headers ``Authentication-Results``, the topmost first
    results: tuple
    #: all that stands in ``From``
    senders: str
    #: whether it came from a mail server, not from somebody who called the method
    received: bool


class FinanceStatusImport(models.Model):
    """Who sent a mail with files: anybody can write any address into ``From``."""

    _inherit = 'finance.status.import'

    @api.model
    def _mail_evidence(self, message):
        """Return what shows who sent ``message``, an ``email.message.EmailMessage``.

        Headers are taken as they were received: decoded, a name could become a result.
        """
        return MailEvidence(
            results=tuple(
                str(value)
                for name, value in message.raw_items()
                if name.lower() == 'authentication-results'
            ),
            senders=', '.join(str(value) for value in message.get_all('From') or ()),
            # every user may hand in a mail over RPC, with any headers
            received=self.env.su or self.env.user.has_group('base.group_system'),
        )

    @api.model
    def _mail_route(self, route, evidence, message_dict):
        """Return the route of a mail to the source that has the address, or ``None``.

        A new mail of a stranger is told, and not kept. Over RPC the caller may name the record
        and its values himself: only what is addressed to a source, or answers a message, is taken.
        """
        model, thread_id, values, user_id, alias = route
        named_by_caller = not alias and not message_dict.get('parent_id')
        if named_by_caller and not evidence.received:
            _logger.info("Ignored mail %s: not addressed", message_dict.get('message_id'))
            return None
        Source = self.env['finance.status.source'].sudo().with_context(active_test=False)
        if thread_id:
            return route
        source = Source.browse((values or {}).get('source_id')).exists()
        if alias:
            # what else the alias says may have been written by anybody who may set up sources
            source = Source.search([('alias_id', '=', alias.id)], limit=1)
        if not source:
            _logger.info("Ignored mail %s: no source", message_dict.get('message_id'))
            return None
        if not source._allows_sender(evidence.senders):
            names = [name for name, _content in self._mail_files(message_dict)]
            source._tell_stranger(message_dict['email_from'], names)
            return None
        return model, thread_id, {'source_id': source.id}, user_id, alias

    @api.model
    def _mail_is_of_sender(self, source):
        """Tell whether the mail that comes in names just one sender, who may send files."""
        evidence = self.env.context.get('finance_mail_evidence')
        return isinstance(evidence, MailEvidence) and source._allows_sender(evidence.senders)

    @api.model
    def _sender_doubt(self, source):
        """Return why a person has to look who sent the mail; ``False`` when it is certain."""
        evidence = self.env.context.get('finance_mail_evidence')
        if not isinstance(evidence, MailEvidence) or not evidence.received:
            return self.env._("The mail did not come from the mail server.")
        [sender] = email_split(evidence.senders)
        verdict = judge(evidence.results, server_names(source.authserv_ids), sender)
        if verdict.state == 'pass' or (verdict.state == 'missing' and source.takes_unconfirmed):
            return False
        if verdict.state == 'missing':
            return self.env._(
                "No mail server that the source trusts has confirmed that %s sent the mail.", sender
            )
        return self.env._(
            "It is not confirmed that %(sender)s sent the mail: %(server)s says %(results)s.",
            sender=sender,
            server=verdict.server or self.env._("a mail server"),
            results=verdict.detail,
        )
