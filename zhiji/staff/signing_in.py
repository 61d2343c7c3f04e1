"""The lock on sign-in: by name and by address, the same for names that exist and names that do not.

A try is *reserved* before the secret is checked and *released* when the secret was right, so tries that arrive
together cannot slip past the limit. A whole sign-in *forgives* the name.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from zhiji import norms
from zhiji.staff.models import SignInFailure
from zhiji.staff.rules import locked_until


class Locked(Exception):
    """Sign-in is locked; ``until`` says when it opens again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"locked until {until.isoformat()}")
        self.until = until


def name_key(username: str) -> str:
    """The key under which failures of a sign-in name are counted."""
    return (
        "name:"
        + salted_hmac("zhiji.staff.signing_in", username.strip().casefold(), algorithm="sha256").hexdigest()
    )


def reserve(username: str, address: str, *, at: datetime | None = None) -> list[int]:
    """Count a try before it is made; the ids to ``release`` when it succeeds. Raises Locked."""
    now = at or timezone.now()
    rule = norms.on(timezone.localdate()).sign_in
    limits = {name_key(username): rule.failures, f"address:{address}": rule.failures_by_address}
    with transaction.atomic():
        with connection.cursor() as cursor:
            for key in sorted(limits):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
        if until := _locked(limits, now, rule.lock_minutes):
            raise Locked(until)
        SignInFailure.objects.filter(at__lt=now - timedelta(minutes=2 * rule.lock_minutes)).delete()
        made = SignInFailure.objects.bulk_create([SignInFailure(key=key, at=now) for key in limits])
    return [failure.pk for failure in made]


def release(reserved: list[int]) -> None:
    """The try succeeded: it was no failure."""
    SignInFailure.objects.filter(pk__in=reserved).delete()


def forgive(username: str) -> int:
    """The colleague signed in wholly: earlier failures of the name no longer count. Says how many there were."""
    return SignInFailure.objects.filter(key=name_key(username)).delete()[0]


def standing(username: str, *, at: datetime | None = None) -> tuple[int, datetime | None]:
    """How many tries are left for a name, and until when it is locked (None while open)."""
    now = at or timezone.now()
    rule = norms.on(timezone.localdate()).sign_in
    key = name_key(username)
    since = now - timedelta(minutes=rule.lock_minutes)
    used = SignInFailure.objects.filter(key=key, at__gt=since).count()
    return max(rule.failures - used, 0), _locked({key: rule.failures}, now, rule.lock_minutes)


def _locked(limits: dict[str, int], now: datetime, minutes: int) -> datetime | None:
    found = []
    for key, limit in limits.items():
        times = list(
            SignInFailure.objects.filter(key=key).order_by("-at").values_list("at", flat=True)[:limit]
        )
        if until := locked_until(times, now, limit=limit, minutes=minutes):
            found.append(until)
    return max(found, default=None)
