"""Dates, times, money and numbers as the reader's country writes them (CLDR, by way of Babel)."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel import Locale, dates, numbers
from django import template
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext

from zhiji.customers.rules import number_of

register = template.Library()
LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_HK", "en": "en_GB"}


def locale() -> Locale:
    """The CLDR locale of the reader's language."""
    return _parsed(LOCALES.get(get_language() or "zh-hans", "zh_Hans_CN"))


@lru_cache(maxsize=8)
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, str):
        try:
            return parse_date(value[:10])
        except ValueError:
            return None
    return value if isinstance(value, date) else None


@register.filter
def day(value: Any) -> str:
    """A date: 2026-11-22 in Chinese (the form of the files), 22 Nov 2026 in English. Text that is no date stays as it is."""
    found = _as_date(value)
    if found is None:
        return "" if value is None else str(value)
    return dates.format_date(found, "d MMM y", locale()) if get_language() == "en" else found.isoformat()


@register.filter
def long_day(value: Any) -> str:
    """A date with its weekday: 11月22日星期日, Sunday 22 November."""
    found = _as_date(value)
    if found is None:
        return ""
    return dates.format_date(found, "EEEE d MMMM" if get_language() == "en" else "M月d日 EEEE", locale())


@register.filter
def month(value: Any) -> str:
    """A month: 2026-11, Nov 2026."""
    found = _as_date(value)
    if found is None:
        return ""
    return dates.format_date(found, "MMM y", locale()) if get_language() == "en" else f"{found:%Y-%m}"


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day in the bank's time zone, 18:00."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """When something happened, as short as stays clear: today 09:02; 11-18 15:40; with the year when it is another."""
    if not value:
        return ""
    local, now = timezone.localtime(value), timezone.localtime()
    if local.date() == now.date():
        return gettext("today %(time)s") % {"time": f"{local:%H:%M}"}
    english = get_language() == "en"
    if local.year == now.year:
        return dates.format_datetime(local, "d MMM HH:mm" if english else "MM-dd HH:mm", locale=locale())
    return dates.format_datetime(local, "d MMM y HH:mm" if english else "y-MM-dd HH:mm", locale=locale())


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago or how soon, in one unit: 3天前, in 2 hours."""
    if not value:
        return ""
    return dates.format_timedelta(value - timezone.now(), add_direction=True, locale=locale())


@register.filter
def money(value: Any, currency: str = "") -> str:
    """An amount with its currency and thousands marks. Takes ``{"amount": "12.30", "currency": "CNY"}`` or a number."""
    if isinstance(value, dict):
        value, currency = value.get("amount"), currency or value.get("currency", "CNY")
    amount = _as_decimal(value)
    if amount is None:
        return "" if value is None else str(value)
    return numbers.format_currency(amount, currency or "CNY", locale=locale())


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """A number with thousands marks; ``places`` fixes the decimals."""
    amount = _as_decimal(value)
    if amount is None:
        return "" if value is None else str(value)
    pattern = None if places is None else "#,##0" + ("." + "0" * int(places) if int(places) else "")
    return numbers.format_decimal(amount, format=pattern, locale=locale())


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A percentage given in percent: 58 %, 6.8 %."""
    amount = _as_decimal(value)
    return "" if amount is None else f"{number(amount, places)} %"


@register.filter
def customer_number(value: Any) -> str:
    """A customer number in its printed form, 4-4-4."""
    digits = str(value)
    return (
        "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
        if digits.isdigit()
        else digits
    )


@register.filter
def file_number(customer_id: int | None) -> str:
    """The customer number of a customer's id, as it stands in addresses; ``""`` for none."""
    return "" if customer_id is None else number_of(customer_id)


def _as_decimal(value: Any) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
