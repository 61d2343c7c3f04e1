"""XLSX and Parquet as tables of texts."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiji.customers.intake.table import Layout, Row, Table, Unreadable, digest_of, unique_columns

LONG_NUMBER = "\ufffdnumber"
"""What a cell becomes whose number a spreadsheet has rounded: more than 15 digits, so the last ones are lost."""
_EXACT = 10**15
_BATCH = 4096
_UNPACKED_MOST = 4 << 30
"""Most bytes all parts of a workbook unpack to: a full sheet of a million rows has about one GiB."""
_TEXTS_MOST = 512 << 20
"""Most bytes of its table of texts, which is held in memory whole."""


def text_of(value: Any) -> str:
    """A cell as text: days as year-month-day, whole numbers without a point, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if abs(value) >= _EXACT:
            return LONG_NUMBER
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


# -- XLSX -------------------------------------------------------------------------------------------------------


def open_xlsx(path: Path, layout: Layout) -> Table:
    """A sheet of a workbook (the mapping's, else the first). Its parts are checked against their checksums first."""
    _whole_archive(path)
    header = next(_sheet(path, layout), (1, []))[1]
    columns = unique_columns(path, header)
    count = max((number for number, _cells in _sheet(path, layout)), default=1) - 1

    def rows(after: int = 1) -> Iterator[Row]:
        width = len(columns)
        return ((number, cells[:width]) for number, cells in _sheet(path, layout) if number > max(after, 1))

    return Table(path, "xlsx", columns, count, digest_of(path), rows, layout)


def _whole_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _no_bomb(path, archive.infolist())
            torn = archive.testzip()
    except (zipfile.BadZipFile, EOFError) as error:
        raise Unreadable(
            path.name,
            _("this is no whole XLSX workbook."),
            _("It was cut off or is of another format: save it again as .xlsx."),
        ) from error
    if torn:
        raise Unreadable(
            path.name,
            _("a part of the workbook is damaged (%(part)s).") % {"part": torn},
            _("Save it again."),
        )


def _no_bomb(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    """A small archive that unpacks to more than the machine holds is refused before it is unpacked."""
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if sum(part.file_size for part in parts) > _UNPACKED_MOST or texts > _TEXTS_MOST:
        raise Unreadable(
            path.name, _("the workbook unpacks to more than is taken in."), _("Save it as CSV, or split it.")
        )


def _sheet(path: Path, layout: Layout) -> Iterator[Row]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(
            path.name, _("this is no whole XLSX workbook."), _("Save it again as .xlsx.")
        ) from error
    try:
        if layout.sheet is not None and layout.sheet not in book.sheetnames:
            message = _("there is no sheet %(sheet)s.") % {"sheet": layout.sheet}
            raise Unreadable(
                path.name, message, _("The sheets are: %(sheets)s.") % {"sheets": ", ".join(book.sheetnames)}
            )
        sheet = book[layout.sheet] if layout.sheet else book.worksheets[0]
        sheet.reset_dimensions()  # the stated size of a sheet is often wrong
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(cell is not None and cell != "" for cell in cells):
                yield number, [_excel_text(cell) for cell in cells]
    finally:
        book.close()


def _excel_text(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        return LONG_NUMBER  # written by other programs: Excel itself would round it on the next save
    return text_of(value)


# -- Parquet ----------------------------------------------------------------------------------------------------


def open_parquet(path: Path, layout: Layout) -> Table:
    """A Parquet file; its row count stands in its footer, which a torn file lacks."""
    import pyarrow
    import pyarrow.parquet as parquet

    try:
        with parquet.ParquetFile(path) as file:
            columns, count = unique_columns(path, file.schema_arrow.names), file.metadata.num_rows
    except pyarrow.ArrowException as error:
        raise Unreadable(
            path.name,
            _("this is no whole Parquet file."),
            _("It was cut off or is of another format: write it again."),
        ) from error

    def rows(after: int = 1) -> Iterator[Row]:
        return (
            (number, cells)
            for number, cells in enumerate(_parquet(path), start=2)
            if number > after and any(cells)
        )

    return Table(path, "parquet", columns, count, digest_of(path), rows, layout)


def _parquet(path: Path) -> Iterator[list[str]]:
    import pyarrow
    import pyarrow.parquet as parquet

    row = 1
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                columns: Iterable[list[str]] = [
                    [text_of(value) for value in column.to_pylist()] for column in batch.columns
                ]
                for cells in zip(*columns, strict=True):
                    row += 1
                    yield list(cells)
    except (pyarrow.ArrowException, OSError) as error:
        raise Unreadable(path.name, _("the file is damaged."), _("Write it again."), row + 1) from error
