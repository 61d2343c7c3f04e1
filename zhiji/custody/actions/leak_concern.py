"""Naming a colleague whom a leak concerns, and taking it back (Art. 27). Nobody is shut out so that too few are left."""

from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import acting, locked_case, sign, tell
from zhiji.custody.concerned import CLEARED, DOUBT, is_named_by_another, note_kept, refuse_emptying
from zhiji.custody.handling import accounts_of, keep_record, of_role, records
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.leak import FLOW
from zhiji.staff.models import Staff


@act("custody:leak:concern")
def concern(gate: Gate, number: int, *, whom: Staff, words: str = "") -> Case:
    """Name a colleague whom the leak concerns: from now on the case is nothing of theirs, whatever their role.

    A general manager is shut out when a second person names the same one. What somebody concerned had acknowledged waits
    for acknowledgement again, with a clock of its own. Raises ``Invalid`` where too few would be left to handle the case.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    theirs = accounts_of([whom.pk])
    if theirs & accounts_of([one for one in (gate.by.pk, acting(gate.by)) if one is not None]):
        gate.refuse("four_eyes")
    if theirs <= set(case.content.get("concerned", ())):
        raise Invalid([Finding("whom", "done", _("This colleague is named already."), _("Choose another."))])
    general = bool(theirs & set(of_role("gm")))
    if general and not is_named_by_another(gate, case, theirs):
        sign(gate, case, FLOW, "concern", words=words, due_at=case.due_at, to=case.state)
        note_kept(gate, case, theirs)
        return case
    refuse_emptying(gate, case, theirs)
    _name(gate, case, theirs, words)
    tell(
        gate,
        [one for one in of_role("gm") if one not in {gate.by.pk, *case.content["concerned"]}],
        "leak_concern",
        case,
    )
    return case


def _name(gate: Gate, case: Case, theirs: set[int], words: str) -> None:
    taken_up = case.signatures.filter(verb="acknowledge").order_by("-pk").first()
    anew = (
        case.state == "handling"
        and taken_up is not None
        and bool({taken_up.hand_id, taken_up.for_whom_id} & theirs)
    )
    if anew:  # who it concerns must not have stopped the clock
        case.content.pop("acknowledged_at", None)
        case.content["anew"] = case.content.get("anew", 0) + 1
        case.owner = None
        sign(gate, case, FLOW, "concern", words=words, to="reported")
    else:
        sign(gate, case, FLOW, "concern", words=words, due_at=case.due_at, to=case.state)
    case.content["concerned"] = sorted({*case.content.get("concerned", []), *theirs})
    case.save(update_fields=["content"])


@act("custody:leak:absolve")
def absolve(gate: Gate, number: int, *, whom: Staff, words: str) -> Case:
    """The general manager takes back that it concerns a colleague, and says why; never for oneself."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    theirs = accounts_of([whom.pk])
    if theirs & accounts_of([one for one in (gate.by.pk, acting(gate.by)) if one is not None]):
        gate.refuse("four_eyes")
    named = set(case.content.get("concerned", ()))
    doubted = {one for _row, body in records(gate, case, DOUBT) for one in body["whom"]}
    if not theirs & (named | doubted):
        raise Invalid([Finding("whom", "choice", _("This colleague is not named."), _("Choose another."))])
    keep_record(gate, case, CLEARED, {"whom": sorted(theirs)})
    sign(gate, case, FLOW, "absolve", words=words, due_at=case.due_at)
    case.content["concerned"] = sorted(named - theirs)
    case.save(update_fields=["content"])
    return case
