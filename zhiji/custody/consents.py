"""Asked by every room before it uses data for what rests on the customer's consent:

    from zhiji.custody import consents
    if consents.allows(customer_id, "marketing", at): ...

Reads the lines alone; nothing sealed is touched, so it needs no permit.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from zhiji.access import policy
from zhiji.custody.models import Consent
from zhiji.custody.rules.consents import Line, allowed, standing, uses
from zhiji.custody.rules.provision import rests_on_consent
from zhiji.customers.models import File


def allows(customer_id: int, purpose_of_use: str, at: datetime) -> bool:
    """Whether this customer's data may be used so at ``at``. ``purpose_of_use`` is a use of ``custody/uses.toml``; KeyError
    for another."""
    return customer_id in allowed_of([customer_id], purpose_of_use, at)


_LAST = """
SELECT f.customer_id, f.store_only, c.what, c.version, c.at FROM customers_file f
LEFT JOIN LATERAL (SELECT what, version, at FROM custody_consent WHERE customer_id = f.customer_id AND use = %s AND at <= %s
    ORDER BY (what <> 'told') DESC, at DESC, id DESC LIMIT 1) c ON true
WHERE f.customer_id = ANY(%s)
"""
"""The line that decides on a use, one a customer; of no use only told, the last notice."""


def allowed_of(customers: Collection[int], purpose_of_use: str, at: datetime) -> set[int]:
    """Those of the customers whose data may be used so at ``at``. One query, however many they are."""
    use, kept = uses()[purpose_of_use], _last(customers, purpose_of_use, at)
    return {one for one, (stored, lines) in kept.items() if allowed(use, lines, at, store_only=stored)}


def standings_of(customers: Collection[int], purpose_of_use: str, at: datetime) -> dict[int, str]:
    """How the consent of each customer to a use that rests on it stands: ``""`` in force, ``missing``, ``withdrawn`` or
    ``lapsed``. One query. The gateway asks this for purposes that rest on consent."""
    use = uses()[purpose_of_use]
    words = {"consented": "", "withdrawn": "withdrawn", "lapsed": "lapsed"}
    kept = _last(customers, purpose_of_use, at)
    return {one: words.get(standing(use, lines, at), "missing") for one, (_stored, lines) in kept.items()}


def unshared(files: Collection[File], purpose: str, recipient_kind: str, at: datetime) -> list[File]:
    """Those of the files that may not be given outside to such a recipient for this purpose: it rests on the customer's
    consent (use ``sharing``), and none is in force. KeyError for an unknown purpose."""
    if not rests_on_consent(policy.purposes()[purpose], recipient_kind):
        return []
    agreed = allowed_of([file.customer_id for file in files], "sharing", at)
    return [file for file in files if file.customer_id not in agreed]


def _last(customers: Collection[int], use: str, at: datetime) -> dict[int, tuple[bool, list[Line]]]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [use, at, list(customers)])
        return {
            customer: (stored, [Line(use, what, version, said)] if what else [])
            for customer, stored, what, version, said in cursor.fetchall()
        }


def lines_of(customer_id: int) -> list[Line]:
    """Every recorded line of one customer, oldest first."""
    return [
        Line(one.use, one.what, one.version, one.at)
        for one in Consent.objects.filter(customer_id=customer_id).order_by("at", "pk")
    ]
