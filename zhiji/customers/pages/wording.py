"""Words that several pages share: where a value comes from, and what a problem says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiji import fields
from zhiji.fields import Names


def sources() -> Mapping[str, Names]:
    """The sources a value may come from, by code."""
    return fields.register().field("preferences").part("source").choices


def source_name(code: str) -> str:
    """What a source is called; a code of an older register stays as it is."""
    names = sources()
    return str(names[code]) if code in names else code


def provenance(origin: Mapping[str, str]) -> str:
    """The small line under a value: source · when learned · when verified (the day once when both are one)."""
    if not origin:
        return ""
    learned, verified = origin.get("l", ""), origin.get("w", "")
    days = [day_in_words(learned)] if learned and learned != verified else []
    if verified:
        days.append(_("verified %(day)s") % {"day": day_in_words(verified)})
    return " · ".join(part for part in (source_name(origin.get("s", "")), *days) if part)


def day_in_words(day: str) -> str:
    """An ISO day as the reader writes it: 2026-11-22 in Chinese, 22 Nov 2026 in English."""
    if get_language() != "en":
        return day
    return format_date(date.fromisoformat(day), "d MMM y", locale="en_GB")


@dataclass(frozen=True, slots=True)
class Told:
    """A problem in the summary above a form, with the place it leads to (an input's id, or ``""``)."""

    problem: Any
    place: str


def told(problems: Iterable[Any], places: Iterable[str]) -> list[Told]:
    """Each problem with the input nearest to it; ``places`` are the names of the inputs that stand in the form."""
    names = list(places)
    found = []
    for problem in problems:
        where = getattr(problem, "where", "") or problem.field
        near = (
            name
            for wanted in (f"f.{where}", where, f"f.{problem.field}")
            for name in names
            if _leads(name, wanted)
        )
        found.append(Told(problem, next((f"id_{name}" for name in near), "")))
    return found


def _leads(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")
