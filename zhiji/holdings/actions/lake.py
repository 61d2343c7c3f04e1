"""Acts on the lake itself: files merged, old days dropped."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.files import Segment
from zhiji.holdings.lake.merging import merged
from zhiji.holdings.lake.replacing import without
from zhiji.vault.lasting import lasting_keys

_ask_held: list[Callable[[], Iterable[int]]] = []


def ask_held(answer: Callable[[], Iterable[int]]) -> None:
    """Let the room that keeps the holds say whose rows must stay: ``answer()`` gives customer ids."""
    if answer not in _ask_held:
        _ask_held.append(answer)


@act("holdings:lake:merge")
def merge(gate: Gate) -> int:
    """Days, months and quarters that are past become one; how many files went into others, 0 when nothing is left to do.

    A lake with much to merge takes several: what one has done stays done.
    """
    gate.permit_none()
    lake.lock_lake()
    before = lake.current()
    segments = merged(before, timezone.localdate(gate.at))
    return 0 if segments is None else _put(gate, before, segments)


@act("holdings:lake:retain")
def retain(gate: Gate) -> int:
    """Drop transactions and balances older than the norm keeps them (retention.years); how many rows went.

    Rows of customers under a hold stay, however old (L04: the hold wins).
    """
    gate.permit_none()
    lake.lock_lake()
    before = lake.current()
    until = keeps_from(timezone.localdate(gate.at))
    gate.fact("kept_from", until.isoformat())
    held = sorted({customer for answer in _ask_held for customer in answer()})
    spared = [key.opaque for key in lasting_keys(held, lake.lake_suite()).values()] if held else []
    gate.fact("held", len(spared))
    segments = list(without(before, date.min, date.fromordinal(until.toordinal() - 1), spared=spared))
    gone = sum(one.rows for one in before.segments) - sum(one.rows for one in segments)
    if gone:
        gate.fact("rows", gone)
        _put(gate, before, segments)
    return gone


def keeps_from(today: date) -> date:
    """The first day that is kept today: whole years back, and the day itself (Anti-Money-Laundering Law 2024, Art. 34)."""
    year = today.year - int(norms.on(today).retention.years)
    return today.replace(year=year, day=min(today.day, 28) if today.month == 2 else today.day)


def _put(gate: Gate, before: lake.Manifest, segments: list[Segment]) -> int:
    digest = lake.put(segments, before)
    new = [one for one in segments if one not in before.segments]
    gate.fact("manifest", digest)
    gate.fact("generation", before.generation + 1)
    gate.fact("files", {one.name: one.sha256 for one in new})
    transaction.on_commit(lake.tidy)
    return sum(one not in segments for one in before.segments)
