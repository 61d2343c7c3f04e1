"""Permits: what the vault asks for before it opens anything. Only the access room may import this module."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to open, granted by a decision that already stands in the journal.

    Attributes:
        receipt: the id of the journal entry that records the look.
        allows: customer id → the compartments (indexes) that may be opened.
    """

    receipt: int
    allows: Mapping[int, frozenset[int]]

    def covers(self, customer_id: int, compartment: int) -> bool:
        """Whether this compartment of this customer may be opened."""
        return compartment in self.allows.get(customer_id, ())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a permit is good in the process that asked for it, and is never carried elsewhere")
