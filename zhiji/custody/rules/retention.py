"""How long a file is kept (Art. 25; Anti-Money-Laundering Law art. 34), and what may be destroyed on a day. Pure: no database.

**Which rule.** The law of 2006 wants five years after the end of the relationship, that of 2024 (in force from 2025-01-01)
ten, and says nothing of relationships that had ended before. The house reads both together with the principle of the
strictest rule (从严, L09): of all rules in force on any day from the end of the relationship to the day on which is judged,
the longest counts. So

- what ended before 2025 and is still held in 2025 is kept for ten years from its end, although five were asked when it ended:
  who destroys it now does so under the law of now;
- what was destroyed before 2025 after five years was destroyed rightly: the law does not reach back;
- should a later law ask for less, what the longer rule has once held stays held.

**Which day.** A period of years begins on the day after the end and its last day bears the date of the end; where that
month has no such day, it is the month's last day (Civil Code arts. 201, 202). Destroyed is on a later day only.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from zhiji import norms

KEPT_AS = {"relationship": "years", "prospect": "prospect_years"}
"""Class of file → the parameter of the group ``retention`` that counts its years. A prospect never became a customer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated period: the norm, its article, and the years it asks for."""

    norm: str
    article: str
    first_day: date
    last_day: date | None
    years: int


@dataclass(frozen=True, slots=True)
class Period:
    """How long a file is kept: its last day, and the rule that says so."""

    until: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file stands on a day. ``code``: ``runs`` (the relationship has not ended), ``held`` (a hold wins over every
    period), ``kept`` (the period runs), ``review`` (kept by appraisal until ``until``), ``expired`` (may be proposed)."""

    code: str
    until: date | None = None
    rule: Rule | None = None


@cache
def rules_of(kind: str) -> tuple[Rule, ...]:
    """Every rule there ever was for a class of file, from the register of norms."""
    name = KEPT_AS[kind]
    return tuple(
        Rule(one.id, one.article, one.effective_from, one.effective_to, int(str(one.parameters[name])))
        for one in norms.all()
        if one.group == "retention" and name in one.parameters
    )


def period(ended: date, on: date, rules: Sequence[Rule]) -> Period:
    """The period of what ended on ``ended``, as it is judged ``on`` a day.

    >>> five = Rule("old", "19", date(2007, 1, 1), date(2024, 12, 31), 5)
    >>> ten = Rule("new", "34", date(2025, 1, 1), None, 10)
    >>> period(date(2018, 3, 1), date(2024, 6, 1), [five, ten]).until
    datetime.date(2023, 3, 1)
    >>> period(date(2018, 3, 1), date(2025, 1, 1), [five, ten]).until
    datetime.date(2028, 3, 1)
    """
    if not rules:
        raise ValueError("nothing is destroyed without a rule that says when")
    met = [
        rule for rule in rules if rule.first_day <= on and (rule.last_day is None or ended <= rule.last_day)
    ]
    # Before the first rule of all there was none to go by: the longest of all is taken, never the shortest.
    longest = max(met or rules, key=lambda rule: (rule.years, rule.first_day))
    return Period(years_after(ended, longest.years), longest)


def years_after(day: date, years: int) -> date:
    """The day that bears the same date so many years later; the month's last day where there is none.

    >>> years_after(date(2016, 2, 29), 10)
    datetime.date(2026, 2, 28)
    """
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def months_after(day: date, months: int) -> date:
    """Likewise for months."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(
    ended: date | None, on: date, rules: Sequence[Rule], *, held: bool = False, review_on: date | None = None
) -> Standing:
    """How a file stands on a day. ``review_on``: the day an appraisal that kept it wants it looked at again."""
    if ended is None or ended > on:
        return Standing("held" if held else "runs")
    found = period(ended, on, rules)
    if held:
        return Standing("held", found.until, found.rule)
    if on <= found.until:
        return Standing("kept", found.until, found.rule)
    if review_on is not None and on < review_on:
        return Standing("review", review_on, found.rule)
    return Standing("expired", found.until, found.rule)


def newest_end(on: date) -> date:
    """No file whose relationship ended after this day can have expired ``on`` a day: a bound to search by."""
    least = min(rule.years for kind in KEPT_AS for rule in rules_of(kind))
    return years_after(on, -least)


def month_of(day: date) -> date:
    """The first day of a month: the name of its round of proposals."""
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of a quarter.

    >>> quarter_of(date(2026, 11, 22))
    datetime.date(2026, 10, 1)
    """
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def due_in(standings: Iterable[Standing], on: date, months: int) -> list[tuple[date, int]]:
    """How many of the files that are kept will expire in each of the coming months: (first day of the month, count)."""
    first = month_of(on)
    counts = {months_after(first, ahead): 0 for ahead in range(months)}
    for one in standings:
        if one.code == "kept" and one.until is not None:
            month = month_of(one.until + timedelta(days=1))
            if month in counts:
                counts[month] += 1
    return list(counts.items())
