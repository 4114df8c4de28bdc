"""What a bookkeeper tells in the demo: plain tables, read by ``finance_status_demo_documents``.

Ages are days before the day of loading; ``due`` is counted the same way (negative: still to come).
"""

from typing import NamedTuple

from .demo_orders import CABINET, CONSULTING, GATEWAY, LICENCE, SENSOR, TRAINING, Line, Order

# Orders that the bookkeeper invoices; without an opportunity.
BOOKED_ORDERS = (
    Order('booked_paid', '', 'kamnik', 58, (Line(GATEWAY, 6, 390),)),
    Order('booked_overdue', '', 'gorenjska', 54, (Line(TRAINING, 2, 780), Line(SENSOR, 20, 48))),
    Order('booked_partial', '', 'istra', 38, (Line(LICENCE, 2, 1200),)),
    Order('booked_joint_a', '', 'medvednica', 30, (Line(CONSULTING, 12, 85),)),
    Order('booked_joint_b', '', 'medvednica', 27, (Line(SENSOR, 50, 48),)),
    Order('booked_open', '', 'lonja', 22, (Line(CABINET, 1, 2450),)),
    Order('booked_likely', '', 'soca', 18, (Line(TRAINING, 1, 780),)),
    Order('booked_other_name', '', 'kvarner', 16, (Line(CONSULTING, 10, 85),)),
)


class Told(NamedTuple):
    """A document as the bookkeeper tells it; ``orders`` name BOOKED_ORDERS.

    ``total`` is that of the orders where it is not given; ``paid`` is a percentage.
    ``reference`` may have {0}, {1} for the numbers of the orders; by default it is all of them.
    """

    number: int
    age: int
    due: int
    name: str
    orders: tuple = ()
    total: float | None = None
    reference: str | None = None
    paid: float = 0
    paid_age: int | None = None
    code: str = ''
    instalments: tuple = ()


TOLD = (
    Told(101, 55, 25, 'KAMNIK KERAMIKA D.O.O.', ('booked_paid',), paid=100, paid_age=28,
         code='2041'),
    Told(104, 50, 20, 'Gorenjska Oprema d.o.o.', ('booked_overdue',), code='2017'),
    Told(109, 35, 5, 'ISTRA MASLINA d.o.o.', ('booked_partial',), paid=40, paid_age=9, code='1033',
         instalments=((5, 40), (-25, 60))),
    Told(112, 24, -6, 'MEDVEDNICA GRADNJA D.O.O.', ('booked_joint_a', 'booked_joint_b'),
         reference='Narudžbe {0} i {1}', code='1008'),
    Told(115, 19, -11, 'Lonja Tekstil d.o.o.', ('booked_open',), code='1026'),
    # The customer's only open order is over exactly this amount, but nobody says that it is for it.
    Told(118, 12, -18, 'SOČA TURIZEM d.o.o.', ('booked_likely',), reference='', code='2009'),
    # Both the name and the place are told, as many programs do.
    Told(120, 10, -20, 'Kvarner Hoteli d.o.o., Opatija', ('booked_other_name',),
         reference='po narudžbi {0}', code='1015'),
    # Without the legal form.
    Told(121, 9, -21, 'VELEBIT DRVO', total=312.5, code='1019'),
    Told(122, 8, -22, 'VELEBIT DRVO', total=437.5, code='1019'),
    # An order that nobody entered in Odoo.
    Told(123, 6, -24, 'Posavina Transport d.o.o.', total=900, reference='S99417', code='1044'),
    # A customer that nobody knows.
    Told(125, 4, -26, 'Obrt Ruža, vl. Ruža Kralj', total=187.5, code='1051'),
)
