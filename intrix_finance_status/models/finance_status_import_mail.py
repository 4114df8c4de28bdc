import email
import email.policy
import logging
from email.message import EmailMessage

from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import clean_context, email_normalize, html2plaintext

from ..readers.base import MAX_FILE_BYTES

_logger = logging.getLogger(__name__)

MOST_FILES = 20
MOST_ERRORS_TOLD = 50
# mails forwarded within mails
DEEPEST_MAIL = 3
# of a picture and the like, kept with the mail
MOST_BYTES_BESIDE = 1_000_000
# pictures of signatures, cards, the text of the mail once more
NO_FILE_ENDINGS = ('.ics', '.vcf', '.asc', '.p7s', '.sig', '.png', '.jpg', '.jpeg', '.gif')
AUTOMATIC_PRECEDENCE = ('bulk', 'junk', 'list', 'auto_reply')
AUTOMATIC_HEADERS = ('X-Autoreply', 'X-Autorespond', 'X-Auto-Response-Suppress-Loop')
HEADERS = {'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All'}


class FinanceStatusImport(models.Model):
    """Files that come by mail: who is allowed has them imported, and is told the result.

    Whatever is unusual waits for a person, see ``_suspicions``.
    """

    _inherit = 'finance.status.import'

    sender = fields.Char(readonly=True, copy=False, help="Who mailed the file.")
    sender_allowed = fields.Boolean(
        readonly=True,
        copy=False,
        help="It is certain that the mail is from somebody who may send files.",
    )
    sender_doubt = fields.Char(
        readonly=True, copy=False, help="Why it isn't certain who sent the mail."
    )
    mailed_date = fields.Datetime(readonly=True, copy=False)

    # receiving

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Take no mail that a machine has answered with, so that no two go on for ever."""
        if self._is_automatic(message, message_dict):
            _logger.info("Ignored automatic mail %s", message_dict.get('message_id'))
            return ()
        if not route[1] and not self._is_worth_an_import(message_dict, route[2]):
            _logger.info("Ignored mail %s: no file", message_dict.get('message_id'))
            return ()
        return super()._routing_check_route(message, message_dict, route, raise_exception)

    @api.model
    def _is_automatic(self, message, message_dict):
        submitted = (message.get('Auto-Submitted') or 'no').split(';')[0].strip().lower()
        return (
            submitted != 'no'
            or (message.get('Precedence') or '').strip().lower() in AUTOMATIC_PRECEDENCE
            or any(message.get(header) for header in AUTOMATIC_HEADERS)
            or (message.get('Return-Path') or '').strip() == '<>'
            or message_dict.get('is_bounce')
            or not email_normalize(message_dict.get('email_from') or '')
        )

    @api.model
    def _is_worth_an_import(self, message_dict, values):
        """Tell whether a new mail has a file, or is at least from somebody who may send one."""
        source = self.env['finance.status.source'].sudo().browse((values or {}).get('source_id'))
        return bool(self._mail_files(message_dict)) or (
            source.exists() and source._allows_sender(message_dict['email_from'])
        )

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        return [('sender', '=', email_from_normalized)]

    @api.private  # for the mail gateway alone
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make an import of each file of a mail; the first one has the mail in its log."""
        source = self.env['finance.status.source'].browse((custom_values or {})['source_id'])
        imports = self._from_mail(source, msg_dict)
        return imports[:1]

    @api.private  # for the mail gateway alone
    def message_update(self, msg_dict, update_vals=None):
        """Import the files of an answer as well: many send the next export by answering."""
        for record in self:
            if record._mail_files(msg_dict) and record._mail_is_of_sender(record.source_id):
                record._from_mail(record.source_id, msg_dict)
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _mail_files(self, msg_dict, depth=0):
        """Return (name, content) of what may be a file to import, empty and huge ones as well.

        Of a mail that was forwarded as attachment, Odoo tells the files beside the mail itself,
        unless the mail is a file (``.eml``).
        """
        files = []
        for attachment in msg_dict.get('attachments') or ():
            name, content, info = (*attachment, {})[:3]
            name = (name or '').replace('\0', '').strip() or 'file'
            if isinstance(content, EmailMessage) or name == 'original_email.eml':
                continue
            if (info or {}).get('cid') or name.lower().endswith(NO_FILE_ENDINGS):
                continue
            if isinstance(content, str):
                content = content.encode((info or {}).get('encoding') or 'utf-8', 'replace')
            if name.lower().endswith('.eml'):
                files += self._files_of_mail(content or b'', depth + 1)
            else:
                files.append((name[:200], content or b''))
        return files

    @api.model
    def _files_of_mail(self, content, depth):
        """Return the files of a mail that is a file itself."""
        if depth > DEEPEST_MAIL or len(content) > MAX_FILE_BYTES:
            return []
        message = email.message_from_bytes(content, policy=email.policy.SMTP)
        payload = self.env['mail.thread']._message_parse_extract_payload(message, {})
        return self._mail_files(payload, depth)

    @api.model
    def _files_to_keep(self, files):
        """Return the files to import, and why the others are not kept, as texts.

        Together they have at most the size that one may have: a mail is in memory as a whole.
        """
        kept, refused, size = [], [], 0
        for name, content in files:
            if content.strip() and any(content == other for _name, other in kept):
                # a list may be there a second time in a mail that was forwarded
                continue
            size += len(content)
            if not content.strip():
                refused.append(self.env._("%s is empty.", name))
            elif size > MAX_FILE_BYTES:
                refused.append(
                    self.env._(
                        "%(file)s was not kept: the files are larger than %(size)s MB.",
                        file=name,
                        size=MAX_FILE_BYTES // 1024 // 1024,
                    )
                )
            else:
                kept.append((name, content))
        if len(kept) > MOST_FILES:
            refused.append(self.env._("Only %s files of the mail were taken.", MOST_FILES))
        return kept[:MOST_FILES], refused

    @api.model
    def _from_mail(self, source, msg_dict):
        """Return the imports of a mail's files; a mail without any waits for a person."""
        address = email_normalize(msg_dict.get('email_from'))
        doubt = self._sender_doubt(source)
        allowed = not doubt
        user = source._user_of_sender(address) if allowed else source.browse().user_id
        user = user or source.user_id or self.env.ref('base.user_admin')
        received = fields.Datetime.to_datetime(msg_dict.get('date')) or fields.Datetime.now()
        received = min(received, fields.Datetime.now())
        files, refused = self._files_to_keep(self._mail_files(msg_dict))
        no_file = [(self.env._("Mail without a file"), b'')]
        # what a caller proposes in the context is of no account
        clean = self.with_context(clean_context(self.env.context))
        attachments = clean.env['ir.attachment'].create(
            [
                {'name': name, 'raw': content, 'type': 'binary', 'mimetype': 'text/plain'}
                for name, content in files or no_file
            ]
        )
        imports = clean.create(
            [
                {
                    'source_id': source.id,
                    'attachment_id': attachment.id,
                    'user_id': user.id,
                    'sender': address,
                    'sender_allowed': allowed,
                    'sender_doubt': doubt,
                    'mailed_date': received,
                    'date_list': fields.Date.context_today(self, received),
                }
                for attachment in attachments
            ]
        )
        for record in imports:
            record = record._as_user()  # noqa: PLW2901 - the same import
            if files:
                # never while the mail is fetched: other mails wait
                record._trigger()
            else:
                record._read_failed(
                    '\n'.join(refused) or record.env._("The mail has no file to import.")
                )
        if files and refused:
            imports[0]._tell_problem('\n'.join(refused))
        return imports

    def _process_attachments_for_post(self, attachments, attachment_ids, message_values):
        """Keep with the mail itself no file of a stranger, nor what is empty or too large."""
        if self.env.context.get('finance_mail_evidence') and attachments:
            known = self._mail_is_of_sender(self.source_id[:1])
            kept, _refused = self._files_to_keep(self._mail_files({'attachments': attachments}))
            names = {name for name, _content in kept} if known else set()
            attachments = [
                attachment
                for attachment in attachments
                if known and (attachment[0] in names or self._is_small(attachment[1]))
            ]
        return super()._process_attachments_for_post(attachments, attachment_ids, message_values)

    def _is_small(self, content):
        size = len(content.as_bytes() if isinstance(content, EmailMessage) else content or b'')
        return size <= MOST_BYTES_BESIDE

    # going on by itself

    def _was_read(self):
        super()._was_read()
        if not self.sender:
            return
        if self.state == 'failed':
            self._tell_problem(self.message)
            self._answer(self.env._("The file could not be read."), self.message)
        elif self.duplicate_id:
            self._set_state('stopped', self._duplicate_text())
            self._answer(self.env._("The file was imported before."), self._duplicate_text())
        elif suspicions := self._suspicions():
            message = '\n'.join(suspicions)
            self.message = message
            self._tell_problem(message)
            self._answer(self.env._("The file waits until somebody has looked at it."), message)
        else:
            self._send()

    def _suspicions(self):
        """Return why a file that came by mail waits for a person, as texts; empty: it does not."""
        reasons = []
        if not self.sender_allowed:
            reasons.append(self.sender_doubt)
        if self.question_ids:
            reasons += self.question_ids.mapped('text')
        if not self._layouts_are_known():
            reasons.append(
                self.env._("No file with these headings was imported before: check the columns.")
            )
        if not self.question_ids and not self.count_left:
            reasons.append(self.env._("The file has nothing to import."))
        rows = self.count_total - self.count_skipped - self.count_paid
        if self.count_error * 2 > rows > 0:
            reasons.append(self.env._("More than half of the rows have errors."))
        if self._closing_to_confirm():
            reasons.append(self._closing_text())
        return reasons

    def _was_finished(self):
        res = super()._was_finished()
        if self.sender and self.state == 'done':
            self._answer(self.env._("The file was imported."))
        return res

    # answering

    def _answer(self, title, text=''):
        """Tell the sender what became of the file, with the rows that have errors.

        Who is not allowed gets no answer: the address may be anybody's.
        """
        if not self.sender_allowed:
            return
        errors = self.env['finance.status.import.line'].search(
            [('import_id', '=', self.id), ('outcome', '=', 'error')], limit=MOST_ERRORS_TOLD
        )
        body = Markup('<p><b>%s</b> (%s)</p>') % (title, self.filename)
        if text:
            body += Markup('<p>%s</p>') % Markup('<br/>').join(text.splitlines())
        if self.count_total:
            body += Markup('<p>%s</p>') % self._summary()
        if errors:
            rows = Markup('').join(
                Markup('<li>%s</li>')
                % self.env._(
                    "Row %(row)s, %(name)s: %(reason)s",
                    row=line.position,
                    name=line.name or '–',
                    reason=line.message or '',
                )
                for line in errors
            )
            body += Markup('<ul>%s</ul>') % rows
            if self.count_error > len(errors):
                body += Markup('<p>%s</p>') % self.env._(
                    "%s more rows have errors.", self.count_error - len(errors)
                )
        self.message_post(
            body=body,
            subject=self.env._("Re: %s", self.filename),
            subtype_xmlid='mail.mt_comment',
            outgoing_email_to=self.sender,
            mail_headers=HEADERS,
            notify_skip_followers=True,
            author_id=self.env.ref('base.partner_root').id,
        )
        _logger.info("Answered %s: %s", self.sender, html2plaintext(title))
