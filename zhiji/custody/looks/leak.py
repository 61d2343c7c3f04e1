"""The board of a leak: everything that those who handle it must see at once; and the tasks of colleagues."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.custody.cases import private_of
from zhiji.custody.drafting import field_names
from zhiji.custody.evidence import chain
from zhiji.custody.handling import records
from zhiji.custody.looks.rows import CaseRow, all_cases, may_read, row_of, sides_of, steps_of
from zhiji.custody.models import Exposure, LeakTask
from zhiji.custody.rules.leak import FLOW, GRADES, REPORTS, SEVERITY, TASKS, measures
from zhiji.custody.secret_cases import hidden_among
from zhiji.customers.rules import number_of
from zhiji.staff.naming import names_of

PAGE = 100
OFFERED = frozenset(
    {
        "tick",
        "decide",
        "rate",
        "concern",
        "absolve",
        "trace",
        "assign",
        "draft",
        "send",
        "extract",
        "handover",
    }
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a leak: when it runs out, when it was met (None: not yet), whether it ran out before that."""

    label: object
    due: datetime
    met: datetime | None
    late: bool
    report: str = ""
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the checklist; ``who`` and ``at`` once it is signed."""

    id: str
    words: str
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Affected:
    """One affected customer, as the reader may know of it."""

    number: str
    fields: str
    readers: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task; ``number`` is ``""`` where the reader may not know of the customer."""

    id: int
    case: int
    number: str
    label: object
    owner: str
    due: datetime
    overdue: bool
    done: datetime | None
    outcome: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One leak. ``hidden``: affected customers the reader may not know of; ``more``: those beyond the first hundred."""

    row: CaseRow
    drill: bool
    what: str
    customers: str
    clocks: Sequence[Clock]
    measures: Sequence[Measure]
    decisions: Sequence[tuple[str, datetime, Mapping[str, str]]]
    grades: Sequence[tuple[object, object]]
    affected: int
    fields: str
    listed: Sequence[Affected]
    hidden: int
    more: int
    tasks: Sequence[TaskLine]
    reports: Sequence[tuple[object, Mapping[str, str]]]
    drafts: Sequence[tuple[str, Mapping[str, str]]]
    chain: Sequence[Mapping[str, Any]]
    steps: frozenset[str]


@look("custody:leak:board")
def read_board(gate: Gate, number: int) -> Board:
    """Everything about one leak. Refuses like an unknown one who may not read it; a customer whose existence the reader
    may not know is counted only."""
    sides = sides_of(gate.by)
    case = all_cases().filter(pk=number, kind=FLOW.kind).first()
    if case is None or not may_read(case, gate.by, sides):
        gate.unknown({"case": number})
    gate.permit_none({"case": number})
    told, content = private_of(gate, case), case.content
    listed, hidden, more = _affected(gate, case)
    drafts = _drafts(gate, case)
    return Board(
        row_of(case, gate.at, sides), bool(content.get("drill")), told.get("what", ""), told.get("customers", ""),
        _clocks(case, gate.at), _measures(case),
        [(row.by.display_name if row.by else "", row.at, body) for row, body in records(gate, case, "decision")],
        [(label, dict(GRADES)[str(content["severity"][name])]) for name, label in SEVERITY.items() if content.get("severity")],
        content.get("affected", 0), _listed(field_names(content.get("fields", ()))), listed, hidden, more,
        _lines(gate, LeakTask.objects.filter(case=case).select_related("owner").order_by("done_at", "due_at", "pk")[:PAGE]),
        [(REPORTS[name][0], texts) for name, texts in drafts], drafts, chain(case),
        frozenset(move.verb for side in sides for move in steps_of(case, side)),
    )  # fmt: skip


def _clocks(case: Any, at: datetime) -> list[Clock]:
    rule = norms.on(timezone.localdate(case.raised_at)).incident
    met = (
        parse_datetime(case.content.get("acknowledged_at", ""))
        if case.content.get("acknowledged_at")
        else None
    )
    due = case.raised_at + timedelta(minutes=rule.acknowledge_minutes)
    found = [Clock(_("Acknowledged"), due, met, (met or at) > due)]
    for name, (label, clock) in REPORTS.items():
        kept = case.content.get("reports", {}).get(name, {})
        sent = parse_datetime(kept["sent_at"]) if "sent_at" in kept else None
        due = case.raised_at + timedelta(hours=getattr(rule, clock))
        found.append(Clock(label, due, sent, (sent or at) > due, name, bool(kept)))
    return found


def _measures(case: Any) -> list[Measure]:
    ticked = case.content.get("ticked", {})
    names = names_of({one["by"] for one in ticked.values()})
    return [
        Measure(
            one, in_language(words), names.get(ticked.get(one, {}).get("by"), ""),
            parse_datetime(ticked[one]["at"]) if one in ticked else None,
        )
        for one, words in measures().items()
    ]  # fmt: skip


def _affected(gate: Gate, case: Any) -> tuple[list[Affected], int, int]:
    found = list(
        Exposure.objects.filter(case=case, trace=case.content.get("traces", 0)).order_by(
            "-times", "customer_id"
        )[:PAGE]
    )
    hidden = hidden_among(gate.by, [one.customer_id for one in found])
    names = names_of({staff for one in found for staff in one.readers})
    listed = [
        Affected(
            number_of(one.customer_id), _listed(field_names(one.clear)) or "—",
            _listed(names.get(staff, str(staff)) for staff in one.readers), one.times, one.last_at,
        )
        for one in found
        if one.customer_id not in hidden
    ]  # fmt: skip
    return listed, len(found) - len(listed), max(0, case.content.get("affected", 0) - len(found))


def _drafts(gate: Gate, case: Any) -> list[tuple[str, Mapping[str, str]]]:
    found: list[tuple[str, Mapping[str, str]]] = []
    for name in REPORTS:
        if kept := records(gate, case, f"report_{name}"):
            found.append((name, kept[-1][1]))
    return found


def _lines(gate: Gate, found: Any) -> list[TaskLine]:
    rows = list(found)
    hidden = hidden_among(gate.by, [one.customer_id for one in rows])
    lines = []
    for one in rows:
        lines.append(
            TaskLine(
                one.pk, one.case_id, "" if one.customer_id in hidden else number_of(one.customer_id),
                TASKS[one.kind], one.owner.display_name, one.due_at, one.done_at is None and one.due_at < gate.at,
                one.done_at, one.outcome, one.owner_id == gate.by.pk,
            )
        )  # fmt: skip
    return lines


def _listed(words: Iterable[str]) -> str:
    return str(_(", ")).join(words)


@look("custody:leak:tasks")
def my_tasks(gate: Gate, *, every: bool = False) -> Sequence[TaskLine]:
    """The reader's own tasks, open ones first; ``every``: all open ones, for those who handle leaks."""
    gate.permit_none()
    wanted = Q(owner_id=gate.by.pk)
    if every and gate.by.role in ("supervisor", "manager", "gm"):
        wanted |= Q(done_at=None)
    found = LeakTask.objects.filter(wanted).exclude(case__content__contains={"concerned": [gate.by.pk]})
    return _lines(gate, found.select_related("owner").order_by("-done_at", "due_at", "pk")[:PAGE])
