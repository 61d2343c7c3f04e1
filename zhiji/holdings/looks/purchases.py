"""What a customer bought, renewed and gave up, day by day (B04, B11): told from when each holding began and ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.customers.finding import file_by_number
from zhiji.holdings.looks.shown import Held, as_of, held_by, permit_wealth

BOUGHT = ("account", "card", "loan", "credit_line")
"""Kinds of holdings that are bought; a pledge, a standing order or an authority is none."""
EVENTS: Mapping[str, tuple[str, ...]] = {
    "opened": ("opened",),
    "renewed": ("renewed",),
    "closed": ("matured", "early", "closed"),
}
"""What may be asked for, and what it covers."""
MOST = 300


@dataclass(frozen=True, slots=True)
class Event:
    """``what``: opened, renewed (a deposit taken out anew when one ended), matured (closed on its day or later), early (a deposit
    closed before its day), closed. ``before``: the deposit that was renewed."""

    day: date
    what: str
    held: Held
    before: Held | None = None


@dataclass(frozen=True, slots=True)
class Purchases:
    """Newest first. ``families``: the lines of business there are, to choose from; ``ever``: events without any filter;
    ``whole`` is False when there are more than are shown."""

    number: str
    customer_id: int
    level: str
    as_of: date | None
    at: datetime
    events: tuple[Event, ...]
    families: tuple[str, ...]
    ever: int
    whole: bool


@look("holdings:purchase:list")
def list_purchases(
    gate: Gate, number: str, *, family: str = "", event: str = "", first: date | None = None, last: date | None = None
) -> Purchases:  # fmt: skip
    """All of it, or of one line of business, one kind of ``EVENTS`` and the days from ``first`` to ``last``. Masked wealth shows
    kinds and dates only."""
    file = file_by_number(gate, number)
    asked = {"family": family, "event": event, "first": _iso(first), "last": _iso(last)}
    permit = permit_wealth(gate, file, {name: one for name, one in asked.items() if one}, clear=False)
    day = as_of()
    held = [one for one in held_by(file.customer_id, permit) if one.kind in BOUGHT] if day else []
    every = events_of(held, norms.on(day).maturing) if day else []
    wanted = EVENTS.get(event, ())
    chosen = [
        one
        for one in every
        if family in ("", one.held.family)
        and (not event or one.what in wanted)
        and (first is None or one.day >= first)
        and (last is None or one.day <= last)
    ]
    return Purchases(
        file.number, file.customer_id, permit.level("wealth"), day, gate.at, tuple(chosen[:MOST]),
        tuple(dict.fromkeys(one.family for one in sorted(held, key=lambda one: one.family))), len(every), len(chosen) <= MOST,
    )  # fmt: skip


def events_of(held: Sequence[Held], rule: Any) -> list[Event]:
    """Everything that happened to these holdings, newest first. ``rule``: norm group ``maturing``: of which lines of business, and within
    how many days of the end of a deposit another of the same product and currency counts as its renewal."""
    renewed = _renewals(held, rule)
    found = [
        event
        for one in held
        for event in (*_begun(one, renewed.get(one.id)), *_ended(one, tuple(rule.deposits)))
    ]
    return sorted(
        found, key=lambda event: (event.day, event.what in EVENTS["closed"], event.held.id), reverse=True
    )


def _begun(one: Held, before: Held | None) -> Iterator[Event]:
    if one.opened_on is not None:
        yield Event(one.opened_on, "renewed" if before else "opened", one, before)


def _ended(one: Held, deposits: tuple[str, ...]) -> Iterator[Event]:
    if one.closed_on is None or one.open:
        return
    what = "closed"
    if one.family in deposits and one.matures_on is not None:
        what = "early" if one.closed_on < one.matures_on else "matured"
    yield Event(one.closed_on, what, one)


def _renewals(held: Sequence[Held], rule: Any) -> dict[int, Held]:
    """Holding → the one it renews: each deposit is renewed once, by the first that began after it had ended."""
    deposits = [one for one in held if one.kind == "account" and one.family in rule.deposits]
    begun = sorted(
        ((one.opened_on, one.id, one) for one in deposits if one.opened_on), key=lambda each: each[:2]
    )
    found: dict[int, Held] = {}
    for old in sorted(deposits, key=lambda one: (one.closed_on or date.max, one.id)):
        if old.open or old.closed_on is None or old.matures_on is None or old.closed_on < old.matures_on:
            continue
        until = old.closed_on + timedelta(days=rule.stay_days)
        new = next(
            (
                new
                for day, number, new in begun
                if number not in found
                and number != old.id
                and old.closed_on <= day <= until
                and _alike(old, new)
            ),
            None,
        )
        if new is not None:
            found[new.id] = old
    return found


def _alike(old: Held, new: Held) -> bool:
    return (old.product, old.family, old.currency) == (new.product, new.family, new.currency)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
