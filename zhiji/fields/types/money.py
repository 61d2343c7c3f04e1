"""Money as {"amount": "12000.50", "currency": "CNY"}: exact decimals in the currency's own number of
places.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

# Signs and words that people write instead of the code.
SIGNS = {
    **dict.fromkeys(("¥", "￥", "元", "圆", "人民币", "人民幣", "rmb"), "CNY"),
    **dict.fromkeys(("$", "US$", "美元"), "USD"),
    **dict.fromkeys(("HK$", "港币", "港幣", "港元"), "HKD"),
    **dict.fromkeys(("€", "欧元", "歐元"), "EUR"),
    **dict.fromkeys(("£", "英镑", "英鎊"), "GBP"),
    **dict.fromkeys(("日元", "日圆"), "JPY"),
}
TEN_THOUSANDS = {
    "": Decimal(1),
    **dict.fromkeys("万萬", Decimal(10) ** 4),
    **dict.fromkeys("亿億", Decimal(10) ** 8),
}
FORM = re.compile(
    r"(?P<before>[^\d.,+\-]*)(?P<sign>[+-]?)(?P<digits>\d[\d,，' ]*(?:\.\d+)?|\.\d+)"
    r"\s*(?P<unit>[万萬亿億]?)\s*(?P<after>\D*)",
    re.ASCII,
)
MOST = Decimal(10) ** 15


@lru_cache(maxsize=256)
def places(currency: str) -> Decimal:
    """The smallest unit, for example 0.01 for CNY and 1 for JPY. Wrong money.currency when there is no such
    currency.
    """
    if currency not in list_currencies():
        raise Wrong("money.currency")
    return Decimal(1).scaleb(-get_currency_precision(currency))


def money(field: Field) -> Callable[[object, Findings], dict[str, str] | None]:
    """From a mapping, a number, or text such as "1,234.50", "USD 300", "12万元"."""

    def clean(raw: object, findings: Findings) -> dict[str, str] | None:
        currency = "CNY"
        if type(raw) is dict or isinstance(raw, Mapping):
            if not set(raw) <= {"amount", "currency"}:
                raise Wrong("shape.part", parts="amount, currency")
            currency = str(raw.get("currency") or "CNY").strip().upper()
            raw = raw.get("amount")
            if raw is None:
                return None
        if isinstance(raw, Decimal | float):
            raw = format(Decimal(str(raw)), "f")
        text = plain(raw)
        if not text:
            return None
        return amount(text, currency)

    return clean


def _amount(text: str, currency: str) -> tuple[str, str]:
    match = FORM.fullmatch(text)
    if not match:
        raise Wrong("money")
    for word in (match["before"].strip(), match["after"].strip()):
        if word:
            currency = SIGNS.get(word) or SIGNS.get(word.lower()) or word.upper()
    step = places(currency)
    try:
        value = Decimal(re.sub("[,，' ]", "", match["digits"])) * TEN_THOUSANDS[match["unit"]]
    except InvalidOperation:
        raise Wrong("money") from None
    if value >= MOST:
        raise Wrong("most", most="999,999,999,999,999")
    if match["sign"] == "-" and value:
        raise Wrong("money.negative")
    exact = value.quantize(step)
    if exact != value:
        raise Wrong("money.decimals", currency=currency)
    return format(exact, "f"), currency


def amount(text: str, currency: str) -> dict[str, str]:
    """The value of an amount written with or without sign, unit and currency."""
    number, currency = _amount(text, currency)
    return {"amount": number, "currency": currency}
