"""Handover: name successors, take over, decline, recall, settle what nobody takes; and the clock that closes what is whole."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.cases import is_concerned, locked_case, open_case, persons, sign
from zhiji.custody.finding import known_files
from zhiji.custody.flows import FLOWS
from zhiji.custody.handing import finish_if_whole, pass_on
from zhiji.custody.models import Case, HandoverItem
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.handover import DUTIES, FLOW, GROUPS, TAKING
from zhiji.custody.secret_cases import knows
from zhiji.customers.actions.checks import KEEPING_ROLES, MANAGING_ROLES
from zhiji.customers.actions.handing import pass_duty
from zhiji.customers.models import File
from zhiji.staff.models import Staff

FIT = {"managed": MANAGING_ROLES, "deputised": MANAGING_ROLES, "kept": KEEPING_ROLES, "key": KEEPING_ROLES}
"""Which roles may take what; an open case goes to who may read it or take its step, the rest to anybody."""


@act("custody:handover:assign")
def assign(
    gate: Gate, number: int, *, group: str, successor: Staff, customers: Sequence[str] = (), words: str = ""
) -> Case:
    """Offer one group, or only the named files of it, to one successor; what was offered before and not taken goes anew.

    A top secret file goes only by its number, named by who may know of it; no group carries it along.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    departed = Staff.objects.get(pk=case.content["departed"])
    if successor.person_key in {departed.person_key, *persons(gate.by)}:
        raise Invalid([
            Finding("successor", "other", _("Nobody hands over to oneself."), _("Name another colleague."))
        ])  # fmt: skip
    what = group.partition(":")[0]
    if (
        group not in GROUPS
        or successor.role not in FIT.get(what, (successor.role,))
        or not successor.is_active
    ):
        raise Invalid([
            Finding("successor", "role", _("This colleague cannot hold that duty."), _("Choose an active colleague whose role fits it."))
        ])  # fmt: skip
    named = [file.customer_id for file in known_files(gate, customers)]
    chosen = _chosen(case, group, named)
    items = list(chosen.select_for_update())
    if what == "owned":
        items = _fit_for(items, successor)
    if not items:
        raise Invalid([
            Finding("group", "empty", _("Nothing of this is open."), _("See the list of gaps."))
        ])  # fmt: skip
    sign(gate, case, FLOW, "assign", words=words)
    files = File.objects.filter(pk__in=[one.customer_id for one in items if one.customer_id]).only(
        "customer_id"
    )
    content = {"handover": case.pk, "departed": departed.pk, "group": group, "items": len(items)}
    offer = open_case(gate, TAKING, files=files, reason=case.reason, owner=successor, content=content)
    HandoverItem.objects.filter(pk__in=[one.pk for one in items]).update(successor=successor, offer=offer)
    gate.fact("successor", successor.pk)
    gate.fact("items", len(items))
    return case


@act("custody:takeover:take")
def take(gate: Gate, number: int, *, words: str = "") -> Case:
    """The successor takes it over: from now on it is theirs."""
    offer = locked_case(gate, number, TAKING)
    gate.permit_none()
    sign(gate, offer, TAKING, "take", words=words)
    items = list(HandoverItem.objects.filter(offer=offer, settled_at=None).select_for_update())
    successor = offer.owner
    assert successor is not None
    for what in {one.what for one in items} & set(FIT):
        if successor.role not in FIT[what]:
            gate.refuse("phrase")
    for what, duty in DUTIES.items():
        ids = [one.customer_id for one in items if one.what == what and one.customer_id is not None]
        pass_duty(duty, ids, successor)
    for one in items:
        pass_on(gate, one, successor)
    HandoverItem.objects.filter(pk__in=[one.pk for one in items]).update(
        settled_at=gate.at, settled_by=gate.by.pk
    )
    gate.fact("items", len(items))
    finish_if_whole(gate, Case.objects.select_for_update().get(pk=offer.content["handover"]))
    return offer


@act("custody:takeover:decline")
def decline(gate: Gate, number: int, *, words: str) -> Case:
    """The successor declines, with the reason; the list is open again."""
    return _back(gate, number, "decline", words)


@act("custody:takeover:recall")
def recall(gate: Gate, number: int, *, words: str) -> Case:
    """Take an offer back that nobody answered."""
    return _back(gate, number, "recall", words)


@act("custody:handover:settle")
def settle(gate: Gate, number: int, *, item: int, words: str) -> Case:
    """Settle one thing nobody takes over, with what was done: a key handed in, a request ended, a loan brought back."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    found = HandoverItem.objects.filter(case=case, pk=item, settled_at=None).exclude(what__in=DUTIES).first()
    if found is None:
        raise Invalid([
            Finding("item", "choice", _("There is no such open item; files are taken over, never settled."), _("See the list of gaps."))
        ])  # fmt: skip
    sign(gate, case, FLOW, "settle", words=words)
    found.settled_at, found.settled_by_id = gate.at, gate.by.pk
    found.save(update_fields=["settled_at", "settled_by"])
    gate.fact("item", found.pk)
    finish_if_whole(gate, case)
    return case


@act("custody:handover:sweep")
def sweep(gate: Gate, number: int) -> bool:
    """Settle what settled itself meanwhile, and close the handover when nothing is left; answers whether it is closed."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    return finish_if_whole(gate, case)


def _back(gate: Gate, number: int, verb: str, words: str) -> Case:
    offer = locked_case(gate, number, TAKING)
    gate.permit_none()
    sign(gate, offer, TAKING, verb, words=words)
    HandoverItem.objects.filter(offer=offer, settled_at=None).update(successor=None, offer=None)
    return offer


def _fit_for(items: Sequence[HandoverItem], successor: Staff) -> list[HandoverItem]:
    """Of open cases those that the successor may read as a reader of their kind, or whose next step the role may take."""
    cases = Case.objects.in_bulk([one.subject for one in items if one.subject is not None])
    return [one for one in items if one.subject in cases and _may_own(cases[one.subject], successor)]


def _may_own(case: Case, successor: Staff) -> bool:
    flow, phrases = FLOWS[case.kind], policy.phrases()
    own = [phrases.get(flow.phrase(move.verb)) for move in flow.moves_from(case.state) if move.tie == "owner"]
    roles = flow.readers.union(*(phrase.roles for phrase in own if phrase is not None))
    return successor.role in roles and knows(successor, case) and not is_concerned(successor, case)


def _chosen(case: Case, group: str, named: Sequence[int]) -> QuerySet[HandoverItem]:
    """The open items of a group; ``named`` narrows it to these files, the only way for a top secret one."""
    what, _colon, part = group.partition(":")
    found = HandoverItem.objects.filter(case=case, what=what, settled_at=None).order_by("pk")
    if named:
        return found.filter(customer_id__in=named)
    if what not in DUTIES:
        return found
    files = File.objects.filter(secrecy__lt=TOP_SECRET)
    if part:
        files = files.filter(Q(key_customer=True) if part == "key" else Q(kind=part))
    return found.filter(customer_id__in=files.values("pk"))
