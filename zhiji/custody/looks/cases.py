"""What waits for a colleague, the register of each procedure, and one case with its signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhiji.access import policy
from zhiji.access.actors import StandingIn
from zhiji.access.gateway import Gate, look
from zhiji.custody.cases import head_of, keep_as
from zhiji.custody.discretion import content_for, private_for
from zhiji.custody.finding import numbers_shown, opening
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.rows import (
    CaseRow,
    actionable,
    all_cases,
    may_open,
    may_read,
    row_of,
    sides_of,
    steps_of,
    unheard,
)
from zhiji.custody.looks.uses import GrantUse, uses_of
from zhiji.custody.models import Notice
from zhiji.custody.rules.flow import Move
from zhiji.custody.secret_cases import unknowable
from zhiji.staff.models import Staff
from zhiji.staff.naming import names_of
from zhiji.staff.rules import ROLES

MOST_WAITING, MOST_READ = 200, 1_000
"""Most cases that are shown as waiting, and most that are looked through for them."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One step taken, in order. ``papers``: how many lay with the case and are signed with it."""

    verb: str
    label: object
    state_label: object
    hand: str
    for_whom: str
    role: str
    words: str
    papers: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A step the reader may take; ``for_whom`` is the absent colleague it would be taken for (0: oneself). ``tone`` is its
    button's: ``grave`` destroys, ``primary`` is the one step that leads on, all others are plain."""

    verb: str
    label: object
    tone: str
    for_whom: int
    for_name: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A step that is next, and whose it is: a name where it is one person's, else the roles."""

    label: object
    who: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper of a case in its list. ``signed``: it lay there unchanged when the last step was signed."""

    id: int
    kind: str
    media_type: str
    size: int
    added_at: datetime
    signed: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. ``numbers``: its files as the reader may know of them, ``opening`` those of them that open to the reader;
    ``unnamed``: how many others there are; ``use``: what became of the grant it ended in."""

    row: CaseRow
    article: object
    purpose: str
    reason: str
    content: Mapping[str, Any]
    private: Mapping[str, Any]
    numbers: Sequence[str]
    unnamed: int
    grant: int | None
    signatures: Sequence[SignatureView]
    papers: Sequence[PaperView]
    offers: Sequence[Offer]
    coming: Sequence[Coming]
    use: GrantUse | None = None
    opening: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases; ``next`` is the cursor of the following page. ``more``: not all that wait are among the rows."""

    rows: Sequence[CaseRow]
    as_of: datetime
    next: int | None = None
    more: bool = False


@look("custody:case:waiting")
def waiting(gate: Gate) -> CaseList:
    """Cases whose next step is the reader's, those due first: the first thing on the first page."""
    gate.permit_none()
    sides = sides_of(gate.by)
    wanted = Q(pk=None)
    for side in sides:
        for kind, states in actionable(side.role).items():
            wanted |= Q(kind=kind, state__in=states)
    found = all_cases().filter(wanted).order_by("due_at", "pk")
    cases = list(found[: MOST_READ + 1])
    rows = [row for case in cases[:MOST_READ] if (row := row_of(case, gate.at, sides)).mine]
    return CaseList(rows[:MOST_WAITING], gate.at, more=len(cases) > MOST_READ or len(rows) > MOST_WAITING)


@look("custody:case:list")
def list_cases(
    gate: Gate,
    kind: str = "",
    *,
    state: str = "",
    mine: bool = False,
    overdue: bool = False,
    before: int | None = None,
) -> CaseList:
    """The register of one procedure (or of all), newest first. Who is no reader of it sees the own cases only."""
    gate.permit_none({"kind": kind})
    found = all_cases().order_by("-pk")
    own = Q(raised_by_id=gate.by.pk) | Q(owner_id=gate.by.pk) | Q(signatures__hand_id=gate.by.pk)
    open_kinds = [] if mine else [flow.kind for flow in FLOWS.values() if gate.by.role in flow.readers]
    hidden = Q(pk__in=unknowable(gate.by).values("case_id"))
    found = found.filter((Q(kind__in=open_kinds) & ~hidden) | Q(pk__in=all_cases().filter(own).values("pk")))
    found = found.exclude(content__contains={"concerned": [gate.by.pk]}).exclude(kind__in=unheard(gate.by))
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if overdue:
        found = found.filter(closed_at=None, due_at__lt=gate.at)
    if before is not None:
        found = found.filter(pk__lt=before)
    cases = list(found[: PAGE + 1])
    sides = sides_of(gate.by)
    rows = [row_of(case, gate.at, sides) for case in cases[:PAGE]]
    return CaseList(rows, gate.at, rows[-1].number if len(cases) > PAGE else None)


@look("custody:case:read")
def read_case(gate: Gate, number: int, kind: str = "") -> CaseView:
    """One case with its signatures and the steps the reader may take. Refuses like an unknown one who may not read it."""
    sides = sides_of(gate.by)
    case = all_cases().filter(pk=number).first()
    if case is None or (kind and case.kind != kind) or not may_read(case, gate.by, sides):
        gate.unknown({"case": number})
    ids = list(case.files.order_by("customer_id").values_list("customer_id", flat=True))
    if ids:
        gate.about(*ids)
    flow = FLOWS[case.kind]
    keep_as(gate, flow)
    gate.permit_none({"case": number, "kind": case.kind})
    shown, unnamed = numbers_shown(gate, ids, own=case.raised_by_id == gate.by.pk)
    decides = any(not move.optional for side in sides for move in steps_of(case, side))
    private = private_for(gate, case, decides=decides)
    return CaseView(
        row_of(case, gate.at, sides), flow.article, case.purpose, case.reason, content_for(case, gate.by), private,
        shown, unnamed, case.grant_id, _signatures(case), _papers(case, gate.by), _offers(case, sides), _coming(case),
        uses_of([case.grant], gate.at).get(case.grant.pk) if case.grant is not None else None,
        opening(gate, shown),
    )  # fmt: skip


def _papers(case: Any, by: Any) -> list[PaperView]:
    last = max(case.signatures.all(), key=lambda made: made.pk, default=None)
    under = [tuple(one) for one in last.papers] if last else []
    return [
        PaperView(one.pk, one.kind, one.media_type, one.size, one.added_at, (one.pk, one.digest) in under)
        for one in case.papers.order_by("pk")
        if may_open(one.kind, case, by)
    ]


def _signatures(case: Any) -> list[SignatureView]:
    flow = FLOWS[case.kind]
    names = names_of(one for made in case.signatures.all() for one in (made.hand_id, made.for_whom_id))
    return [
        SignatureView(
            one.verb, flow.label_of(one.verb), flow.state(one.state).label, names.get(one.hand_id, ""), names.get(one.for_whom_id, ""), one.role,
            one.words, len(one.papers), one.digest, one.at,
        )
        for one in sorted(case.signatures.all(), key=lambda made: made.pk)
    ]  # fmt: skip


def _offers(case: Any, sides: Sequence[Any]) -> list[Offer]:
    found: dict[str, tuple[Move, Any]] = {}
    for side in sides:
        for move in steps_of(case, side):
            found.setdefault(move.verb, (move, side.absent if isinstance(side, StandingIn) else None))
    leading = [move for move, _absent in found.values() if not move.negative]
    first = next((move for move in leading if not move.optional), leading[0] if leading else None)
    return [
        Offer(
            move.verb, move.label, "grave" if move.grave else "primary" if move is first else "",
            absent.pk if absent else 0, absent.display_name if absent else "",
        )
        for move, absent in sorted(found.values(), key=lambda pair: (pair[0] is not first, pair[0].negative))
    ]  # fmt: skip


def _coming(case: Any) -> list[Coming]:
    flow = FLOWS[case.kind]
    found: dict[str, Coming] = {}
    for move in flow.moves_from(case.state):
        if move.tie == "raiser" or move.optional or move.negative:
            continue
        phrase = policy.phrases().get(flow.phrase(move.verb))
        one = {"unit_head": head_of(case), "owner": case.owner_id}.get(move.tie)
        named = Staff.objects.filter(pk=one).first() if one else None
        roles = [str(ROLES[role].label) for role in ROLES if phrase is not None and role in phrase.roles]
        found.setdefault(move.verb, Coming(move.label, named.display_name if named else _(", ").join(roles)))
    return list(found.values())


@look("custody:notice:list")
def notices(gate: Gate, *, unread_only: bool = False) -> Sequence[Notice]:
    """What the reader was told, newest first; at most a hundred."""
    gate.permit_none()
    found = Notice.objects.filter(staff_id=gate.by.pk or 0).exclude(case__kind__in=unheard(gate.by))
    found = found.select_related("case").order_by("-pk")
    return list(found.filter(read_at=None)[:100] if unread_only else found[:100])


def unread(by: Any) -> int:
    """How many notices a colleague has not read. A bare count of one's own: no receipt, it is asked every half minute."""
    found = Notice.objects.filter(staff_id=by.pk or 0, read_at=None)
    return found.exclude(case__kind__in=unheard(by)).count()
