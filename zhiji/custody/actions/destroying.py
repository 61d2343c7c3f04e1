"""Carrying a destruction out (Art. 25): file by file, each whole or not at all; what was begun is finished after any stop.

Electronic: one transaction a file asks for holds once more, shreds the data key by the vault's own act, takes every row that
names the customer out of the rooms below and leaves a tombstone; its sealed bytes on disk go right after. The case stands in
``running`` until nothing is left to do, so that a half-carried-out destruction is seen as one. The clock takes it up again.
"""

import contextlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms, vault
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.access.house import shred_key
from zhiji.custody.cases import keep_private, locked_case, private_of, sign
from zhiji.custody.keeping import Quietly, is_set_apart, standings
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, DestroyedFile, DestructionItem, PaperDestruction, Volume
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.remains import bytes_of, take_away
from zhiji.custody.rules.destruction import FLOW, METHODS
from zhiji.custody.rules.retention import months_after
from zhiji.customers.models import File

JOB = Job("destruction")
PROOF = "proof"
"""The kind of a case's paper by which a vendor proves the destruction."""


@act("custody:destruction:execute")
def begin(gate: Gate, number: int, *, words: str = "") -> Case:
    """Order the approved destruction to be carried out. From here on it is never taken back, only finished."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "execute", words=words)
    return case


def execute(number: int, *, words: str = "", **who: Any) -> Case:
    """Order it and carry it out at once. A stop in between leaves the case in ``running``; the clock goes on with it."""
    case: Case = begin(number, words=words, **who)
    carry_out(number, at=who.get("at"))
    case.refresh_from_db()
    return case


def carry_out(number: int, *, at: datetime | None = None) -> None:
    """Do what is still to do of a running destruction: destroy, delete bytes, finish. Safe to call again at any point."""
    vault.replay_shreds()  # a stop between a commit and the ledger's line is mended before anything else
    waiting = DestructionItem.objects.filter(case_id=number, judgement="destroy", outcome="").order_by("pk")
    quietly = Quietly()
    for customer in list(waiting.values_list("customer_id", flat=True)):
        destroy_file(number, customer, quietly, by=JOB, channel="job", at=at)
        delete_bytes(number, customer)
    unswept = DestructionItem.objects.filter(case_id=number).exclude(bytes=[])
    for customer in list(unswept.values_list("customer_id", flat=True)):
        delete_bytes(number, customer)
    finish(number, by=JOB, channel="job", at=at)


@act("custody:destruction:shred")
def destroy_file(gate: Gate, number: int, customer_id: int, quietly: Quietly) -> str:
    """Destroy one file of a running case; answers its outcome. The last look for holds is taken under the file's lock."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none({"order": printed_number(case)})
    gate.about(customer_id)
    file = File.objects.select_related("unit").select_for_update(of=("self",)).filter(pk=customer_id).first()
    item = DestructionItem.objects.filter(case=case).select_for_update().get(customer_id=customer_id)
    if case.state != "running" or item.outcome or item.judgement != "destroy":
        return str(item.outcome)
    today = timezone.localdate(gate.at)
    apart = is_set_apart(gate, printed_number(case), customer_id, today, quietly)
    item.outcome = _outcome(customer_id, today, apart=apart) if file is not None else "destroyed"
    item.done_at = gate.at
    if item.outcome == "set_apart":
        item.review_on = months_after(today, norms.on(today).retention.set_apart_months)
    if item.outcome == "destroyed" and file is not None:
        _destroy(gate, case, item, file)
    item.save()
    gate.fact("outcome", item.outcome)
    return item.outcome


def _outcome(customer_id: int, today: date, *, apart: bool) -> str:
    code = standings([customer_id], today)[customer_id].standing.code
    if code not in ("expired", "review"):
        return "held" if code == "held" else "not_due"
    return "set_apart" if apart else "destroyed"


def _destroy(gate: Gate, case: Case, item: DestructionItem, file: File) -> None:
    order = printed_number(case)
    item.bytes = bytes_of(file.customer_id)
    item.paper = Volume.objects.filter(customer_id=file.customer_id).exclude(state="gone").count()
    shred_key(file.customer_id, order=order, by=JOB, channel="job", at=gate.at)
    DestroyedFile.objects.create(
        customer_id=file.customer_id, order=order, case_number=case.pk, at=gate.at, kind=file.kind, secrecy=file.secrecy,
        unit=file.unit, manager_id=file.manager_id, deputy_id=file.deputy_id, custodian_id=file.custodian_id,
        opened_at=file.opened_at, ended=item.ended,
    )  # fmt: skip
    item.counts = take_away([file.customer_id])
    gate.fact("rows", item.counts)
    gate.fact("files_on_disk", len(item.bytes))


def delete_bytes(number: int, customer_id: int) -> None:
    """Delete the sealed bytes of a destroyed file from disk; without their key they were noise already."""
    item = DestructionItem.objects.filter(case_id=number, customer_id=customer_id).first()
    for name in item.bytes if item is not None and item.outcome == "destroyed" else ():
        with contextlib.suppress(FileNotFoundError):
            (Path(settings.ZHIJI_HOME) / name).unlink()


@act("custody:destruction:finish")
def finish(gate: Gate, number: int) -> Case | None:
    """Settle a running destruction once nothing is left to do: destroyed, waiting for its paper, or all of it held."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    items = list(DestructionItem.objects.filter(case=case).select_for_update())
    left = [name for item in items for name in item.bytes if (Path(settings.ZHIJI_HOME) / name).exists()]
    if (
        case.state != "running"
        or left
        or any(one.judgement == "destroy" and not one.outcome for one in items)
    ):
        gate.fact("left", len(left))
        return None
    DestructionItem.objects.filter(case=case).exclude(bytes=[]).update(bytes=[])
    destroyed = [item for item in items if item.outcome == "destroyed"]
    paper = any(item.paper for item in destroyed)
    sign(gate, case, FLOW, "finish", to="paper" if paper else "destroyed" if destroyed else "kept")
    gate.about(*(item.customer_id for item in items))
    gate.fact("destroyed", len(destroyed))
    gate.fact("spared", sum(1 for item in items if item.judgement == "destroy") - len(destroyed))
    return case


def end_paper(gate: Gate, case: Case, *, method: str, on: date, vendor: str) -> None:
    """Write down how the paper ended and free its places on the shelf. Part of the act ``custody:destruction:paper``."""
    problems = []
    today = timezone.localdate(gate.at)
    if method not in METHODS or method not in norms.on(today).retention.destruction_methods:
        problems.append(
            Finding("method", "choice", _("This is no way in which paper may end."), _("Shred it, pulp it under watch, or burn it; it is never sold."))
        )  # fmt: skip
    if on is None or on > today:
        problems.append(
            Finding("on", "future", _("This day has not come yet."), _("Name the day on which it was done."))
        )
    if (vendor or method != "shredding") and not case.papers.filter(kind=PROOF).exists():
        problems.append(
            Finding("vendor", "proof", _("The proof of the destruction is not with the case."), _("Add the paper “Proof of destruction” to the case first."))
        )  # fmt: skip
    customers = (
        DestructionItem.objects.filter(case=case)
        .filter(outcome="destroyed")
        .values_list("customer_id", flat=True)
    )
    volumes = Volume.objects.filter(customer_id__in=list(customers)).exclude(state="gone")
    if lent := volumes.filter(state="out").count():
        problems.append(
            Finding("method", "lent", _("%(count)s of the volumes are on loan.") % {"count": lent}, _("They must come back first."))
        )  # fmt: skip
    if problems:
        raise Invalid(problems)
    gone = volumes.update(state="gone")
    hand = gate.by.pk
    assert hand is not None
    PaperDestruction.objects.create(
        case=case, method=method, on=on, volumes=gone, vendor=bool(vendor), recorded_by_id=hand
    )
    if vendor:
        kept = private_of(gate, case)
        if case.private is None:
            _make_key(case)
        keep_private(case, kept | {"vendor": vendor})
    case.content = case.content | {"method": method, "on": on.isoformat()}
    case.save(update_fields=["content"])
    gate.fact("method", method)
    gate.fact("volumes", gone)


def _make_key(case: Case) -> None:
    try:
        vault.data_key(case.customer_id)
    except vault.KeyMissing:
        vault.make_keys([case.customer_id])


def running() -> list[int]:
    """Destructions that were begun and are not finished: a stop cut them short, or they are being carried out now."""
    found = Case.objects.filter(kind=FLOW.kind, state="running").order_by("pk")
    return list(found.values_list("pk", flat=True))


def replay(customers: list[int], at: datetime) -> dict[str, int]:
    """Take away again what a restored backup brought back of shredded customers. Inside an act."""
    order = dict(_orders(customers))
    files = {one.pk: one for one in File.objects.select_related("unit").filter(pk__in=customers)}
    known = set(DestroyedFile.objects.filter(pk__in=customers).values_list("pk", flat=True))
    DestroyedFile.objects.bulk_create(
        DestroyedFile(
            customer_id=one, order=order.get(one, "")[:60], at=at, kind=file.kind, secrecy=file.secrecy, unit=file.unit,
            manager_id=file.manager_id, deputy_id=file.deputy_id, custodian_id=file.custodian_id, opened_at=file.opened_at,
            replayed=True,
        )
        for one, file in files.items()
        if one not in known
    )  # fmt: skip
    DestructionItem.objects.filter(customer_id__in=customers, outcome="").update(
        judgement="destroy", value_lost=True, outcome="destroyed", done_at=at
    )
    return take_away(customers)


def _orders(customers: list[int]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT customer_id, "order" FROM vault_tombstone WHERE customer_id = ANY(%s)', [customers]
        )
        return cursor.fetchall()
