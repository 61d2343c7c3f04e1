"""The rows given back, as a file of the same form with one more column: why, in the reader's language.

Only row numbers and reasons are stored; the rows themselves are read again from the original file.
"""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from zhiji import fields
from zhiji.access.gateway import Gate, look
from zhiji.customers.intake.reasons import sentence
from zhiji.customers.intake.table import Table, Unreadable
from zhiji.customers.models import ImportJob, ImportReject

_FORMULA = re.compile(r"\s*[=@\t\r]|\s*[+-](?![0-9 ().-]*$)")


@look("customers:import:rejects")
def write_rejects(gate: Gate, job_id: int, table: Table, folder: Path, *, pack: str = "bank") -> Path | None:
    """Write the given-back rows of a job to ``folder`` (CSV with a byte order mark; XLSX for a workbook); the path, or
    None when there are none. Raises Unreadable when ``table`` is not the file that was imported.
    """
    gate.permit_none({"job": job_id})
    job = ImportJob.objects.get(pk=job_id)
    if table.digest != job.digest:
        message = _("this is not the file of import %(job)s.") % {"job": job_id}
        raise Unreadable(table.path.name, message, _("Give the original file, unchanged."))
    if not job.rejected and not job.duplicates:
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"import-{job_id}-given-back.{'xlsx' if table.format == 'xlsx' else 'csv'}"
    register = fields.register(pack)
    rows = _given_back(job_id, table, register)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    header = [*table.columns, _("reason")]
    if path.suffix == ".xlsx":
        with os.fdopen(descriptor, "wb") as binary:
            _write_xlsx(binary, header, rows)
    else:
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as text:
            writer = csv.writer(
                text, delimiter=table.layout.delimiter or ",", quotechar=table.layout.quote or '"'
            )
            writer.writerow([_plain(cell) for cell in header])
            writer.writerows([_plain(cell) for cell in row] for row in rows)
    return path


def _given_back(job_id: int, table: Table, register: fields.Register) -> Iterator[list[str]]:
    """Original cells and reason. Both sides come in row order, so that neither is held in memory."""
    rejects = ImportReject.objects.filter(job_id=job_id).order_by("row").values_list("row", "problems")
    pending = iter(rejects.iterator(chunk_size=2_000))
    wanted = next(pending, None)
    width = len(table.columns)
    for number, cells in table.rows():
        if wanted is None:
            return
        if number == wanted[0]:
            yield [*(cells + [""] * width)[:width], said(wanted[1], register)]
            wanted = next(pending, None)


def said(problems: list[dict[str, Any]], register: fields.Register) -> str:
    """All reasons of one row in the active language."""
    return " ".join(sentence(stored, register) for stored in problems)


def _plain(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers with their sign do not."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _write_xlsx(file: IO[bytes], header: list[str], rows: Iterator[list[str]]) -> None:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()

    def cell(value: str) -> Any:
        # as text, whatever it looks like: numbers keep all their digits, and "=…" stays what was typed
        made = WriteOnlyCell(sheet, value=None)
        made._value, made.data_type = value, "s"
        made.number_format = "@"
        return made

    sheet.append([cell(value) for value in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    book.save(file)
