"""API of customer files: the same looks and acts as the pages. ``purpose`` is required wherever sealed data come out."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.problems import Finding
from zhiji.access.reading import Shown
from zhiji.access.web import phrased
from zhiji.customers.actions import filing, keeping
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import FileView, open_file
from zhiji.customers.looks.rows import FileRow
from zhiji.customers.looks.searching import search
from zhiji.customers.problems import Invalid
from zhiji.staff.models import Staff, Unit

router = Router(tags=["customers"])
PURPOSE = Query(..., max_length=20, description="Why you look; one of your role's purposes")


class ValueOut(Schema):
    """One field as you may see it. ``value`` only when ``level`` is ``clear``; ``text`` is the value or its mask."""

    level: str
    present: bool | None
    value: Any = None
    text: str
    source: str | None = None
    learned: str | None = None
    verified: str | None = None

    @classmethod
    def of(cls, shown: Shown) -> "ValueOut":
        provenance = shown.provenance
        return cls(
            level=shown.level, present=shown.present, value=shown.value, text=shown.text, source=provenance.get("s"),
            learned=provenance.get("l"), verified=provenance.get("w"),
        )  # fmt: skip


class FileOut(Schema):
    """One file."""

    number: str
    kind: str
    state: str
    secrecy: int
    key_customer: bool
    unit: int
    manager: int
    deputy: int | None
    custodian: int
    opened_at: datetime
    version: int
    changed_at: datetime
    completeness: int
    missing: int
    fields: dict[str, ValueOut]

    @classmethod
    def of(cls, view: FileView) -> "FileOut":
        return cls(
            number=view.number, kind=view.kind, state=view.state, secrecy=view.secrecy, key_customer=view.key_customer,
            unit=view.unit_id, manager=view.manager_id, deputy=view.deputy_id, custodian=view.custodian_id,
            opened_at=view.opened_at, version=view.version, changed_at=view.changed_at,
            completeness=view.completeness, missing=view.missing,
            fields={name: ValueOut.of(shown) for name, shown in view.fields.items() if shown.present is not False},
        )  # fmt: skip


class RowOut(Schema):
    """One line of a list. Of a classified file one may not open, only its number and badge."""

    number: str
    secrecy: int
    name: str | None
    kind: str
    state: str
    key_customer: bool
    completeness: int | None
    missing: int | None
    manager: str
    unit: str
    changed_at: datetime | None

    @classmethod
    def of(cls, row: FileRow) -> "RowOut":
        return cls(
            number=row.number, secrecy=row.secrecy, name=row.name.text if row.name else None, kind=row.kind,
            state=row.state, key_customer=row.key_customer, completeness=row.completeness, missing=row.missing,
            manager=row.manager, unit=row.unit, changed_at=row.changed_at,
        )  # fmt: skip


class PageOut(Schema):
    """A page of a list, or what a search found; ``next`` is the cursor of the following page."""

    shows: str
    order: str
    as_of: datetime
    items: list[RowOut]
    next: int | None = None
    too_many: bool = False
    narrow: str = ""


class NewFile(Schema):
    """A file to be opened. ``manager`` and ``custodian`` are sign-in names; ``unit`` a unit's code."""

    kind: str = Field(..., max_length=12)
    values: dict[str, Any]
    source: str = Field(..., max_length=20)
    unit: str = Field("", max_length=16)
    manager: str = Field("", max_length=40)
    custodian: str = Field(..., max_length=40)
    learned: date | None = None
    verified: bool = False
    allow_same_paper: bool = False


class Change(Schema):
    """Fields to change; null removes one."""

    changes: dict[str, Any]
    source: str = Field(..., max_length=20)
    note: str = Field("", max_length=200)
    verified: bool = False
    expected_version: int | None = None


class Move(Schema):
    """A move through the life cycle."""

    to: str = Field(..., max_length=12)
    reason: str = Field(..., max_length=200)


class Written(Schema):
    """What a write leaves: the number and the version now in force."""

    number: str
    version: int
    state: str
    missing: int


def _written(file: Any) -> dict[str, Any]:
    return {"number": file.number, "version": file.version, "state": file.state, "missing": file.missing}


@router.get("", response=PageOut, summary="Find customers, or list those in your care")
@phrased("customers:file:search", "customers:file:list")
def get_customers(
    request: HttpRequest, purpose: str = PURPOSE, find: str = Query("", max_length=200), scope: str | None = None,
    cursor: int | None = None,
) -> PageOut:  # fmt: skip
    if find.strip():
        found = search(find, **caller(request, purpose))
        return PageOut(
            shows=found.searched, order="", as_of=found.as_of, items=[RowOut.of(hit.row) for hit in found.hits],
            too_many=found.too_many, narrow=found.narrow,
        )  # fmt: skip
    page = list_files(scope, cursor=cursor, **caller(request, purpose))
    return PageOut(
        shows=page.shows,
        order=page.order,
        as_of=page.as_of,
        items=[RowOut.of(row) for row in page.rows],
        next=page.next,
    )


@router.post("", response={201: Written}, summary="Open a file")
@phrased("customers:file:create")
def post_customer(request: HttpRequest, new: NewFile, purpose: str = PURPOSE) -> tuple[int, dict[str, Any]]:
    def write() -> tuple[int, dict[str, Any]]:
        manager = _colleague("manager", new.manager) if new.manager else request.user
        unit = Unit.objects.filter(code=new.unit).first() if new.unit else manager.unit  # type: ignore[union-attr]
        if unit is None:
            raise Invalid([Finding("unit", "unknown", _("There is no such unit."), _("Use a unit's code."))])
        file = filing.create(
            new.kind, new.values, unit=unit, manager=manager, custodian=_colleague("custodian", new.custodian),
            source=new.source, learned=new.learned, verified=new.verified, allow_same_paper=new.allow_same_paper,
            **caller(request, purpose),
        )  # fmt: skip
        return 201, _written(file)

    return once(request, write)


@router.get("/{number}", response=FileOut, summary="Open one file")
@phrased("customers:file:open")
def get_customer(request: HttpRequest, number: str, purpose: str = PURPOSE) -> FileOut:
    return FileOut.of(open_file(number, **caller(request, purpose)))


@router.patch("/{number}", response=Written, summary="Amend a file")
@phrased("customers:file:amend")
def patch_customer(
    request: HttpRequest, number: str, change: Change, purpose: str = PURPOSE
) -> tuple[int, dict[str, Any]]:
    def write() -> tuple[int, dict[str, Any]]:
        file = filing.amend(
            number, change.changes, source=change.source, note=change.note, verified=change.verified,
            expected_version=change.expected_version, **caller(request, purpose),
        )  # fmt: skip
        return 200, _written(file)

    return once(request, write)


@router.post("/{number}/state", response=Written, summary="Move a file through its life cycle")
@phrased("customers:file:move")
def post_state(
    request: HttpRequest, number: str, move: Move, purpose: str = PURPOSE
) -> tuple[int, dict[str, Any]]:
    def write() -> tuple[int, dict[str, Any]]:
        return 200, _written(keeping.move(number, move.to, reason=move.reason, **caller(request, purpose)))

    return once(request, write)


def _colleague(field: str, username: str) -> Staff:
    staff = Staff.objects.select_related("unit").filter(username=username, is_active=True).first()
    if staff is None:
        raise Invalid([
            Finding(field, "unknown", _("There is no such colleague."), _("Use the sign-in name of an active colleague."))
        ])  # fmt: skip
    return staff
