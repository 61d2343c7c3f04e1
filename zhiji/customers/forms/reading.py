"""From a POST to raw values by field id, as ``fields.clean_file`` takes them; and marks that tell what was touched."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.crypto import salted_hmac

from zhiji.customers.forms.controls import Control
from zhiji.fields import Field

# What a new row holds before anything is typed; a row that holds nothing else is no value.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "phone": {"use": "mobile"},
    "paper": {"type": "resident_id"},
    "licence": {"type": "business_licence"},
    "money": {"currency": "CNY"},
}


def raw_of(field: Field, posted: Mapping[str, str]) -> Any:
    """What was typed for one field: text, a mapping of parts, a list of them; None when nothing was."""
    name = f"f.{field.id}"
    if not field.many:
        return _one(field, name, posted)
    places = sorted({int(step) for key in posted if (step := _place(key, name)).isdecimal()})
    rows = [
        one for place in places[:MOST_ROWS] if (one := _one(field, f"{name}.{place}", posted)) is not None
    ]
    return rows or None


MOST_ROWS = 201
"""One more than the register takes, so that too many is said and not cut."""


def _place(key: str, name: str) -> str:
    return key[len(name) + 1 :].split(".", 1)[0] if key.startswith(f"{name}.") else ""


def _one(field: Field, name: str, posted: Mapping[str, str]) -> Any:
    if field.type == "money":
        return _amount(name, posted)
    if not field.parts:
        return posted.get(name, "").strip() or None
    given: dict[str, Any] = {}
    for part in field.parts:
        value = _one(part, f"{name}.{part.id}", posted)
        if value is not None:
            given[part.id] = True if part.type == "bool" else value
    if not given or given == DEFAULTS.get(field.type) or (field.type == "tie" and set(given) == {"role"}):
        return None
    return given


def _amount(name: str, posted: Mapping[str, str]) -> Any:
    amount = posted.get(f"{name}.amount", "").strip()
    currency = posted.get(f"{name}.currency", "").strip()
    return {"amount": amount, "currency": currency or "CNY"} if amount else None


def as_posted(control: Control) -> dict[str, str]:
    """What a browser would send for this control if nobody touched it."""
    return {one.name: one.value for one in control.inputs if one.type != "checkbox" or one.value}


def mark_of(field: Field, raw: Any, salt: str) -> str:
    """A keyed digest of what stands in the form, so that the next POST tells which fields were touched.

    ``salt`` is the file's number: equal values of two customers give different marks.
    """
    text = orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
    return salted_hmac(f"customers.forms:{salt}:{field.id}", text, algorithm="sha256").hexdigest()[:20]


def touched(fields: Mapping[str, Field], posted: Mapping[str, str], salt: str) -> dict[str, Any]:
    """The raw values of the fields that changed since the form was drawn; None where a value was taken out."""
    changes = {}
    for field_id, field in fields.items():
        mark = posted.get(f"m.{field_id}")
        if mark is None:
            continue
        raw = raw_of(field, posted)
        if mark_of(field, raw, salt) != mark:
            changes[field_id] = raw
    return changes
