"""The acts of an import: begin, one act a chunk, finish. Rows, keys, tokens, progress and journal entry commit together."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, act, look
from zhiji.customers.intake import packing
from zhiji.customers.intake.duplicates import IN_BANK, Bank, Marks, within_file
from zhiji.customers.intake.pressing import Pressed, packed_json
from zhiji.customers.intake.reasons import DUPLICATE_IN_BANK, DUPLICATE_IN_FILE, reason
from zhiji.customers.intake.table import Table
from zhiji.customers.models import ImportJob
from zhiji.vault import keys as vault_keys

_LOCK = 0x7A68696D70  # one chunk commits at a time, so that two imports cannot both take in the same customer


class Elsewhere(RuntimeError):
    """Another process has moved this import on meanwhile; nothing of this chunk was written."""


@dataclass(slots=True)
class Progress:
    """Where this run stands: rows passed, marks of identifiers seen, what the bank holds."""

    marks: Marks
    bank: Bank
    reached: int = 0


@act("customers:import:begin")
def begin(gate: Gate, table: Table, mapping_digest: str, file_name: str) -> ImportJob:
    """The job for this file under this mapping: a new one, or the one that was begun (or done) before."""
    gate.permit_none()
    job, made = ImportJob.objects.get_or_create(
        digest=table.digest, mapping=mapping_digest,
        defaults={
            "file_name": file_name[:200], "started_at": gate.at, "by": gate.by.pk, "total_rows": table.row_count,
        },
    )  # fmt: skip
    gate.fact("job", job.pk)
    gate.fact("file", job.digest)
    if not made:
        gate.fact("rows_done_before", job.done_rows)
    return job


@act("customers:import:commit")
def commit_chunk(gate: Gate, job_id: int, pressed: Pressed, progress: Progress) -> None:
    """Take one chunk in. Duplicates are given back like rejected rows, but counted apart."""
    gate.permit_none()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.done_rows != progress.reached or job.state != "running":
        raise Elsewhere(_("another process is importing this file; let it finish, or stop it first."))
    in_file = within_file(pressed, progress.marks)
    in_bank = progress.bank.met(gate, pressed, in_file)
    dropped = {*in_file, *in_bank}
    taken = [place for place in range(len(pressed.rows)) if place not in dropped]
    progress.bank.wrote(_copy_files(pressed, taken, {pressed.ids[place] for place in dropped}))
    given_back = list(pressed.rejects)
    given_back += [
        (pressed.rows[place], [reason(DUPLICATE_IN_FILE, row=row)]) for place, row in in_file.items()
    ]
    given_back += [(pressed.rows[place], [reason(DUPLICATE_IN_BANK)]) for place in in_bank]
    _copy_rejects(job_id, given_back)
    job.done_rows = pressed.last - 1
    job.taken += len(taken)
    job.incomplete += sum(pressed.incomplete[place] for place in taken)
    job.rejected += len(pressed.rejects)
    job.duplicates += len(dropped)
    job.save()
    gate.fact("job", job_id)
    gate.fact("rows", [pressed.first, pressed.last])
    gate.fact("taken", len(taken))
    gate.fact("rejected", len(pressed.rejects))
    gate.fact("duplicates", len(dropped))
    if taken:
        gate.fact("customers", [pressed.ids[taken[0]], pressed.ids[taken[-1]]])


@act("customers:import:finish")
def finish(gate: Gate, job_id: int) -> ImportJob:
    """Close a job whose rows are all through."""
    gate.permit_none()
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    job.state, job.ended_at, job.done_rows = "done", gate.at, job.total_rows or job.done_rows
    job.save()
    gate.fact("job", job_id)
    for name in ("taken", "incomplete", "rejected", "duplicates"):
        gate.fact(name, getattr(job, name))
    return job


@look("customers:import:scan")
def scan_bank(gate: Gate, progress: Progress, secret: bytes) -> int:
    """Open every file once to know its customer again; nothing is shown. How many files there were."""
    gate.permit_none()
    return progress.bank.scan(gate, progress.marks, secret)


def met_before(row: int) -> dict[str, Any]:
    """Why a row is a duplicate."""
    return reason(DUPLICATE_IN_BANK) if row == IN_BANK else reason(DUPLICATE_IN_FILE, row=row)


def draw_ids(count: int) -> list[int]:
    """Fresh customer ids in ascending order. Ids once shredded are passed over: an old backup may bring them up again."""
    gone = vault_keys.ledger.shredded()
    found: list[int] = []
    while len(found) < count:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('customers_file', 'customer_id')) FROM generate_series(1, %s)",
                [count - len(found)],
            )
            found += [customer_id for (customer_id,) in cursor.fetchall() if customer_id not in gone]
    return found


def _copy_files(pressed: Pressed, taken: Sequence[int], dropped: Collection[int]) -> int:
    """Everything but the rejects, each table in one COPY; the number of tokens."""
    if not taken:
        return 0
    tokens, names = pressed.tokens, pressed.names
    if dropped:
        tokens = [row for row in tokens if packing.token_owner(row) not in dropped]
        names = [row for row in names if row[0] not in dropped]
    _copy(vault_keys.TABLE, vault_keys.COLUMNS, [pressed.keys[place] for place in taken])
    _copy(packing.FILE_TABLE, packing.FILE_COLUMNS, [pressed.files[place] for place in taken])
    _copy(packing.TOKEN_TABLE, packing.TOKEN_COLUMNS, tokens)
    if names:
        _copy(packing.NAME_TABLE, packing.NAME_COLUMNS, [row for _, row in names])
    return len(tokens)


def _copy(table: str, columns: Sequence[str], rows: Iterable[bytes]) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({quoted}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.write(b"".join((packing.SIGNATURE, *rows, packing.END)))


def _copy_rejects(job_id: int, given_back: Sequence[tuple[int, list[dict[str, Any]]]]) -> None:
    if not given_back:
        return
    statement = "COPY customers_importreject (job_id, row, problems) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row, reasons in sorted(given_back, key=lambda each: each[0]):
            copy.write_row((job_id, row, packed_json(reasons)))


__all__ = ["Elsewhere", "Progress", "begin", "commit_chunk", "draw_ids", "finish", "met_before", "scan_bank"]
