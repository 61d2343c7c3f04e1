"""Looks at the lake and its feeds; no customer's data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from zhiji.access.gateway import Gate, look
from zhiji.holdings.lake.checking import Verified, verified
from zhiji.holdings.models import Feed

PAGE = 50


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed taken in."""

    id: int
    system: str
    first: date
    last: date
    loaded_at: datetime
    rows: dict[str, int]
    generation: int


@dataclass(frozen=True, slots=True)
class Feeds:
    """Feeds, the newest first; ``next`` is the cursor of the page below."""

    lines: tuple[FeedLine, ...]
    next: int | None
    as_of: datetime


@look("holdings:lake:verify")
def verify(gate: Gate, told: Callable[[int, int], None] = lambda *_: None) -> Verified:
    """Compare every file of the lake with its journalled hash."""
    gate.permit_none()
    return verified(told)


@look("holdings:feed:list")
def list_feeds(gate: Gate, before: int | None = None) -> Feeds:
    """The feeds that were taken in."""
    gate.permit_none()
    found = Feed.objects.order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    held = list(found[: PAGE + 1])
    lines = tuple(
        FeedLine(one.pk, one.system, one.first_day, one.last_day, one.loaded_at, one.rows, one.generation)
        for one in held[:PAGE]
    )
    return Feeds(lines, lines[-1].id if len(held) > PAGE else None, gate.at)
