"""Where a copy or a pack came from (Art. 23.1), and fetching a pack until it ends (Art. 24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhiji.access.gateway import Gate, look
from zhiji.custody.actions.providing import pack_path
from zhiji.custody.consents import unshared
from zhiji.custody.finding import numbers_shown, opening
from zhiji.custody.looks.rows import all_cases, may_read, printed_number, sides_of
from zhiji.custody.models import Case, Copy, Export, Pack
from zhiji.custody.rules.marks import codes_in
from zhiji.custody.watch.traces import all_turned_up, turned_up
from zhiji.customers.models import File
from zhiji.staff.models import Staff

MOST = 100


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy, pack, export or numbered report: who made it and when. ``customers``: as the reader may know of them,
    ``opening`` those of them that open to the reader; ``rows``: how many an export lists. ``readable``: the case may be opened."""

    case: int
    kind: str
    printed: str
    made_by: str
    made_at: datetime
    customers: Sequence[str]
    purpose: str
    ended_at: datetime | None
    readable: bool
    opening: frozenset[str]
    rows: int = 0


@dataclass(frozen=True, slots=True)
class FetchedPack:
    """The sealed bytes of a pack, and its file name."""

    file_name: str
    content: bytes


@look("custody:copy:trace")
def trace(gate: Gate, text: str) -> Sequence[CopyLine]:
    """Find the copies whose code is in a text: woven into what was pasted, or read off the dots and typed.

    What concerns only files the reader may not know of is left out, as if there were no such copy. That something turned up
    is an alert at once about who made it, whoever asks.
    """
    codes = codes_in(text)
    gate.permit_none({"codes": codes})
    copies, packs = Copy.objects.filter(code__in=codes), Pack.objects.filter(code__in=codes)
    exports = Export.objects.filter(code__in=codes)
    all_turned_up("code", [*copies, *packs, *exports], by=gate.by.pk)
    return _lines(gate, copies, packs, exports)


@look("custody:copy:list")
def list_copies(gate: Gate) -> Sequence[CopyLine]:
    """The register of copies, packs and exports, newest first; the last hundred of each."""
    gate.permit_none()
    copies, packs = Copy.objects.order_by("-pk")[:MOST], Pack.objects.order_by("-pk")[:MOST]
    return _lines(gate, copies, packs, Export.objects.order_by("-pk")[:MOST])


@look("custody:provision:fetch")
def fetch_pack(gate: Gate, number: int) -> FetchedPack:
    """The encrypted pack of a case one may read, until it ends; afterwards refused, whoever asks. To fetch it too late, or
    by another than its maker, is an alert at once."""
    case = all_cases().filter(pk=number, kind="provision").first()
    pack = Pack.objects.filter(case_id=number).first()
    if case is None or pack is None or not may_read(case, gate.by, sides_of(gate.by)):
        gate.unknown({"case": number})
    gate.about(*case.files.values_list("customer_id", flat=True))
    if pack.expires_at <= gate.at or pack.removed_at is not None:
        turned_up("late", number, pack.made_by_id, by=gate.by.pk, unaware=True)
        gate.refuse("ended")
    files = list(File.objects.filter(pk__in=case.files.values("customer_id")))
    if unshared(files, case.purpose, case.content["recipient_kind"], gate.at):
        gate.refuse("sharing")
    gate.permit_none({"case": number, "pack": pack.sha256})
    if gate.by.pk != pack.made_by_id:
        turned_up("other", number, pack.made_by_id, by=gate.by.pk, unaware=True)
    return FetchedPack(f"{printed_number(case)}.zhiji", pack_path(pack.pk).read_bytes())


def pack_of(number: int) -> Pack | None:
    """The pack of a case, for its page; nothing sealed."""
    return Pack.objects.filter(case_id=number).first()


def _lines(
    gate: Gate, copies: QuerySet[Copy], packs: QuerySet[Pack], exports: QuerySet[Export]
) -> list[CopyLine]:
    sides = list(sides_of(gate.by))
    found = [
        _line(gate, sides, one.case, one.made_by, one.made_at, None)
        for one in copies.select_related("case", "made_by")
    ]
    found += [
        _line(gate, sides, one.case, one.made_by, one.made_at, one.removed_at or one.expires_at)
        for one in packs.select_related("case", "made_by")
    ]
    lists = [
        replace(_line(gate, sides, one.case, one.made_by, one.made_at, None), rows=one.rows)
        for one in exports.select_related("case", "made_by")
    ]
    known = [*(one for one in found if one.customers), *lists]  # an export lists ordinary files only
    return sorted(known, key=lambda one: one.made_at, reverse=True)


def _line(
    gate: Gate, sides: list[Any], case: Case, made_by: Staff, made_at: datetime, ended_at: datetime | None
) -> CopyLine:
    ids = list(case.files.order_by("customer_id").values_list("customer_id", flat=True))
    numbers, _unnamed = numbers_shown(gate, ids)
    return CopyLine(
        case.pk,
        case.kind,
        printed_number(case),
        made_by.display_name,
        made_at,
        numbers,
        case.purpose,
        ended_at,
        may_read(case, gate.by, sides),
        opening(gate, numbers),
    )
