"""Sending and carrying (Art. 23.2): the couriers' list, and parcels that go from hand to hand until they arrive."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import acting, locked_case, open_case, persons, sign, signed, tell
from zhiji.custody.finding import known_files
from zhiji.custody.models import Case, Courier
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.courier import FLOW, MEASURES
from zhiji.staff.models import Staff


@act("custody:courier:name")
def name_courier(gate: Gate, username: str) -> Courier:
    """The information supervisor designates a colleague who may carry customer information."""
    gate.permit_none()
    staff = Staff.objects.filter(username=username, is_active=True).first()
    if staff is None:
        raise Invalid([
            Finding("username", "staff", _("There is no such colleague."), _("Choose one from the list."))
        ])  # fmt: skip
    if found := Courier.objects.filter(staff=staff, ended_at=None).first():
        return found
    gate.fact("courier", staff.pk)
    return Courier.objects.create(staff=staff, named_by_id=gate.by.pk or 0, named_at=gate.at)


@act("custody:courier:end")
def end_courier(gate: Gate, courier: int) -> None:
    """End a designation; parcels in these hands may still be handed over."""
    gate.permit_none()
    ended = Courier.objects.filter(pk=courier, ended_at=None)
    gate.fact("ended", list(ended.values_list("staff_id", flat=True)))
    ended.update(ended_at=gate.at)


@act("custody:courier:ask")
def ask(
    gate: Gate,
    *,
    customers: Sequence[str],
    measures: Sequence[str],
    seal_number: str,
    destination: str,
    receiver: Staff | None,
    arrival: datetime,
    reason: str,
) -> Case:
    """Note a parcel: which files, where to and by when, under which safety measures and seal. It lies in the raiser's hands."""
    gate.permit_none()
    files = known_files(gate, customers)
    rule = norms.on(timezone.localdate(gate.at)).secrecy
    if not set(measures) <= set(MEASURES) or len(set(measures)) < rule.carry_measures_least:
        mend = _("Tick at least %(least)s.") % {"least": rule.carry_measures_least}
        raise Invalid([Finding("measures", "measures", _("These safety measures are too few."), mend)])
    if not gate.at < arrival <= gate.at + timedelta(days=rule.carry_days_most):
        mend = _("At most %(most)s days from now.") % {"most": rule.carry_days_most}
        raise Invalid([Finding("arrival", "range", _("The arrival must lie shortly ahead."), mend)])
    content = {
        "measures": list(measures),
        "receiver": receiver.pk if receiver else None,
        "arrival": arrival.isoformat(),
    }
    return open_case(
        gate, FLOW, files=files, reason=reason, content=content, owner=Staff.objects.get(pk=gate.by.pk or 0), due_at=arrival,
        private={"seal_number": seal_number, "destination": destination},
    )  # fmt: skip


@act("custody:courier:give")
def give(gate: Gate, number: int, *, to: Staff, words: str = "") -> Case:
    """Who holds the parcel signs it over: to a designated courier, or to the colleague it is for."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if to.pk != case.content["receiver"] and to.pk != case.raised_by_id and not is_courier(to):
        raise Invalid([
            Finding("to", "courier", _("This colleague is no designated courier."),
                    _("Choose one of the couriers' list, or ask the supervisor to name this one."))
        ])  # fmt: skip
    if to.person_key in persons(gate.by):
        raise Invalid([
            Finding("to", "self", _("Nobody hands a parcel over to themself."), _("Choose the next hands."))
        ])  # fmt: skip
    case.content = case.content | {"giver": acting(gate.by)}
    sign(gate, case, FLOW, "give", words=words, owner=to, due_at=case.due_at)
    return case


@act("custody:courier:take")
def take(gate: Gate, number: int, *, words: str = "") -> Case:
    """The receiver signs too; never the same person as the giver of this hand-over."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    last = [one for one in signed(case) if one.verb == "give"][-1:]
    if any(one.persons & persons(gate.by) for one in last):
        gate.refuse("four_eyes")
    sign(gate, case, FLOW, "take", words=words, due_at=case.due_at)
    return case


@act("custody:courier:decline")
def decline(gate: Gate, number: int, *, words: str) -> Case:
    """The named receiver did not get it: the parcel stands in the giver's hands again."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    giver = Staff.objects.get(pk=case.content["giver"])
    sign(gate, case, FLOW, "decline", words=words, owner=giver, due_at=case.due_at)
    return case


@act("custody:courier:arrive")
def arrive(gate: Gate, number: int, *, seal_whole: bool, words: str = "") -> Case:
    """The colleague it is for confirms the arrival; outside the bank the courier does, with the recipient's receipt.

    A broken seal needs words, and the supervisor is told at once.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    receiver = case.content["receiver"]
    if receiver is not None and acting(gate.by) != receiver:
        gate.refuse("not_yours")
    if not seal_whole and not words.strip():
        raise Invalid([
            Finding("words", "required", _("A broken seal is explained."), _("Say what you found."))
        ])  # fmt: skip
    sign(gate, case, FLOW, "arrive", to="arrived" if seal_whole else "broken", words=words)
    if not seal_whole:
        told = Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True)
        tell(gate, [one for one in told if one != gate.by.pk], "seal_broken", case)
    return case


@act("custody:courier:cancel")
def cancel(gate: Gate, number: int, *, words: str) -> Case:
    """Not sent after all: only while the parcel lies in the raiser's own hands."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if case.owner_id != case.raised_by_id:
        gate.refuse("not_yours")
    sign(gate, case, FLOW, "cancel", words=words)
    return case


def is_courier(staff: Staff) -> bool:
    """Whether a colleague is designated now."""
    return Courier.objects.filter(staff=staff, ended_at=None).exists()
