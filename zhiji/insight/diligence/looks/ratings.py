"""A customer's rating as a colleague may see it, and the reviews that are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read_many
from zhiji.custody.models import Case
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import File
from zhiji.insight.diligence.keeping import body_of
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.procedures import COMPLIANCE, EVIDENCE, REVIEW
from zhiji.staff.naming import names_of

PAST = 12
"""Most past ratings shown."""
MOST = 200
"""Most lines of the list of reviews."""


@dataclass(frozen=True, slots=True)
class Past:
    """A rating that was in force. ``who`` is ``""`` for the house itself."""

    at: datetime
    level: str
    score: int
    origin: str
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A review or a request for evidence of this customer; ``label``: what it is and how it stands."""

    number: int
    kind: str
    state: str
    label: str
    at: datetime
    due: datetime | None
    closed: bool


@dataclass(frozen=True, slots=True)
class RatingView:
    """Where a customer stands. ``level`` is ``""`` where nothing is rated, None where this reader may not see it.

    ``explained`` is for compliance: score, items, factors, direct, hits, marks, words (``keeping.body``); empty for all others.
    ``overdue``: the review, or the first rating, should have been made by now.
    """

    number: str
    customer_id: int
    kind: str
    level: str | None
    measure: str
    rated_at: datetime | None
    review_due: date | None
    overdue: bool
    rate_by: date
    explained: Mapping[str, Any]
    past: Sequence[Past]
    cases: Sequence[CaseLine]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class DueLine:
    """A customer whose review is due. ``case``: the number of the review that is open, 0 for none."""

    number: str
    name: str
    level: str
    due: date
    overdue: bool
    case: int


@dataclass(frozen=True, slots=True)
class DueList:
    """Reviews by the day they are due, the oldest first. ``more``: there are more than are shown."""

    rows: Sequence[DueLine]
    until: date
    more: bool
    as_of: datetime


@look("insight:rating:read")
def read_rating(gate: Gate, number: str) -> RatingView:
    """The level in force with its measure and clock; for compliance also every line it rests on, and the past."""
    file = file_by_number(gate, number)
    permit = gate.permit(file)
    on = timezone.localdate(gate.at)
    rule = norms.on(on).cdd
    rate_by = timezone.localdate(file.opened_at) + timedelta(days=rule.rate_within_days)
    if permit.level("ties") != "clear":
        return RatingView(
            file.number,
            file.customer_id,
            file.kind,
            None,
            "",
            None,
            None,
            False,
            rate_by,
            {},
            (),
            (),
            gate.at,
        )
    found = list(Rating.objects.filter(customer_id=file.customer_id).order_by("-pk")[: PAST + 1])
    standing = next((one for one in found if one.current), None)
    contents = body_of(standing, permit)
    whole = gate.by.role in COMPLIANCE
    return RatingView(
        file.number, file.customer_id, file.kind, contents.get("level", ""), contents.get("measure", ""),
        standing.at if standing else None, standing.review_due if standing else None,
        (standing.review_due if standing else rate_by) < on, rate_by, contents if whole else {},
        _past([one for one in found if not one.current], permit) if whole else (), _cases(gate, file, whole), gate.at,
    )  # fmt: skip


@look("insight:review:list")
def reviews_due(gate: Gate) -> DueList:
    """Reviews that are overdue or due soon: compliance of the whole bank, a manager of the own customers."""
    gate.check_question()
    on = timezone.localdate(gate.at)
    until = on + timedelta(days=norms.on(on).cdd.review_ahead_days)
    due = Rating.objects.filter(current=True, review_due__lte=until).order_by("review_due", "customer_id")
    if gate.by.role not in COMPLIANCE:
        mine = File.objects.filter(Q(manager_id=gate.by.pk) | Q(deputy_id=gate.by.pk))
        due = due.filter(customer_id__in=mine.values("pk"))
    ratings = {one.customer_id: one for one in due[: MOST + 1]}
    files = list(File.objects.select_related("unit").filter(pk__in=list(ratings)[:MOST]))
    permits = gate.permit_many(files, {"until": until.isoformat()})
    open_to_reader = [file for file in files if file.customer_id in permits]
    shown = read_many(open_to_reader, permits, ("name",))
    cases = _open_reviews(list(permits))
    rows = [
        _due(file.number, shown[file.customer_id]["name"].text, ratings[file.customer_id], permits[file.customer_id], on,
             cases.get(file.customer_id, 0))
        for file in open_to_reader
    ]  # fmt: skip
    return DueList(sorted(rows, key=lambda row: (row.due, row.number)), until, len(ratings) > MOST, gate.at)


def _due(number: str, name: str, rating: Rating, permit: FilePermit, on: date, case: int) -> DueLine:
    level = body_of(rating, permit)["level"] if permit.level("ties") == "clear" else ""
    return DueLine(number, name, level, rating.review_due, rating.review_due < on, case)


def _open_reviews(customers: Sequence[int]) -> dict[int, int]:
    found = Case.objects.filter(kind=REVIEW.kind, closed_at=None, files__customer_id__in=customers)
    return {customer: number for number, customer in found.values_list("pk", "files__customer_id")}


def _past(ratings: Sequence[Rating], permit: FilePermit) -> list[Past]:
    names = names_of(one.by for one in ratings)
    opened = [(one, body_of(one, permit)) for one in ratings]
    return [
        Past(one.at, said["level"], said["score"], said["origin"], said["words"], names.get(one.by or 0, ""))
        for one, said in opened
    ]


def _cases(gate: Gate, file: File, whole: bool) -> list[CaseLine]:
    """Reviews are compliance's; a request for evidence is also its owner's."""
    flows = {flow.kind: flow for flow in ((REVIEW, EVIDENCE) if whole else (EVIDENCE,))}
    found = Case.objects.filter(kind__in=flows, files__customer_id=file.customer_id).order_by("-pk")
    if not whole:
        found = found.filter(owner_id=gate.by.pk)
    return [
        CaseLine(
            one.pk, one.kind, one.state, f"{flows[one.kind].label} · {flows[one.kind].state(one.state).label}", one.raised_at,
            None if one.closed_at else one.due_at, one.closed_at is not None,
        )
        for one in found[:PAST]
    ]  # fmt: skip
