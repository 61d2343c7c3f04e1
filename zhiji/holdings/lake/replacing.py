"""The next state of the lake: days replaced, files merged, old days dropped. Each makes new files and names them.

None of these changes a file in force. The caller puts the segments they answer into a manifest, in its act.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.holdings.lake.files import Segment, in_order, whole, write
from zhiji.holdings.lake.manifest import Manifest
from zhiji.holdings.lake.shapes import SETS

ROWS_MERGED = 12_000_000
"""Most rows that are merged into one file: they pass through memory."""


def replaced(before: Manifest, first: date, last: date, rows: Mapping[str, pa.Table]) -> list[Segment]:
    """All days from ``first`` to ``last`` hold these rows and no others; ``rows`` by set."""
    segments = list(without(before, first, last, rows))
    for name, table in rows.items():
        if table.num_rows:
            segments.append(write(name, first, last, [in_order(name, table)]))
    return segments


def without(
    before: Manifest,
    first: date,
    last: date,
    sets: Iterable[str] | None = None,
    *,
    spared: Collection[int] = (),
) -> Iterable[Segment]:
    """The state with the days from ``first`` to ``last`` taken out of these sets (all); rows of the ``spared`` (opaque keys) stay."""
    for segment in before.segments:
        if (sets is not None and segment.set not in sets) or segment.last < first or segment.first > last:
            yield segment
        elif segment.first < first or segment.last > last or spared:
            table = whole(segment)
            stays = pc.or_(pc.less(table["day"], first), pc.greater(table["day"], last))
            if spared:
                stays = pc.or_(stays, pc.is_in(table["customer"], pa.array(sorted(spared), pa.int64())))
            kept = table.filter(stays)
            if kept.num_rows == table.num_rows:
                yield segment
            elif kept.num_rows:
                days = pc.min_max(kept["day"]).as_py()
                yield write(segment.set, days["min"], days["max"], [kept])


def merged(before: Manifest, today: date) -> list[Segment] | None:
    """Days of a past month become one file, months of a past year one; None when there is nothing to merge."""
    segments, changed = list(before.segments), False
    for name in (name for name, rows in SETS.items() if rows.merged):
        for group in _groups(before.of(name), today):
            table = in_order(name, pa.concat_tables([whole(one) for one in group]))
            made = write(name, min(one.first for one in group), max(one.last for one in group), [table])
            segments = [one for one in segments if one not in group] + [made]
            changed = True
    return segments if changed else None


def _groups(segments: list[Segment], today: date) -> list[list[Segment]]:
    """Files of one past year together; of this year's past months, those of one month together."""
    found: dict[tuple[int, int], list[Segment]] = {}
    for one in segments:
        if one.first.year != one.last.year:
            continue
        if one.last.year < today.year:
            found.setdefault((one.first.year, 0), []).append(one)
        elif one.first.month == one.last.month < today.month:
            found.setdefault((one.first.year, one.first.month), []).append(one)
    return [
        group for group in found.values() if len(group) > 1 and sum(one.rows for one in group) <= ROWS_MERGED
    ]
