"""What the demo data consists of: plain tables, read by ``finance_status_demo``.

Every date is written as an age: the number of days before the day of loading.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """A line of an order: suffix of the product's XML id, quantity and price."""

    product: str
    quantity: float
    price: float


class Payment(NamedTuple):
    """A payment: how long ago, and how much of the invoice's total."""

    age: int
    percent: float = 100.0


class Order(NamedTuple):
    """An order to create, and how far it goes by the plain way.

    ``key`` gives the XML id (``demo_order_<key>``), ``lead`` and ``partner`` name
    records of the XML files, ``valid_for`` is counted from today (negative: expired),
    ``invoiced`` is the age of its one invoice, if it has one that is made the plain way.
    """

    key: str
    lead: str
    partner: str
    age: int
    lines: tuple
    state: str = 'sale'
    valid_for: int = 30
    term: str = '30days'
    invoiced: int | None = None
    payments: tuple = ()
    sent: bool = True
    foreign: bool = False
    second_company: bool = False


class PastInvoice(NamedTuple):
    """An invoice of a customer's past without an order; ``delay`` None: not paid."""

    age: int
    amount: float
    delay: int | None


CABINET = 'product_cabinet'
CONSULTING = 'product_consulting'
GATEWAY = 'product_gateway'
INSTALLATION = 'product_installation'
LICENCE = 'product_licence'
SENSOR = 'product_sensor'
TRAINING = 'product_training'

# Oldest first, so that the numbers of the orders rise with their dates.
ORDERS = (
    Order('cancelled_2', 'paid', 'posavina', 130, (Line(CABINET, 2, 2450),),
          state='cancel', valid_for=-100),
    Order('reversed_2', 'reversed_2', 'ljubljanica', 120, (Line(TRAINING, 2, 780),)),
    Order('overdue', 'overdue', 'jadran', 95,
          (Line(CABINET, 3, 2450), Line(INSTALLATION, 4, 650)), invoiced=75),
    Order('paid', 'paid', 'posavina', 90,
          (Line(GATEWAY, 12, 390), Line(LICENCE, 1, 1200)),
          invoiced=80, payments=(Payment(52),)),
    Order('cancelled_overdue', 'cancelled_overdue', 'medvednica', 80,
          (Line(CABINET, 1, 2450), Line(TRAINING, 1, 780)), term='15days', invoiced=62),
    Order('expired_2', 'expired_2', 'istra', 70, (Line(SENSOR, 60, 48),),
          state='draft', valid_for=-40),
    Order('second_company', 'second_company', 'zagorje', 70,
          (Line(INSTALLATION, 3, 650),), invoiced=52, second_company=True),
    Order('reversed', 'reversed', 'velebit', 66, (Line(LICENCE, 2, 1200),)),
    Order('overpaid', 'overpaid', 'bela_krajina', 64, (Line(GATEWAY, 5, 390),),
          invoiced=55, payments=(Payment(28),)),
    Order('overdue_2', 'overdue_2', 'slavonija', 60,
          (Line(SENSOR, 120, 48), Line(GATEWAY, 4, 390)),
          invoiced=38, payments=(Payment(12, 40),)),
    Order('down_payment', 'down_payment', 'kolpa', 58,
          (Line(CABINET, 6, 2450), Line(INSTALLATION, 8, 650))),
    Order('cancelled', 'cancelled', 'lonja', 50, (Line(LICENCE, 4, 1200),),
          state='cancel', valid_for=-20),
    Order('usd', 'usd', 'harbor_point', 50, (Line(GATEWAY, 20, 430),),
          term='45days', invoiced=25, payments=(Payment(2, 50),), foreign=True),
    Order('expired', 'expired', 'dalmacija', 45,
          (Line(CABINET, 1, 2450), Line(SENSOR, 30, 48)), state='sent', valid_for=-12),
    Order('paid_2', 'paid_2', 'pohorje', 45, (Line(SENSOR, 40, 48), Line(TRAINING, 1, 780)),
          invoiced=36, payments=(Payment(8),)),
    Order('partially_invoiced_2', 'partially_invoiced_2', 'savinja', 44,
          (Line(GATEWAY, 8, 390), Line(CONSULTING, 40, 85))),
    Order('partially_paid', 'partially_paid', 'soca', 40,
          (Line(LICENCE, 3, 1200), Line(TRAINING, 2, 780)),
          invoiced=20, payments=(Payment(5, 50),)),
    Order('partially_invoiced', 'partially_invoiced', 'dalmacija', 34,
          (Line(SENSOR, 80, 48), Line(CONSULTING, 24, 85))),
    Order('instalments', 'instalments', 'gorenjska', 32,
          (Line(CABINET, 8, 2450),), term='advance_60days', invoiced=24),
    Order('credit_note', 'credit_note', 'ljubljanica', 30, (Line(GATEWAY, 10, 390),)),
    Order('two_a', 'two_a', 'kvarner', 28, (Line(SENSOR, 100, 48),)),
    Order('delivered', 'delivered', 'velebit', 25, (Line(CONSULTING, 30, 85),)),
    Order('two_b', 'two_b', 'kvarner', 24, (Line(INSTALLATION, 3, 650),)),
    Order('down_payment_only', 'down_payment_only', 'istra', 21,
          (Line(CABINET, 4, 2450), Line(TRAINING, 1, 780))),
    Order('invoiced_2', 'invoiced_2', 'sava', 20, (Line(LICENCE, 2, 1200),),
          invoiced=10, sent=False),
    Order('invoiced', 'invoiced', 'zagorje', 15, (Line(CABINET, 2, 2450),), invoiced=9),
    Order('sent', 'sent', 'soca', 6, (Line(GATEWAY, 15, 390), Line(INSTALLATION, 2, 650)),
          state='sent', valid_for=24),
    Order('sent_2', 'sent_2', 'drava', 4, (Line(CABINET, 5, 2450),),
          state='sent', valid_for=26),
    Order('ordered', 'ordered', 'posavina', 3, (Line(CABINET, 1, 2450), Line(SENSOR, 20, 48))),
    Order('quotation', 'quotation', 'kolpa', 2, (Line(LICENCE, 5, 1200),),
          state='draft', valid_for=28),
    Order('quotation_2', 'quotation_2', 'lonja', 1, (Line(SENSOR, 25, 48),),
          state='draft', valid_for=29),
)

# Invoices of the past, all due 30 days after their date; delay is counted from there.
HISTORIES = {
    # Pays on time, always.
    'pohorje': (
        PastInvoice(405, 960, -3), PastInvoice(350, 1150, -1), PastInvoice(300, 960, -5),
        PastInvoice(250, 1480, 0), PastInvoice(205, 960, -2), PastInvoice(150, 960, -4),
        PastInvoice(110, 2100, -1), PastInvoice(62, 960, 0),
    ),
    # Pays everything, 20 to 40 days late.
    'sava': (
        PastInvoice(410, 1320, 24), PastInvoice(355, 840, 31), PastInvoice(295, 1320, 38),
        PastInvoice(240, 1750, 22), PastInvoice(190, 1320, 29), PastInvoice(140, 840, 34),
        PastInvoice(92, 1320, 36),
    ),
    # Paid ever later, and has stopped paying.
    'drava': (
        PastInvoice(395, 2200, 62), PastInvoice(340, 2200, 75), PastInvoice(280, 3100, 88),
        PastInvoice(220, 2200, 95), PastInvoice(165, 2900, None), PastInvoice(120, 2200, None),
        PastInvoice(80, 1850, None),
    ),
    # Owes from elsewhere: one old invoice, no order behind it.
    'piran': (PastInvoice(88, 2640, None),),
}

# Age and units of US dollar for one euro.
DOLLAR_RATES = ((430, 1.0842), (200, 1.0468), (90, 1.1216), (40, 1.1375), (15, 1.1634), (0, 1.1702))
