"""Filters of the holdings' templates."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from zhiji.holdings.pages import wording

register = template.Library()


@register.filter
def hundredths(amount: int | None) -> Decimal | str:
    """Whole hundredths as an amount, for ``money`` and ``number``; nothing stays nothing."""
    return "" if amount is None else Decimal(amount) / 100


@register.filter
def family(code: str) -> str:
    """A line of business in words."""
    return str(wording.FAMILIES.get(code, code))


@register.filter
def movement(code: str) -> str:
    """A kind of transaction in words."""
    return str(wording.MOVEMENTS.get(code, code))


@register.filter
def channel(code: str) -> str:
    """Where a transaction was done, in words."""
    return str(wording.CHANNELS.get(code, code))


@register.filter
def told(code: str) -> str:
    """Any other code of the contract in words."""
    return str(wording.CODES.get(code, code))


@register.filter
def counterbank(code: str) -> str:
    """A counterparty's bank as the feed names it; none is the house itself."""
    return code or str(wording.OWN_BANK)


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """An entry of a table."""
    return table.get(key)
