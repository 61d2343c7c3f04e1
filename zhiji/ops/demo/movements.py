"""Movements of the demo bank's customers that stand out: who takes the business elsewhere, and what compliance has to look at.

Each answers from a generator of its own, so that no other customer's business changes with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from zhiji.ops.demo import names
from zhiji.ops.demo.bank import BLOCK, Planned

Event = tuple[date, str, int, dict[str, Any]]
"""Day, kind, hundredths (less than 0: out), the feed's other columns."""
LEAVING = 0.11
"""The share of customers who go silent some time within the two years, besides those whose file is dormant."""
WAVERING = 0.08
"""The share whose business fades as if they left, and who stay."""
SELDOM = 0.22
"""The share who owe nothing and come every other month: to have not moved for long says little of them."""
STILL = 0.55
"""The share of movements that a fading customer still makes here."""
FEWEST_DAYS = 365
LAST_STAY = 40
"""Nobody goes silent so shortly before the end that nothing could be seen of it."""
PATTERNS = ("structured", "fan_in", "woken", "large_cash", "fan_out")
EACH = 4
"""One customer of every fourth block is struck by a monitoring rule, block by block another."""
WOKEN = 9_000_000
"""Hundredths that come in on the day a sleeping customer wakes."""
SLEPT_DAYS = 440


@dataclass(frozen=True, slots=True)
class Course:
    """How a customer's business goes. From ``fades`` on less and less moves here; ``ends``: of who leaves, the day of the last movement.

    ``skips``: the parity of the months a customer who comes every other month leaves out. ``pattern``: the monitoring rule that is
    struck; who wakes suddenly moves nothing between ``asleep`` and then.
    """

    fades: date | None
    ends: date | None
    skips: int | None
    pattern: str | None
    asleep: date

    def keeps(self, day: date, draw: Random, *, owes: bool) -> bool:
        """Whether a movement planned for a day takes place here."""
        if day >= self.asleep or (self.ends is not None and day > self.ends):
            return False
        if self.skips == day.month % 2 and not owes:
            return False
        return self.fades is None or day < self.fades or draw.random() < STILL

    def drains(self, day: date) -> bool:
        """Whether more goes to another bank than before."""
        return self.fades is not None and day >= self.fades


def course(seed: str, one: Planned, first: date, last: date) -> Course:
    """The course of a customer's business in the days of the feed; a steady one where these are too few to leave in."""
    draw = Random(f"{seed}/course/{one.index}")  # noqa: S311  (invented money, not keys)
    pattern, span = pattern_of(one), (last - first).days
    asleep = last - timedelta(days=SLEPT_DAYS) if pattern == "woken" else last + timedelta(days=1)
    steady = Course(None, None, one.index % 2 if draw.random() < SELDOM else None, pattern, asleep)
    share = draw.random()
    leaves = one.state == "dormant" or share < LEAVING
    if one.state == "closed" or pattern or span < FEWEST_DAYS or (not leaves and share >= LEAVING + WAVERING):
        return steady
    ends = first + timedelta(days=draw.randrange(60, span - LAST_STAY))
    fades = ends - timedelta(days=draw.randrange(20, 150))
    return replace(steady, fades=fades, ends=ends if leaves else None)


def pattern_of(one: Planned) -> str | None:
    """The monitoring rule this customer's movements strike, if any: one customer of every ``EACH``-th block."""
    block, place = divmod(one.index, BLOCK)
    if block % EACH != 1 or place != 4 + block % 6 or one.secrecy or one.state not in ("new", "established"):
        return None
    return PATTERNS[block // EACH % len(PATTERNS)]


def struck_moves(pattern: str, index: int, last: date) -> Iterator[Event]:
    """The movements of the last weeks that a monitoring rule strikes. Invented."""
    draw = Random(f"{pattern}/{index}")  # noqa: S311  (invented money, not keys)
    begins = last - timedelta(days=draw.randrange(12, 40))
    if pattern == "structured":
        for place in range(5):
            yield (
                begins + timedelta(days=place),
                "deposit",
                draw.randrange(41_000, 49_900) * 100,
                {"channel": "counter"},
            )
    elif pattern == "large_cash":
        yield begins, "deposit", draw.randrange(80_000, 260_000) * 100, {"channel": "counter"}
    elif pattern == "woken":
        yield begins, "transfer_in", WOKEN, _other(index, 0) | {"channel": "online"}
        for place in range(3):
            yield begins + timedelta(days=1 + place), "withdrawal", -(WOKEN // 4), {"channel": "counter"}
    else:
        yield from _fan(pattern == "fan_in", index, begins, draw)


def _fan(inward: bool, index: int, begins: date, draw: Random) -> Iterator[Event]:
    many = [draw.randrange(12_000, 26_000) * 100 for _ in range(11)]
    one = sum(many) * 95 // 100 if inward else sum(many)
    few = ("transfer_out", -one) if inward else ("transfer_in", one)
    sign, kind = (1, "transfer_in") if inward else (-1, "transfer_out")
    if not inward:
        yield begins, *few, _other(index, 99) | {"channel": "online"}
    for place, amount in enumerate(many):
        yield (
            begins + timedelta(days=place % 3),
            kind,
            sign * amount,
            _other(index, place) | {"channel": "mobile"},
        )
    if inward:
        yield begins + timedelta(days=3), *few, _other(index, 99) | {"channel": "online"}


def _other(index: int, place: int) -> dict[str, Any]:
    draw = Random(f"counterparty/{index}/{place}")  # noqa: S311  (invented people, not keys)
    name = names.surname(draw) + names.given(draw, "female", date(1988, 1, 1))
    return {"bank": "交通银行", "counter_account": f"6230{index:09d}{place:03d}", "counter_name": name}
