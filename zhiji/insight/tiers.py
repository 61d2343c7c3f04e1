"""Tiers by assets under management, month by month. Pure rules; no database.

A customer goes up with the month in which the average reaches a tier, and down only after several months on end that fall
short of the present one; in between stands a watch, so that the manager hears before the customer does.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: the least monthly average (hundredths) and after how many short months on end it is lost."""

    id: str
    least: int
    down_after: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands after a month: place of the tier (0 lowest) and short months on end. ``short`` > 0 is the watch."""

    tier: int = 0
    short: int = 0


def tiers_of(rule: Any) -> tuple[Tier, ...]:
    """The tiers of ``norms.on(day).tiers``, lowest first. Raises ValueError where the lists do not fit together."""
    tiers = tuple(
        Tier(name, least * HUNDREDTHS, months)
        for name, least, months in zip(rule.names, rule.least_yuan, rule.down_after_months, strict=True)
    )
    if tiers[0].least != 0 or any(low.least >= high.least for low, high in itertools.pairwise(tiers)):
        raise ValueError("tiers begin at 0 and rise")
    return tiers


def reached(average: int, tiers: Sequence[Tier]) -> int:
    """The highest tier a monthly average reaches."""
    return max(place for place, tier in enumerate(tiers) if place == 0 or average >= tier.least)


def next_month(standing: Standing, average: int, tiers: Sequence[Tier]) -> Standing:
    """The standing after one more month with this average.

    >>> tiers = (Tier("basic", 0, 1), Tier("gold", 100, 3))
    >>> [next_month(Standing(1, short), 50, tiers) for short in (0, 1, 2)]
    [Standing(tier=1, short=1), Standing(tier=1, short=2), Standing(tier=0, short=0)]
    """
    place = reached(average, tiers)
    if place >= standing.tier:
        return Standing(place, 0)
    short = standing.short + 1
    return Standing(place, 0) if short >= tiers[standing.tier].down_after else Standing(standing.tier, short)


def standing_after(averages: Iterable[int], tiers: Sequence[Tier]) -> Standing:
    """The standing after these months, from the lowest tier on."""
    standing = Standing()
    for average in averages:
        standing = next_month(standing, average, tiers)
    return standing


def lacking(standing: Standing, average: int, tiers: Sequence[Tier]) -> tuple[int, int]:
    """What is missing (hundredths of monthly average): to keep the tier, and to reach the next one; 0 where nothing is."""
    keep = max(0, tiers[standing.tier].least - average)
    up = max(0, tiers[standing.tier + 1].least - average) if standing.tier + 1 < len(tiers) else 0
    return keep, up


def moved(before: Mapping[int, str], after: Mapping[int, str], order: Sequence[str]) -> dict[str, list[int]]:
    """Who changed layer between two nights: ``up``, ``down``, ``new`` and ``gone``, customers in ascending order."""
    place = {name: number for number, name in enumerate(order)}
    found: dict[str, list[int]] = {
        "up": [],
        "down": [],
        "new": sorted(after.keys() - before.keys()),
        "gone": sorted(before.keys() - after.keys()),
    }
    for customer in sorted(before.keys() & after.keys()):
        if place[after[customer]] != place[before[customer]]:
            found["up" if place[after[customer]] < place[before[customer]] else "down"].append(customer)
    return found
