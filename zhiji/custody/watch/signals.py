"""The signals: what a colleague's day looked like, and one pure function for each line of ``signals.toml``."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from typing import Any

PORTFOLIO_ROLES = frozenset({"rm", "devofficer"})
"""Roles that have a portfolio: only of these can a look be outside it."""


@dataclass(frozen=True, slots=True)
class Day:
    """One colleague's day: counts of different files, except ``glances`` (times another file was opened within seconds),
    ``questions`` about groups of customers, and ``alike``, the most of them that differ by one sign.

    ``usual``: the median of the colleague's own earlier days with any file; ``peers``: of the same role on the same day.
    """

    staff: int
    role: str
    files: int
    usual: float = 0.0
    peers: float = 0.0
    off_hours: int = 0
    outside: int = 0
    celebrities: int = 0
    glances: int = 0
    leaving: bool = False
    own: int = 0
    relatives: int = 0
    customers: Sequence[int] = ()
    questions: int = 0
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A signal that was given: how much, what is usual, from where on, and how strongly it counts (1 at the limit)."""

    signal: str
    count: int
    usual: float
    limit: float
    strength: float

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.signal, "count": self.count, "usual": self.usual, "limit": self.limit}


def volume(day: Day, rule: Any) -> Hit | None:
    """Many files, against one's own history and one's peers."""
    usual = max(day.usual, day.peers)
    limit = max(float(rule.volume_files), usual * rule.volume_times)
    return _hit("volume", day.files, usual, limit)


def hours(day: Day, rule: Any) -> Hit | None:
    """Files opened off hours."""
    return _hit("hours", day.off_hours, 0, rule.off_hours_files)


def outside(day: Day, rule: Any) -> Hit | None:
    """Files of other portfolios, without a grant."""
    return _hit("outside", day.outside if day.role in PORTFOLIO_ROLES else 0, 0, rule.outside_files)


def celebrity(day: Day, rule: Any) -> Hit | None:
    """Key customers and classified files that are not one's own."""
    return _hit("celebrity", day.celebrities, 0, rule.celebrity_files)


def glance(day: Day, rule: Any) -> Hit | None:
    """Many files, each left within seconds."""
    return _hit("glance", day.glances, 0, rule.glance_files)


def leaving(day: Day, rule: Any) -> Hit | None:
    """Files opened while leaving or moving."""
    return _hit("leaving", day.files if day.leaving else 0, 0, rule.leaving_files)


def own(day: Day, rule: Any) -> Hit | None:
    """One's own file."""
    return _hit("own", day.own, 0, rule.own_files)


def relatives(day: Day, rule: Any) -> Hit | None:
    """Files of relatives."""
    return _hit("relatives", day.relatives, 0, rule.relative_files)


def questions(day: Day, rule: Any) -> Hit | None:
    """Many different questions about groups of customers."""
    return _hit("questions", day.questions, 0, rule.questions_many)


def narrowing(day: Day, rule: Any) -> Hit | None:
    """Many of them that differ by one sign."""
    return _hit("narrowing", day.alike, 0, rule.questions_alike)


NIGHTLY: Mapping[str, Callable[[Day, Any], Hit | None]] = {
    one.__name__: one
    for one in (volume, hours, outside, celebrity, glance, leaving, own, relatives, questions, narrowing)
}


def _hit(signal: str, count: int, usual: float, limit: float) -> Hit | None:
    return Hit(signal, count, usual, limit, count / limit) if limit > 0 and count >= limit else None


def hits(day: Day, rule: Any) -> list[Hit]:
    """Every signal that a day gives; ``rule`` is ``norms.on(day).incident``."""
    return [hit for one in NIGHTLY.values() if (hit := one(day, rule)) is not None]


def score(found: Sequence[Hit]) -> float:
    """How much a day stands out: a signal just at its limit counts half, each doubling of it one more. So one huge number does
    not drown the others, and several small ones do not drown it.

    >>> score([Hit("hours", 10, 0, 5, 2.0)])
    1.5
    """
    weights = {one["id"]: float(one["weight"]) for one in table()}
    return sum(weights[hit.signal] * (0.5 + log2(hit.strength)) for hit in found)


def ranked(days: Sequence[Day], rule: Any) -> list[tuple[Day, list[Hit]]]:
    """The days that stand out, the most telling first; the caller lets through ``rule.alerts_per_day`` of them."""
    found = [(day, given) for day in days if (given := hits(day, rule))]
    return sorted(found, key=lambda pair: (-score(pair[1]), pair[0].staff))


@cache
def table() -> Sequence[Mapping[str, Any]]:
    """The lines of ``signals.toml``."""
    path = Path(__file__).with_name("signals.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["signal"])
