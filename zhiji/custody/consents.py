"""Asked by every room before it uses data for what rests on the customer's consent:

    from zhiji.custody import consents
    if consents.allows(customer_id, "marketing", at): ...

Reads the lines alone; nothing sealed is touched, so it needs no permit.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from zhiji.custody.models import Consent
from zhiji.custody.rules.consents import Line, allowed, uses
from zhiji.customers.models import File


def allows(customer_id: int, purpose_of_use: str, at: datetime) -> bool:
    """Whether this customer's data may be used so at ``at``. ``purpose_of_use`` is a use of ``custody/uses.toml``; KeyError
    for another."""
    return customer_id in allowed_of([customer_id], purpose_of_use, at)


def allowed_of(customers: Collection[int], purpose_of_use: str, at: datetime) -> set[int]:
    """Those of the customers whose data may be used so at ``at``. Two queries, however many they are."""
    use = uses()[purpose_of_use]
    files: Mapping[int, bool] = dict(
        File.objects.filter(pk__in=customers).values_list("customer_id", "store_only")
    )
    kept: dict[int, list[Line]] = {one: [] for one in files}
    for number, what, version, said in Consent.objects.filter(
        customer_id__in=list(files), use=use.id, at__lte=at
    ).values_list("customer_id", "what", "version", "at"):
        kept[number].append(Line(use.id, what, version, said))
    return {number for number, stored in files.items() if allowed(use, kept[number], at, store_only=stored)}


def lines_of(customer_id: int) -> list[Line]:
    """Every recorded line of one customer, oldest first."""
    return [
        Line(one.use, one.what, one.version, one.at)
        for one in Consent.objects.filter(customer_id=customer_id).order_by("at", "pk")
    ]
