import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ('new', "Reading"),
    ('preview', "Preview"),
    ('queued', "Waiting"),
    ('running', "Running"),
    ('done', "Done"),
    ('stopped', "Stopped"),
    ('undone', "Undone"),
    ('failed', "Failed"),
]
# the background job has something to do
WORKING = ('new', 'queued', 'running')
# something of the file is in the database
IMPORTED = ('queued', 'running', 'done', 'stopped')
# nothing is, and it may be read again
UNREAD = ('new', 'preview', 'failed', 'undone')


class FinanceStatusImport(models.Model):
    """A file with documents, payments or bank transactions: preview, import, undo.

    It is read into rows (``preview``), a person or a rule sends it (``queued``), a scheduled
    action imports it in batches (``running`` to ``done``), each of them a transaction, so that
    it goes on after a crash where it was. Everything of it can be undone.
    """

    _name = 'finance.status.import'
    _description = 'Import for the Finance Status'
    _inherit = ['finance.status.guarded.mixin', 'mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _rec_name = 'filename'

    source_id = fields.Many2one(
        'finance.status.source',
        required=True,
        index=True,
        ondelete='cascade',
        tracking=True,
        domain="[('kind', '=', 'external')]",
    )
    company_id = fields.Many2one(
        'res.company', related='source_id.company_id', store=True, index=True
    )
    company_currency_id = fields.Many2one(related='company_id.currency_id')
    user_id = fields.Many2one(
        'res.users',
        string="Imported by",
        required=True,
        default=lambda self: self.env.user,
        readonly=True,
        help="Who brought the file; what it imports is done in this user's name.",
    )
    attachment_id = fields.Many2one(
        'ir.attachment', string="File", required=True, ondelete='restrict', copy=False
    )
    filename = fields.Char(required=True)
    checksum = fields.Char(readonly=True, help="SHA-256 of the file.")
    duplicate_id = fields.Many2one(
        'finance.status.import',
        string="Same File",
        compute='_compute_duplicate_id',
        help="Where the same file was imported before.",
    )
    import_again = fields.Boolean(
        copy=False, help="Import it although the same file was imported before."
    )
    date_list = fields.Date(
        string="As of",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="The day whose state the file shows.",
    )
    kind = fields.Selection(
        [
            ('documents', "Invoices and credit notes"),
            ('payments', "Payments"),
            ('transactions', "Bank transactions"),
        ],
        readonly=True,
    )
    format = fields.Char(readonly=True)
    state = fields.Selection(
        STATES, required=True, default='new', readonly=True, tracking=True, index=True, copy=False
    )
    undoing = fields.Boolean(readonly=True, copy=False, help="The job takes the import back.")
    message = fields.Text(readonly=True, copy=False, help="Why it failed, stopped or waits.")
    warnings = fields.Text(readonly=True, copy=False)
    date_start = fields.Datetime(string="Started", readonly=True, copy=False)
    date_end = fields.Datetime(string="Ended", readonly=True, copy=False)
    line_ids = fields.One2many('finance.status.import.line', 'import_id', string="Rows")
    question_ids = fields.One2many('finance.status.import.question', 'import_id')
    progress_id = fields.Many2one(
        'finance.status.import.progress',
        required=True,
        ondelete='restrict',
        readonly=True,
        copy=False,
    )
    count_total = fields.Integer(related='progress_id.count_total', string="Number of Rows")
    count_left = fields.Integer(related='progress_id.count_left')
    count_new = fields.Integer(related='progress_id.count_new')
    count_changed = fields.Integer(related='progress_id.count_changed')
    count_unchanged = fields.Integer(related='progress_id.count_unchanged')
    count_paid = fields.Integer(related='progress_id.count_paid')
    count_error = fields.Integer(related='progress_id.count_error')
    count_skipped = fields.Integer(related='progress_id.count_skipped')
    count_undone = fields.Integer(related='progress_id.count_undone')
    count_kept = fields.Integer(related='progress_id.count_kept')

    _checksum_idx = models.Index('(source_id, checksum)')
    _progress_uniq = models.UniqueIndex('(progress_id)')

    @api.depends('checksum', 'source_id')
    def _compute_duplicate_id(self):
        """Find the earliest import of the same file, for all of them with one query."""
        self.duplicate_id = False
        same = {}
        for record in self.search(
            [
                ('checksum', 'in', self.mapped('checksum')),
                ('source_id', 'in', self.source_id.ids),
                ('state', 'in', IMPORTED),
            ],
            order='id desc',
        ):
            same.setdefault((record.source_id, record.checksum), []).append(record)
        for record in self:
            others = same.get((record.source_id, record.checksum), ())
            # what was imported in spite of an earlier one is no earlier one of that
            earlier = [o for o in others if o != record and (o < record or not record._imported())]
            record.duplicate_id = earlier[-1] if earlier else False

    def _imported(self):
        self.ensure_one()
        return self.state in IMPORTED

    @api.model_create_multi
    def create(self, vals_list):
        """Make an import of each file.

        :raise AccessError: when the user may not import, or read the file or the source
        :raise UserError: when a file is empty
        """
        self.browse().check_access('create')
        # as superuser, commands would write records of others
        commands = {f.name for f in self._fields.values() if f.type in ('one2many', 'many2many')}
        for vals in vals_list:
            self._check_values(vals, commands)
        attachments = self.env['ir.attachment'].browse(
            [vals['attachment_id'] for vals in vals_list if vals.get('attachment_id')]
        )
        # whoever may read a file may import it
        attachments.check_access('read')
        Progress = self.env['finance.status.import.progress'].sudo()
        rows = Progress.create([{} for _vals in vals_list])
        for vals, row in zip(vals_list, rows, strict=True):
            attachment = self._own_attachment(attachments.browse(vals.get('attachment_id')))
            if not attachment.raw and not vals.get('sender'):
                raise UserError(self.env._("%s is empty: it has 0 bytes.", attachment.name or ''))
            vals['attachment_id'] = attachment.id
            vals['progress_id'] = row.id
            vals.setdefault('filename', attachment.name)
            vals['checksum'] = hashlib.sha256(attachment.raw or b'').hexdigest()
        # with guarded fields: what the user gave was checked above
        imports = super(FinanceStatusImport, self.sudo()).create(vals_list).with_env(self.env)
        imports.check_access('create')
        for record in imports:
            record.attachment_id.sudo().write({'res_model': self._name, 'res_id': record.id})
        return imports

    def _own_attachment(self, attachment):
        """Return a file for this model alone: a copy of what isn't the user's own, or is used.

        It is deleted with the import; so a public file or somebody else's must not be taken.
        """
        attachment = attachment.sudo()
        own = attachment.create_uid.id == self.env.uid and not attachment.public
        if not own or attachment.res_id or attachment.res_field:
            return attachment.copy(
                {
                    'res_model': self._name,
                    'res_id': False,
                    'res_field': False,
                    'public': False,
                    'access_token': False,
                }
            )
        return attachment

    def write(self, vals):
        self._check_values(vals, {'attachment_id', 'filename'})
        if 'source_id' in vals and any(record.state not in UNREAD for record in self):
            raise UserError(self.env._("What is imported can't be given to another source."))
        res = super().write(vals)
        if 'source_id' in vals:
            for record in self.filtered(lambda record: record.state != 'new'):
                record._read(corrected=True)
        return res

    def _check_values(self, vals, more=frozenset()):
        """Refuse what a user may not give: guarded fields, sources that the user may not read.

        :param more: names of further fields to refuse
        """
        if self.env.su:
            return
        for name in vals:
            if name in self._fields:
                self._check_field_access(self._fields[name], 'write')
        if refused := more & vals.keys():
            raise AccessError(self.env._("%s can't be written.", ', '.join(sorted(refused))))
        self.env['finance.status.source'].browse(vals.get('source_id') or ()).check_access('read')

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if any(record._imported() for record in self):
            raise UserError(self.env._("Undo an import before you delete it."))

    def unlink(self):
        progress, attachments = self.sudo().progress_id, self.sudo().attachment_id
        res = super().unlink()
        progress.unlink()
        attachments.exists().unlink()
        return res

    @api.model
    def _from_attachments(self, source, attachments, **values):
        """Return an import for each file, read as far as that is quick.

        :param source: ``finance.status.source`` that the files come from
        :param attachments: ``ir.attachment`` that the user may read
        """
        imports = self.create(
            [
                {'source_id': source.id, 'attachment_id': attachment.id, **values}
                for attachment in attachments
            ]
        )
        for record in imports:
            record._read()
        return imports

    @api.model
    def action_upload(self, attachment_ids):
        """Ask for the source of files that were dropped; return the action to open.

        Where there is nothing to ask, they are read at once.

        :param list attachment_ids: IDs of ``ir.attachment`` that the user uploaded
        """
        Wizard = self.env['finance.status.import.upload']
        if not Wizard._sources():
            raise UserError(
                self.env._("Set up the source that the files come from before: %s.", self._path())
            )
        wizard = Wizard.create({'attachment_ids': [(6, 0, attachment_ids)]})
        return wizard._next_action()

    def _path(self):
        return self.env._("Finance Status > Configuration > Sources")

    def _set_state(self, state, message=False, **values):
        self.sudo().write({'state': state, 'message': message, **values})

    def action_read_again(self):
        """Read the file again, with the layout and the answers as corrected."""
        for record in self:
            if record.state not in UNREAD or record._can_continue():
                raise UserError(
                    self.env._("%s has been imported: undo it first.", record.display_name)
                )
            record._read(corrected=True)

    def action_import(self):
        """Send the imports to the job, which works through them in batches.

        :raise UserError: when something has to be decided before
        """
        self.check_access('write')
        for record in self:
            record._check_ready()
            record._remember_layouts()
            record._send()

    def _check_ready(self):
        """Refuse what a person has to decide on."""
        self.ensure_one()
        if self.state != 'preview':
            raise UserError(self.env._("%s is not in preview.", self.display_name))
        if self.question_ids:
            raise UserError(self.env._("Answer the questions, and read the file again."))
        if self.duplicate_id and not self.import_again:
            raise UserError(self._duplicate_text())
        if not self.count_left:
            raise UserError(self.env._("The file has nothing to import."))
        if self._closing_to_confirm() and not self._closing_is_confirmed():
            raise UserError(self._closing_text())

    def _duplicate_text(self):
        return self.env._(
            "The same file was imported by %(user)s on %(date)s: nothing was changed.",
            user=self.duplicate_id.user_id.name,
            date=fields.Date.to_string(
                self.duplicate_id.date_start or self.duplicate_id.create_date
            ),
        )

    def _send(self):
        self._set_state('queued', undoing=False, date_start=fields.Datetime.now(), date_end=False)
        self.activity_unlink(['mail.mail_activity_data_todo'])
        self._trigger()

    def action_stop(self):
        """Stop after the batch that is being worked on; what is imported stays."""
        self.check_access('write')
        for record in self.filtered(lambda r: r.state in ('queued', 'running')):
            record._set_state('stopped', record.env._("Stopped by %s.", self.env.user.name))

    def action_continue(self):
        """Go on where it was stopped or failed."""
        self.check_access('write')
        for record in self.filtered(lambda r: r._can_continue()):
            if not record.undoing and record._closing_to_confirm():
                record._confirm_closing()
            record._set_state('queued')
            record._trigger()

    def _can_continue(self):
        return self.state == 'stopped' or (self.state == 'failed' and bool(self.date_start))

    def action_undo(self):
        """Take the import back: documents become what they were before it.

        What somebody has changed since is left alone, and told in its row.
        """
        self.check_access('write')
        for record in self.filtered(lambda r: r.state in ('done', 'stopped', 'failed')):
            record._prepare_undo()
            record._set_state('queued', undoing=True, date_end=False)
            record._trigger()

    @api.model
    def _trigger(self):
        self.env.ref('intrix_finance_status.cron_import').sudo()._trigger()

    @api.readonly
    def get_progress(self):
        """Return what the progress bar shows: state, rows done and in all, as a dict.

        ``waiting``: the job still has to work out what follows.
        """
        self.ensure_one()
        self.check_access('read')
        progress = self.sudo().progress_id
        return {
            'state': self.state,
            'total': progress.count_total,
            'done': progress.count_total - progress.count_left,
            'error': progress.count_error,
            'waiting': self.state == 'preview' and bool(progress.consequences_waiting),
        }

    def _was_read(self):
        """Do what comes after reading: for files that came by mail, see there."""

    def _was_finished(self):
        """Do what comes after an import: for files that came by mail, see there."""

    @api.readonly
    def action_view_lines(self):
        """Open the rows, those with errors first where there are any."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Rows of %s", self.filename),
            'res_model': 'finance.status.import.line',
            'view_mode': 'list',
            'domain': [('import_id', '=', self.id)],
            'context': {'search_default_error': bool(self.count_error)},
        }
