"""Who must hear at once of a receipt, a refusal or an act that names a file: rooms above register here, the gateway calls.

A listener is called right after the entry is written, with the gate, the one customer or the many, and the entry's number.
It must be quick for the usual file and must never raise: who looks is not to notice it.
"""

from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

Listener = Callable[[Any, int | None, Sequence[int], int], None]
_listeners: list[Listener] = []


_sought: WeakKeyDictionary[Any, list[int]] = WeakKeyDictionary()


def seek(gate: Any, customer: int) -> None:
    """Note that a customer number was asked for, whether there is such a file or not; listeners may ask for it (``sought``)."""
    _sought.setdefault(gate, []).append(customer)


def sought(gate: Any) -> Sequence[int]:
    """The customer ids that were asked for by number in this look or act, and perhaps not found."""
    return _sought.get(gate, ())


def heed_receipts(listener: Listener) -> None:
    """Register a listener; doing it twice is harmless."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_listeners(gate: Any, customer: int | None, subjects: Sequence[int], entry: int) -> None:
    """Call them all, in the order they came."""
    for listener in _listeners:
        listener(gate, customer, subjects, entry)
