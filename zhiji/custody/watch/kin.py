"""Which files are a colleague's own, and which those of relatives: what was registered, and the ties that stand on one's own
file. Opened for comparison only, inside the act that weighs a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiji.access.gateway import Gate
from zhiji.custody.cases import private_of
from zhiji.custody.handling import accounts_of
from zhiji.custody.models import Case
from zhiji.custody.rules.kin import FLOW
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of


@dataclass(frozen=True, slots=True)
class Kin:
    """Customer ids of one colleague: the own files, and those of relatives without them."""

    own: frozenset[int] = frozenset()
    relatives: frozenset[int] = frozenset()


NOBODY = Kin()


def registered(staff: int) -> Iterable[Case]:
    """The registrations in force of one colleague, whichever account they name."""
    return Case.objects.filter(kind=FLOW.kind, state="set", content__staff__in=sorted(accounts_of([staff])))


def kin(gate: Gate, roles: Iterable[str], on: date) -> Mapping[int, Kin]:
    """Account → files, of everybody with a registration in force. ``roles``: the ties that count as near (norm
    ``house.insider-signals``, ``kin_roles``); ``on``: the day that is weighed, on which a tie must not have ended. The gate has permitted the act already."""
    own: dict[int, set[int]] = defaultdict(set)
    relatives: dict[int, set[int]] = defaultdict(set)
    for case in Case.objects.filter(kind=FLOW.kind, state="set"):
        told = private_of(gate, case)
        for staff in accounts_of([case.content["staff"]]):
            own[staff] |= _ids(told.get("own", ()))
            relatives[staff] |= _ids(told.get("relatives", ()))
    tied = _tied(gate, {one for many in own.values() for one in many}, frozenset(roles), on)
    for staff, mine in own.items():
        relatives[staff] |= {other for one in mine for other in tied.get(one, ())}
    return {
        staff: Kin(frozenset(own[staff]), frozenset(relatives[staff] - own[staff]))
        for staff in {*own, *relatives}
    }


def _ids(numbers: Iterable[str]) -> set[int]:
    return {one for one in map(customer_id_of, numbers) if one is not None}


def _tied(gate: Gate, ids: set[int], roles: frozenset[str], on: date) -> Mapping[int, set[int]]:
    """Customer → the customers its file names in these ties. A tie stands on both files, so one's own is enough."""
    found: dict[int, set[int]] = defaultdict(set)

    def note(customer: int, values: Mapping[str, Any]) -> bool:
        for tie in values.get("ties") or ():
            other = customer_id_of(str(tie.get("customer") or ""))
            if other is not None and tie.get("role") in roles and not _ended(tie, on):
                found[customer].add(other)
        return False

    files = File.objects.filter(pk__in=ids, ties__isnull=False).only("customer_id", "ties")
    gate.match(((one.customer_id, one.ties) for one in files), note)
    return found


def _ended(tie: Mapping[str, Any], on: date) -> bool:
    """Whether a tie was over before a day: it holds to the end of its last day, and one whose end lies ahead still holds."""
    until = str(tie.get("until") or "")
    return bool(until) and until < on.isoformat()
