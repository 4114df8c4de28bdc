from base64 import b64encode
from decimal import Decimal

from odoo import api, models

from ..codes import epc_qr, hub3, upn_qr
from ..codes.images import draw_epc, draw_hub3, draw_upn
from ..codes.payment import Party, Payment, is_iban
from ..codes.references import HR, RF, SI, as_printed, for_people, of_customer, of_number

HUB3, UPN, EPC = 'hub3', 'upn', 'epc'
#: the country where each national code is used, all others are paid by EPC QR
NATIONAL = {'HR': HUB3, 'SI': UPN}
SYSTEMS = {HUB3: HR, UPN: SI, EPC: RF}
RULES = {HUB3: hub3, UPN: upn_qr, EPC: epc_qr}
# countries that write the accounts of another one
SHARED_IBAN = {'AX', 'NC', 'YT', 'TF', 'BL', 'RE', 'MF', 'GP', 'PM', 'PF', 'GF', 'MQ', 'JE'} | {
    'GG',
    'IM',
}
# pixels of a module on a screen, where the size of the rules would be too small to be scanned
SCREEN_SCALES = {HUB3: 2, UPN: 3, EPC: 4}
# wkhtmltopdf prints everything smaller than its style sheet says: measured with 0.12.6
PRINT_FACTOR = 1.301


class FinanceStatusPaymentCode(models.AbstractModel):
    """What a customer scans to pay, and what stands beside it for who can't.

    Nothing is stored: a code follows from who pays whom how much, and the reference from the
    number of the document or the customer.
    """

    _name = 'finance.status.payment.code'
    _description = 'Payment Code'

    @api.model
    def _codes(self, entity, asked, account=None, for_screen=False):
        """Return the codes of a customer, in the language of the environment.

        :param entity: the commercial entity that pays the current company
        :param asked: dicts with ``title``, ``currency``, ``amount``, ``text`` (what for),
            ``date_due`` or ``None``, and either ``name`` and ``reference`` of a document, or
            neither for whatever the customer owes
        :param account: our account, else the one that fits the customer best
        :param for_screen: make pictures large enough to be scanned there; else in the size of the
            rules, to be printed
        :return: ``codes``: dicts with ``title``, ``currency``, ``amount``, ``iban``, ``bic``,
            ``model`` and ``number`` of the reference, ``reference`` as people write it, ``kind``
            and ``picture`` (PNG in Base64, ``None`` without) with its ``style`` and ``width`` in a
            page; ``missing``: texts that say why there is no code
        """
        company = self.env.company
        euro = [one for one in asked if one['currency'].name == 'EUR']
        missing = [] if len(euro) == len(asked) else [self.env._("The currency is not the euro.")]
        if not euro:
            return {'codes': [], 'missing': missing}
        if account is None:
            account = self._account(company, entity)
        if not account:
            missing.append(
                self.env._("Our company has no bank account in euros with an IBAN that is trusted.")
            )
            return {'codes': [], 'missing': missing}
        kind = self._kind(account, company, entity)
        if not kind:
            missing.append(self.env._("Account and customer are not both in the euro area (SEPA)."))
        codes, lacks = [], {}
        payee, payer = self._payee(company, account), self._party(entity)
        for one in euro:
            payment = self._payment(one, entity, kind, account, payee, payer)
            found = RULES[kind].missing(payment) if kind else ()
            lacks.update(dict.fromkeys(found))
            codes.append(self._code(one, payment, kind if not found else None, for_screen))
        missing += self._missing_texts(lacks)
        return {'codes': codes, 'missing': missing}

    @api.model
    def _accounts(self, company):
        """Return the accounts in euros that customers may be asked to pay to, as superuser.

        Only those that are trusted: whoever may edit the company's contact could add another.
        """
        company = company.sudo()
        partners = company.partner_id | company.partner_id.commercial_partner_id
        return partners.bank_ids.filtered(
            lambda bank: (
                bank.allow_out_payment
                and bank.company_id in (company, company.browse())
                and (bank.currency_id.name or company.currency_id.name) == 'EUR'
                and is_iban(bank.sanitized_acc_number)
            )
        )

    @api.model
    def _account(self, company, entity):
        """Return our account that a customer pays to best: in its country, else in ours."""
        customer_country = self._country(company, entity)
        own_country = company.sudo().account_fiscal_country_id.code

        def order(bank):
            country = bank.sanitized_acc_number[:2]
            return country != customer_country, country != own_country

        return self._accounts(company).sorted(order)[:1]

    @api.model
    def _country(self, company, entity):
        """Return the country code of a customer, that of the company where it has none."""
        company = company.sudo()
        own = company.country_id or company.account_fiscal_country_id
        return (entity.country_id or own).code

    @api.model
    def _kind(self, account, company, entity):
        """Return which code fits our account and the customer, or ``None``."""
        from_country = self._country(company, entity)
        to_country = account.sanitized_acc_number[:2]
        if from_country == to_country and to_country in NATIONAL:
            return NATIONAL[to_country]
        zone = set(self.env.ref('base.sepa_zone').sudo().country_ids.mapped('code'))
        if from_country in zone and to_country in zone - SHARED_IBAN:
            return EPC
        return None

    @api.model
    def _payee(self, company, account):
        party = self._party(company.sudo().partner_id)
        name = account.acc_holder_name or party.name
        return Party(name, party.street, party.place)

    @api.model
    def _party(self, partner):
        """Return who pays or is paid as it stands in a code."""
        partner = partner.sudo()
        street = ' '.join(filter(None, (partner.street, partner.street2)))
        place = ' '.join(filter(None, (partner.zip, partner.city)))
        return Party(partner.name or '', street, place)

    @api.model
    def _payment(self, one, entity, kind, account, payee, payer):
        system = SYSTEMS.get(kind, RF)
        if 'name' in one:
            reference = as_printed(one['reference'], system) or of_number(one['name'], system)
        else:
            reference = of_customer(entity.id, system)
        # what is late already has no date that a bank would wait for
        today = self.env['finance.status.ledger']._today()
        date_due = one['date_due'] if one['date_due'] and one['date_due'] >= today else None
        return Payment(
            cents=int(Decimal(str(one['currency'].round(one['amount']))).scaleb(2)),
            iban=account.sanitized_acc_number,
            payee=payee,
            payer=payer,
            reference=reference,
            text=one['text'],
            bic=(account.bank_bic or '').replace(' ', '').upper(),
            date_due=date_due,
        )

    @api.model
    def _code(self, one, payment, kind, for_screen):
        symbol = self._draw(payment, kind)
        picture = symbol and symbol.png(SCREEN_SCALES[kind] if for_screen else None)
        width = style = ''
        if symbol and for_screen:
            width = f'{symbol.columns * SCREEN_SCALES[kind]}px'
            style = f'width: {width}; max-width: 100%; height: auto'
        elif symbol:
            width = f'{symbol.width * PRINT_FACTOR:.2f}mm'
            style = f'width: {width}; height: {symbol.height * PRINT_FACTOR:.2f}mm'
        iban = payment.iban
        return {
            'title': one['title'],
            'currency': one['currency'],
            'amount': one['amount'],
            'iban': ' '.join(iban[start : start + 4] for start in range(0, len(iban), 4)),
            'bic': payment.bic,
            'model': payment.model,
            'number': payment.number,
            'reference': for_people(payment.reference),
            'kind': kind,
            'picture': picture and b64encode(picture).decode(),
            'style': style,
            'width': width,
        }

    @api.model
    def _draw(self, payment, kind):
        """Return the symbol; ``None`` where there is none, or what draws it isn't installed."""
        if kind == HUB3:
            return draw_hub3(payment, self.env.company.sudo().finance_payment_code_diacritics)
        if kind == UPN:
            return draw_upn(payment)
        return draw_epc(payment) if kind == EPC else None

    @api.model
    def _missing_texts(self, lacks):
        texts = {
            'cents': self.env._("An amount is higher than a code can carry."),
            'iban': self.env._("The account is none that the code can carry."),
            'payee.name': self.env._("The name of our company is missing."),
            'payee.street': self.env._("The street of our company is missing."),
            'payee.place': self.env._("The town of our company is missing."),
            'payer.name': self.env._("The name of the customer is missing."),
            'payer.street': self.env._("The street of the customer is missing."),
            'payer.place': self.env._("The town of the customer is missing."),
            'text': self.env._("The purpose is missing."),
        }
        return [texts[name] for name in lacks]
