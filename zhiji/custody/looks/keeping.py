"""How long a file is kept and why, what expires when, what is held, and what was destroyed (Art. 25). No sealed data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from zhiji import norms
from zhiji.access import rules as access_rules
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.custody.flows import FLOWS
from zhiji.custody.keeping import Kept, proposed, standings
from zhiji.custody.models import Case, DestroyedFile, DestructionRound
from zhiji.custody.rules import hold
from zhiji.custody.rules.retention import Rule, due_in
from zhiji.custody.secret_cases import hidden_among, unknowable
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of

MONTHS = 12
PAGE = 50
HOLD_READERS = hold.FLOW.readers


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold in force. ``ground`` and the number stand only for those who may read holds."""

    number: int
    ground: str
    placed_at: datetime
    due_at: datetime | None
    files: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """How one file stands today. ``code`` as in ``rules.retention.Standing``, or ``destroyed``.

    ``rules``: the norm that decides first, then every other that was in force in between. ``held``: whether a hold is in
    force; ``holds`` its lines for those who may read holds. ``proposal``: a destruction it stands in, None when in none.
    """

    number: str
    code: str
    kept_as: str
    ended: date | None
    until: date | None
    still_open: bool
    undated: bool
    rules: Sequence[tuple[str, str, int]]
    held: bool
    holds: Sequence[HoldLine]
    proposal: int | None
    order: str
    order_case: int | None
    destroyed_at: datetime | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """What expires when. ``months``: first day and count; ``expired``: files ripe for the next round; ``last``: its newest."""

    closed: int
    kept: int
    expired: int
    review: int
    held: int
    still_open: int
    undated: int
    months: Sequence[tuple[date, int]]
    holds: Sequence[HoldLine]
    last: DestructionRound | None
    proposals: Sequence[tuple[str, int]]
    as_of: date


@dataclass(frozen=True, slots=True)
class DestroyedLine:
    """One line of the register of destruction."""

    number: str
    kind: str
    ended: date | None
    at: datetime
    order: str
    case: int | None
    replayed: bool


@dataclass(frozen=True, slots=True)
class DestroyedPage:
    """A page of the register, newest first. Lines the reader may not know of are left out, and leave no gap."""

    lines: Sequence[DestroyedLine]
    next: int | None


@look("custody:keeping:read")
def keeping_of(gate: Gate, number: str) -> Keeping:
    """How long one file is kept and by which rule; also of a destroyed one. Refuses as for an unknown file."""
    today = timezone.localdate(gate.at)
    gone = DestroyedFile.objects.select_related("unit").filter(pk=customer_id_of(number) or 0).first()
    file = gone or file_by_number(gate, number)
    if not access_rules.may_know(gate.by, file):
        gate.unknown()
    gate.about(file.customer_id)
    gate.permit_none()
    if gone is not None:
        return Keeping(
            number_of(gone.customer_id), "destroyed", "", gone.ended, None, False, False, (), False, (), None, gone.order,
            gone.case_number, gone.at, today,
        )  # fmt: skip
    kept = standings([file.customer_id], today)[file.customer_id]
    now = kept.standing
    may_read = gate.by.role in HOLD_READERS
    return Keeping(
        number_of(file.customer_id), now.code, kept.end.kept_as, kept.end.ended, now.until, kept.end.still_open, kept.end.undated,
        [_in_words(now.rule)] if now.rule else (), bool(kept.holds), _holds(kept.holds) if may_read else (),
        proposed([file.customer_id]).get(file.customer_id), "", None, None, today,
    )  # fmt: skip


@look("custody:keeping:list")
def outlook(gate: Gate) -> Outlook:
    """What expires in the coming months, what waits, what is held. An officer sees the files in the own custody."""
    gate.permit_none()
    today = timezone.localdate(gate.at)
    shut = File.objects.filter(state="closed")
    if gate.by.role == "officer":
        shut = shut.filter(custodian_id=gate.by.pk)
    ids = _known(gate, list(shut.order_by("pk").values_list("pk", flat=True)))
    kept = standings(ids, today)
    busy = proposed(ids)
    codes = [one.standing.code for one in kept.values()]
    open_cases = Case.objects.filter(kind="destruction", closed_at=None)
    open_cases = open_cases.exclude(pk__in=unknowable(gate.by).values("case_id"))
    if gate.by.role == "officer":
        open_cases = open_cases.filter(owner_id=gate.by.pk)
    flow = FLOWS["destruction"]
    counts = dict(open_cases.values_list("state").annotate(n=Count("pk")))
    return Outlook(
        len(ids), codes.count("kept"), sum(1 for one, k in kept.items() if k.standing.code == "expired" and one not in busy),
        codes.count("review"), codes.count("held"), sum(1 for one in kept.values() if one.end.still_open),
        sum(1 for one in kept.values() if one.end.undated),
        due_in((one.standing for one in kept.values()), today, MONTHS),
        _holds(_open_holds(gate.by)) if gate.by.role in HOLD_READERS else (), DestructionRound.objects.order_by("-month").first(),
        [(str(state.label), counts[state.id]) for state in flow.states if state.id in counts], today,
    )  # fmt: skip


@look("custody:keeping:destroyed")
def destroyed(gate: Gate, *, skip: int = 0) -> DestroyedPage:
    """The register of destruction, newest first; lines of files the reader may not know of are left out."""
    gate.permit_none()
    secret = DestroyedFile.objects.filter(secrecy__gte=access_rules.TOP_SECRET).values_list("pk", flat=True)
    found = DestroyedFile.objects.exclude(pk__in=hidden_among(gate.by, secret))
    rows = list(found.order_by("-at", "-pk")[skip : skip + PAGE + 1])
    lines = [
        DestroyedLine(
            number_of(one.pk), one.kind, one.ended, one.at, one.order, one.case_number, one.replayed
        )
        for one in rows[:PAGE]
    ]
    return DestroyedPage(lines, skip + PAGE if len(rows) > PAGE else None)


def _known(gate: Gate, ids: Sequence[int]) -> list[int]:
    """Without the top secret files the reader may not know of: not even their count may show (J04)."""
    secret = File.objects.select_related("unit").filter(pk__in=ids, secrecy__gte=access_rules.TOP_SECRET)
    hidden = {file.customer_id for file in secret if not access_rules.may_know(gate.by, file)}
    return [one for one in ids if one not in hidden]


def _in_words(rule: Rule) -> tuple[str, str, int]:
    norm = norms.get(rule.norm)
    return in_language(norm.title), f"{norm.source} {norm.article}".strip(), rule.years


def _open_holds(by: Any) -> list[int]:
    found = Case.objects.filter(kind="hold", closed_at=None).exclude(pk__in=unknowable(by).values("case_id"))
    return list(found.order_by("due_at").values_list("pk", flat=True)[:200])


def _holds(numbers: Sequence[int]) -> list[HoldLine]:
    rows = Case.objects.filter(pk__in=list(numbers)).annotate(n=Count("files")).order_by("due_at")
    return [
        HoldLine(
            one.pk, str(hold.GROUNDS.get(one.content.get("ground", ""), "")), one.raised_at, one.due_at, one.n
        )
        for one in rows
    ]


__all__ = ["Kept", "destroyed", "keeping_of", "outlook"]
