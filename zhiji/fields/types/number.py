"""Whole numbers, percentages and identifying numbers."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from stdnum import luhn

from zhiji.fields.field import Field
from zhiji.fields.numbers.credit_code import FOLD, NUMBER_RULES
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

WHOLE = re.compile(r"[+-]?\d{1,15}", re.ASCII)
MARKS = str.maketrans("", "", ",， ")


def integer(field: Field) -> Callable[[object, Findings], int | None]:
    """An int within ``least`` and ``most``; thousands marks are taken."""
    least, most = field.limits.get("least"), field.limits.get("most")

    def clean(raw: object, findings: Findings) -> int | None:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        text = plain(raw).translate(MARKS)
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            raise Wrong("integer")
        value = int(text)
        if isinstance(least, int) and value < least:
            raise Wrong("least", least=least)
        if isinstance(most, int) and value > most:
            raise Wrong("most", most=most)
        return value

    return clean


def percent(field: Field) -> Callable[[object, Findings], str | None]:
    """ "51.00": a share from 0 to 100 with two decimals (four at most, when given)."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = str(raw) if isinstance(raw, Decimal | float) else plain(raw)
        text = text.rstrip("%％ ")
        if not text:
            return None
        try:
            value = Decimal(text)
            if not (value.is_finite() and 0 <= value <= 100):
                raise Wrong("percent")
        except InvalidOperation:
            raise Wrong("percent") from None
        rounded = value.quantize(Decimal("0.0001"))
        if rounded != value:
            raise Wrong("percent")
        short = value.quantize(Decimal("0.01"))
        return str(short if short == value else rounded)

    return clean


def identifier(field: Field) -> Callable[[object, Findings], str | None]:
    """A number with a rule of its own (``rule`` in the entry; see numbers/)."""
    rule = NUMBER_RULES[str(field.limits["rule"])]

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw)
        return rule(text) if text else None

    return clean


def paper_number(field: Field) -> Callable[[object, Findings], str | None]:
    """A number whose form depends on the kind of paper; the shape's check looks at both."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw)
        if "*" in text:
            raise Wrong("masked")
        if len(text) > 60:
            raise Wrong("text.long", max=60)
        return text or None

    return clean


def customer_number(field: Field) -> Callable[[object, Findings], str | None]:
    """Twelve digits, the last a Luhn check digit; groups of four are taken."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw).translate(FOLD)
        if text and not (len(text) == 12 and text.isascii() and text.isdigit() and luhn.is_valid(text)):
            raise Wrong("customer_number")
        return text or None

    return clean
