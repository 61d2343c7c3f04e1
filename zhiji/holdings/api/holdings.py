"""What a customer holds, statements, transactions and dossiers, through the API. Amounts are texts with two decimals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema, Status
from ninja.errors import HttpError

from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.customers.api.shapes import NUMBER, Sent
from zhiji.holdings.actions.dossiers import make_dossier
from zhiji.holdings.looks.dossiers import list_dossiers
from zhiji.holdings.looks.holding import Holdings, open_holdings
from zhiji.holdings.looks.lake import list_feeds
from zhiji.holdings.looks.maturities import list_maturities
from zhiji.holdings.looks.shown import Held
from zhiji.holdings.looks.statement import Movement, NoSuchTransaction, open_transaction, statement
from zhiji.holdings.rules import written

router = Router(tags=["holdings"])
house = Router(tags=["holdings"])
REF: int = Path(..., ge=0, le=2**63 - 1, description="`ref` of a movement")
ACCOUNT = Query(None, ge=0, le=2**63 - 1, description="`key` of an account; all without it")
AFTER: int = Query(0, ge=0, le=2**31 - 1, description="`next` of the page before")
BEFORE = Query(None, ge=1, le=2**62, description="`next` of the page before")
_MONEY = ("amount", "outstanding", "instalment", "limit", "used", "value")


class HeldOut(Schema):
    """One holding. ``details`` and ``number`` are empty where amounts are masked for you."""

    kind: str
    key: str | None
    number: str
    product: str
    family: str
    currency: str
    opened_on: date | None
    closed_on: date | None
    matures_on: date | None
    balance: str | None
    details: dict[str, str]


class FlowOut(Schema):
    """Money in and out with one counterparty bank; ``""`` is the house itself."""

    bank: str
    inflow: str
    outflow: str
    count: int


class HoldingsOut(Schema):
    """All of it. ``level``: clear or masked. Sums, mix and averages are of deposits, by currency."""

    number: str
    level: str
    as_of: date | None
    holdings: list[HeldOut]
    totals: dict[str, str]
    mix: dict[str, dict[str, str]]
    averages: dict[str, dict[str, str]]
    flows: dict[str, list[FlowOut]]


class MovementOut(Schema):
    """One transaction; ``amount`` more than 0 is in."""

    ref: str
    day: date
    time: str
    account: str
    transaction: str
    amount: str
    balance: str
    currency: str
    kind: str
    channel: str
    bank: str
    counter_account: str
    counter_name: str
    purpose: str
    remark: str


class StatementOut(Schema):
    """Movements of a period, oldest first; sums are of the whole period. ``receipt``: the journal entry of this look."""

    number: str
    first: date
    last: date
    count: int
    inflow: dict[str, str]
    outflow: dict[str, str]
    movements: list[MovementOut]
    next: int | None
    receipt: int


class RebuiltOut(Schema):
    """One transaction whole, with the feed and the file of the lake it lies in."""

    movement: MovementOut
    before: str
    feed: int | None
    fed_at: datetime | None
    file: str
    sha256: str


class DossierOut(Schema):
    """One dossier; ``sha256`` is of the sealed file."""

    id: int
    made_at: datetime
    first: date
    last: date
    transactions: int
    sha256: str


class Period(Sent):
    """The days a dossier covers."""

    first: date
    last: date


class MaturityOut(Schema):
    """One maturity; ``notice`` 30, 7 or 1 while it is ahead. ``earlier``: the customer's deposits that ended before, ``earlier_stayed``: those
    of which the money stayed; ``permille``: the chance that it stays now, null unless a model foretells it better. Null: not told."""

    number: str
    name: str
    kind: str
    family: str
    product: str
    matures_on: date
    days: int
    notice: int | None
    outcome: str
    earlier: int | None
    earlier_stayed: int | None
    permille: int | None


class FeedOut(Schema):
    """One feed taken in."""

    id: int
    system: str
    first: date
    last: date
    loaded_at: datetime
    rows: dict[str, int]


@router.get("/{number}/holdings", response=HoldingsOut, summary="What a customer holds and once held")
@phrased("holdings:file:open")
def get_holdings(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> HoldingsOut:
    return _holdings(open_holdings(number, **caller(request, purpose)))


@router.get("/{number}/statement", response=StatementOut, summary="Movements of a period")
@phrased("holdings:statement:read")
def get_statement(
    request: HttpRequest, first: date, last: date, number: str = NUMBER, purpose: str = PURPOSE, account: int | None = ACCOUNT,
    after: int = AFTER,
) -> StatementOut:  # fmt: skip
    found = statement(number, first, last, account=account, after=after, **caller(request, purpose))
    return StatementOut(
        number=found.number, first=found.first, last=found.last, count=found.count, inflow=_amounts(found.inflow),
        outflow=_amounts(found.outflow), movements=[_movement(one) for one in found.movements], next=found.next,
        receipt=found.receipt,
    )  # fmt: skip


@router.get("/{number}/transactions/{ref}", response=RebuiltOut, summary="One transaction rebuilt in full")
@phrased("holdings:transaction:open")
def get_transaction(
    request: HttpRequest, number: str = NUMBER, ref: int = REF, purpose: str = PURPOSE
) -> RebuiltOut:
    try:
        found = open_transaction(number, ref, **caller(request, purpose))
    except NoSuchTransaction as error:
        raise HttpError(404, _("There is no such transaction.")) from error
    return RebuiltOut(
        movement=_movement(found.movement), before=written(found.before), feed=found.feed, fed_at=found.fed_at, file=found.file,
        sha256=found.sha256,
    )  # fmt: skip


@router.get("/{number}/dossiers", response=list[DossierOut], summary="The dossiers of a customer")
@phrased("holdings:dossier:list")
def get_dossiers(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> list[DossierOut]:
    return [
        DossierOut(
            id=one.id, made_at=one.made_at, first=one.first, last=one.last, transactions=one.transactions, sha256=one.digest
        )
        for one in list_dossiers(number, **caller(request, purpose))
    ]  # fmt: skip


@router.post("/{number}/dossiers", response={201: DossierOut}, summary="Make a dossier")
@phrased("holdings:dossier:make")
def post_dossier(
    request: HttpRequest, period: Period, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[dict[str, Any]]:
    def write() -> tuple[int, dict[str, Any]]:
        made = make_dossier(number, period.first, period.last, **caller(request, purpose))
        return 201, {
            "id": made.pk, "made_at": made.made_at.isoformat(), "first": made.first_day.isoformat(),
            "last": made.last_day.isoformat(), "transactions": made.transactions, "sha256": made.digest,
        }  # fmt: skip

    return once(request, write)


@house.get("/maturities", response=list[MaturityOut], summary="What falls due in your portfolio")
@phrased("holdings:maturity:list")
def get_maturities(request: HttpRequest, purpose: str = PURPOSE) -> list[MaturityOut]:
    return [
        MaturityOut(
            number=one.number, name=one.name, kind=one.kind, family=one.family, product=one.product, matures_on=one.matures_on,
            days=one.days, notice=one.notice, outcome=one.outcome, earlier=one.earlier.ended if one.earlier else None,
            earlier_stayed=one.earlier.stayed if one.earlier else None, permille=one.earlier.permille if one.earlier else None,
        )
        for one in list_maturities(**caller(request, purpose)).lines
    ]  # fmt: skip


@house.get("/feeds", response=list[FeedOut], summary="The feeds taken in, newest first")
@phrased("holdings:feed:list")
def get_feeds(request: HttpRequest, before: int | None = BEFORE) -> list[FeedOut]:
    return [
        FeedOut(
            id=one.id, system=one.system, first=one.first, last=one.last, loaded_at=one.loaded_at, rows=one.rows
        )
        for one in list_feeds(before, **caller(request)).lines
    ]  # fmt: skip


def _holdings(found: Holdings) -> HoldingsOut:
    held = [_held(line.held, line.balance) for line in found.accounts]
    held += [_held(one, None) for kind in found.others.values() for one in kind]
    return HoldingsOut(
        number=found.number, level=found.level, as_of=found.as_of, holdings=held, totals=_amounts(found.totals),
        mix={currency: _amounts(parts) for currency, parts in found.mix.items()},
        averages={one.currency: _amounts(one.values) for one in found.averages},
        flows={
            currency: [
                FlowOut(bank=one.bank, inflow=written(one.inflow), outflow=written(one.outflow), count=one.count)
                for one in several
            ]
            for currency, several in found.flows.items()
        },
    )  # fmt: skip


def _held(one: Held, balance: int | None) -> HeldOut:
    return HeldOut(
        kind=one.kind, key=None if one.account_key is None else str(one.account_key), number=one.number, product=one.product,
        family=one.family, currency=one.currency, opened_on=one.opened_on, closed_on=one.closed_on, matures_on=one.matures_on,
        balance=None if balance is None else written(balance),
        details={
            name: written(value) if name in _MONEY and isinstance(value, int) else str(value)
            for name, value in one.details.items()
        },
    )  # fmt: skip


def _movement(one: Movement) -> MovementOut:
    return MovementOut(
        ref=str(one.ref), day=one.day, time=one.time, account=one.account, transaction=one.transaction,
        amount=written(one.amount), balance=written(one.balance), currency=one.currency, kind=one.kind, channel=one.channel,
        bank=one.bank, counter_account=one.counter_account, counter_name=one.counter_name, purpose=one.purpose,
        remark=one.remark,
    )  # fmt: skip


def _amounts(amounts: Mapping[str, int]) -> dict[str, str]:
    return {name: written(amount) for name, amount in amounts.items()}
