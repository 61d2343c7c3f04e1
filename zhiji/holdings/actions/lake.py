"""Acts on the lake itself: files merged, old days dropped, file keys rewrapped."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.files import Segment
from zhiji.holdings.lake.merging import merged
from zhiji.holdings.lake.replacing import without
from zhiji.vault import KeyUnavailable, Tampered
from zhiji.vault.lasting import lasting_keys, rewrapped_file_key
from zhiji.vault.providers import provider

_ask_held: list[Callable[[], Iterable[int]]] = []


def ask_held(answer: Callable[[], Iterable[int]]) -> None:
    """Let the room that keeps the holds say whose rows must stay: ``answer()`` gives customer ids."""
    if answer not in _ask_held:
        _ask_held.append(answer)


_ask_quietly: list[Callable[[Gate], Iterable[int]]] = []


def ask_quietly(answer: Callable[[Gate], Iterable[int]]) -> None:
    """Let a room above name customers whose rows must stay without a count of them standing anywhere."""
    if answer not in _ask_quietly:
        _ask_quietly.append(answer)


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
    held = {customer for answer in _ask_held for customer in answer()}
    gate.fact("held", len(held))
    held |= {customer for answer in _ask_quietly for customer in answer(gate)}
    spared = [key.opaque for key in lasting_keys(sorted(held), lake.lake_suite()).values()] if held else []
    segments = list(without(before, date.min, date.fromordinal(until.toordinal() - 1), spared=spared))
    gone = sum(one.rows for one in before.segments) - sum(one.rows for one in segments)
    if gone:
        gate.fact("rows", gone)
        _put(gate, before, segments)
    return gone


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """How many files' keys went under the epoch of today; which files' keys could not be had and stay as they are."""

    epoch: int
    files: int
    left: tuple[str, ...]


@act("holdings:lake:rewrap")
def rewrap(gate: Gate) -> Rewrapped:
    """Put the key of every file under the newest key-encryption key, as a rotation does with the customers' data keys.

    No file is written anew: their keys stand in the manifest. All go over in one moment, so a stop leaves all as they were.
    """
    gate.permit_none()
    lake.lock_lake()
    before, left, segments = lake.current(), [], []
    for one in before.segments:
        try:
            segments.append(replace(one, key=rewrapped_file_key(one.name, one.key)))
        except (KeyUnavailable, Tampered):
            left.append(one.name)
            segments.append(one)
    files = sum(one.key != old.key for one, old in zip(segments, before.segments, strict=True))
    done = Rewrapped(provider().current_epoch(), files, tuple(left))
    for name, value in (("epoch", done.epoch), ("rewrapped", files), ("left", left)):
        gate.fact(name, value)
    if files:
        gate.fact("manifest", lake.put(segments, before))
        gate.fact("generation", before.generation + 1)
        transaction.on_commit(lake.tidy)
    return done


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
