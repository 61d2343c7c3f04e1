"""Loans by age, and who keeps which files, through the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.looks.custody_map import custody_map
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.looks.own_loans import own_loans

router = Router(tags=["institution"])


class LoanOut(Schema):
    """One open loan: so many copies were lent, so many are still out."""

    case: int
    printed: str
    borrower: str
    unit: str
    copies: int
    out: int
    lent_at: datetime
    due_at: datetime
    age: str
    customers: list[str]
    unnamed: int
    codes: list[str]


class AgeingOut(Schema):
    """Open loans, the most overdue first, with the count of each age, and of the pieces still out."""

    as_of: datetime
    counts: dict[str, int]
    pieces: dict[str, int]
    loans: list[LoanOut]


class OwnLoanOut(Schema):
    """One open loan of the caller's own."""

    case: int
    printed: str
    due_at: datetime
    overdue: bool


class HoldingOut(Schema):
    """What one custodian keeps in one unit."""

    unit: str
    custodian: str
    files: int
    departed: bool


class MapOut(Schema):
    """The custody map."""

    as_of: datetime
    files: int
    without: int
    departed: int
    holdings: list[HoldingOut]


@router.get("/loans", response=AgeingOut, summary="Open loans by age")
@phrased("custody:loan:ageing")
def get_loans(request: HttpRequest, overdue: bool = False) -> AgeingOut:
    found = loans_by_age(overdue=overdue, **caller(request))
    loans = [
        LoanOut(
            case=one.case, printed=one.printed, borrower=one.borrower, unit=one.unit, copies=one.copies, out=one.out,
            lent_at=one.lent_at, due_at=one.due_at, age=one.age, customers=list(one.numbers), unnamed=one.unnamed, codes=list(one.codes),
        )
        for one in found.rows
    ]  # fmt: skip
    return AgeingOut(as_of=found.as_of, counts=dict(found.counts), pieces=dict(found.pieces), loans=loans)


@router.get("/loans/mine", response=list[OwnLoanOut], summary="What the caller has borrowed")
@phrased("custody:loan:mine")
def get_own_loans(request: HttpRequest, overdue: bool = False) -> list[OwnLoanOut]:
    return [
        OwnLoanOut(case=one.case, printed=one.printed, due_at=one.due_at, overdue=one.overdue)
        for one in own_loans(overdue=overdue, **caller(request))
    ]


@router.get("/custody-map", response=MapOut, summary="Every file and its one custodian")
@phrased("custody:map:read")
def get_map(request: HttpRequest) -> MapOut:
    found = custody_map(**caller(request))
    holdings = [
        HoldingOut(unit=one.unit, custodian=one.custodian, files=one.files, departed=one.departed)
        for one in found.holdings
    ]
    return MapOut(
        as_of=found.as_of,
        files=found.files,
        without=found.without,
        departed=found.departed,
        holdings=holdings,
    )
