"""What keeping does by the clock: the month's proposals, destructions cut short, the quarter's evidence, the scan of what lies
on disk; and the replay of destructions after a restore."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import vault
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.house import verify_journal
from zhiji.custody.actions.destroying import carry_out, replay, running
from zhiji.custody.actions.destruction import propose
from zhiji.custody.actions.papers import path_of as paper_path
from zhiji.custody.cases import tell
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.keeping import ends_of, to_restrict
from zhiji.custody.looks.evidence import gathered
from zhiji.custody.models import DestructionRound, Paper, QuarterEvidence, SealedDigest
from zhiji.custody.problems import Finding, refuse_any, text_problems
from zhiji.custody.remains import pack_path
from zhiji.custody.rules.retention import month_of, quarter_of
from zhiji.customers.models import Attachment, File, StateMove
from zhiji.customers.scans import path_of as scan_path
from zhiji.holdings.models import Dossier
from zhiji.staff.models import Staff

CLOCK = Job("clock")
BY_CLOCK: dict[str, Any] = {"by": CLOCK, "channel": "job"}


def tick(at: datetime) -> None:
    """One turn of the clock: finish what was begun, restrict what was closed, propose once a month, record once a quarter."""
    for number in running():
        carry_out(number, at=at)
    today = timezone.localdate(at)
    if any(to_restrict(at)):
        restrict(at=at, **BY_CLOCK)
    if not DestructionRound.objects.filter(month=month_of(today)).exists():
        propose(at=at, **BY_CLOCK)
    ended = quarter_of(quarter_of(today) - timedelta(days=1))
    if not QuarterEvidence.objects.filter(quarter=ended).exists():
        record_quarter(ended, at=at)


@act("custody:keeping:restrict")
def restrict(gate: Gate) -> int:
    """A file whose relationship has ended is only stored from now on, without anybody asking (PIPL art. 47: the bank deletes
    of its own accord; while a duty to keep runs it stops all but storing and protecting). How many were changed.

    A closed file with an open holding is still served: it waits, and one that got such a holding later is freed, unless
    its deletion was asked for. Norm ``rights.store_only_when``.
    """
    gate.permit_none()
    ended, open_again = to_restrict(gate.at)
    File.objects.filter(pk__in=ended).update(store_only=True)
    File.objects.filter(pk__in=open_again).update(store_only=False)
    if ended or open_again:
        gate.about(*ended, *open_again)
    gate.fact("files", len(ended))
    gate.fact("freed", len(open_again))
    return len(ended) + len(open_again)


@act("custody:keeping:date")
def date_end(gate: Gate, number: str, *, ended: date, reason: str) -> None:
    """Record the day on which the relationship of a file taken over as closed ended; the period begins there.

    Once only, by the file's custodian or a supervisor, and never before the file was opened. Raises ``Invalid``.
    """
    gate.permit_none()
    (file,) = known_files(gate, [number])
    (file,) = locked_files([file.customer_id])
    gate.about(file.customer_id)
    if gate.by.role == "officer" and gate.by.pk != file.custodian_id:
        gate.refuse("not_yours")
    problems = text_problems("reason", reason, required=True, most=200)
    if not ends_of([file.customer_id])[file.customer_id].undated:
        problems.append(Finding("ended", "dated", _("The end of this relationship is recorded, or it has not ended."), _("See the page of its keeping.")))  # fmt: skip
    if not timezone.localdate(file.opened_at) <= ended <= timezone.localdate(gate.at):
        problems.append(Finding("ended", "range", _("The relationship cannot have ended on this day."), _("Name a day between its opening and today.")))  # fmt: skip
    refuse_any(problems)
    at = timezone.make_aware(datetime.combine(ended, time(12)))
    StateMove.objects.create(
        customer_id=file.customer_id,
        state_from="closed",
        state_to="closed",
        at=at,
        by=gate.by.pk,
        reason=reason.strip(),
    )
    gate.fact("ended", ended.isoformat())


# -- the scan of what lies on disk -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Scan:
    """What a scan met: ``fresh`` are paths with digest and size seen for the first time; the others are paths."""

    files: int = 0
    fresh: list[tuple[str, str, int]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def scan(*, at: datetime | None = None) -> Scan:
    """Hash every sealed file that a row names and compare with its first digest; sealed files never change (L07)."""
    home, found = Path(settings.ZHIJI_HOME), Scan()
    known = dict(SealedDigest.objects.values_list("path", "digest"))
    for path in _named():
        name = str(path.relative_to(home))
        found.files += 1
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            found.missing.append(name)
            continue
        if name not in known:
            found.fresh.append((name, digest, path.stat().st_size))
        elif known[name] != digest:
            found.changed.append(name)
    record_scan(found, at=at, **BY_CLOCK)
    return found


@act("custody:keeping:scan")
def record_scan(gate: Gate, found: Scan) -> None:
    """Keep the digests met for the first time; tell the supervisors of what is missing or changed."""
    gate.permit_none()
    SealedDigest.objects.bulk_create(
        (
            SealedDigest(path=name, digest=digest, size=size, seen_at=gate.at)
            for name, digest, size in found.fresh
        ),
        ignore_conflicts=True,
    )
    for name, value in (("files", found.files), ("fresh", len(found.fresh)), ("missing", len(found.missing)), ("changed", len(found.changed))):  # fmt: skip
        gate.fact(name, value)
    if found.missing or found.changed:
        gate.fact("paths", (found.missing + found.changed)[:50])
        tell(gate, list(Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True)), "bytes_changed")  # fmt: skip


def _named() -> list[Path]:
    paths = [scan_path(one) for one in Attachment.objects.order_by("pk").values_list("pk", flat=True)]
    paths += [paper_path(one) for one in Paper.objects.order_by("pk").values_list("pk", flat=True)]
    return paths + [pack_path(one) for one in Dossier.objects.order_by("pk").values_list("digest", flat=True)]


# -- the quarter -------------------------------------------------------------------------------------------------------


def record_quarter(quarter: date, *, at: datetime) -> None:
    """Verify the journal, scan the disk, and record the four checks of a quarter that has ended (L08)."""
    verdict = verify_journal(at=at, **BY_CLOCK)
    met = scan(at=at)
    keep_evidence(quarter, verdict.as_dict(), met, at=at, **BY_CLOCK)


@act("custody:keeping:record")
def keep_evidence(gate: Gate, quarter: date, verdict: dict[str, Any], met: Scan) -> QuarterEvidence:
    """Write the quarter's evidence down, once."""
    gate.permit_none({"quarter": quarter.isoformat()})
    lines = gathered(quarter, gate.at)
    lines += [
        {"principle": "safe", "what": "journal", "value": verdict["entries"], "good": verdict["ok"]},
        {
            "principle": "complete",
            "what": "on_disk",
            "value": met.files,
            "of": len(met.missing),
            "good": not met.missing,
        },
        {
            "principle": "accurate",
            "what": "unchanged",
            "value": met.files,
            "of": len(met.changed),
            "good": not met.changed,
        },
    ]
    return QuarterEvidence.objects.create(quarter=quarter, at=gate.at, lines=lines)


# -- after a restore ---------------------------------------------------------------------------------------------------


@act("custody:keeping:replay")
def replay_destructions(gate: Gate, customers: Sequence[int]) -> dict[str, int]:
    """Take away again what a restored backup brought back of destroyed customers; rows taken, by table."""
    gate.permit_none()
    counts = replay(list(customers), gate.at)
    gate.fact("customers", len(customers))
    gate.fact("rows", counts)
    return counts


def replay_all(*, at: datetime | None = None) -> dict[str, int]:
    """Keys first (the ledger wins over the database), then the rows of everybody shredded."""
    done = vault.replay_shreds()
    gone = sorted(one for one in vault.shredded() if one > 0)
    back = list(File.objects.filter(pk__in=gone).values_list("pk", flat=True))
    rows = replay_destructions(back or gone, at=at, by=Job("restore"), channel="cli") if gone else {}
    return {"keys": done.keys_removed, "customers": len(back), "rows": sum(rows.values())}
