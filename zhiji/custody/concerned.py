"""Whom a leak concerns, and body["role"] in HANDLERS and how many must be left to handle it: naming colleagues must not lock everybody out (Art. 27).

A general manager stays until two colleagues have named the same one. Of all others, so many are shut out that norm
``house.leak`` (``handlers_left`` human beings, one of whom may trace and contain) still holds.
"""

from collections.abc import Collection, Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate
from zhiji.custody.cases import persons, tell
from zhiji.custody.handling import accounts_of, keep_record, of_role, records
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.leak import HANDLERS, enough
from zhiji.staff.models import Staff

DOUBT = "doubt"
"""The kind of record that keeps who named somebody who is not shut out (yet)."""
CLEARED = "cleared"
"""The kind of record that keeps whom the general manager found to have no part in it."""


def are_enough_left(gate: Gate, out: Collection[int]) -> bool:
    """Whether enough colleagues would handle a leak if these accounts were shut out of it."""
    least = norms.on(timezone.localdate(gate.at)).incident.handlers_left
    contain = policy.phrases()["custody:leak:contain"].roles
    left = Staff.objects.filter(role__in=HANDLERS, is_active=True).exclude(pk__in=out)
    return enough([(one.person_key, one.role in contain) for one in left], least)


def shut_out(gate: Gate, staff: Iterable[int]) -> tuple[set[int], set[int]]:
    """Accounts that a fresh leak concerns, by what a report or the journal says: those shut out at once, and those kept
    because they are general managers or because too few would be left."""
    theirs = accounts_of(list(staff))
    kept = theirs & set(of_role("gm"))
    if not are_enough_left(gate, theirs - kept):
        kept |= theirs & set(of_role(*HANDLERS))
    return theirs - kept, kept


def note_kept(gate: Gate, case: Case, kept: Collection[int]) -> None:
    """Keep, sealed, that somebody was named who still handles the case; other general managers are told of the case."""
    if not kept:
        return
    keep_record(
        gate, case, DOUBT, {"whom": sorted(kept), "persons": sorted(persons(gate.by)), "role": gate.by.role}
    )
    tell(gate, [one for one in of_role("gm") if one not in kept and one != gate.by.pk], "leak_concern", case)


def is_named_by_another(gate: Gate, case: Case, theirs: Collection[int]) -> bool:
    """Whether another human being than the one who acts, and who handles leaks as well, has named one of these before."""
    mine = persons(gate.by)
    cleared = [row.pk for row, body in records(gate, case, CLEARED) if set(body["whom"]) & set(theirs)]
    return any(
        set(body["whom"]) & set(theirs)
        and body["role"] in HANDLERS
        and not mine & set(body["persons"])
        and row.pk > max(cleared, default=0)
        for row, body in records(gate, case, DOUBT)
    )


def refuse_emptying(gate: Gate, case: Case, theirs: Collection[int]) -> None:
    """Raise ``Invalid`` where shutting these out would leave too few to handle the case."""
    if not are_enough_left(gate, {*case.content.get("concerned", ()), *theirs}):
        least = norms.on(timezone.localdate(gate.at)).incident.handlers_left
        message = _("Too few would be left to handle this case.")
        mend = _(
            "At least %(least)s people stay, one of them a supervisor or manager. Enrol or move another colleague first."
        )
        raise Invalid([Finding("whom", "floor", message, mend % {"least": least})])
