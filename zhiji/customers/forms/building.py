"""Makes a control out of a field and a value, clean or as typed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji.customers.forms.controls import Control, Input, Item
from zhiji.customers.forms.reading import DEFAULTS, as_posted, mark_of, raw_of
from zhiji.fields import Field

COUNTRIES = "countries"
"""The id of the page's one list of countries."""

NUMERIC = {
    "integer": "numeric",
    "percent": "decimal",
    "phone_number": "tel",
    "division": "numeric",
    "postcode": "numeric",
}
LETTERS = {"autocapitalize": "characters", "autocorrect": "off", "spellcheck": "false"}
PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
KEYBOARDS = {
    "email": {"inputmode": "email", **PLAIN}, "handle": PLAIN, "identifier": LETTERS, "paper_number": LETTERS,
    "customer_number": {"inputmode": "numeric"},
}  # fmt: skip
"""What a phone's keyboard must know of a type: no capitals put into an address, none left out of a number."""
ALWAYS = {
    "address": ("province", "city", "district", "line"),
    "phone": ("number", "use"),
    "paper": ("type", "number", "valid_to", "long_term"),
    "licence": ("type", "number", "valid_to", "long_term"),
    "tie": ("role", "name", "share", "customer"),
}
"""The parts of a shape that are always in sight; the others are folded behind “more”. A shape not named shows all."""


def control(
    field: Field,
    value: Any = None,
    problems: Iterable[Any] = (),
    *,
    kept: str = "",
    salt: str = "",
    watch: str = "",
) -> Control:
    """The control of one field. ``value`` is a clean value or what was typed; ``watch`` is where duplicates are asked."""
    made = Control(field, _shape(field), _items(field, value), kept=kept)
    if field.many:
        made.blank = _item(field, f"f.{field.id}.__", None, None)
    if watch and field.index and not field.parts:
        _ask_at(made.items, watch)
    elif watch and field.parts:
        _ask_at([Item(None, _searched(field, made.items))], watch)
    _place(made, problems)
    made.mark = mark_of(field, raw_of(field, as_posted(made)), salt)
    return made


def _shape(field: Field) -> str:
    return "rows" if field.many else "group" if field.parts or field.type == "money" else "input"


def _items(field: Field, value: Any) -> list[Item]:
    name = f"f.{field.id}"
    if not field.many:
        return [_item(field, name, None, value)]
    rows = value if isinstance(value, list | tuple) else [] if value is None else [value]
    rows = rows or [DEFAULTS.get(field.type)]
    return [_item(field, f"{name}.{place}", place, row) for place, row in enumerate(rows)]


def _item(field: Field, name: str, place: int | None, value: Any) -> Item:
    if field.type == "money":
        return Item(place, _amount(field, name, value))
    if not field.parts:
        return Item(place, [_input(field, name, value, field.names)])
    if not isinstance(value, Mapping):
        value = {field.from_text: value} if value and field.from_text else (DEFAULTS.get(field.type) or {})
    seen = ALWAYS.get(field.type, tuple(part.id for part in field.parts))
    item = Item(place, [])
    for part in sorted(field.parts, key=lambda part: seen.index(part.id) if part.id in seen else len(seen)):
        made = _part(part, f"{name}.{part.id}", value.get(part.id), part.names)
        (item.inputs if part.id in seen else item.more).extend(made)
    return item


def _part(part: Field, name: str, value: Any, label: object) -> list[Input]:
    if part.type == "money":
        return _amount(part, name, value)
    if not part.parts:
        return [_input(part, name, value, label, part_of=True)]
    held = value if isinstance(value, Mapping) else {}
    return [
        one
        for inner in part.parts
        for one in _part(inner, f"{name}.{inner.id}", held.get(inner.id), f"{label} · {inner.names}")
    ]


def _amount(field: Field, name: str, value: Any) -> list[Input]:
    held = value if isinstance(value, Mapping) else {"amount": value} if value else {}
    return [
        Input(
            f"{name}.amount", field.names, str(held.get("amount") or ""), attributes={"inputmode": "decimal"}
        ),
        Input(
            f"{name}.currency",
            _("Currency"),
            str(held.get("currency") or "CNY"),
            attributes={"maxlength": "3"},
        ),
    ]


def _input(field: Field, name: str, value: Any, label: object, *, part_of: bool = False) -> Input:
    made = Input(name, label, _text(field, value), help=field.help or "")
    if field.type == "choice":
        made.type, made.choices = "select", tuple(field.choices.items())
    elif field.type == "country":
        made.attributes = {"list": COUNTRIES}
    elif field.type == "bool" and part_of:
        made.type = "checkbox"
    elif field.type == "bool":
        made.type, made.choices = "select", (("yes", _("Yes")), ("no", _("No")))
    elif field.type == "note" and int(str(field.limits.get("max", 500))) >= 300:
        made.type = "textarea"
    elif field.type == "date":
        made.attributes = {"placeholder": "YYYYMMDD", "inputmode": "numeric"}  # a phone's pad has digits only
    elif field.type == "month_day":
        made.attributes = {"placeholder": "MM-DD"}
    elif field.type == "tags" and not made.help:
        made.help = _("Several: set apart by commas.")
    if field.type in NUMERIC:
        made.attributes = {"inputmode": NUMERIC[field.type]}
    if made.type == "text":
        made.attributes = {"autocomplete": "off", **KEYBOARDS.get(field.type, {}), **made.attributes}
    return made


def _text(field: Field, value: Any) -> str:
    """A clean value, or one as typed, as it stands in an input."""
    if value is None or (value is False and field.type == "bool" and field.id != "lives_elsewhere"):
        return ""
    if field.type == "bool":
        return (
            {True: "yes", False: "no"}.get(value, str(value)) if field.compartment else ("1" if value else "")
        )
    if field.type == "country" and value in field.choices:
        return str(field.choices[value])
    if field.type == "tags" and isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(field.choices.get(one, one)) for one in value)
    return str(value)


def _searched(field: Field, items: Iterable[Item]) -> list[Input]:
    """The inputs of a composite whose words stand in a blind index: numbers."""
    if not field.index:
        return []
    return [one for item in items for one in item.inputs if one.name.endswith(".number")]


def _ask_at(items: Iterable[Item], address: str) -> None:
    for item in items:
        for one in item.inputs:
            one.attributes |= {
                "hx-post": address, "hx-trigger": "input changed delay:600ms, typed", "hx-include": "closest form",
                "hx-target": "#duplicates", "hx-swap": "innerHTML",
            }  # fmt: skip


def _place(made: Control, problems: Iterable[Any]) -> None:
    """Put every problem at its input, else at its row, else at the field."""
    inputs = {one.name: one for one in made.inputs}
    for problem in problems:
        where = f"f.{getattr(problem, 'where', '') or problem.field}"
        row = next(
            (
                item
                for item in made.items
                if item.place is not None and where.startswith(f"{made.name}.{item.place}")
            ),
            None,
        )
        if where in inputs:
            inputs[where].problems.append(problem)
        elif row is not None and len(made.items) > 1:
            row.problems.append(problem)
        elif made.shape == "input":
            made.first.problems.append(problem)
        else:
            made.problems.append(problem)
