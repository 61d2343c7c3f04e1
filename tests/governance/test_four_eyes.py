"""Four eyes, exhaustively: every procedure, every way to every state, every step that must be apart from another.

No single human being signs two steps that the table sets apart: not directly, not by standing in for somebody or letting
somebody stand in, not after a change of role, unit or personnel number, not through a second account. And the tables hold
together. A new procedure is tested as soon as it stands in ``zhiji.custody.flows``.
"""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from plugins.case_paths import every_flow, foregoing, roles_of
from plugins.small_bank import HOUSE, Bank

from zhiji.access import people
from zhiji.access.actors import StandingIn
from zhiji.access.gate import Gate
from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import Refused
from zhiji.custody.cases import sign
from zhiji.custody.models import Case, Signature
from zhiji.custody.rules.flow import Flow, Move
from zhiji.staff.models import Staff

# -- the engine, with real rows ------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """The suspect with a second account, two absent colleagues, and a stranger to the case; another who filled the rest."""
    bank = Bank()
    people.enrol(
        "twin",
        staff_number="900009",
        name="林若溪",
        role="rm",
        unit=bank.east,
        person=bank.rm01.staff_number,
        **HOUSE,
    )
    twin = Staff.objects.get_by_natural_key("twin")
    return SimpleNamespace(
        suspect=bank.rm01, twin=twin, away=bank.rm02, other=bank.rm03, stranger=bank.gm, filler=bank.manager, unit=bank.west,
        elsewhere=bank.east,
    )  # fmt: skip


def as_role(staff: Staff, role: str, **changed: object) -> Staff:
    """The same row as it stands after a change, in memory: the engine asks nothing else of it."""
    found = Staff.objects.select_related("unit").get(pk=staff.pk)
    found.role = role
    for name, value in changed.items():
        setattr(found, name, value)
    return found


def hands(cast, role: str) -> dict[str, object]:
    """Every way in which the suspect may come to have signed a step."""
    me, twin, away = as_role(cast.suspect, role), as_role(cast.twin, role), as_role(cast.away, role)
    return {
        "directly": me,
        "standing in for another": StandingIn(me, away),
        "with another standing in": StandingIn(away, me),
        "by the second account": twin,
    }


def guises(cast, role: str) -> dict[str, object]:
    """Every way in which the suspect may try the step that must be apart."""
    me, twin, other = as_role(cast.suspect, role), as_role(cast.twin, role), as_role(cast.other, role)
    return {
        "directly": me,
        "from another unit": as_role(cast.suspect, role, unit=cast.elsewhere),
        "under another personnel number": as_role(cast.suspect, role, person="888888"),
        "by the second account": twin,
        "standing in for another": StandingIn(me, other),
        "with another standing in": StandingIn(other, me),
        "by the second account standing in": StandingIn(twin, other),
        "with the second account's stand-in": StandingIn(other, twin),
    }


GUARDED_BY_THEIR_OWN_TABLE = {("loan", "approve"), ("loan", "confirm"), ("loan", "part")}
"""Steps that the database takes only with their own row (the loan's line in the register); their own tests walk them."""


def account(by) -> int:
    """Whose step it is that a signer takes."""
    return by.absent.pk if isinstance(by, StandingIn) else by.pk


def a_case(cast, flow: Flow, verb: str, hand) -> Case:
    """A case on which ``hand`` has signed ``verb``, and somebody else the rest."""
    raiser = account(hand) if verb == flow.raise_verb else cast.filler.pk
    case = Case.objects.create(
        kind=flow.kind, state=flow.first.id, raised_by_id=raiser, unit=cast.unit, raised_at=timezone.now(), reason="four eyes",
    )  # fmt: skip
    if verb != flow.raise_verb:
        signature(case, flow.raise_verb, cast.filler)
    signature(case, verb, hand)
    return case


def signature(case: Case, verb: str, by) -> None:
    hand, absent = (by.staff, by.absent) if isinstance(by, StandingIn) else (by, None)
    Signature.objects.create(
        case=case, verb=verb, state=case.state, hand=hand, person=hand.person_key, for_whom=absent,
        for_person=absent.person_key if absent else "", role=by.role, digest="0" * 64, at=timezone.now(),
    )  # fmt: skip


def attempt(case: Case, flow: Flow, move: Move, state: str, by) -> str:
    """Try the step in the engine; ``""`` or the code of the refusal. What the case is tied to is the signer's."""
    found = Case.objects.select_related("raised_by", "unit").get(pk=case.pk)
    found.state = state  # set here: some tables guard the states of their cases with rows of their own
    if move.tie == "unit_head":
        found.unit.head_id, found.unit.parent = account(by), None
    if move.tie == "owner":
        found.owner_id = account(by)
    if move.tie == "raiser":
        found.raised_by_id = account(by)
    gate = Gate(flow.phrase(move.verb), "act", by, "", timezone.now(), "test")
    try:
        sign(gate, found, flow, move.verb, words="for the test", to=move.after)
    except Refused as refused:
        return refused.decision.code
    case.state, case.closed_at, case.due_at = found.state, found.closed_at, found.due_at
    return ""


@pytest.mark.req("I03")
@every_flow
def test_nobody_signs_two_steps_that_are_apart(cast, flow) -> None:
    known, tried = foregoing(flow), 0
    with _governed_writes("test"):
        for move in flow.moves:
            for role in roles_of(flow, move.verb)[:1]:
                for state in move.before:
                    for verb in sorted(set(move.apart) & known[state]):
                        for how, hand in hands(cast, role).items():
                            case = a_case(cast, flow, verb, hand)
                            for guise, by in guises(cast, role).items():
                                code = attempt(case, flow, move, state, by)
                                assert code in ("four_eyes", "not_yours"), (
                                    state,
                                    verb,
                                    how,
                                    move.verb,
                                    guise,
                                    code,
                                )
                                tried += 1
    assert tried or not any(move.apart and roles_of(flow, move.verb) for move in flow.moves)


@every_flow
def test_another_signs_and_an_end_closes_the_case(cast, flow) -> None:
    """The same attempts by somebody with no hand in the case go through: the test above could fail."""
    with _governed_writes("test"):
        for move in flow.moves:
            for role in roles_of(flow, move.verb)[:1]:
                for state in move.before:
                    case = a_case(cast, flow, flow.raise_verb, as_role(cast.suspect, role))
                    mark = transaction.savepoint()
                    try:
                        with transaction.atomic():
                            code = attempt(case, flow, move, state, as_role(cast.stranger, role))
                    except DatabaseError:
                        assert (flow.kind, move.verb) in GUARDED_BY_THEIR_OWN_TABLE
                        continue
                    assert code == "", (state, move.verb)
                    after = flow.state(move.after)
                    assert case.state == after.id and (case.closed_at is not None) == after.final
                    assert (case.due_at is not None) == bool(after.clock)
                    transaction.savepoint_rollback(mark)
