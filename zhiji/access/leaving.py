"""A colleague moves to another post or leaves: what they could reach ends in the same transaction (Art. 19.1, AD).

Sessions, and with them the purpose in force; API tokens; grants; standing in, either way; the units they headed. What they
had in their care goes on to others: rooms above take part by ``AFTER``.

    leave(colleague, reason="…", by=manager)
    move(colleague, role="rm", unit=branch, reason="…", by=gm)
"""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiji.access import granting
from zhiji.access.gateway import Gate, act
from zhiji.access.models import ApiToken, Grant
from zhiji.access.people import Unfit
from zhiji.access.problems import secrets_as
from zhiji.staff.models import Staff, StandIn, Unit
from zhiji.staff.rules import POWERS, ROLES

REASON_MOST = 400


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody's going: ``kind`` is ``leave`` or ``move``. ``headed``: ids of the units that lost their head. ``keys``: what
    is to be handed back, a line each."""

    staff: Staff
    kind: str
    reason: str
    headed: tuple[int, ...]
    keys: tuple[str, ...]


AFTER: list[Callable[[Gate, Departure], None]] = []
"""What else happens in the same transaction, in order. A function that raises stops the departure."""


@act("staff:person:leave")
def leave(gate: Gate, staff: Staff, *, reason: str, keys: str = "") -> Staff:
    """A colleague leaves the bank: from this instant nothing opens to them. The name stays, in every history. Raises ``Unfit``."""
    gone = _begin(gate, staff, reason)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    _finish(gate, gone, "leave", reason, keys)
    return gone


@act("staff:person:move")
def move(gate: Gate, staff: Staff, *, role: str, unit: Unit, reason: str, keys: str = "") -> Staff:
    """A colleague takes another post under the same sign-in name; nothing of the old post stays open. Raises ``Unfit``."""
    moved = _begin(gate, staff, reason)
    if role not in ROLES:
        raise Unfit(_("role: choose one of %(roles)s.") % {"roles": ", ".join(ROLES)})
    if (role, unit.pk) == (moved.role, moved.unit_id):
        raise Unfit(_("role: the colleague has this post already."))
    if role in POWERS and gate.by.role == "manager":
        gate.refuse("not_yours")
    gate.fact("from", [moved.role, moved.unit_id])
    gate.fact("to", [role, unit.pk])
    moved.role, moved.unit = role, unit
    moved.save(update_fields=["role", "unit"])
    _finish(gate, moved, "move", reason, keys)
    return moved


def _begin(gate: Gate, staff: Staff, reason: str) -> Staff:
    """The colleague, locked; refused where it is oneself, one's other account, or somebody only the general manager moves."""
    gate.permit_none()
    found = Staff.objects.select_related("unit").select_for_update(of=("self",)).get(pk=staff.pk)
    gate.fact("staff", found.pk)
    if isinstance(gate.by, Staff) and gate.by.person_key == found.person_key:
        gate.refuse("not_yours")
    if found.role in POWERS and gate.by.role == "manager":
        gate.refuse("not_yours")
    if not found.is_active:
        raise Unfit(_("staff: %(name)s has left already.") % {"name": found.username})
    if not 4 <= len(reason.strip()) <= REASON_MOST or secrets_as("reason", reason):
        raise Unfit(_("reason: say why in one sentence, without any number of a customer."))
    return found


def _finish(gate: Gate, staff: Staff, kind: str, reason: str, keys: str) -> None:
    headed = tuple(Unit.objects.filter(head=staff).values_list("pk", flat=True))
    Unit.objects.filter(pk__in=headed).update(head=None)
    cut(gate, staff)
    named = tuple(line.strip()[:80] for line in keys.splitlines() if line.strip())[:50]
    if any(secrets_as("keys", line) for line in named):
        raise Unfit(_("keys: name the key or cabinet, without any number of a customer."))
    for more in AFTER:
        more(gate, Departure(staff, kind, reason.strip(), headed, named))


def cut(gate: Gate, staff: Staff) -> None:
    """End everything by which a colleague reaches data: sessions, tokens, grants, standing in."""
    gate.fact("sessions", _end_sessions(staff))
    tokens = ApiToken.objects.filter(staff=staff, revoked_at=None, ends_at__gt=gate.at)
    gate.fact("tokens", tokens.update(revoked_at=gate.at))
    granting.end(gate, list(Grant.objects.filter(staff=staff, revoked_at=None).values_list("pk", flat=True)))
    standing = StandIn.objects.filter(Q(absent=staff) | Q(stand_in=staff), ended_at=None)
    gate.fact("stand_ins", standing.update(ended_at=gate.at))


def _end_sessions(staff: Staff) -> int:
    """End every session of a colleague, those too that nobody registered; answers how many."""
    UserSession.objects.filter(user=staff).delete()
    mine = [
        one.session_key
        for one in Session.objects.all()
        if one.get_decoded().get(SESSION_KEY) == str(staff.pk)
    ]
    return Session.objects.filter(session_key__in=mine).delete()[0]
