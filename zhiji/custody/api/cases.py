"""Cases of every procedure through the API. What a step asks is answered by ``GET /cases/steps``: the table the pages use."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.cases import CaseView, list_cases, read_case, waiting
from zhiji.custody.looks.rows import CaseRow
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.signing import standing_in_for
from zhiji.custody.steps import STEPS, Step, step_phrases
from zhiji.customers.api.shapes import Sent

router = Router(tags=["institution"])
CASE: int = Path(..., ge=1, le=2**62, description="The number of a case")
KIND = Query("", max_length=16, pattern="^[a-z_]*$", description="One procedure; all without it")
STATE = Query("", max_length=16, pattern="^[a-z_]*$", description="One state of the procedure")
BEFORE = Query(None, ge=1, le=2**62, description="The cursor of the page before")
PURPOSE = Query(
    "", max_length=20, pattern="^[a-z_]*$", description="Why; needed by a step that touches a customer's file"
)


class AskOut(Schema):
    """One thing a step asks."""

    name: str
    type: str
    required: bool
    choices: list[str]
    least: int
    most: int


class StepOut(Schema):
    """One step of a procedure: legal in ``before``, leads to ``after``."""

    kind: str
    verb: str
    phrase: str
    label: str
    before: list[str]
    after: list[str]
    asks: list[AskOut]


class CaseRowOut(Schema):
    """A case in a list. ``mine``: a step waits for the caller."""

    number: int
    printed: str
    kind: str
    state: str
    raised_by: str
    unit: str
    raised_at: datetime
    owner: str
    due_at: datetime | None
    overdue: bool
    files: int
    mine: bool
    closed_at: datetime | None


class CasesOut(Schema):
    """A page of cases; ``next`` is the cursor of the following page. ``more``: not all that wait are among them."""

    as_of: datetime
    cases: list[CaseRowOut]
    next: int | None
    more: bool = False


class SignatureOut(Schema):
    """One signature: ``digest`` is the SHA-256 of what was signed, with the ``papers`` that lay there."""

    verb: str
    state: str
    hand: str
    for_whom: str
    role: str
    words: str
    papers: int
    digest: str
    at: datetime


class CaseOut(Schema):
    """One case. ``customers``: the files' numbers the caller may know of; ``unnamed``: how many others. ``steps``: those that
    wait for the caller here; what is made and told once (copy, export, pack) has a route of its own."""

    case: CaseRowOut
    article: str
    purpose: str
    reason: str
    content: dict[str, Any]
    private: dict[str, Any]
    customers: list[str]
    unnamed: int
    grant: int | None
    signatures: list[SignatureOut]
    papers: list[int]
    steps: list[str]


class Values(Sent):
    """What a step asks, by name, as ``GET /cases/steps`` describes it. ``for_whom``: sign-in name of an absent colleague."""

    values: dict[str, str | int | bool | list[str]] = {}
    for_whom: str = ""


class SignedOut(Schema):
    """Where the case stands after a step."""

    number: int
    kind: str
    state: str


@router.get("/steps", response=list[StepOut], summary="Every step of every procedure, and what it asks")
@phrased("custody:case:list")
def get_steps(request: HttpRequest) -> list[StepOut]:
    return [
        StepOut(
            kind=kind, verb=verb, phrase=step.flow.phrase(verb), label=str(step.label),
            before=sorted({state for move in step.flow.moves if move.verb == verb for state in move.before}),
            after=sorted({move.after for move in step.flow.moves if move.verb == verb}) or [step.flow.first.id],
            asks=[
                AskOut(name=one.name, type=one.type, required=one.required, least=one.least, most=one.most,
                       choices=[] if one.type == "staff" else [code for code, _words in one.options()])
                for one in step.asked
            ],
        )
        for (kind, verb), step in STEPS.items()
    ]  # fmt: skip


@router.get("/waiting", response=CasesOut, summary="What waits for the caller")
@phrased("custody:case:waiting")
def get_waiting(request: HttpRequest) -> CasesOut:
    found = waiting(**caller(request))
    return CasesOut(as_of=found.as_of, cases=[_row(row) for row in found.rows], next=None, more=found.more)


@router.get("", response=CasesOut, summary="The register of a procedure, or of all")
@phrased("custody:case:list")
def get_cases(
    request: HttpRequest,
    kind: str = KIND,
    state: str = STATE,
    mine: bool = False,
    overdue: bool = False,
    before: int | None = BEFORE,
) -> CasesOut:
    found = list_cases(kind, state=state, mine=mine, overdue=overdue, before=before, **caller(request))
    return CasesOut(as_of=found.as_of, cases=[_row(row) for row in found.rows], next=found.next)


@router.get("/{number}", response=CaseOut, summary="One case with its signatures")
@phrased("custody:case:read")
def get_case(request: HttpRequest, number: int = CASE) -> CaseOut:
    return _case(read_case(number, **caller(request)))


@router.post("/kinds/{kind}", response={201: SignedOut}, summary="Raise a case")
@phrased(*step_phrases())
def post_case(request: HttpRequest, kind: str, given: Values, purpose: str = PURPOSE) -> Any:
    flow = FLOWS.get(kind)
    step = STEPS.get((kind, flow.raise_verb)) if flow else None
    if step is None:
        raise _no_step("kind")

    def write() -> tuple[int, dict[str, Any]]:
        case = step.act(**_values(step, given), **caller(request, purpose))
        return 201, {"number": case.pk, "kind": case.kind, "state": case.state}

    return once(request, write)


@router.post("/{number}/{verb}", response=SignedOut, summary="Take a step of a case")
@phrased(*step_phrases())
def post_step(
    request: HttpRequest, verb: str, given: Values, number: int = CASE, purpose: str = PURPOSE
) -> Any:
    view = read_case(number, **caller(request))
    step = STEPS.get((view.row.kind, verb))
    if step is None or verb == step.flow.raise_verb:
        raise _no_step("verb")

    def write() -> tuple[int, dict[str, Any]]:
        step.act(number, **_values(step, given), **standing_in_for(caller(request, purpose), given.for_whom))
        # No look here: with an idempotency key this runs in the write's transaction, where no receipt is durable.
        state = Case.objects.values_list("state", flat=True).get(pk=number)
        return 200, {"number": number, "kind": step.flow.kind, "state": state}

    return once(request, write)


def _values(step: Step, given: Values) -> dict[str, Any]:
    return step.read({name: _texts(value) for name, value in given.values.items()})


def _texts(value: Any) -> list[str]:
    if value is None or value is False:
        return []
    return [str(one) for one in value] if isinstance(value, list) else ["1" if value is True else str(value)]


def _no_step(field: str) -> Invalid:
    return Invalid([Finding(field, "choice", _("There is no such step."), _("See GET /cases/steps."))])


def _row(row: CaseRow) -> CaseRowOut:
    return CaseRowOut(
        number=row.number, printed=row.printed, kind=row.kind, state=row.state, raised_by=row.raised_by, unit=row.unit,
        raised_at=row.raised_at, owner=row.owner, due_at=row.due_at, overdue=row.overdue, files=row.files, mine=row.mine,
        closed_at=row.closed_at,
    )  # fmt: skip


def _case(view: CaseView) -> CaseOut:
    return CaseOut(
        case=_row(view.row), article=str(view.article), purpose=view.purpose, reason=view.reason, content=dict(view.content),
        private=dict(view.private), customers=list(view.numbers), unnamed=view.unnamed, grant=view.grant,
        signatures=[
            SignatureOut(
                verb=one.verb, state=str(one.state_label), hand=one.hand, for_whom=one.for_whom, role=one.role, words=one.words,
                papers=one.papers, digest=one.digest, at=one.at,
            )
            for one in view.signatures
        ],
        papers=[one.id for one in view.papers], steps=[one.verb for one in view.offers if (view.row.kind, one.verb) in STEPS],
    )  # fmt: skip
