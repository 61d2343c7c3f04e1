"""The demo bank 兰亭银行 Lanting Bank: units, colleagues and customers, all invented, the same for the same seed.

``units`` and ``people`` are tables; ``bank`` plans customers block by block (``persons``, ``firms``) from small tables of
names, divisions and papers; ``seeding`` takes them in through acts, like any other customer.
"""
