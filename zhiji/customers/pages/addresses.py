"""Numbers and days as they stand in an address or a form. Anything else is nothing: a slip of the reader is no fault."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date

LARGEST = 2**63 - 1
"""The largest id there can be (PostgreSQL's bigint)."""
YEARS = range(1900, 2201)
"""The years of a customer's file. Beyond them arithmetic with days and zones falls off the calendar."""


def whole(text: str) -> int | None:
    """An id, a version, a count; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))
    return int(text) if plain and int(text) <= LARGEST else None


class Whole:
    """``<whole:…>`` in an address: an id that some row could have. A larger number is no address: 404, and nothing is asked."""

    regex = f"[0-9]{{1,{len(str(LARGEST))}}}"

    def to_python(self, value: str) -> int:
        found = whole(value)
        if found is None:
            raise ValueError(f"beyond {LARGEST}")
        return found

    def to_url(self, value: int) -> str:
        return str(value)


def cursor(request: HttpRequest) -> int | None:
    """``?before=``: the id behind which the next page of a list begins; None on the first page."""
    return whole(request.GET.get("before", ""))


def day_of(text: str) -> date | None:
    """A day of ``YEARS``, YYYY-MM-DD; None for anything else."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and found.year in YEARS else None
