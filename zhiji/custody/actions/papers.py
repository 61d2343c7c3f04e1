"""Adding a paper to a case: a letter of introduction, a work card, a photograph. Sealed under the case's own key (K05)."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms, vault
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import PRIVATE, keep_as
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.rows import all_cases, may_read, sides_of
from zhiji.custody.models import Case, Paper
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules.papers import EVIDENCE, KINDS
from zhiji.customers.scans import content_problems, looked_over, written
from zhiji.vault.attachments import seal_stream


@act("custody:paper:add")
def add_paper(gate: Gate, number: int, content: BinaryIO, *, kind: str, title: str) -> Paper:
    """Seal a PDF, PNG or JPEG of at most 10 MiB with the case's key; as many and as much as norm ``house.case-papers``
    allows. Raises ``Invalid``; nothing is kept of what is refused."""
    case = all_cases().filter(pk=number).first()
    if case is None or not may_read(case, gate.by, sides_of(gate.by)):
        gate.unknown({"case": number})
    keep_as(gate, FLOWS[case.kind])
    gate.permit_none()
    size, digest, media = looked_over(content)
    problems = text_problems("title", title, required=True, most=120) + content_problems(size, media)
    if kind not in KINDS or kind in EVIDENCE:
        problems.append(
            Finding("kind", "choice", _("It is not said what this is."), _("Choose a kind from the list."))
        )
    if case.closed_at is not None:
        problems.append(Finding("state", "closed", _("This case is closed."), _("Add it to an open case.")))
    if problems:
        raise Invalid(problems)
    key = _key_of(case)
    refuse_any(_full(case, size, gate.at))
    gate.fact("case", case.pk)
    return store_paper(gate, case, key, content, digest, kind=kind, media_type=media, title=title.strip())


def store_paper(
    gate: Gate,
    case: Case,
    key: vault.DataKey,
    content: BinaryIO,
    digest: bytes,
    *,
    kind: str,
    media_type: str,
    title: str,
) -> Paper:
    """Seal the content as a paper of the case, under its ``key``; the entry names the paper's number and commitment.

    ``digest`` is the SHA-256 of the content, read from its beginning. Checks nothing.
    """
    place = _next_id()
    sealed = written(path_of(place), lambda sink: seal_stream(key, PRIVATE, place, content, sink))
    made = Paper(
        pk=place, case_id=case.pk, kind=kind, media_type=media_type, size=sealed.size, added_at=gate.at,
        added_by_id=gate.by.pk or 0, digest=vault.commitment(key, "paper", digest), key=sealed.key_blob,
        title=vault.seal(key, PRIVATE, 1, 0, title.encode()),
    )  # fmt: skip
    made.save(force_insert=True)
    gate.fact("paper", place)
    gate.fact("digest", made.digest)
    return made


def _full(case: Case, size: int, at: datetime) -> list[Finding]:
    """Whether one more paper is too many; the case is locked. What the house itself makes as evidence counts for nothing."""
    rule = norms.on(timezone.localdate(at)).custody
    kept = case.papers.exclude(kind__in=EVIDENCE).aggregate(many=Count("pk"), bytes=Sum("size"))
    if kept["many"] >= rule.case_papers:
        message = _("This case has %(many)s papers, and takes no more.") % {"many": kept["many"]}
        return [
            Finding(
                "scan",
                "many",
                message,
                _("Scan what belongs together as one PDF, or add it to a case of its own."),
            )
        ]
    if (kept["bytes"] or 0) + size > rule.case_papers_mebibytes << 20:
        message = _("With this paper the case would hold more than %(most)s MiB.") % {
            "most": rule.case_papers_mebibytes
        }
        return [
            Finding(
                "scan", "size", message, _("Scan it smaller (grey, 200 dpi), or add it to a case of its own.")
            )
        ]
    return []


def path_of(paper_id: int) -> Path:
    """Where the sealed bytes of a paper lie. Folders of 1,000."""
    return Path(settings.ZHIJI_HOME) / "papers" / f"{paper_id // 1000:06d}" / f"{paper_id}.sealed"


def _key_of(case: Case) -> vault.DataKey:
    Case.objects.select_for_update().get(pk=case.pk)
    try:
        return vault.data_key(case.customer_id, for_sealing=True)
    except vault.KeyMissing:
        return vault.make_keys([case.customer_id])[case.customer_id]


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('custody_paper', 'id'))")
        return int(cursor.fetchone()[0])
