"""Files through the API: find, list, open, open new, amend, move."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.problems import Finding
from zhiji.access.web import phrased
from zhiji.customers.actions import filing, keeping
from zhiji.customers.api.shapes import (
    CURSOR,
    NUMBER,
    Change,
    FileOut,
    Move,
    NewFile,
    PageOut,
    RowOut,
    Scope,
    Written,
)
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.scopes import NoSuchScope
from zhiji.customers.looks.searching import search
from zhiji.customers.problems import Invalid
from zhiji.customers.telling import Told
from zhiji.staff.models import Staff, Unit

router = Router(tags=["customers"])
FIND = Query(
    "",
    max_length=200,
    pattern=r"^[^\x00]*$",
    description="A full identifier, or words where fragments are allowed",
)


def _written(file: Any) -> dict[str, Any]:
    return {"number": file.number, "version": file.version, "state": file.state, "missing": file.missing}


@router.get("", response=PageOut, summary="Find customers, or list those in your care")
@phrased("customers:file:search", "customers:file:list")
def get_customers(
    request: HttpRequest,
    purpose: str = PURPOSE,
    find: str = Query(
        "", max_length=200, description="A full identifier, or words where fragments are allowed"
    ),
    scope: Scope | None = None,
    cursor: int | None = CURSOR,
) -> PageOut:
    if find.strip():
        found = search(find, **caller(request, purpose))
        return PageOut(
            shows=found.searched, order="", as_of=found.as_of, items=[RowOut.of(hit.row) for hit in found.hits],
            too_many=found.too_many, narrow=found.narrow,
        )  # fmt: skip
    try:
        page = list_files(scope, cursor=cursor, **caller(request, purpose))
    except NoSuchScope:
        finding = Finding(
            "scope", "unknown", _("Your role has no such list."), _("Leave scope out for your usual one.")
        )
        raise Invalid([finding]) from None
    return PageOut(
        shows=page.shows,
        order=page.order,
        as_of=page.as_of,
        items=[RowOut.of(row) for row in page.rows],
        next=page.next,
    )


@router.post("", response={201: Written}, summary="Open a file")
@phrased("customers:file:create")
def post_customer(request: HttpRequest, new: NewFile, purpose: str = PURPOSE) -> Status[dict[str, Any]]:
    def write() -> tuple[int, dict[str, Any]]:
        manager = _colleague("manager", new.manager) if new.manager else request.user
        unit = Unit.objects.filter(code=new.unit).first() if new.unit else manager.unit  # type: ignore[union-attr]
        if unit is None:
            raise Invalid([Finding("unit", "unknown", _("There is no such unit."), _("Use a unit's code."))])
        file = filing.create(
            new.kind, new.values, unit=unit, manager=manager, custodian=_colleague("custodian", new.custodian),
            source=new.source, learned=new.learned, verified=new.verified, allow_same_paper=new.allow_same_paper,
            told=Told(new.notice, new.told_via), **caller(request, purpose),
        )  # fmt: skip
        return 201, _written(file)

    return once(request, write)


@router.get("/{number}", response=FileOut, summary="Open one file")
@phrased("customers:file:open")
def get_customer(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> FileOut:
    return FileOut.of(open_file(number, weigh=False, **caller(request, purpose)))


@router.patch("/{number}", response=Written, summary="Amend a file")
@phrased("customers:file:amend")
def patch_customer(
    request: HttpRequest, change: Change, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[dict[str, Any]]:
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
    request: HttpRequest, move: Move, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[dict[str, Any]]:
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
