"""What the last night gave: one customer's line, and everybody's without who they are."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from zhiji.holdings.lake.manifest import Manifest, current
from zhiji.holdings.lake.reading import every_row, rows_of

if TYPE_CHECKING:
    import pyarrow.dataset as ds


def nights(state: Manifest | None = None) -> list[date]:
    """The days whose standings are kept, oldest first."""
    return sorted({one.first for one in (state or current()).of("standings")})


def standing_of(customer: int, on: date | None = None) -> dict[str, Any] | None:
    """One customer's line (by opaque key) after the night of ``on``, the newest without it; None when there is none."""
    state = current()
    kept = nights(state)
    if not kept or (on is not None and on not in kept):
        return None
    day = on or kept[-1]
    rows = rows_of(customer, "standings", day, day, state=state).to_pylist()
    return rows[0] if rows else None


def everybody(on: date, state: Manifest | None = None) -> "ds.Dataset":
    """Everybody's lines after that night as a dataset. Top-secret files are in it: for sums that are shown use ``shown``."""
    return every_row("standings", on, on, state)


def shown(on: date, state: Manifest | None = None) -> "ds.Dataset":
    """Everybody's lines but those of top-secret files: what may stand in a list, a sum or a count."""
    return everybody(on, state).filter(pc.equal(pc.field("hidden"), False))
