"""Zhiji 知己: the customer information system for banks.

The rooms and their floors are described in ``docs/design/house.md``. A room imports only from the floors below it.
"""

__version__ = "0.1.0"
