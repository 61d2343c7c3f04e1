"""The order in which an account's transactions were booked, where the bank gives none: the one in which balances join.

Pure functions over one account; amounts and balances in hundredths.
"""

from collections.abc import Iterable, Sequence

Move = tuple[int, int, int]
"""Row, amount, balance after it."""
TRIED = 20_000
"""Most steps that are tried for one day; a day with more ways than that stays in the order given."""


def chained(days: Iterable[Sequence[Move]], opening: int | None, tolerance: int = 0) -> list[list[Move]]:
    """Each day's moves in an order in which every balance follows from the one before, where there is such an order.

    ``opening``: the balance before the first day, None when it is not known. A day without such an order stays as given.

    >>> chained([[(2, 50, 150), (3, 100, 100)]], 0)
    [[(3, 100, 100), (2, 50, 150)]]
    """
    balance, ordered = opening, []
    for day in days:
        found = _day(list(day), balance, tolerance) if len(day) > 1 else list(day)
        ordered.append(found)
        balance = found[-1][2]
    return ordered


def _day(moves: list[Move], balance: int | None, tolerance: int) -> list[Move]:
    starts = [balance] if balance is not None else [0, *(after - amount for _, amount, after in moves)]
    for start in starts:
        if (found := _path(moves, start, tolerance)) is not None:
            return found
    return moves


def _path(moves: list[Move], start: int, tolerance: int) -> list[Move] | None:
    """Depth first, the nearest fit first; rows in the order given where several fit alike."""
    left = TRIED
    waiting: list[tuple[int, tuple[Move, ...], tuple[Move, ...]]] = [(start, tuple(moves), ())]
    while waiting and left:
        left -= 1
        balance, open_moves, done = waiting.pop()
        if not open_moves:
            return list(done)
        fitting = [
            (abs(balance + amount - after), place)
            for place, (_, amount, after) in enumerate(open_moves)
            if abs(balance + amount - after) <= tolerance
        ]
        for _, place in sorted(fitting, reverse=True):
            move = open_moves[place]
            waiting.append((move[2], (*open_moves[:place], *open_moves[place + 1 :]), (*done, move)))
    return None
