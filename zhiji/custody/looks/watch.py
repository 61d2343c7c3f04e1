"""What an alert says, which readers a complaint points to, and the page that tells all colleagues what is watched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.custody.cases import private_of
from zhiji.custody.discretion import SET_OUT_BY, is_withheld, private_for
from zhiji.custody.flows import FLOWS
from zhiji.custody.handling import accounts_of, records
from zhiji.custody.looks.rows import CaseRow, all_cases, may_read, printed_number, row_of, sides_of
from zhiji.custody.models import Copy, Export, Pack
from zhiji.custody.rules.export import HOW
from zhiji.custody.rules.stranger import ITEMS
from zhiji.custody.watch.kin import registered
from zhiji.custody.watch.signals import table
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Reason:
    """One signal of an alert with its numbers; ``says``: the rule with its thresholds."""

    name: str
    count: int
    usual: float
    limit: float
    says: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something that left the house and turned up again: the case it left under, its maker and time, how it turned up, by
    whom. ``readable``: the case may be opened."""

    case: int
    kind: str
    printed: str
    label: object
    maker: str
    made_at: datetime | None
    how: object
    by: str
    readable: bool


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert: about whom, why, which files, what turned up. ``withheld``: which file it was is told to others only."""

    row: CaseRow
    staff: str
    role: str
    reasons: Sequence[Reason]
    numbers: Sequence[str]
    day: str
    withheld: bool
    found: Found | None


@dataclass(frozen=True, slots=True)
class SuspectLine:
    """A reader who saw all that the stranger knew."""

    staff: str
    role: str
    unit: str
    customers: int
    looks: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that is watched, as the policy page says it."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """What is watched, with the thresholds in force on ``day``; ``budget`` alerts a day. ``own``: the customer numbers
    registered as the reader's own; ``relatives``: how many files are registered as those of relatives."""

    day: date
    signals: Sequence[Signal]
    budget: int
    hours: int
    own: Sequence[str]
    relatives: int


@look("custody:alert:read")
def read_alert(gate: Gate, number: int) -> AlertView:
    """One alert with its reasons; like an unknown one to the colleague it concerns."""
    case = _case(gate, number, "alert")
    staff = Staff.objects.filter(pk=case.content["staff"]).first()
    return AlertView(
        row_of(case, gate.at, sides_of(gate.by)), staff.display_name if staff else "", staff.role_label if staff else "",
        [_reason(gate, one) for one in case.content["signals"]], private_for(gate, case).get("customers", []),
        case.content.get("day", ""), is_withheld(case, gate.by), _found(gate, case),
    )  # fmt: skip


def _found(gate: Gate, case: Any) -> Found | None:
    told = case.content.get("trace")
    left = all_cases().filter(pk=told["case"]).first() if told else None
    if left is None:
        return None
    made = next(
        (one for kind in (Export, Copy, Pack) if (one := kind.objects.select_related("made_by").filter(case=left).first())), None
    )  # fmt: skip
    by = Staff.objects.filter(pk=told["by"]).first()
    printed, maker, made_at = (
        printed_number(left),
        made.made_by.display_name if made else "",
        made.made_at if made else None,
    )
    issued = left.issued.select_related("recipient").filter(number=told.get("copy", 0)).first()
    if issued is not None:  # of a report each numbered copy has a holder of its own
        printed, maker, made_at = (
            f"{printed}/{issued.number}",
            issued.recipient.display_name,
            issued.issued_at,
        )
    return Found(
        left.pk, left.kind, printed, FLOWS[left.kind].label, maker, made_at, HOW[told["how"]], by.display_name if by else "", may_read(left, gate.by, sides_of(gate.by)),
    )  # fmt: skip


def _reason(gate: Gate, one: Mapping[str, Any]) -> Reason:
    line = next(line for line in table() if line["id"] == one["id"])
    name, says = in_language(line["names"]), _says(line, norms.on(timezone.localdate(gate.at)).incident)
    if one["id"] == "touch" and gate.by.role in SET_OUT_BY:
        name = str(_("A decoy"))  # to nobody else is it said what kind of file it was
    return Reason(name, one["count"], one["usual"], one["limit"], says)


def _says(line: Mapping[str, Any], rule: Any) -> str:
    return str(in_language(line["says"])).format(*(getattr(rule, name) for name in line["limits"]))


@look("custody:stranger:read")
def read_suspects(gate: Gate, number: int) -> Sequence[SuspectLine]:
    """The readers who saw all that the stranger knew, the likeliest first; never shown to one of them."""
    case = _case(gate, number, "stranger")
    kept = records(gate, case, "suspects")
    found = kept[-1][1]["suspects"] if kept else []
    if gate.by.pk in accounts_of([one["staff"] for one in found]):
        gate.refuse("not_yours")
    people = {
        one.pk: one
        for one in Staff.objects.select_related("unit").filter(pk__in=[one["staff"] for one in found])
    }
    return [
        SuspectLine(
            people[one["staff"]].display_name, people[one["staff"]].role_label, people[one["staff"]].unit.label,
            one["customers"], one["looks"], parse_datetime(one["last"]),
        )
        for one in found if one["staff"] in people
    ]  # fmt: skip


def _case(gate: Gate, number: int, kind: str) -> Any:
    case = all_cases().filter(pk=number, kind=kind).first()
    if case is None or not may_read(case, gate.by, sides_of(gate.by)):
        gate.unknown({"case": number})
    gate.permit_none({"case": number})
    return case


@look("custody:watch:policy")
def read_watch_policy(gate: Gate) -> WatchPolicy:
    """What is watched of every colleague, word for word and with every threshold (N13)."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    rule = norms.on(today).incident
    signals = [Signal(in_language(line["names"]), _says(line, rule)) for line in table()]
    told = [private_of(gate, case) for case in registered(gate.by.pk or 0)]
    own, near = ({one for kept in told for one in kept.get(name, ())} for name in ("own", "relatives"))
    return WatchPolicy(today, signals, rule.alerts_per_day, rule.alert_hours, sorted(own), len(near - own))


def known_words(known: Sequence[str]) -> str:
    """What the stranger knew, in words."""
    return str(_(", ")).join(str(ITEMS[one][0]) for one in known)
