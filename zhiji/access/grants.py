"""Finds and uses live grants. A grant is judged alone: it never lengthens or shortens another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from zhiji.access import policy
from zhiji.access.models import Grant
from zhiji.access.refusals import Refused
from zhiji.access.rules import Actor, Decision
from zhiji.staff.rules import ROLES

FEW = 100
"""Up to so many customers are named in the query; for more, all of the colleague's live grants are fetched: they are few."""

# Every opening of a file asks this: as plain text it costs a tenth of composing it anew each time.
_LIVE = """
SELECT g.id, g.compartments, c.customer_id FROM access_grantedcustomer c JOIN access_grant g ON g.id = c.grant_id
WHERE c.staff_id = %s AND (%s::bigint[] IS NULL OR c.customer_id = ANY(%s::bigint[])) AND g.purpose = %s
AND g.starts_at <= %s AND g.ends_at > %s AND g.revoked_at IS NULL AND (g.uses_allowed IS NULL OR g.uses < g.uses_allowed)
ORDER BY g.id
"""


@dataclass(frozen=True, slots=True)
class LiveGrant:
    """A grant in force: its id and the compartments it opens."""

    pk: int
    compartments: tuple[str, ...]


def may_help(phrase: str, by: Actor, decision: Decision | None) -> bool:
    """Whether a grant can matter: a look on files, by a role that may meet customer data, not refused for its phrase."""
    wanted = policy.phrases()[phrase]
    if wanted.subject != "file" or by.role not in ROLES or not ROLES[by.role].sees_customers:
        return False
    return decision is None or decision.code in ("", "level", "relation", "secrecy")


def live(by: Actor, customers: Sequence[int], purpose: str, at: datetime) -> Mapping[int, list[LiveGrant]]:
    """The colleague's grants in force at ``at`` for this purpose, by customer. One query."""
    found: dict[int, list[LiveGrant]] = defaultdict(list)
    named = list(customers) if len(customers) <= FEW else None
    with connection.cursor() as cursor:
        cursor.execute(_LIVE, [by.pk or 0, named, named, purpose, at, at])
        for pk, compartments, customer in cursor.fetchall():
            found[customer].append(LiveGrant(pk, tuple(compartments)))
    return found


def use(grant: int) -> None:
    """Count one use, in the receipt's transaction; raises ``Refused`` when the last was taken meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'access:grant:use', true)")
    taken = (
        Grant.objects.filter(pk=grant, revoked_at=None)
        .filter(Q(uses_allowed=None) | Q(uses__lt=F("uses_allowed")))
        .update(uses=F("uses") + 1)
    )
    if not taken:
        raise Refused(Decision("access:grant:use", False, "level"))
