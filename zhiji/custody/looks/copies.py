"""Whose a copy, pack, export or report is and where it came from (Art. 12, 23.1), and fetching a pack until it ends (Art. 24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiji.access.gateway import Gate, look
from zhiji.custody.actions.providing import pack_path
from zhiji.custody.cases import private_of
from zhiji.custody.consents import unshared
from zhiji.custody.finding import numbers_shown, opening
from zhiji.custody.looks.rows import all_cases, may_read, printed_number, sides_of
from zhiji.custody.models import Case, Copy, Export, Pack, ReportCopy
from zhiji.custody.rules.marks import codes_in, customer_numbers_in, report_copies_in, report_marks_in
from zhiji.custody.watch.traces import all_turned_up, turned_up
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of
from zhiji.staff.models import Staff
from zhiji.vault.decoys import mark_of

MOST = 100


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy, pack, export or numbered report: who made it and when. ``customers``: as the reader may know of them,
    ``opening`` those of them that open to the reader; ``rows``: how many an export lists. ``readable``: the case may be opened. ``holder``: the colleague who has this
    copy of a report; ``for_whom``: for whom it was asked, where the reader may read the request."""

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
    holder: str = ""
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPack:
    """The sealed bytes of a pack, and its file name."""

    file_name: str
    content: bytes


@look("custody:copy:trace")
def trace(gate: Gate, text: str) -> Sequence[CopyLine]:
    """Whose copy or list this is: by the code woven into a pasted text or read off its dots, by the mark or printed number of a
    report's copy, or by the canary, the one customer number of an export that is no file's.

    What concerns only files the reader may not know of is left out, as if there were no such copy. That something turned up
    is an alert at once about who had it, whoever asks; the entry says which marks led to which cases.
    """
    codes, baits = codes_in(text), _baits(text)
    copies, packs = Copy.objects.filter(code__in=codes), Pack.objects.filter(code__in=codes)
    exports = Export.objects.filter(Q(code__in=codes) | Q(canary__in=baits))
    issued = _issued(text)
    lines = sorted(
        [*_lines(gate, copies, packs, exports), *(_report_line(gate, one) for one in issued)],
        key=lambda one: one.made_at, reverse=True,
    )  # fmt: skip
    gate.permit_none({"codes": codes, "found": [[one.kind, one.printed] for one in lines]})
    left = list(exports)
    all_turned_up("code", [*copies, *packs, *(one for one in left if one.code in codes)], by=gate.by.pk)
    all_turned_up("canary", [one for one in left if one.code not in codes], by=gate.by.pk)
    for one in issued:
        turned_up("code", one.case_id, one.recipient_id, by=gate.by.pk, copy=one.number)
    cases = {one.pk: one for one in all_cases().filter(pk__in=[line.case for line in lines])}
    return [_with_recipient(gate, line, cases[line.case]) for line in lines]


def _baits(text: str) -> list[str]:
    """The keyed marks of the customer numbers in a text: no table says which number is a canary's."""
    ids = [customer_id_of(number) for number in customer_numbers_in(text)]
    return [mark_of(one) for one in ids if one is not None]


def _issued(text: str) -> list[ReportCopy]:
    """The numbered copies of reports whose mark or whole printed number stands in a text."""
    told = report_copies_in(text)
    named = Q(mark__in=report_marks_in(text))
    for _printed, case, copy in told:
        named |= Q(case_id=case, number=copy)
    found = ReportCopy.objects.filter(named).select_related("case", "recipient", "issued_by")
    marks, numbers = set(report_marks_in(text)), {(printed, copy) for printed, _case, copy in told}
    return [one for one in found if one.mark in marks or (printed_number(one.case), one.number) in numbers]


def _with_recipient(gate: Gate, line: CopyLine, case: Case) -> CopyLine:
    """For whom it was made, as the request said it; told only to who may read that request."""
    if line.holder or not line.readable:
        return line
    told = private_of(gate, case)
    return replace(line, for_whom=str(told.get("for_whom") or told.get("recipient") or ""))


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


def _report_line(gate: Gate, one: ReportCopy) -> CopyLine:
    issuer = one.issued_by.display_name if one.issued_by else ""
    return CopyLine(
        one.case_id, one.case.kind, f"{printed_number(one.case)}/{one.number}", issuer, one.issued_at, (), one.case.purpose, None,
        may_read(one.case, gate.by, sides_of(gate.by)), frozenset(), holder=one.recipient.display_name,
    )  # fmt: skip
