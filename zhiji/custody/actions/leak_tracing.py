"""Who is affected by a leak, from the journal (within 60 s over ten million entries), and what is done for each of them (K04)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import colleague, is_concerned, locked_case, sign, tell
from zhiji.custody.handling import keep_record
from zhiji.custody.models import Case, Exposure, LeakTask
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.rules.leak import FLOW, TASKS
from zhiji.custody.secret_cases import hidden_among
from zhiji.customers.rules import customer_id_of
from zhiji.journal.tracing import Sought, seen
from zhiji.staff.models import Staff

BATCH = 5_000


def phrases_seen() -> list[str]:
    """Every look that can show a customer's data."""
    return sorted(one.id for one in policy.phrases().values() if one.verb == "look" and one.subject == "file")


@act("custody:leak:trace")
def trace(
    gate: Gate, number: int, *, since: datetime, until: datetime, whom: Staff | None = None,
    customers: Sequence[str] = (), looks: Sequence[str] = (), words: str = "",
) -> Case:  # fmt: skip
    """Compute from the journal whose data were shown, which, by whom and when; the result is bound to the case.

    A window is needed; a colleague, customers and kinds of looks narrow it. Raises ``Invalid``.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if since >= until:
        raise Invalid(
            [Finding("until", "range", _("The window ends before it begins."), _("Choose a later end."))]
        )
    known = phrases_seen()
    ids = [one for one in map(customer_id_of, customers) if one is not None]
    chosen = [one for one in looks if one in known] or known
    sought = Sought(since, until, chosen, tuple(policy.reserved()), (whom.pk,) if whom else (), ids)
    run = case.content["traces"] + 1
    digest, count, fields, readers = _kept(case, run, sought)
    case.content |= {
        "traces": run,
        "affected": count,
        "fields": fields,
        "readers": len(readers),
        "result": digest,
    }
    body = {
        "since": since.isoformat(), "until": until.isoformat(), "staff": list(sought.actors), "customers": ids,
        "looks": [] if chosen == known else chosen, "readers": sorted(readers), "digest": digest,
    }  # fmt: skip
    keep_record(gate, case, "trace", body)
    gate.fact("affected", count)
    gate.fact("result", digest)
    sign(gate, case, FLOW, "trace", words=words, due_at=case.due_at)
    return case


def _kept(case: Case, run: int, sought: Sought) -> tuple[str, int, list[str], set[int]]:
    """Store every affected customer; answers the SHA-256 over all rows, how many, which fields, which readers."""
    fingerprint, count = hashlib.sha256(), 0
    fields: set[str] = set()
    readers: set[int] = set()
    found = seen(sought)
    while block := list(islice(found, BATCH)):
        rows = []
        for one in block:
            clear = sorted({name for text in one.clear for name in _in_plain(text)})
            fields.update(clear)
            readers.update(one.actors)
            line = [
                one.customer,
                clear,
                list(one.actors),
                one.times,
                one.first.isoformat(),
                one.last.isoformat(),
            ]
            fingerprint.update(orjson.dumps(line))
            rows.append(
                Exposure(case=case, trace=run, customer_id=one.customer, clear=clear, readers=list(one.actors),
                         times=one.times, first_at=one.first, last_at=one.last)
            )  # fmt: skip
        Exposure.objects.bulk_create(rows)
        count += len(rows)
    return fingerprint.hexdigest(), count, sorted(fields), readers


def _in_plain(text: str) -> Sequence[str]:
    """An older receipt names the policy rows it rested on instead of what they opened."""
    if not text.startswith("?"):
        return [text]
    named = text.removeprefix("?").split(",")
    return [name for row in policy.rows() if row.id in named for name in row.clear]


@act("custody:leak:assign")
def assign(
    gate: Gate,
    number: int,
    *,
    tasks: Sequence[str],
    owner: Staff,
    customers: Sequence[str] = (),
    words: str = "",
) -> Case:
    """Give out a task of each kind for the named customers, or for all that the last trace found; due by norm
    ``incident.task_hours``. A task given out before stays as it is."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    ids = [one for one in map(customer_id_of, customers) if one is not None]
    if not customers:
        found = Exposure.objects.filter(case=case, trace=case.content["traces"])
        ids = list(found.order_by("customer_id").values_list("customer_id", flat=True))
    if not ids or any(one not in TASKS for one in tasks):
        raise Invalid(
            [
                Finding(
                    "customers",
                    "required",
                    _("No customer is known to be affected."),
                    _("Find who is affected first, or name them."),
                )
            ]
        )
    hours = norms.on(timezone.localdate(gate.at)).incident.task_hours
    me = colleague(gate)
    hidden = hidden_among(
        owner, ids
    )  # falls to who gives it out: a task must not tell that there is such a file
    rows = [
        LeakTask(case=case, customer_id=one, kind=kind, owner=me if one in hidden and me else owner, made_at=gate.at, made_by=me,
                 due_at=gate.at + timedelta(hours=hours))
        for one in ids for kind in tasks
    ]  # fmt: skip
    LeakTask.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    gate.fact("tasks", len(rows))
    sign(gate, case, FLOW, "assign", words=words, due_at=case.due_at)
    tell(gate, {one.owner.pk for one in rows}, "leak_task")
    return case


@act("custody:leak:done")
def done(gate: Gate, task: int, *, outcome: str) -> LeakTask:
    """The task's owner says that it is done, and how it went; anybody who handles leaks may say it for the owner."""
    gate.permit_none()
    one = LeakTask.objects.select_for_update().filter(pk=task).first()
    if one is None or is_concerned(gate.by, one.case):
        gate.unknown({"task": task})
    if one.owner_id != gate.by.pk and gate.by.role not in ("supervisor", "manager", "gm"):
        gate.unknown({"task": task})
    if one.done_at is not None:
        raise Invalid(
            [Finding("outcome", "done", _("This task is done already."), _("Open the list again."))]
        )
    refuse_any(text_problems("outcome", outcome, required=True, most=200))
    one.done_at, one.done_by, one.outcome = gate.at, colleague(gate), outcome.strip()
    one.save()
    gate.about(one.customer_id)
    gate.fact("case", one.case_id)
    gate.fact("task", one.pk)
    return one
