"""A Croatian company whose customers pay by scanning."""

from .pictures import DE_IBAN, HR_IBAN, SI_IBAN


class PaymentCodeMixin:
    """To be put before a class of tests of the main addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.croatia = cls.env.ref('base.hr')
        cls.slovenia = cls.env.ref('base.si')
        cls.company = cls.env.company
        cls.company.write(
            {
                'name': "Moja tvrtka d.o.o.",
                'country_id': cls.croatia.id,
                'street': "Vukovarska 2",
                'zip': "10000",
                'city': "Zagreb",
            }
        )
        cls.customer.write(
            {
                'name': "Škrinjar d.o.o.",
                'country_id': cls.croatia.id,
                'street': "Čučerska cesta 4",
                'zip': "51000",
                'city': "Rijeka",
            }
        )
        cls.account = cls._account()
        cls.Code = cls.env['finance.status.payment.code']

    @classmethod
    def _account(cls, iban=HR_IBAN, trusted=True, **values):
        account = cls.env['res.partner.bank'].create(
            {'acc_number': iban, 'partner_id': cls.company.partner_id.id, **values}
        )
        # nobody creates accounts that are trusted at once
        account.sudo().allow_out_payment = trusted
        return account

    def _only_account(self, iban, **values):
        """Have the company only this account."""
        self.company.partner_id.bank_ids.sudo().active = False
        account = self.company.partner_id.bank_ids.sudo().with_context(active_test=False)
        account = account.search([('acc_number', '=', iban)], limit=1)
        if account:
            account.write({'active': True, 'allow_out_payment': True})
        return account or self._account(iban, **values)

    def _pays_by(self, kind):
        """Have customer and account be such as pay by this code."""
        iban, country = {
            'hub3': (HR_IBAN, self.croatia),
            'upn': (SI_IBAN, self.slovenia),
            'epc': (DE_IBAN, self.env.ref('base.de')),
        }[kind]
        self.customer.country_id = country
        return self._only_account(iban)

    def _codes(self, date=None, **options):
        """Return the codes on the customer's statement, and what is missing for others."""
        statement = self.customer._finance_statements(date)[self.customer]
        found = self.customer._finance_statement_payment_codes(statement, **options)
        return (found['codes'], found['missing']) if found else ([], [])
