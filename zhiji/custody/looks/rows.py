"""One line of a list of cases, and whose step is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from zhiji.access import policy
from zhiji.access.actors import StandingIn
from zhiji.access.standing_in import absentees
from zhiji.custody.cases import is_concerned, is_theirs, may_hear, persons, signed
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Case
from zhiji.custody.rules.flow import Flow, Move, State, shares_eyes
from zhiji.custody.rules.papers import EVIDENCE
from zhiji.custody.secret_cases import is_secret, knows, knows_own
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. ``mine``: a step of it waits for the reader; ``overdue``: its clock has run out."""

    number: int
    kind: str
    kind_label: object
    printed: str
    state: str
    state_label: object
    tone: str
    raised_by: str
    unit: str
    raised_at: datetime
    owner: str
    due_at: datetime | None
    overdue: bool
    files: int
    mine: bool
    closed_at: datetime | None


def printed_number(case: Case) -> str:
    """What stands on papers: the procedure's letter, the year, the number: ``R26-000041``."""
    return f"{FLOWS[case.kind].prefix}{case.raised_at:%y}-{case.pk:06d}"


def steps_of(case: Case, by: Any) -> list[Move]:
    """The steps this colleague may take now: role, state, tie and four eyes; the acts decide again."""
    flow = FLOWS[case.kind]
    return [move for move in flow.moves_from(case.state) if _may(flow, move, case, by)]


def waits(move: Move) -> bool:
    """Whether a case waits for this step: one that must be taken, and does not only say no."""
    return not (move.optional or move.negative)


def _may(flow: Flow, move: Move, case: Case, by: Any) -> bool:
    phrase = policy.phrases().get(flow.phrase(move.verb))
    return (
        phrase is not None
        and by.role in phrase.roles
        and may_hear(by, flow)
        and is_theirs(by, move, case)
        and not shares_eyes(move, persons(by), signed(case))
    )


def row_of(case: Case, at: datetime, sides: Sequence[Any]) -> CaseRow:
    """``sides``: the reader, and whoever the reader stands in for."""
    flow = FLOWS[case.kind]
    state: State = flow.state(case.state)
    overdue = case.closed_at is None and case.due_at is not None and case.due_at < at
    return CaseRow(
        case.pk, case.kind, flow.label, printed_number(case), state.id, state.label, "cinnabar" if overdue else state.tone,
        case.raised_by.display_name if case.raised_by else "", case.unit.label if case.unit else "", case.raised_at,
        case.owner.display_name if case.owner else "", None if state.final else case.due_at, overdue,
        getattr(case, "file_count", 0), any(waits(move) for by in sides for move in steps_of(case, by)), case.closed_at,
    )  # fmt: skip


def all_cases() -> QuerySet[Case]:
    """Cases with what a row needs, signatures at hand."""
    return (
        Case.objects.filter(kind__in=FLOWS)
        .select_related("raised_by", "owner", "unit__head", "unit__parent__head")
        .prefetch_related("signatures").annotate(file_count=Count("files"), secret=is_secret())
    )  # fmt: skip


def cases_by_grant(grants: Iterable[int]) -> dict[int, tuple[str, int, str]]:
    """Grant id → kind, number and printed number of the case it came from. For grants whose holder reads them."""
    found = Case.objects.filter(grant_id__in=list(grants), kind__in=FLOWS)
    return {case.grant_id: (case.kind, case.pk, printed_number(case)) for case in found if case.grant_id}


def actionable(role: str) -> dict[str, list[str]]:
    """Kind → the states in which a step waits for this role."""
    phrases = policy.phrases()
    found: dict[str, list[str]] = {}
    for flow in FLOWS.values():
        states = {
            state
            for move in flow.moves
            if waits(move)
            and (known := phrases.get(flow.phrase(move.verb))) is not None
            and role in known.roles
            for state in move.before
        }
        if states:
            found[flow.kind] = sorted(states)
    return found


def may_read(case: Case, by: Any, sides: Iterable[Any]) -> bool:
    """Whether the colleague may read a case: a reader of its kind, who raised, owns or signed it, or whose step is next."""
    if is_concerned(by, case) or not may_hear(by, FLOWS[case.kind]) or not knows_own(by, case):
        return False
    if by.role in FLOWS[case.kind].readers and knows(by, case):
        return True
    hands = {case.raised_by_id, case.owner_id}
    for one in case.signatures.all():
        hands |= {one.hand_id, one.for_whom_id}
    return by.pk in hands or any(steps_of(case, side) for side in sides)


def unheard(by: Any) -> list[str]:
    """The kinds of cases of which a colleague must never learn that there is one."""
    return [flow.kind for flow in FLOWS.values() if not may_hear(by, flow)]


def may_open(kind: str, case: Case, by: Any) -> bool:
    """Whether a paper of this kind opens to a colleague who may read the case."""
    return kind not in EVIDENCE or by.role in FLOWS[case.kind].readers


def sides_of(by: Any) -> list[Any]:
    """The reader and everybody the reader stands in for, each as who would sign."""
    return [by, *(StandingIn(by, absent) for absent in absentees(by))] if isinstance(by, Staff) else [by]
