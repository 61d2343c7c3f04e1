"""What a monitor ought to notice: cash just below the limit, many in and one out, one in and many out, a sleeper who wakes."""

from typing import Any

import numpy as np

from .lives import FAN_IN, FAN_OUT, STRUCTURING, WOKEN, Lives
from .moves import EVENING, Moves, around

LIMIT = 50_000_00
"""Cash from this amount on is reported (CNY, hundredths); who structures stays below."""
SPAN = 5


def spikes(held: Lives, main: Any, moves: Moves, draw: Any) -> None:
    """All of them, each within ``SPAN`` days from the day it strikes."""
    for kind, strike in (
        (STRUCTURING, _structuring),
        (FAN_IN, _fan_in),
        (FAN_OUT, _fan_out),
        (WOKEN, _woken),
    ):
        for who in np.flatnonzero(held.spike == kind):
            strike(int(main[who]), int(held.struck[who]), int(who), moves, draw)


def _structuring(account: int, day: int, who: int, moves: Moves, draw: Any) -> None:
    times = int(draw.integers(5, 12))
    amount = LIMIT - draw.integers(1, 50, times) * 100_00
    days = day + np.sort(draw.integers(0, SPAN, times))
    moves.add(
        np.full(times, account),
        days,
        amount,
        "deposit",
        "counter",
        second=draw.integers(9 * 3600, 17 * 3600, times),
    )
    moves.add(
        [account],
        day + SPAN,
        -int(amount.sum()) * 9 // 10,
        "transfer_out",
        "online",
        bank=3,
        pool="person",
        party=-1 - who,
    )


def _fan_in(account: int, day: int, who: int, moves: Moves, draw: Any) -> None:
    _many(account, day, who, 1, moves, draw)


def _fan_out(account: int, day: int, who: int, moves: Moves, draw: Any) -> None:
    _many(account, day, who, -1, moves, draw)


def _many(account: int, day: int, who: int, sign: int, moves: Moves, draw: Any) -> None:
    times = int(draw.integers(25, 60))
    amount = around(draw, 8_000_00, 0.4, times, whole=100_00)
    party = 1_000_000 + who * 64 + np.arange(times)
    kinds = ("transfer_in", "transfer_out") if sign > 0 else ("transfer_out", "transfer_in")
    moves.add(np.full(times, account), day + 1 + draw.integers(0, SPAN - 2, times), sign * amount, kinds[0], "mobile",
              second=draw.integers(0, 86_400, times), bank=party % 8, pool="person", party=party)  # fmt: skip
    other = day + (SPAN if sign > 0 else 0)
    moves.add(
        [account],
        other,
        -sign * int(amount.sum()),
        kinds[1],
        "online",
        second=EVENING,
        bank=2,
        pool="person",
        party=-1 - who,
    )


def _woken(account: int, day: int, who: int, moves: Moves, draw: Any) -> None:
    amount = int(around(draw, 300_000_00, 0.3, 1, whole=1_000_00)[0])
    moves.add([account], day, amount, "transfer_in", "online", bank=4, pool="person", party=-1 - who)
    parts = np.array([amount // 2, amount - amount // 2 - 100_00])
    moves.add(
        [account, account],
        day + np.array([1, 2]),
        -parts,
        "transfer_out",
        "mobile",
        bank=6,
        pool="person",
        party=-2 - who,
    )
