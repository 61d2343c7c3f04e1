"""What the monitoring rules say of one customer, and the suspicions about it. For compliance alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.custody.cases import private_of
from zhiji.custody.models import Case
from zhiji.customers.finding import file_by_number
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.holdings.looks.shown import as_of, permit_wealth
from zhiji.insight.diligence.monitoring import RULES, Rule
from zhiji.insight.diligence.procedures import SUSPICION
from zhiji.insight.diligence.weighing import Hit, hits_of

MOST = 2000
"""Most suspicions that are looked through for one customer, the newest first."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The rules that strike, as of ``day``: the last day fed, or today where nothing was."""

    number: str
    kind: str
    day: date
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class SuspicionLine:
    """One case about a customer."""

    number: int
    state: str
    label: object
    at: datetime
    due: datetime | None


@look("insight:transaction:watch")
def watch(gate: Gate, number: str) -> Watched:
    """Run the rules over one customer's transactions up to the last day fed."""
    file = file_by_number(gate, number)
    permit_wealth(gate, file)
    day = as_of() or timezone.localdate(gate.at)
    return Watched(file.number, file.kind, day, hits_of(file.customer_id, file.kind, day))


@look("insight:suspicion:list")
def suspicions_about(gate: Gate, number: str) -> list[SuspicionLine]:
    """The suspicions that name this customer, newest first. The entry names no customer and is reserved to compliance."""
    gate.purpose = SUSPICION.kept_as
    gate.permit_none()
    customer_id = customer_id_of(number)
    wanted = number_of(customer_id) if customer_id else ""
    found = Case.objects.filter(kind=SUSPICION.kind).order_by("-pk")[:MOST]
    return [
        SuspicionLine(
            one.pk,
            one.state,
            SUSPICION.state(one.state).label,
            one.raised_at,
            None if one.closed_at else one.due_at,
        )
        for one in found
        if wanted in private_of(gate, one).get("customers", ())
    ]


@look("insight:rule:list")
def rules_in_force(gate: Gate) -> Sequence[Rule]:
    """The rules by which transactions are watched, in the order they are shown. No customer stands in them."""
    gate.permit_none()
    return list(RULES.values())
