"""The four checks of keeping, each with its evidence (L08): safe, accurate, complete, confidential."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from django.db import connection
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, look
from zhiji.access.models import Grant
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.models import Case, QuarterEvidence
from zhiji.custody.rules.retention import months_after, quarter_of
from zhiji.custody.secret_cases import secret_files
from zhiji.customers.models import File

PRINCIPLES: dict[str, object] = {
    "safe": _("Safe"),
    "accurate": _("Accurate"),
    "complete": _("Complete"),
    "confidential": _("Confidential"),
}
WORDS: dict[str, object] = {
    "journal": _("journal entries verified from the first to the last"),
    "backups": _("backups made in the quarter"),
    "drills": _("restore drills in the quarter; the newest took so many seconds"),
    "unchanged": _("sealed files hashed; so many changed since first met"),
    "amendments": _("corrections made in the quarter"),
    "completeness": _("mean completeness of the files, per cent; files that lack something"),
    "on_disk": _("sealed files named by the register; so many missing on disk"),
    "refusals": _("looks and acts refused by the gateway in the quarter"),
    "glass": _("break-glass looks in the quarter; so many still not reviewed"),
    "holds": _("holds in force; so many past their review"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of evidence: what was counted, how many, of which so many are wrong (``of``); None where it does not judge."""

    principle: str
    words: object
    value: int
    of: int | None
    good: bool | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quarter's evidence: ``recorded_at`` is None for the running quarter, which is counted afresh."""

    quarter: date
    recorded_at: datetime | None
    checks: Sequence[Check]


@look("custody:keeping:evidence")
def evidence(gate: Gate) -> list[Evidence]:
    """The running quarter as it stands, then the recorded ones, newest first."""
    gate.permit_none()
    now = quarter_of(timezone.localdate(gate.at))
    recorded = QuarterEvidence.objects.order_by("-quarter")[:12]
    return [
        Evidence(now, None, _checks(gathered(now, gate.at))),
        *(Evidence(one.quarter, one.at, _checks(one.lines)) for one in recorded),
    ]


def _checks(lines: Sequence[dict[str, Any]]) -> list[Check]:
    order = list(PRINCIPLES)
    return [
        Check(one["principle"], WORDS[one["what"]], one["value"], one.get("of"), one.get("good"))
        for one in sorted(lines, key=lambda one: order.index(one["principle"]))
    ]


def gathered(quarter: date, at: datetime) -> list[dict[str, Any]]:
    """What existing numbers say of a quarter, up to ``at``. Counts only; top-secret files and their holds are in none of them."""
    since, until = _moment(quarter), min(_moment(months_after(quarter, 3)), at)
    counts = _journal_counts(since, until)
    files = File.objects.filter(secrecy__lt=TOP_SECRET).aggregate(
        mean=Avg("completeness"), lacking=Count("pk", filter=Q(missing__gt=0)), all=Count("pk")
    )
    broken = Grant.objects.filter(kind="break_glass", starts_at__gte=since, starts_at__lt=until)
    waiting = broken.filter(reviewed_at=None, starts_at__lt=at - timedelta(hours=24)).count()
    held = Case.objects.filter(kind="hold", closed_at=None).exclude(pk__in=secret_files().values("case_id"))
    late = held.filter(due_at__lt=at).count()
    drill = _last_drill(until)
    return [
        _line("safe", "backups", counts["backups"], None, counts["backups"] > 0),
        _line("safe", "drills", counts["drills"], drill, counts["drills"] > 0),
        _line("accurate", "amendments", counts["amendments"], None, None),
        _line("complete", "completeness", round(files["mean"] or 0), files["lacking"], None),
        _line("confidential", "refusals", counts["refusals"], None, None),
        _line("confidential", "glass", broken.count(), waiting, waiting == 0),
        _line("safe", "holds", held.count(), late, late == 0),
    ]


def _line(principle: str, what: str, value: int, of: int | None, good: bool | None) -> dict[str, Any]:
    return {"principle": principle, "what": what, "value": value, "of": of, "good": good}


_COUNTS = """
SELECT count(*) FILTER (WHERE phrase = 'ops:backup:make' AND outcome = 'done'),
       count(*) FILTER (WHERE phrase = 'ops:backup:drill' AND outcome = 'done'),
       count(*) FILTER (WHERE phrase = 'customers:file:amend' AND outcome = 'done'),
       count(*) FILTER (WHERE outcome = 'refused')
FROM journal_entry WHERE at >= %s AND at < %s
"""


def _journal_counts(since: datetime, until: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [since, until])
        return dict(zip(("backups", "drills", "amendments", "refusals"), cursor.fetchone(), strict=True))


def _last_drill(until: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facts FROM journal_entry WHERE phrase = 'ops:backup:drill' AND outcome = 'done' AND at < %s "
            "ORDER BY id DESC LIMIT 1",
            [until],
        )
        row = cursor.fetchone()
    return round(orjson.loads(row[0]).get("rto_seconds", 0)) if row else None


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
