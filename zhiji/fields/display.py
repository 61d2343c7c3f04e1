"""Clear display of clean values in the reader's language."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from zhiji.fields.field import Field
from zhiji.fields.numbers import phone_number

LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}
YES = {"zh-hans": "是", "zh-hant": "是", "en": "Yes"}
NO = {"zh-hans": "否", "zh-hant": "否", "en": "No"}
LONG_TERM = {"zh-hans": "长期", "zh-hant": "長期", "en": "long-term"}


def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language.lower(), "en"))


def joined(texts: Sequence[str], language: str) -> str:
    """A list in one line."""
    return ("；" if language.startswith("zh") else "; ").join(text for text in texts if text)


def _day(value: str, field: Field, language: str) -> str:
    day = date.fromisoformat(value)
    return format_date(
        day, "yyyy年M月d日" if language.startswith("zh") else "d MMM yyyy", locale=_locale(language)
    )


def _money(value: dict[str, str], field: Field, language: str) -> str:
    from decimal import Decimal

    return format_currency(Decimal(value["amount"]), value["currency"], locale=_locale(language))


def _choice(value: str, field: Field, language: str) -> str:
    names = field.choices.get(value)
    return names.text(language) if names else value


def _address(value: dict[str, Any], field: Field, language: str) -> str:
    country = value.get("country")
    country_name = _choice(country, field.part("country"), language) if country else ""
    places = [value.get(part, "") for part in ("province", "city", "district", "line")]
    # Beijing and the like are province and city in one.
    places = [
        place
        for number, place in enumerate(places)
        if place and place != (places[number - 1] if number else "")
    ]
    if country in (None, "CN", "TW", "HK", "MO") or not language.startswith("en"):
        shown = (
            "".join(places)
            if any(c >= "\u3400" for place in places for c in place)
            else ", ".join(reversed(places))
        )
        return " ".join(
            filter(
                None, (country_name if country not in (None, "CN") else "", shown, value.get("postcode", ""))
            )
        )
    return ", ".join(filter(None, (*reversed(places), value.get("postcode", ""), country_name)))


def _paper(value: dict[str, Any], field: Field, language: str) -> str:
    until = LONG_TERM.get(language, "long-term") if value.get("long_term") else value.get("valid_to")
    kind = value.get("name") or _choice(value["type"], field.part("type"), language)
    span = f" ({value.get('valid_from', '…')} – {until or '…'})" if until or "valid_from" in value else ""
    return f"{kind} {value['number']}{span}"


def _phone(value: dict[str, Any], field: Field, language: str) -> str:
    use = value.get("use")
    shown = phone_number.shown(value["number"])
    return shown if use in (None, "mobile") else f"{shown} ({_choice(use, field.part('use'), language)})"


SHOWN: dict[str, Callable[[Any, Field, str], str]] = {
    "date": _day,
    "money": _money,
    "choice": _choice,
    "country": _choice,
    "bool": lambda value, field, language: (YES if value else NO).get(language, "Yes" if value else "No"),
    "integer": lambda value, field, language: format_decimal(
        value, locale=_locale(language), group_separator=field.id != "year" and field.id != "birth_year"
    ),
    "percent": lambda value, field, language: f"{value.rstrip('0').rstrip('.') if '.' in value else value}%",
    "phone_number": lambda value, field, language: phone_number.shown(value),
    "customer_number": lambda value, field, language: f"{value[:4]} {value[4:8]} {value[8:]}",
    "tags": lambda value, field, language: joined(
        [_choice(each, field, language) for each in value], language
    ),
    "address": _address,
    "paper": _paper,
    "licence": _paper,
    "phone": _phone,
}


def display(field: Field, value: Any, lang: str) -> str:
    """A clean value as the reader of ``lang`` writes it: dates, amounts, names of codes; lists in one
    line.
    """
    lang = lang.lower()
    if field.many and isinstance(value, list):
        return joined([_one(field, each, lang) for each in value], lang)
    return _one(field, value, lang)


def _one(field: Field, value: Any, language: str) -> str:
    shown = SHOWN.get(field.type)
    if shown is not None:
        return shown(value, field, language)
    if field.parts:
        space = " · "
        return space.join(display(part, value[part.id], language) for part in field.parts if part.id in value)
    return str(value)
