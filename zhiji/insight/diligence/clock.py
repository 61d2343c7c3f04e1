"""What due diligence does by the clock: rates customers who have no rating, opens the reviews that are due.

Run twice for one moment it changes nothing more.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.custody.models import Case, CaseFile
from zhiji.customers.models import File
from zhiji.customers.rules import number_of
from zhiji.insight.diligence.actions.ratings import make_rating
from zhiji.insight.diligence.actions.reviews import open_review
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.procedures import REVIEW

AT_ONCE = 50
"""Most customers rated, and reviews opened, in one go: the rest waits for the next minute."""
REASON = "review_due"
"""A code of the house (``procedures.SAID``)."""
LIVE = ("new", "established", "dormant")
"""States of a file whose customer is rated."""


def tick(at: datetime) -> tuple[int, int]:
    """Rate and open; answers how many were rated and how many reviews opened."""
    house = {"by": Job("clock"), "channel": "job", "at": at}
    unrated = list(unrated_files()[:AT_ONCE])
    for customer in unrated:
        make_rating(number_of(customer), **house)
    due = list(due_customers(at)[:AT_ONCE])
    for customer in due:
        open_review(customers=[number_of(customer)], reason=REASON, **house)
    return len(unrated), len(due)


def unrated_files() -> QuerySet[Any, int]:
    """Customers without a rating, the oldest file first."""
    rated = Rating.objects.filter(customer_id=OuterRef("pk"), current=True)
    found = File.objects.filter(~Exists(rated), state__in=LIVE, store_only=False)
    return found.order_by("opened_at", "pk").values_list("pk", flat=True)


def due_customers(at: datetime) -> QuerySet[Any, int]:
    """Customers whose review is due within the norm's days and not open yet, the most urgent first."""
    on = timezone.localdate(at)
    until = on + timedelta(days=norms.on(on).cdd.review_ahead_days)
    open_cases = Case.objects.filter(kind=REVIEW.kind, closed_at=None)
    reviewed = CaseFile.objects.filter(customer_id=OuterRef("customer_id"), case__in=open_cases)
    kept = File.objects.filter(pk=OuterRef("customer_id"), state__in=LIVE, store_only=False)
    found = Rating.objects.filter(Exists(kept), ~Exists(reviewed), current=True, review_due__lte=until)
    return found.order_by("review_due", "customer_id").values_list("customer_id", flat=True)
