"""Who lives in the town: a block of customers as columns, drawn before anything happens to them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .seasons import Town

LIVES = ("salaried", "pensioner", "trader", "student", "saver", "dormant")
_SHARES = (0.44, 0.15, 0.10, 0.08, 0.08, 0.15)
SALARIED, PENSIONER, TRADER, STUDENT, SAVER, DORMANT = range(6)
TRAITS = ("churner", "dormant", "renewed", "left", "structuring", "fan_in", "fan_out", "woken")
"""What the table of truth tells of a customer; the last four are for the monitoring rules."""
STRUCTURING, FAN_IN, FAN_OUT, WOKEN = range(4, 8)
NEVER = 1 << 20
"""A day after all days."""
CHURN = 0.05
SPIKES = 0.001
LEAST = 2
"""Fewest of each spike in a block, so that a small town has some."""


@dataclass(frozen=True)
class Lives:
    """One column a property, one row a customer of the block. Money in hundredths, days as offsets (below 0: before the first).

    ``fade`` and ``leave``: from when a churner does less, from when nothing; NEVER for who stays. ``closes``: takes all
    money along. ``spike``: place in TRAITS, 0 for none; ``struck``: its day. ``asleep``: since when a dormant customer rests.
    """

    count: int
    life: Any
    income: Any
    joined: Any
    busy: Any
    employer: Any
    payday: Any
    fade: Any
    leave: Any
    closes: Any
    asleep: Any
    spike: Any
    struck: Any


def lives(town: Town, count: int, draw: Any) -> Lives:
    """Draw ``count`` customers."""
    days = town.days
    life = draw.choice(len(LIVES), count, p=_SHARES).astype(np.int8)
    means = np.array([8_500, 4_200, 14_000, 1_800, 9_000, 5_000])[life]
    income = (means * np.exp(draw.normal(-0.12, 0.5, count))).astype(np.int64) * 100
    before = -draw.integers(30, 3_650, count)
    joined = np.where(draw.random(count) < 0.12, draw.integers(1, days - 60, count), before).astype(np.int32)
    employers = max(3, town.customers // 150)
    employer = (employers * draw.random(count) ** 2.2).astype(np.int32)
    fade, leave, closes = _churn(days, life, joined, draw)
    asleep = np.full(count, NEVER, np.int32)
    sleeping = life == DORMANT
    joined[sleeping] = before[sleeping]
    late = draw.random(count) < 0.3
    asleep[sleeping] = np.where(late, draw.integers(30, days // 2, count), -draw.integers(1, 29, count))[
        sleeping
    ]
    spike, struck = _spikes(town, life, joined, fade, draw)
    woken = spike == WOKEN
    asleep[woken] = -1
    return Lives(
        count, life, income, joined, draw.gamma(2.0, 0.5, count), employer,
        np.where(employer % 2 == 0, 10, 15).astype(np.int8), fade, leave, closes, asleep, spike, struck,
    )  # fmt: skip


def _churn(days: int, life: Any, joined: Any, draw: Any) -> tuple[Any, Any, Any]:
    count = len(life)
    leave = draw.integers(min(300, days - 60), days - 20, count).astype(np.int32)
    fade = leave - draw.integers(60, 150, count).astype(np.int32)
    going = (draw.random(count) < CHURN) & (life != DORMANT) & (joined < fade - 120)
    return np.where(going, fade, NEVER), np.where(going, leave, NEVER), going & (draw.random(count) < 0.5)


def _spikes(town: Town, life: Any, joined: Any, fade: Any, draw: Any) -> tuple[Any, Any]:
    """A few customers of each kind of spike; sleepers are woken, the others are picked among the wide awake."""
    count = len(life)
    spike, struck = np.zeros(count, np.int8), np.full(count, NEVER, np.int32)
    each = max(LEAST, round(SPIKES * count))
    awake = (fade == NEVER) & (joined < 0)
    for kind in (STRUCTURING, FAN_IN, FAN_OUT, WOKEN):
        fits = np.flatnonzero(awake & (spike == 0) & ((life == DORMANT) == (kind == WOKEN)))
        picked = draw.permutation(fits)[:each]
        spike[picked] = kind
        struck[picked] = draw.integers(max(400, town.days // 2), town.days - 15, len(picked))
    return spike, struck
