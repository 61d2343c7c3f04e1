"""Does a product suit a customer (B05)? The customer's rating C1 to C5, while it is valid, covers products of risk R1 to R5 up to its number.

Pure: no database, no clock. Whatever is not known counts against: an unrated, expired or unreadable side suits nothing that needs a rating.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

CUSTOMER_LEVELS = ("C1", "C2", "C3", "C4", "C5")
PRODUCT_RISKS = ("R1", "R2", "R3", "R4", "R5")
REASONS = ("not_offered", "ended", "no_risk", "unrated", "expired", "riskier")


@dataclass(frozen=True, slots=True)
class Rating:
    """A customer's rating as the file has it; ``level`` ``""`` where there is none."""

    level: str = ""
    assessed: date | None = None
    valid_until: date | None = None


def unsuitable(
    family: str, risk: str, sold_until: date | None, rating: Rating, today: date, rule: Any
) -> str:
    """Why the product may not be shown for this customer today; ``""`` when it may. ``rule``: norm group ``offers``.

    ``not_offered``: of a line of business that is not recommended (credit needs a look at the customer's means); ``ended``: no longer sold;
    ``no_risk``: the product needs a rating and has none; ``unrated``, ``expired``: the customer's; ``riskier``: than the customer's.
    A product with a risk needs the customer's rating whatever its family.
    """
    if family not in rule.offered_families:
        return "not_offered"
    if sold_until is not None and sold_until < today:
        return "ended"
    if not risk and family not in rule.rated_families:
        return ""
    if risk not in PRODUCT_RISKS:
        return "no_risk"
    if rating.level not in CUSTOMER_LEVELS or (rating.assessed is not None and rating.assessed > today):
        return "unrated"
    until = valid_until(rating, int(rule.rating_months))
    if until is None or until < today:
        return "expired"
    return "" if PRODUCT_RISKS.index(risk) <= CUSTOMER_LEVELS.index(rating.level) else "riskier"


def valid_until(rating: Rating, months: int) -> date | None:
    """The last day the rating holds: as the file says, but never longer than ``months`` after it was made; None where neither is known.

    >>> valid_until(Rating("C3", date(2026, 1, 31), date(2030, 1, 1)), 1)
    datetime.date(2026, 2, 28)
    """
    if rating.assessed is None:
        return rating.valid_until
    month = rating.assessed.month - 1 + months
    year, month = rating.assessed.year + month // 12, month % 12 + 1
    ends = min(rating.assessed.day, _days_in(year, month))
    most = date(year, month, ends)
    return most if rating.valid_until is None else min(most, rating.valid_until)


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
