"""Fewer files: past days become one, past months, past years; each of several pieces where there are many rows.

Pieces of one period hold different customers, so whoever asks for one customer opens one of them. A period is merged when its
files overlap, or are many more or fewer than its rows need: a lake with files of another size is cut anew by and by.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pyarrow as pa

from zhiji.holdings.lake.files import ROWS_IN_FILE, Segment, between, in_order, starts, write
from zhiji.holdings.lake.manifest import Manifest
from zhiji.holdings.lake.shapes import SETS

ROWS_AT_ONCE = 20_000_000
"""After so many rows a merge stops, to be gone on with: nothing else may change the lake meanwhile."""
TOO_LARGE = 4
"""So many times as large as a file ought to be it is cut."""


def merged(before: Manifest, today: date) -> list[Segment] | None:
    """The files after a merge, or None when nothing is left to merge; at most about ``ROWS_AT_ONCE`` rows are written anew."""
    segments, written = list(before.segments), 0
    for name in (name for name, rows in SETS.items() if rows.merged):
        for group in _groups(before.of(name), today):
            if written < ROWS_AT_ONCE and (limits := _limits(group)) is not None:
                segments = [one for one in segments if one not in group] + _pieces(name, group, limits)
                written += sum(one.rows for one in group)
    return segments if written else None


def period(first: date, last: date, today: date) -> tuple[int, ...] | None:
    """What the days of a file are merged into: a past year, a past quarter or month of this year, ten past days of this month.

    >>> period(date(2026, 3, 2), date(2026, 3, 2), date(2026, 11, 22)), period(date(2026, 11, 3), date(2026, 11, 3), date(2026, 11, 22))
    ((2026, 1), (2026, 4, 11, 0))
    """
    ends = (_parts(first), _parts(last), _parts(today))
    for shared in range(1, 5):
        mine, other, now = (end[:shared] for end in ends)
        if mine != other:
            return None
        if mine < now:
            return mine
    return None


def _parts(day: date) -> tuple[int, ...]:
    """Year, quarter, month, ten days (旬: the third has the rest of the month)."""
    return day.year, (day.month + 2) // 3, day.month, min(2, (day.day - 1) // 10)


def _groups(segments: Sequence[Segment], today: date) -> list[list[Segment]]:
    found: dict[tuple[int, ...], list[Segment]] = {}
    for one in segments:
        if (span := period(one.first, one.last, today)) is not None:
            found.setdefault(span, []).append(one)
    return list(found.values())


def _limits(group: Sequence[Segment]) -> list[int] | None:
    """The keys at which the pieces after the first begin; None where the files are as they should be."""
    rows = sum(one.rows for one in group)
    pieces = -(-rows // ROWS_IN_FILE)
    ordered = sorted(group, key=lambda one: one.lowest)
    apart = all(one.highest < after.lowest for one, after in pairwise(ordered))
    if apart and len(group) <= pieces < TOO_LARGE * len(group):
        return None
    begins = sorted(start for one in group for start in starts(one))
    limits: list[int] = []
    last, done = begins[0][0], 0
    for key, count in begins:
        if key > last and done * pieces >= rows * (len(limits) + 1):
            limits.append(key)
            last = key
        done += count
    # rows of few customers cannot be cut further than between them
    return None if apart and len(group) <= pieces and len(limits) < len(group) else limits


def _pieces(name: str, group: Sequence[Segment], limits: Sequence[int]) -> list[Segment]:
    first, last = min(one.first for one in group), max(one.last for one in group)
    found = []
    for low, high in pairwise([None, *limits, None]):
        touched = [
            one
            for one in group
            if (high is None or one.lowest < high) and (low is None or one.highest >= low)
        ]
        rows = pa.concat_tables([between(one, low, high) for one in touched])
        found.append(write(name, first, last, [in_order(name, rows)]))
    return found
