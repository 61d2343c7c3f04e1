"""The lists behind the figures: files that fall short of a principle, files that lack a category. Governed looks at files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Cast

from zhiji.access.gateway import Gate, look
from zhiji.access.rules import TOP_SECRET
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.models import Attachment, File
from zhiji.customers.quality import PRINCIPLES
from zhiji.fields import COMPARTMENTS
from zhiji.insight.explorer.counting import home_unit, units_seen
from zhiji.insight.principles.models import FileScore

PAGE = 50
STEP = 10**12
"""Above every customer id: a cursor of the failing files holds the share and the id."""


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """A file with whom it falls to; ``good`` of ``of`` where it is about a principle."""

    row: FileRow
    custodian: str
    good: int = 0
    of: int = 0
    weighed_on: date | None = None

    @property
    def score(self) -> int:
        """In per cent; what falls short is never 100."""
        return min(99, round(100 * self.good / self.of)) if self.of else 0


@dataclass(frozen=True, slots=True)
class OwnedRows:
    """A page of files of ``unit`` (0: all that are seen); ``next`` is the cursor of the page below."""

    unit: int
    seen: str
    rows: Sequence[OwnedRow]
    next: int | None
    at: datetime


@look("insight:principle:failing")
def files_failing(
    gate: Gate, principle: str, unit: int = 0, *, cursor: int | None = None, limit: int = PAGE
) -> OwnedRows:
    """Files that fall short of a principle, the worst first. It leaves as an export (``leaving``).
    Raises KeyError for an unknown principle."""
    gate.check_question()
    if principle not in PRINCIPLES:
        raise KeyError(principle)
    good, of = f"{principle}_good", f"{principle}_of"
    short = short_of(gate, principle, unit)

    def after(place: int | None, many: int) -> list[tuple[int, int]]:
        found = short if place is None else short.filter(place__gt=place)
        return list(found.values_list("place", "customer_id")[:many])

    files, following = _page(gate, after, cursor, limit)
    scores = FileScore.objects.in_bulk([file.pk for file in files])
    rows = [
        OwnedRow(row, custodian, getattr(scores[row.customer_id], good), getattr(scores[row.customer_id], of),
                 scores[row.customer_id].weighed_on)
        for row, custodian in _rows(gate, files, {"principle": principle, "unit": unit})
    ]  # fmt: skip
    return OwnedRows(unit, home_unit(gate.by).label, rows, following, gate.at)


@look("insight:category:lacking")
def files_lacking(
    gate: Gate,
    category: str,
    unit: int = 0,
    kind: str = "",
    *,
    cursor: int | None = None,
    limit: int = PAGE,
) -> OwnedRows:
    """Files without a category, the newest first. ``category``: a compartment, or ``scan_`` with a kind of scan."""
    gate.check_question()
    found = lacking(gate, category, unit)
    if kind:
        found = found.filter(kind=kind)

    def after(place: int | None, many: int) -> list[tuple[int, int]]:
        below = found if place is None else found.filter(pk__lt=place)
        return [(one, one) for one in below.order_by("-pk").values_list("pk", flat=True)[:many]]

    files, following = _page(gate, after, cursor, limit)
    facts = {"category": category, "unit": unit, "kind": kind}
    rows = [OwnedRow(row, custodian) for row, custodian in _rows(gate, files, facts)]
    return OwnedRows(unit, home_unit(gate.by).label, rows, following, gate.at)


def short_of(gate: Gate, principle: str, unit: int = 0) -> QuerySet[Any]:
    """The scores of files that fall short of a principle, the worst first by ``place``."""
    good, of = f"{principle}_good", f"{principle}_of"
    share = Cast(F(good), BigIntegerField()) * 1000 / F(of)
    short = FileScore.objects.filter(
        customer_id__in=live_files(gate, unit).values("pk"), **{f"{good}__lt": F(of)}
    )
    return short.annotate(place=Cast(share * STEP + F("customer_id"), BigIntegerField())).order_by("place")


def lacking(gate: Gate, category: str, unit: int = 0) -> QuerySet[File]:
    """The live files without a category."""
    found = live_files(gate, unit)
    if category in COMPARTMENTS:
        return found.filter(**{f"{category}__isnull": True})
    scans = Attachment.objects.filter(customer_id=OuterRef("pk"), kind=category.removeprefix("scan_"))
    return found.filter(~Exists(scans))


def live_files(gate: Gate, unit: int = 0) -> QuerySet[File]:
    """What the figures are of, in the units a colleague sees, or one of these; none of another unit."""
    units = [one for one in units_seen(gate.by) if unit in (0, one)]
    found = File.objects.filter(unit__in=units, secrecy__lt=TOP_SECRET, store_only=False)
    return found.exclude(state="closed")


def _page(
    gate: Gate, after: Callable[[int | None, int], list[tuple[int, int]]], cursor: int | None, limit: int
) -> tuple[list[File], int | None]:
    """A page filled up with files the reader may see, in the order of ``after`` (place, file), and the place of the next."""
    kept: list[tuple[int, File]] = []
    place, more = cursor, True
    while more and len(kept) <= limit:
        found = after(place, limit + 1)
        more = len(found) > limit
        held = File.objects.select_related("unit", "manager", "custodian").in_bulk(
            [file for _place, file in found]
        )
        seen = {file.pk for file in gate.foresee(held.values())}
        kept += [(where, held[file]) for where, file in found if file in seen]
        place = found[-1][0] if found else place
    return [file for _place, file in kept[:limit]], kept[limit - 1][0] if len(kept) > limit else None


def _rows(gate: Gate, files: Sequence[File], facts: dict[str, Any]) -> list[tuple[FileRow, str]]:
    """The permitted rows with their custodians; the receipt names the question and every file returned."""
    permits = gate.permit_many(files, {**facts, "rows": len(files)})
    keepers = {file.pk: file.custodian.display_name for file in files}
    return [(row, keepers[row.customer_id]) for row in rows_of(files, permits)]
