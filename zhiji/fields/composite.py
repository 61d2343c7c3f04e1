"""Cleaners of composite values and of lists, built from the shapes of the register."""

from collections.abc import Callable, Mapping
from typing import Any

from zhiji.fields.crosschecks import SHAPE_CHECKS
from zhiji.fields.field import Field
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types import TYPES, Cleaner

MOST_ITEMS = 200
# A text column may hold several of these, set apart by a semicolon or a line break.
SEVERAL_IN_TEXT = frozenset({"phone", "email", "party_name", "phone_number"})


def cleaner(field: Field) -> Cleaner:
    """The cleaner of a field as a whole: one value, or a list of them when ``many``."""
    one = _composite(field) if field.parts else TYPES[field.type](field)
    return _many(field, one) if field.many else one


def _composite(field: Field) -> Cleaner:
    parts = {part.id: (part, cleaner(part), bool(part.parts)) for part in field.parts}
    needed = tuple(part for part in field.parts if part.required)
    names = ", ".join(parts)
    check: Callable[[dict[str, Any], Field, Findings], None] | None = (
        SHAPE_CHECKS[field.check] if field.check else None
    )
    bare, fallback = field.from_text, field.fallback

    def clean(raw: Any, findings: Findings) -> dict[str, Any] | None:
        if type(raw) is not dict and not isinstance(raw, Mapping):
            if bare is None or not isinstance(raw, str | int):
                raise Wrong("shape", parts=names)
            raw = {bare: raw}
            if fallback:
                raw |= {part.id: fallback for part in needed if part.id != bare}
        value: dict[str, Any] = {}
        broken = False
        for key, given in raw.items():
            if given is None or given == "":
                continue
            step = parts.get(key)
            if step is None:
                findings.add("shape.part", parts=names)
                continue
            part, clean_part, deeper = step
            if deeper:
                findings.path.append((part, None))
            try:
                cleaned = clean_part(given, findings)
            except Wrong as wrong:
                findings.wrong(wrong, None if deeper else part)
                broken = broken or part.required
                cleaned = None
            finally:
                if deeper:
                    findings.path.pop()
            if cleaned is not None:
                value[key] = cleaned
        if not value:
            return None
        for part in needed:
            if part.id not in value:
                if not broken:
                    findings.add("part.required", part)
                return None
        if check is not None:
            try:
                check(value, field, findings)
            except Wrong as wrong:
                findings.wrong(wrong, field.part(wrong.part) if wrong.part else None)
                return None
        return value

    return clean


def _many(field: Field, one: Cleaner) -> Cleaner:
    split = field.type in SEVERAL_IN_TEXT

    def clean(raw: Any, findings: Findings) -> list[Any] | None:
        if isinstance(raw, str) and split:
            raw = [piece for piece in raw.replace("；", ";").replace("\n", ";").split(";") if piece.strip()]
        elif type(raw) is not list and not isinstance(raw, list | tuple):
            raw = [raw]
        if len(raw) > MOST_ITEMS:
            raise Wrong("items.most", most=MOST_ITEMS)
        values: list[Any] = []
        path = findings.path
        for place, each in enumerate(raw):
            if each is None or each == "":
                continue
            path[-1] = (field, place)
            try:
                value = one(each, findings)
            except Wrong as wrong:
                findings.wrong(wrong)
                continue
            if value is not None and value not in values:
                values.append(value)
        path[-1] = (field, None)
        return values or None

    return clean
