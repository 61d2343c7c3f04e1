"""``import_customers``: the whole of an import, as the command line and the page's job call it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhiji.access.actors import Job
from zhiji.access.recording import Actor
from zhiji.customers.intake.committing import Progress, begin, commit_chunk, draw_ids, finish, scan_bank
from zhiji.customers.intake.duplicates import Bank, Marks, worth_scanning
from zhiji.customers.intake.mapping import ImportMapping, read_mapping
from zhiji.customers.intake.previewing import preview as preview_file
from zhiji.customers.intake.reading import open_table
from zhiji.customers.intake.rejecting import write_rejects
from zhiji.customers.intake.running import make_setting, pressed_chunks
from zhiji.customers.intake.table import Table
from zhiji.customers.models import ImportJob

Told = Callable[[int, int], None]


def import_customers(
    file: Path | str,
    mapping: Path | str | ImportMapping,
    *,
    preview: bool = False,
    by: Actor | Job | None = None,
    progress: Told | None = None,
    channel: str = "cli",
    file_name: str = "",
    rejects_folder: Path | None = None,
) -> dict[str, Any]:
    """Preview a file, or take its customers in; ``progress(rows done, rows in all)`` is told after every chunk.

    Answers ``taken``, ``incomplete`` (of the taken), ``rejected`` and ``duplicates`` of this call, ``job``, ``already``
    (this file was taken in before under this mapping: all its customers count as duplicates, nothing changed) and
    ``rejects_file`` (path or None). A preview answers as ``Preview.as_dict`` instead. An import that was killed goes on
    where its last chunk committed; the counts then are those of the whole job.

    Raises ``MappingError``, ``Unreadable`` (nothing was written), ``WorkerLost``, ``Elsewhere`` (start it again), ``Refused``.
    """
    path = Path(file)
    actor: Any = Job("import") if by is None else by
    if not isinstance(mapping, ImportMapping):
        mapping = read_mapping(Path(mapping), path.parent)
    table = open_table(path, mapping.layout)
    if preview:
        shown = preview_file(table, mapping, progress=progress, by=actor, channel=channel)
        return {"preview": True, **shown.as_dict()}
    make_setting(mapping, table, None, "")  # every mapping error before a job is begun
    job = begin(table, mapping.digest, file_name or path.name, by=actor, channel=channel)
    if job.state == "done":
        counts = {
            "taken": 0, "incomplete": 0, "rejected": job.rejected, "duplicates": job.taken + job.duplicates, "already": True,
        }  # fmt: skip
    else:
        job = _take(table, mapping, job, actor, channel, progress)
        counts = {name: getattr(job, name) for name in ("taken", "incomplete", "rejected", "duplicates")}
        counts["already"] = False
    folder = rejects_folder or settings.ZHIJI_HOME / "imports"
    rejects = write_rejects(job.pk, table, folder, pack=mapping.pack, by=actor, channel=channel)
    return {**counts, "job": job.pk, "rejects_file": str(rejects) if rejects else None}


def _take(
    table: Table, mapping: ImportMapping, job: ImportJob, actor: Any, channel: str, told: Told | None
) -> ImportJob:
    setting, _unused = make_setting(mapping, table, actor.pk, f"import {job.pk}")
    progress = Progress(Marks(), Bank(), job.done_rows)
    if worth_scanning(table.row_count - job.done_rows):
        scan_bank(progress, setting.secret, by=actor, channel=channel)

    def draw(count: int) -> list[int]:
        ids = draw_ids(count)
        progress.bank.own.add(ids)
        return ids

    for pressed in pressed_chunks(table, setting, after=job.done_rows + 1, at=timezone.now, draw=draw):
        commit_chunk(job.pk, pressed, progress, by=actor, channel=channel)
        progress.reached = pressed.last - 1
        if told is not None:
            told(progress.reached, table.row_count)
    return finish(job.pk, by=actor, channel=channel)
