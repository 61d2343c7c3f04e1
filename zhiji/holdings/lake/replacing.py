"""The next state of the lake: days replaced, old days dropped (``merging``: files merged). Each makes new files and names them.

None of these changes a file in force. The caller puts the segments they answer into a manifest, in its act.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.holdings.lake.files import Segment, cut, in_order, whole, write
from zhiji.holdings.lake.manifest import Manifest


def replaced(before: Manifest, first: date, last: date, rows: Mapping[str, pa.Table]) -> list[Segment]:
    """All days from ``first`` to ``last`` hold these rows and no others; ``rows`` by set."""
    segments = list(without(before, first, last, rows))
    for name, table in rows.items():
        if table.num_rows:
            segments += [write(name, first, last, [part]) for part in cut(in_order(name, table))]
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
