"""Puts a file as its reader sees it onto the page: compartments as cards, what is hidden as one line, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiji import fields, norms
from zhiji.access.reading import Shown
from zhiji.customers import rules
from zhiji.customers.looks.opening import FileView
from zhiji.customers.pages.wording import day_in_words, provenance
from zhiji.fields import COMPARTMENTS

TIES = 6
"""Most ties told on the page of the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its texts (one a line), where it comes from. ``level`` is masked only where something is hidden of it.

    ``wide``: takes the whole row.
    """

    id: str
    label: str
    texts: Sequence[str]
    level: str
    source: str
    wide: bool
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One compartment. ``unfilled``: labels of fields without a value; ``level`` the most open one in it."""

    id: str
    label: str
    sensitive: bool
    level: str
    lines: Sequence[Line]
    unfilled: Sequence[str]
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole file. ``name`` is ``""`` where the reader may not see one; ``blank``: compartments without any value;
    ``hidden``: labels of hidden compartments.
    """

    name: str
    parts: Sequence[Part]
    blank: Sequence[Part]
    hidden: Sequence[str]
    paper_days: int | None


def sheet(view: FileView) -> Sheet:
    """Lay out a file."""
    register = fields.register(view.pack)
    parts, hidden = [], []
    for name in COMPARTMENTS:
        shown = [
            view.fields[one.id] for one in register.in_compartment(view.kind, name) if one.id in view.fields
        ]
        if not shown:
            continue
        if all(one.level == "hidden" for one in shown):
            hidden.append(str(register.compartments[name]))
            continue
        parts.append(_part(name, str(register.compartments[name]), shown))
    known = [part for part in parts if part.lines]
    return Sheet(
        shown_name(view), known, [part for part in parts if not part.lines], hidden, days_to_expiry(view)
    )


def shown_name(view: FileView) -> str:
    """The name as this reader may see it, masked or not; ``""`` where hidden or unknown."""
    name = view.fields.get("name")
    return name.text if name is not None else ""


def _part(name: str, label: str, shown: Sequence[Shown]) -> Part:
    lines = [line(one) for one in shown if one.present]
    unfilled = [str(one.field.label) for one in shown if one.present is False]
    level = "clear" if any(one.level == "clear" for one in shown) else "masked"
    verified = max((one.provenance.get("w", "") for one in shown if one.present), default="")
    note = (
        _("verified %(day)s") % {"day": day_in_words(verified)}
        if verified
        else _("not verified yet")
        if lines
        else ""
    )
    return Part(name, label, any(one.field.sensitive for one in shown), level, lines, unfilled, note)


def line(shown: Shown) -> Line:
    """One field as a line of the page."""
    texts = _texts(shown)
    wide = shown.field.type in ("note", "observation", "tie") or max(map(len, texts), default=0) > 34
    return Line(
        shown.field.id,
        str(shown.field.label),
        texts,
        "clear" if shown.field.mask == "none" or shown.field.public else shown.level,
        provenance(shown.provenance),
        wide,
        _days_left(shown),
    )


def _texts(shown: Shown) -> list[str]:
    """Several values stand one under another; of ties only who they are (the ties have a page of their own)."""
    if shown.field.type == "tie" and shown.level == "clear":
        entries = [f"{one.role} · {one.name}" for one in tie_entries(shown)]
        return entries[:TIES] + ([f"… {len(entries)}"] if len(entries) > TIES else [])
    if shown.field.many and shown.level == "clear" and isinstance(shown.value, list):
        return [fields.display(shown.field, [one], get_language() or "zh-hans") for one in shown.value]
    if shown.field.many:
        return [text for text in shown.text.replace("; ", "；").split("；") if text]
    return [shown.text]


def _days_left(shown: Shown) -> int | None:
    """Days until the last of a field's papers expires; negative when it has; None when none does."""
    if shown.field.type not in ("paper", "licence") or not shown.present:
        return None
    held: Sequence[Any] = shown.value if shown.level == "clear" else shown.parts
    if not held or any(one.get("long_term") or not one.get("valid_to") for one in held):
        return None
    return (max(date.fromisoformat(one["valid_to"]) for one in held) - timezone.localdate()).days


def days_to_expiry(view: FileView) -> int | None:
    """Days until the first kind of paper runs out, when that is within the notice; negative when it has run out."""
    found = [left for one in view.fields.values() if (left := _days_left(one)) is not None]
    notice = norms.on(timezone.localdate()).paper_expiry.notice_days
    return min(found) if found and min(found) <= notice else None


def dated(days: int) -> str:
    """What the badge of an expiring paper says."""
    if days < 0:
        return _("paper expired %(days)s days ago") % {"days": -days}
    return _("paper expires today") if days == 0 else _("paper expires in %(days)s days") % {"days": days}


def past_lines(shown: Mapping[str, Shown]) -> list[Line]:
    """The filled fields of a past version, in the order of the register."""
    return [line(one) for one in shown.values() if one.present]


def paper_lines(view: FileView) -> list[Line]:
    """Papers and licences as they stand in the file."""
    return [
        line(one) for one in view.fields.values() if one.field.type in ("paper", "licence") and one.present
    ]


@dataclass(frozen=True, slots=True)
class TieEntry:
    """One tie in words, in the order of the file. ``of``: this customer holds the role towards the other."""

    role: str
    of: bool
    name: str
    number: str
    share: str
    paper: str
    span: str


def tie_entries(listed: Shown | None) -> list[TieEntry]:
    """The ties of a file where they are clear; none where they are not."""
    if listed is None or listed.level != "clear" or not listed.value:
        return []
    field, language = listed.field, get_language() or "zh-hans"

    def words(part: str, tie: Mapping[str, Any]) -> str:
        return fields.display(field.part(part), tie[part], language) if part in tie else ""

    found = []
    for tie in listed.value:
        customer_id = rules.customer_id_of(str(tie.get("customer") or ""))
        number = rules.number_of(customer_id) if customer_id is not None else ""
        span = f"{tie.get('since', '…')} – {tie.get('until', '…')}" if {"since", "until"} & set(tie) else ""
        found.append(
            TieEntry(
                words("role", tie),
                bool(tie.get("of")),
                tie["name"],
                number,
                words("share", tie),
                words("paper", tie),
                span,
            )
        )
    return found
