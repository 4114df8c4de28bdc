from . import customers, orders, texts
