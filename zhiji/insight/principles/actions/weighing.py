"""What the room writes: how well files are kept, and a day's figures. Both by the clock only."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from zhiji import fields, norms
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import TOP_SECRET
from zhiji.customers.models import File
from zhiji.customers.quality import PRINCIPLES
from zhiji.insight.principles.models import FileScore, UnitFigures, Weighing
from zhiji.insight.principles.opening import Opened, opened, weighable
from zhiji.insight.principles.reckoning import figures_of
from zhiji.insight.principles.weighing import weigh

AT_ONCE = 1000
"""Files one act weighs."""
SCORES = [f"{one}_{part}" for one in PRINCIPLES for part in ("good", "of")]


@act("insight:principle:weigh")
def weigh_files(gate: Gate, day: date) -> bool:
    """Weigh the next files of the day's round: those that changed since, and those not weighed for the norm's days.

    Answers whether the round is over. The values are compared while they are open; counts alone stay.
    """
    gate.permit_none({"day": day.isoformat()})
    row, _made = Weighing.objects.select_for_update().get_or_create(day=day)
    files = _next(row.after, day)
    _keep([_score(file, held, day) for file, held in opened(gate, files)])
    row.after, row.weighed = (files[-1].pk if files else row.after), row.weighed + len(files)
    row.done_at = gate.at if len(files) < AT_ONCE else None
    row.save()
    gate.fact("files", len(files))
    return row.done_at is not None


@act("insight:principle:keep")
def keep_figures(gate: Gate, day: date) -> int:
    """Keep the figures of every unit for a day, in place of those kept of it before; answers how many units have some."""
    gate.permit_none({"day": day.isoformat()})
    found = figures_of(gate.at)
    UnitFigures.objects.filter(day=day).delete()
    UnitFigures.objects.bulk_create(
        UnitFigures(day=day, unit=unit, figures=figures) for unit, figures in found.items()
    )
    gate.fact("units", len(found))
    return len(found)


def _next(after: int, day: date) -> list[File]:
    """The files to weigh after this one, in order. The join is by primary key both ways, so a day's round reads each row once."""
    before = day - timedelta(days=norms.on(day).principles.reweigh_days)
    found = File.objects.raw(
        """SELECT f.* FROM ONLY customers_file f LEFT JOIN principles_filescore s USING (customer_id)
        WHERE f.customer_id > %s AND f.secrecy < %s AND NOT f.store_only AND f.state <> 'closed'
          AND (s.version IS DISTINCT FROM f.version OR s.weighed_on <= %s) ORDER BY f.customer_id LIMIT %s""",
        [after, TOP_SECRET, before, AT_ONCE],
    )
    return list(found)


def _score(file: File, held: Opened, day: date) -> FileScore:
    found = weigh(weighable(file, held), fields.register(file.pack), norms.on(day).principles, day)
    pairs = {
        f"{one}_{part}": value
        for one in PRINCIPLES
        for part, value in zip(("good", "of"), found.scores[one], strict=True)
    }
    return FileScore(
        customer_id=file.pk, version=file.version, weighed_on=day, checked=found.checked, lag=found.lag, conflicts=found.conflicts,
        **pairs,
    )  # fmt: skip


def _keep(scores: Sequence[FileScore]) -> None:
    FileScore.objects.bulk_create(
        scores, update_conflicts=True, unique_fields=["customer_id"],
        update_fields=["version", "weighed_on", "checked", "lag", "conflicts", *SCORES],
    )  # fmt: skip


def round_of(at: datetime) -> Weighing | None:
    """The round of the day, if it has begun."""
    return Weighing.objects.filter(day=timezone.localdate(at)).first()
