"""Where the files come from, and what became of the records that came in (Z03, Z04, Z05): counts by source, imports, feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Sum
from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.customers.models import ImportJob
from zhiji.holdings.models import Feed
from zhiji.insight.explorer.counting import home_unit
from zhiji.insight.explorer.dimensions import rules_on
from zhiji.insight.explorer.guarding import TOTAL, Guarded, Reckoned, guarded, to_step
from zhiji.insight.looks.explorer import name_of
from zhiji.insight.principles.looks.rows import live_files
from zhiji.insight.principles.models import FileScore


@dataclass(frozen=True, slots=True)
class Import:
    """Everything taken in by one mapping (a system or a channel): rows, and what became of them. ``known``: rows whose identifiers a file of
    the bank or an earlier row had already: the same customer, opened once."""

    mapping: str
    runs: int
    rows: int
    files: int
    incomplete: int
    known: int
    back: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Fed:
    """The feeds of one core system: how many, rows by table of all together, the last day."""

    system: str
    feeds: int
    rows: int
    last: date


@dataclass(frozen=True, slots=True)
class Sources:
    """``files``: source by ``TOTAL``, files of the branch and below whose last version it told; ``differing``: files in which two sources tell a
    value differently and nobody has verified it; None: too few to be told."""

    unit: str
    files: Guarded
    codes: Sequence[str]
    differing: int | None
    imports: Sequence[Import]
    feeds: Sequence[Fed]
    least: int
    at: datetime
    by: str


@look("insight:source:read")
def read_sources(gate: Gate, form: str = "page") -> Sources:
    """Of the branch one belongs to and those below; imports and feeds are of the whole bank. ``form``: page or the kind of file."""
    gate.permit_none({"form": form})
    rules = rules_on(timezone.localdate(gate.at))
    live = live_files(gate).order_by()
    many = {
        one["change_source"]: one["many"] for one in live.values("change_source").annotate(many=Count("pk"))
    }
    codes = sorted(many, key=lambda one: (-many[one], one))
    reckoned = {(code, TOTAL): Reckoned(count, count, 1) for code, count in many.items()}
    reckoned[TOTAL, TOTAL] = Reckoned(sum(many.values()), sum(many.values()), 1)
    fences = {"least": rules.least, "counts_to": rules.counts_to, "digits": rules.digits}
    doubtful = FileScore.objects.filter(customer_id__in=live.values("pk"), conflicts__gt=0).count()
    return Sources(
        home_unit(gate.by).label, guarded(reckoned, codes, (), "count", **fences), codes,
        None if 0 < doubtful < rules.least else to_step(doubtful, rules.counts_to), _imports(), _feeds(), rules.least, gate.at,
        name_of(gate.by),
    )  # fmt: skip


def _imports() -> list[Import]:
    sums = [Sum(column) for column in ("done_rows", "taken", "incomplete", "duplicates", "rejected")]
    found = (
        ImportJob.objects.order_by().values_list("mapping").annotate(Count("pk"))
        .values_list("mapping", "pk__count", *sums, Max("ended_at"))
    )  # fmt: skip
    return sorted((Import(*one) for one in found), key=lambda one: (-one.rows, one.mapping))


def _feeds() -> list[Fed]:
    found: dict[str, Fed] = {}
    for one in Feed.objects.order_by("last_day").only("system", "rows", "last_day"):
        before = found.get(one.system)
        rows = sum(one.rows.values())
        found[one.system] = Fed(
            one.system,
            (before.feeds if before else 0) + 1,
            (before.rows if before else 0) + rows,
            one.last_day,
        )
    return sorted(found.values(), key=lambda one: (-one.rows, one.system))
