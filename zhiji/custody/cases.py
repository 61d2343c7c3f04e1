"""Opens cases and signs their steps: the one place where state table, ties and four eyes are enforced.

Called only from acts, inside their transaction:

    case = open_case(gate, FLOW, files=files, reason=reason, purpose=purpose, content={...})
    case = locked_case(gate, number, FLOW)
    sign(gate, case, FLOW, "approve", words=words)
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms, vault
from zhiji.access import policy
from zhiji.access.actors import StandingIn
from zhiji.access.case_keys import permit_case
from zhiji.access.gateway import Gate
from zhiji.custody.digests import digest_of, papers_of
from zhiji.custody.models import Case, CaseFile, Notice, Signature
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules.flow import Flow, Move, Signed, State, shares_eyes
from zhiji.custody.secret_cases import knows, knows_own
from zhiji.staff.models import Staff

PRIVATE = 0
"""The compartment under which a case's own sealed texts stand."""


def open_case(
    gate: Gate,
    flow: Flow,
    *,
    files: Iterable[Any] = (),
    reason: str,
    purpose: str = "",
    content: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    owner: Staff | None = None,
    due_at: datetime | None = None,
) -> Case:
    """Raise a case in the flow's first state and sign it as raised. The gate has permitted the act already.

    ``files`` are customers' files the gate may know of. ``private`` is sealed under a key of the case's own. ``due_at``
    overrides the state's clock. Raises ``Invalid``.
    """
    refuse_any(text_problems("reason", reason, required=True))
    keep_as(gate, flow)
    raiser = colleague(gate)
    case = Case.objects.create(
        kind=flow.kind, state=flow.first.id, raised_by=raiser, unit=raiser.unit if raiser else None, raised_at=gate.at,
        owner=owner, due_at=due_at or due(flow.first, gate.at), purpose=purpose, reason=reason.strip(),
        content=dict(content or {}), closed_at=gate.at if flow.first.final else None,
    )  # fmt: skip
    ids = [file.customer_id for file in files]
    CaseFile.objects.bulk_create(CaseFile(case=case, customer_id=one) for one in dict.fromkeys(ids))
    if private:
        vault.make_keys([case.customer_id])
        keep_private(case, private)
    _record(gate, case, flow.raise_verb, "")
    gate.fact("case", case.pk)
    gate.fact("kind", flow.kind)
    if ids:
        gate.about(*dict.fromkeys(ids))
    tell_next(gate, case, flow)
    return case


def locked_case(gate: Gate, number: int, flow: Flow) -> Case:
    """The case, locked until the act ends; refuses like an unknown file when there is none of this kind."""
    case = (
        Case.objects.select_related("unit__head", "raised_by", "owner").select_for_update(of=("self",))
        .filter(pk=number, kind=flow.kind).first()
    )  # fmt: skip
    if case is None or is_hidden(gate.by, case, flow):
        gate.unknown({"case": number})
    keep_as(gate, flow)
    ids = list(case.files.values_list("customer_id", flat=True))
    gate.fact("case", case.pk)
    if ids:
        gate.about(*ids)
    return case


def sign(
    gate: Gate,
    case: Case,
    flow: Flow,
    verb: str,
    *,
    words: str = "",
    to: str = "",
    owner: Staff | None = None,
    due_at: datetime | None = None,
) -> Signature:
    """Take a step: legal in this state, the signer's to take, apart from other hands; then state, clock and signature.

    ``to`` names the state where the flow has two moves of this verb.

    The gate has permitted the act already (the role). Raises ``Refused`` (not yours, four eyes) or ``Invalid`` (not legal
    in this state, words missing).
    """
    move = flow.move(case.state, verb, to)
    if move is None:
        raise Invalid([
            Finding("state", "state", _("This step is not possible as the case stands now."), _("Open the case again."))
        ])  # fmt: skip
    if not may_hear(gate.by, flow) or not is_theirs(gate.by, move, case):
        gate.refuse("not_yours")
    if shares_eyes(move, persons(gate.by), signed(case)):
        gate.refuse("four_eyes")
    refuse_any(text_problems("words", words, required=move.words))
    state = flow.state(move.after)
    case.state, case.due_at = state.id, due_at or due(state, gate.at)
    case.closed_at = gate.at if state.final else None
    if owner is not None:
        case.owner = owner
    case.save()
    gate.fact("state", state.id)
    made = _record(gate, case, verb, words.strip())
    Notice.objects.filter(case=case, read_at=None, what__in=("your_step", "overdue")).update(read_at=gate.at)
    if state.final and case.raised_by_id not in (None, gate.by.pk):
        tell(gate, [cast(int, case.raised_by_id)], "refused" if state.tone == "cinnabar" else "done", case)
    tell_next(gate, case, flow)
    return made


def keep_as(gate: Gate, flow: Flow) -> None:
    """Let the entry stand under the flow's own purpose, where the phrase asks for none: who may know of it follows from that."""
    if flow.kept_as and policy.phrases()[gate.phrase].subject == "none":
        gate.purpose = flow.kept_as


# -- whose step ------------------------------------------------------------------------------------------------------


def colleague(gate: Gate) -> Staff | None:
    """Who acts, as a row of staff; None for the house itself."""
    if gate.by.pk is None:
        return None
    return Staff.objects.select_related("unit").get(pk=gate.by.pk)


def answerable(gate: Gate) -> Staff | None:
    """Who answers for what a step takes up: the absent one where somebody stands in, so that nothing becomes the stand-in's."""
    return Staff.objects.select_related("unit").filter(pk=acting(gate.by) or 0).first()


def persons(by: Any) -> frozenset[str]:
    """The human beings on a signer's side: the hand, and the colleague it stands in for. Each by the person, by the personnel
    number and by the account, in case one of them was written to another meanwhile."""
    side = (by.staff, by.absent) if isinstance(by, StandingIn) else (by,) if isinstance(by, Staff) else ()
    return frozenset(name for one in side for name in (one.person_key, one.staff_number, _account(one.pk)))


def _account(staff_id: int | None) -> str:
    return f"account {staff_id}" if staff_id is not None else ""


def acting(by: Any) -> int | None:
    """The colleague whose step it is: the absent one where somebody stands in."""
    return by.absent.pk if isinstance(by, StandingIn) else by.pk


def is_theirs(by: Any, move: Move, case: Case) -> bool:
    """Whether this step is this colleague's, beyond what the policy says of the role."""
    if is_concerned(by, case) or not knows_own(by, case):
        return False
    who = acting(by)
    if move.tie == "raiser":
        return who == case.raised_by_id
    if move.tie == "not_raiser":
        raiser = {case.raised_by.person_key} if case.raised_by else set()
        return who != case.raised_by_id and not raiser & persons(by) and knows(by, case)
    if move.tie == "owner":
        return case.owner_id is not None and who == case.owner_id
    if move.tie == "unit_head":
        return who is not None and who == head_of(case)
    return knows(by, case)


def is_hidden(by: Any, case: Case, flow: Flow) -> bool:
    """Whether a colleague who tries a step must not learn that there is such a case. The house itself may know of all."""
    if by.pk is None or is_concerned(by, case) or not may_hear(by, flow) or not knows_own(by, case):
        return by.pk is not None
    hands = {case.raised_by_id, case.owner_id, head_of(case)}
    for one in case.signatures.all():
        hands |= {one.hand_id, one.for_whom_id}
    if {by.pk, acting(by)} & (hands - {None}):
        return False
    return (flow.discreet and by.role not in flow.readers) or not knows(by, case)


def may_hear(by: Any, flow: Flow) -> bool:
    """Whether a colleague may learn of cases of this kind at all: of an unspoken one its readers, by their own post only."""
    return not flow.unspoken or by.pk is None or (isinstance(by, Staff) and by.role in flow.readers)


def is_concerned(by: Any, case: Case) -> bool:
    """Whether the case names this colleague, or whom it stands in for, as one it is about: then it is nothing of theirs."""
    return bool({by.pk, acting(by)} & set(case.content.get("concerned", ())))


def head_of(case: Case) -> int | None:
    """Who signs for the raiser's unit: its head, or that of the nearest unit above where the raiser is the head."""
    unit = case.unit
    while unit is not None:
        if unit.head_id is not None and unit.head_id != case.raised_by_id:
            return unit.head_id
        unit = unit.parent
    return None


def signed(case: Case) -> list[Signed]:
    """The signatures so far, as the rule of four eyes sees them."""
    return [
        Signed(
            one.verb,
            frozenset({one.person, one.for_person, _account(one.hand_id), _account(one.for_whom_id)} - {""}),
        )
        for one in case.signatures.all()  # in the order of signing, and at hand where a list fetched them
    ]


# -- clocks and telling ----------------------------------------------------------------------------------------------

_UNITS = {"minutes": "minutes", "hours": "hours", "days": "days"}


def due(state: State, at: datetime) -> datetime | None:
    """When a state's clock runs out, by the norms in force at ``at``."""
    if not state.clock:
        return None
    group, _dot, name = state.clock.partition(".")
    span = getattr(getattr(norms.on(timezone.localdate(at)), group), name)
    return at + timedelta(**{_UNITS[name.rpartition("_")[2]]: span})


def tell(gate: Gate, staff: Collection[int], what: str, case: Case | None = None) -> None:
    """Put a notice before colleagues; it stands on every page of theirs until read."""
    Notice.objects.bulk_create(
        Notice(staff_id=one, case=case, what=what, at=gate.at) for one in dict.fromkeys(staff)
    )


def tell_next(gate: Gate, case: Case, flow: Flow) -> None:
    """Tell the colleague whose step is next, where it is one person's; a role's desk sees it in its list."""
    for move in flow.moves_from(case.state):
        who = head_of(case) if move.tie == "unit_head" else case.owner_id if move.tie == "owner" else None
        if who is not None and who != gate.by.pk:
            tell(gate, [who], "your_step", case)
            return


# -- what is signed --------------------------------------------------------------------------------------------------


def keep_private(case: Case, values: Mapping[str, Any]) -> None:
    """Seal what must not stand in clear columns (a visitor's name, a letter's number) under the case's own key."""
    key = vault.data_key(case.customer_id, for_sealing=True)
    case.private = vault.seal(key, PRIVATE, 1, 0, orjson.dumps(dict(values)))
    case.save(update_fields=["private"])


def private_of(gate: Gate, case: Case) -> dict[str, Any]:
    """What was sealed with a case; ``{}`` where nothing was, or where it was destroyed."""
    if case.private is None:
        return {}
    try:
        opened = vault.open(case.private, permit_case(gate, case.customer_id).vault)
    except vault.Shredded:
        return {}
    return cast(dict[str, Any], orjson.loads(opened))


def _record(gate: Gate, case: Case, verb: str, words: str) -> Signature:
    by = gate.by
    absent = by.absent if isinstance(by, StandingIn) else None
    hand = by.staff if isinstance(by, StandingIn) else by if isinstance(by, Staff) else None
    if absent is not None:
        gate.fact("for", absent.pk)
    papers = papers_of(case)
    return Signature.objects.create(
        case=case, verb=verb, state=case.state, hand=hand, person=hand.person_key if hand else "", for_whom=absent,
        for_person=absent.person_key if absent else "", role=by.role, words=words, at=gate.at,
        papers=papers, digest=digest_of(case, verb, by.pk, words, gate.at, papers),
    )  # fmt: skip
