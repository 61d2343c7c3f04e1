"""What a departure leaves behind, and how it is passed on. Called only from acts, inside their transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate
from zhiji.access.leaving import Departure
from zhiji.access.people import Unfit
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.cases import open_case, sign
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Cabinet, Case, HandoverItem
from zhiji.custody.rules.handover import DUTIES, FLOW
from zhiji.customers.actions.handing import pass_duty
from zhiji.customers.models import File
from zhiji.staff.models import Staff, Unit

INTERIM_ROLES = ("supervisor", "manager")
"""Who answers for what is left until a successor takes it: they may know of every file already, so nothing widens."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to be handed over, as ``HandoverItem`` keeps it."""

    what: str
    customer_id: int | None = None
    subject: int | None = None
    label: str = ""


SOURCES: list[Callable[[Staff], Iterable[Thing]]] = []
"""What other rooms have in a colleague's hand (promises to customers): each answers its things."""


def begin(gate: Gate, departure: Departure) -> None:
    """Open the handover of a departure: list what was in the colleague's hand and pass it to whoever answers meanwhile."""
    staff = departure.staff
    interim = interim_for(staff)
    things = [*_duties(staff), *_cases(staff), *_keys(departure)]
    things += [one for source in SOURCES for one in source(staff)]
    if interim is None and any(one.what in DUTIES for one in things):
        raise Unfit(
            _(
                "staff: nobody is there to answer for the files meanwhile; enrol an information supervisor first."
            )
        )
    customers = [one.customer_id for one in things if one.customer_id is not None]
    ordinary = File.objects.filter(pk__in=customers, secrecy__lt=TOP_SECRET).only("customer_id")
    case = open_case(
        gate, FLOW, files=ordinary, reason=departure.reason, owner=interim,
        content={"departed": staff.pk, "kind": departure.kind},
    )  # fmt: skip
    HandoverItem.objects.bulk_create(
        HandoverItem(
            case=case, what=one.what, customer_id=one.customer_id, subject=one.subject, label=one.label
        )
        for one in things
    )
    if customers:
        gate.about(*dict.fromkeys(customers))
    for what, duty in DUTIES.items():
        ids = [one.customer_id for one in things if one.what == what and one.customer_id is not None]
        pass_duty(duty, ids, None if duty == "deputy" else interim)
    _spoken().filter(owner=staff, closed_at=None).update(owner=interim)
    _reopen(staff)
    finish_if_whole(gate, case)


def interim_for(staff: Staff) -> Staff | None:
    """Who answers for what a colleague leaves: an active information supervisor, else a manager; never the same person."""
    found = (
        Staff.objects.filter(role__in=INTERIM_ROLES, is_active=True).exclude(pk=staff.pk).order_by("username")
    )
    fit = [one for one in found if one.person_key != staff.person_key]
    return min(fit, key=lambda one: INTERIM_ROLES.index(one.role), default=None)


def refresh(gate: Gate, case: Case) -> None:
    """Settle what has settled itself meanwhile: a case that closed, a unit that has a head again."""
    open_items = HandoverItem.objects.filter(case=case, settled_at=None)
    closed = Case.objects.exclude(closed_at=None).values("pk")
    headed = Unit.objects.exclude(head=None).values("pk")
    open_items.filter(
        Q(what__in=("owned", "request", "loan"), subject__in=closed) | Q(what="unit", subject__in=headed)
    ).update(settled_at=gate.at)


def finish_if_whole(gate: Gate, case: Case) -> bool:
    """Close the handover when its list is empty; answers whether it is."""
    refresh(gate, case)
    if case.state != "begun" or HandoverItem.objects.filter(case=case, settled_at=None).exists():
        return False
    sign(gate, case, FLOW, "finish")
    return True


def pass_on(gate: Gate, item: HandoverItem, to: Staff) -> None:
    """Give one thing to its successor. Duties on files go by ``pass_duty``, many at once."""
    if item.what == "owned":
        Case.objects.filter(pk=item.subject or 0, closed_at=None).update(owner=to)
    elif item.what == "key" and item.subject is not None:
        Cabinet.objects.filter(pk=item.subject).update(custodian=to)


def _duties(staff: Staff) -> list[Thing]:
    found: list[Thing] = []
    for what, duty in DUTIES.items():
        ids = File.objects.filter(**{duty: staff}).order_by("pk").values_list("pk", flat=True)
        found += [Thing(what, customer_id=one) for one in ids]
    return found


def _spoken() -> QuerySet[Case]:
    """Cases that may stand on a list of things handed over: who answers meanwhile must not learn of the others."""
    return Case.objects.exclude(kind__in=[flow.kind for flow in FLOWS.values() if flow.unspoken])


def _cases(staff: Staff) -> list[Thing]:
    owned = _spoken().filter(owner=staff, closed_at=None).values_list("pk", flat=True)
    found = [Thing("owned", subject=one) for one in owned]
    own = _spoken().filter(raised_by=staff, closed_at=None).exclude(owner=staff).order_by("pk")
    out = ("lent", "open")
    return found + [
        Thing("loan" if one.kind == "loan" and one.state in out else "request", subject=one.pk) for one in own
    ]


def _keys(departure: Departure) -> list[Thing]:
    cabinets = Cabinet.objects.filter(custodian=departure.staff).order_by("code")
    return [
        *(Thing("unit", subject=one) for one in departure.headed),
        *(Thing("key", subject=one.pk, label=one.code) for one in cabinets),
        *(Thing("key", label=line) for line in departure.keys),
    ]


def _reopen(staff: Staff) -> None:
    """What was offered to the departing colleague and not yet taken waits for another successor."""
    HandoverItem.objects.filter(successor=staff, settled_at=None).update(successor=None, offer=None)
