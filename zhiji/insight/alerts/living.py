"""What the files themselves give cause for today: occasions ahead, papers about to expire. Nothing of it is written down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhiji.customers.looks.watch import PAPER_FIELDS, due_papers

FIELDS = ("birth_date", "occasions", "contact_wishes", *PAPER_FIELDS)
COMPARTMENTS = ("identity", "contact", "personal")
LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Found:
    """One cause. ``code``: what it is within its kind (``birthday``, an occasion's code, a paper's type)."""

    kind: str
    key: str
    due: date
    code: str


def causes(
    shown: Mapping[str, Any], today: date, occasion_days: Sequence[int], paper_until: date
) -> Iterator[Found]:
    """What a reader may see in these fields that gives cause to act (A27, C07). Do-not-contact silences occasions, not papers."""
    if not _silenced(shown.get("contact_wishes")):
        yield from _occasions(shown, today, max(occasion_days))
    for name in PAPER_FIELDS:
        for one in due_papers(shown.get(name), paper_until):
            kind, ends = one.get("type", ""), one["valid_to"]
            yield Found("paper", f"{kind}:{ends[:4]}", date.fromisoformat(ends), kind)


def _occasions(shown: Mapping[str, Any], today: date, ahead: int) -> Iterator[Found]:
    days = [(one["kind"], one["day"]) for one in _clear(shown.get("occasions")) or ()]
    born = _clear(shown.get("birth_date"))
    if born and all(kind != "birthday" for kind, _ in days):
        days.append(("birthday", born[5:]))
    for kind, month_day in days:
        due = next_on(month_day, today)
        if due <= today + timedelta(days=ahead):
            yield Found("occasion", f"{kind}:{due.year}", due, kind)


def next_on(month_day: str, today: date) -> date:
    """The next day of the year ``MM-DD``, today included; the leap day is kept on 28 February of other years.

    >>> next_on("02-29", date(2027, 1, 1)), next_on("11-22", date(2026, 11, 22))
    (datetime.date(2027, 2, 28), datetime.date(2026, 11, 22))
    """
    month, day = int(month_day[:2]), int(month_day[3:])
    for year in (today.year, today.year + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        found = date(year, month, 28 if (month, day) == LEAP_DAY and not leap else day)
        if found >= today:
            return found
    raise AssertionError("a day of the year comes within two years")


def _silenced(wishes: Any) -> bool:
    held = _clear(wishes)
    return bool(held and held.get("do_not_contact"))


def _clear(shown: Any) -> Any:
    return shown.value if shown is not None and shown.present and shown.level == "clear" else None
