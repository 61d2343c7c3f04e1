"""What a file was, and who has looked at it, through the API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from zhiji.access.api import PURPOSE, caller
from zhiji.access.problems import Finding
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import CURSOR, NUMBER, ValueOut
from zhiji.customers.looks import history, ledger
from zhiji.customers.problems import Invalid

router = Router(tags=["customers"])
VERSION: int = Query(..., ge=1, le=2**31 - 1, description="The number of a version")
AS_OF = Query(None, description="Also answer the file as it stood at the end of this day")


class ChangedOut(Schema):
    """One field a version changed; ``field`` is null for a compartment hidden from you."""

    compartment: str
    field: str | None
    how: str


class VersionOut(Schema):
    """One version: when, by whom, from which source, what it changed."""

    version: int
    at: datetime
    by: str
    source: str
    note: str
    changed: list[ChangedOut]


class MoveOut(Schema):
    """A move through the life cycle."""

    at: datetime
    by: str
    state_from: str
    state_to: str
    reason: str


class PastOut(Schema):
    """The file as it stood at the end of a day; ``version`` null when there was none yet."""

    day: date
    version: int | None
    at: datetime | None
    source: str
    fields: dict[str, ValueOut]


class VersionsOut(Schema):
    """Versions newest first; ``next`` is the cursor of the following page. ``past`` answers ``as_of``."""

    number: str
    as_of: datetime
    versions: list[VersionOut]
    moves: list[MoveOut]
    next: int | None
    past: PastOut | None


class DifferenceOut(Schema):
    """One field in two versions, each as you may see it."""

    field: str
    how: str
    before: ValueOut
    after: ValueOut


class ComparisonOut(Schema):
    """What differs between two versions; ``hidden`` names compartments that changed and may not be seen."""

    number: str
    a: int
    b: int
    differences: list[DifferenceOut]
    hidden: list[str]


class ReaderOut(Schema):
    """One act or look. ``proof``: the entry is sealed, `/journal/entries/{entry}/proof` proves it."""

    entry: int
    at: datetime
    name: str
    role: str
    unit: str
    purpose: str
    phrase: str
    outcome: str
    channel: str
    among: int
    proof: bool


class ReadersOut(Schema):
    """The reader ledger, newest first. ``reserved``: looks for some purposes are never shown to your role."""

    number: str
    as_of: datetime
    lines: list[ReaderOut]
    next: int | None
    reserved: bool


@router.get(
    "/{number}/versions", response=VersionsOut, summary="The versions of a file, or the file as of a day"
)
@phrased("customers:version:list", "customers:version:open")
def get_versions(
    request: HttpRequest,
    number: str = NUMBER,
    purpose: str = PURPOSE,
    as_of: date | None = AS_OF,
    cursor: int | None = CURSOR,
) -> VersionsOut:
    if as_of is not None and not 1900 <= as_of.year <= 2999:
        raise Invalid(
            [Finding("as_of", "range", _("No file is of that day."), _("Give a day of this century."))]
        )
    past = history.as_of(number, as_of, **caller(request, purpose)) if as_of else None
    found = history.versions(number, before=cursor, **caller(request, purpose))
    return VersionsOut(
        number=found.number, as_of=found.as_of, versions=[_version(line) for line in found.versions],
        moves=[_move(move) for move in found.moves], next=found.next, past=_past(past) if past else None,
    )  # fmt: skip


@router.get("/{number}/versions/compare", response=ComparisonOut, summary="Two versions side by side")
@phrased("customers:version:compare")
def get_comparison(
    request: HttpRequest,
    number: str = NUMBER,
    purpose: str = PURPOSE,
    a: int = VERSION,
    b: int = VERSION,
) -> ComparisonOut:
    try:
        found = history.compare(number, *sorted((a, b)), **caller(request, purpose))
    except history.NoSuchVersion as error:
        message = _("The file has versions 1 to %(newest)s.") % {"newest": error.newest}
        field = "a" if error.version == a else "b"
        raise Invalid([Finding(field, "version", message, _("Ask for one of them."))]) from None
    return ComparisonOut(
        number=found.number, a=found.a, b=found.b, hidden=list(found.hidden),
        differences=[
            DifferenceOut(field=one.field.id, how=one.how, before=ValueOut.of(one.before), after=ValueOut.of(one.after))
            for one in found.differences
        ],
    )  # fmt: skip


@router.get("/{number}/readers", response=ReadersOut, summary="Who has looked at a file")
@phrased("customers:file:readers")
def get_readers(
    request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE, cursor: int | None = CURSOR
) -> ReadersOut:
    found = ledger.readers(number, before=cursor, **caller(request, purpose))
    return ReadersOut(
        number=found.number, as_of=found.as_of, lines=[_reader(line) for line in found.lines], next=found.next,
        reserved=found.reserved,
    )  # fmt: skip


def _version(line: history.VersionLine) -> VersionOut:
    changed = [
        ChangedOut(compartment=one.compartment, field=one.field.id if one.field else None, how=one.how)
        for one in line.changed
    ]
    return VersionOut(
        version=line.version, at=line.at, by=line.by_name, source=line.source, note=line.note, changed=changed
    )


def _move(move: history.Move) -> MoveOut:
    return MoveOut(
        at=move.at, by=move.by_name, state_from=move.state_from, state_to=move.state_to, reason=move.reason
    )


def _past(view: history.PastView) -> PastOut:
    shown = {name: ValueOut.of(one) for name, one in view.fields.items() if one.present is not False}
    return PastOut(day=view.day, version=view.version, at=view.at, source=view.source, fields=shown)


def _reader(line: ledger.ReaderLine) -> ReaderOut:
    named: dict[str, Any] = {
        name: getattr(line, name)
        for name in (
            "entry",
            "at",
            "name",
            "role",
            "unit",
            "purpose",
            "phrase",
            "outcome",
            "channel",
            "among",
            "proof",
        )
    }
    return ReaderOut(**named)
