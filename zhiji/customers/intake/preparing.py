"""An import by the page, before its first row: a file put in, its columns mapped, previewed, begun, stopped, gone on with."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiji.access.gateway import Gate, act, look
from zhiji.customers.intake import stored, uploads
from zhiji.customers.intake.mapping import ImportMapping, parse
from zhiji.customers.intake.proposing import propose
from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.recipes import MappingError
from zhiji.customers.intake.running import make_setting
from zhiji.customers.intake.table import Layout, Table, Unreadable
from zhiji.customers.intake.uploads import Upload
from zhiji.customers.models import ImportJob
from zhiji.staff.models import Staff

MOST_BYTES = 1 << 30
"""Most bytes of one file put in by the page; a larger one goes in by the command line."""
EXAMPLES = 50
"""Rows looked at to propose a mapping."""
MOST_MAPPING = 200_000
"""Most characters of a mapping."""


class Gone(LookupError):
    """The upload, or the file asked for, is not there (any more)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file put in, as its page shows it. ``preview`` as ``Preview.as_dict`` with ``language``; ``progress`` (rows done,
    rows in all) while a preview runs; ``failure`` (message, mend) when it could not."""

    upload: Upload
    columns: tuple[str, ...]
    rows: int
    mapping: str
    preview: Mapping[str, Any] | None
    progress: tuple[int, int] | None
    failure: tuple[str, str] | None


@act("customers:import:upload")
def receive(
    gate: Gate,
    file_name: str,
    pieces: Iterable[bytes],
    *,
    beside: Mapping[str, Iterable[bytes]],
    mapping: str,
) -> Upload:
    """Keep a file and the tables it is joined with. Without a ``mapping`` one is proposed. Raises Unreadable (nothing is kept)."""
    gate.permit_none()
    upload = uploads.receive(file_name, pieces, by=gate.by.pk or 0, at=gate.at)
    try:
        for name, content in beside.items():
            _keep_beside(upload, name, content)
        table = open_table(upload.data, _layout(mapping))
    except Unreadable as error:
        uploads.discard(upload)
        raise in_its_name(error, upload) from error
    upload.note("table", {"columns": table.columns, "rows": table.row_count})
    upload.note("mapping", mapping or _proposed(table, upload.file_name, gate.by))
    gate.fact("file", table.digest)
    gate.fact("rows", table.row_count)
    return upload


@act("customers:import:map")
def set_mapping(gate: Gate, upload: Upload, text: str) -> None:
    """Keep the mapping as typed, right or wrong; what was previewed under another one is forgotten."""
    gate.permit_none()
    for name in ("preview", "progress", "failure"):
        upload.note(name, None)
    upload.note("mapping", text[:MOST_MAPPING])


@look("customers:import:open")
def open_draft(gate: Gate, token: str) -> Draft:
    """The file put in, its columns, its mapping and what a preview said (masked). Raises Gone."""
    gate.permit_none()
    try:
        upload = uploads.find(token)
    except LookupError as error:
        raise Gone(token) from error
    table = upload.read("table") or {"columns": [], "rows": 0}
    return Draft(
        upload, tuple(table["columns"]), table["rows"], upload.read("mapping") or "", upload.read("preview"),
        upload.read("progress"), upload.read("failure"),
    )  # fmt: skip


@act("customers:import:discard")
def discard(gate: Gate, upload: Upload) -> None:
    """Delete a file put in. What was taken in from it stays."""
    gate.permit_none()
    if upload.job is not None:
        gate.fact("job", upload.job)
    uploads.discard(upload)


@act("customers:import:stop")
def stop(gate: Gate, job_id: int, *, why: str = "") -> None:
    """Stop an import after the chunk in hand. ``why``: it failed, with these words; else a colleague wants it."""
    gate.permit_none()
    job = ImportJob.objects.select_for_update().get(pk=job_id)
    if job.state == "running":
        job.state, job.message = "failed" if why else "stopped", why[:400]
        job.save(update_fields=["state", "message"])
    gate.fact("job", job_id)
    gate.fact("state", job.state)


@act("customers:import:resume")
def resume(gate: Gate, job_id: int) -> Upload:
    """Let an import go on behind its last chunk. Raises Gone when its file is not kept any more."""
    gate.permit_none()
    job = ImportJob.objects.select_for_update().filter(pk=job_id).first()
    upload = uploads.of_job(job_id)
    if job is None or upload is None:
        raise Gone(job_id)
    if job.state != "done":
        job.state, job.message = "running", ""
        job.save(update_fields=["state", "message"])
    gate.fact("job", job_id)
    return upload


@look("customers:import:download")
def given_back(gate: Gate, job_id: int, language: str) -> Path:
    """The file of the rows given back, with the reasons in ``language``. Raises Gone when there is none (any more).

    Its rows are clear, so it is for the colleague who began the import; others of the role see counts.
    """
    job = ImportJob.objects.filter(pk=job_id).first()
    if job is not None and job.by != gate.by.pk:
        gate.refuse("begun_by_other")
    gate.permit_none({"job": job_id})
    found = uploads.given_back(job_id, language)
    if not found:
        raise Gone(job_id)
    return found[0]


def checked(upload: Upload, text: str) -> tuple[ImportMapping, Table]:
    """The mapping of an upload and its table, proven to fit each other. Raises MappingError, Unreadable."""
    _only_beside(upload, text)
    mapping = parse(text, (upload.beside,))
    try:
        table = open_table(upload.data, mapping.layout)
    except Unreadable as error:
        raise in_its_name(error, upload) from error
    make_setting(mapping, table, None, "")
    return mapping, table


def in_its_name(error: Unreadable, upload: Upload) -> Unreadable:
    """The same, said of the file under the name its owner knows it by."""
    name = upload.file_name if error.file == upload.data_name else error.file
    return Unreadable(name, error.message, error.mend, error.row, error.column)


def remember(upload: Upload, text: str) -> None:
    """Keep the mapping of an import that is begun, for the next file of its kind."""
    stored.keep(text, upload.file_name)


def _only_beside(upload: Upload, text: str) -> None:
    """A mapping typed into a page joins tables put in with it, and no other file of this machine."""
    try:
        joins = tomllib.loads(text).get("join", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return  # ``parse`` says where
    for name, table in joins.items() if isinstance(joins, Mapping) else ():
        path = table.get("path") if isinstance(table, Mapping) else None
        if isinstance(path, str) and path not in upload.joined:
            message = _("there is no file %(path)s.") % {"path": path}
            raise MappingError(
                f"join.{name}", "path", message, _("Put it in together with the file it is joined with.")
            )


def _keep_beside(upload: Upload, name: str, content: Iterable[bytes]) -> None:
    try:
        uploads.receive_beside(upload, name, content)
    except ValueError as error:
        message = _("a joined file cannot have this name.")
        raise Unreadable(name, message, _("Use letters, digits, spaces and . - _ ( ) + only.")) from error


def _layout(mapping: str) -> Layout | None:
    """How the mapping says the file is laid out, as far as it can be read already."""
    try:
        given = tomllib.loads(mapping).get("file", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    words = ("format", "encoding", "delimiter", "quote", "sheet")
    told = {
        word: given[word] for word in words if isinstance(given, Mapping) and isinstance(given.get(word), str)
    }
    return Layout(**told)


def _proposed(table: Table, file_name: str, by: Any) -> str:
    """A first mapping; the files go to a relationship manager and a custodian who are at work."""
    at_work = Staff.objects.filter(is_active=True, undertaking_signed_at__isnull=False).order_by("username")
    manager = at_work.filter(role="rm").first()
    officer = by if by.role == "officer" else at_work.filter(role="officer").first()
    return propose(
        table.columns, title=Path(file_name).stem, examples=_examples(table),
        manager=manager.username if manager else "", custodian=officer.username if officer else "",
    )  # fmt: skip


def _examples(table: Table) -> dict[str, list[str]]:
    """The cells of the first rows by column."""
    rows = [cells for _number, cells in islice(table.rows(), EXAMPLES)]
    return {
        column: [cells[place] for cells in rows if place < len(cells)]
        for place, column in enumerate(table.columns)
    }
