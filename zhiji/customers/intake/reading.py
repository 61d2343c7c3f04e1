"""Reads a table from a file, row by row in bounded memory, and looks the whole file over before anything is taken in.

>>> table = open_table(Path("clients.csv"), Layout(delimiter=";"))
>>> table.columns, table.row_count
(('client_id', 'birth_number'), 5369)
>>> next(table.rows())
(2, ['1', '706213'])

Row numbers are those a spreadsheet shows: the header is row 1. Every cell is a text; an empty one is "".
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

Row = tuple[int, list[str]]
FORMATS = ("csv", "xlsx", "parquet")
_ENDINGS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".asc": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
_BLOCK = 1 << 20
CELL_MOST = 1 << 20
"""Most characters of one cell. A longer one is a quotation mark that was never closed."""


class Unreadable(ValueError):
    """The file cannot be read as the table it should be. ``row`` and ``column`` say where, when that is known."""

    def __init__(
        self, file: str, message: str, mend: str, row: int | None = None, column: str | None = None
    ) -> None:
        self.file, self.message, self.mend, self.row, self.column = file, message, mend, row, column
        super().__init__(f"{self.place}: {message} {mend}")

    @property
    def place(self) -> str:
        """``clients.csv, row 12, column name``."""
        parts = [self.file]
        if self.row is not None:
            parts.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            parts.append(_("column %(column)s") % {"column": self.column})
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out; what is None is found out from the file itself."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. ``rows(after)`` streams the rows behind row number ``after``; it can be called again.

    ``row_count`` counts up to the last row that holds anything; rows left empty on the way are counted, not streamed.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    row_count: int
    digest: str
    rows: Callable[..., Iterator[Row]]
    layout: Layout


def open_table(path: Path, layout: Layout | None = None) -> Table:
    """Look the whole file over once (digest, encoding, torn end, number of rows) and open it. Raises Unreadable."""
    layout = layout or Layout()
    kind = layout.format or _ENDINGS.get(path.suffix.lower(), "csv")
    if kind not in FORMATS:
        raise Unreadable(
            path.name,
            _("the format %(format)s is not known.") % {"format": kind},
            _("Use CSV, XLSX or Parquet."),
        )
    try:
        if path.stat().st_size == 0:
            raise Unreadable(path.name, _("the file is empty."), _("Export it again."))
        if kind == "csv":
            return _open_csv(path, layout)
        from zhiji.customers.intake import sheets

        return sheets.open_xlsx(path, layout) if kind == "xlsx" else sheets.open_parquet(path, layout)
    except OSError as error:
        raise Unreadable(
            path.name,
            _("the file cannot be opened (%(why)s).") % {"why": error.strerror},
            _("Check its path."),
        ) from error


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unique_columns(path: Path, names: Sequence[Any]) -> tuple[str, ...]:
    """The header's cells, trimmed. A header with an empty or doubled name cannot be mapped."""
    columns = ["" if name is None else str(name).strip() for name in names]
    while columns and not columns[-1]:
        columns.pop()
    for place, column in enumerate(columns):
        if not column:
            raise Unreadable(
                path.name,
                _("column %(place)s has no name.") % {"place": place + 1},
                _("Name it in the first row."),
                row=1,
            )
        if columns.index(column) != place:
            raise Unreadable(
                path.name, _("two columns have this name."), _("Rename one of them."), row=1, column=column
            )
    if not columns:
        raise Unreadable(
            path.name, _("the first row names no columns."), _("Put the column names there."), row=1
        )
    return tuple(columns)


# -- CSV --------------------------------------------------------------------------------------------------------


def _open_csv(path: Path, layout: Layout) -> Table:
    digest, encoding = _encoding(path, layout.encoding)
    delimiter, quote = _punctuation(path, encoding, layout)
    found = Layout("csv", encoding, delimiter, quote)
    records = _records(path, found)
    columns = unique_columns(path, next(records, (1, []))[1])
    row, last = 1, list(columns)
    for row, last in records:  # noqa: B007 (the last one is wanted)
        pass
    if len(last) < len(columns) and not _ends_with_newline(path):
        column = columns[max(len(last) - 1, 0)]
        raise Unreadable(
            path.name,
            _("the file ends in the middle of a row."),
            _("It was cut off: export or copy it again."),
            row,
            column,
        )

    def rows(after: int = 1) -> Iterator[Row]:
        return ((number, cells) for number, cells in _records(path, found) if number > after)

    return Table(path, "csv", columns, row - 1, digest, rows, found)


def _records(path: Path, found: Layout) -> Iterator[Row]:
    """All records with their row numbers, the header first. Lines without any text are counted but left out."""
    csv.field_size_limit(CELL_MOST)
    number = 0
    with path.open(encoding=found.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=found.delimiter or ",", quotechar=found.quote or '"', strict=True)
        try:
            for cells in reader:
                number += 1
                if cells and (len(cells) > 1 or cells[0]):
                    yield number, cells
        except csv.Error as error:
            message = _("the quotation marks do not match (%(why)s).") % {"why": error}
            mend = _(
                "Close the quotation mark, double those inside a cell, or say in [file] which mark is used."
            )
            raise Unreadable(path.name, message, mend, number + 1) from error


def _encoding(path: Path, wanted: str | None) -> tuple[str, str]:
    """Digest and encoding, proven over the whole file: the mapping's, else by byte order mark, else UTF-8, else GB18030."""
    with path.open("rb") as file:
        head = file.read(4)
    marked = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        marked = "utf-16"
    if wanted is not None:
        try:
            name = codecs.lookup(wanted).name
        except LookupError:
            message = _("the encoding %(name)s is not known.") % {"name": wanted}
            raise Unreadable(path.name, message, _("Use utf-8 or gb18030 in [file] encoding.")) from None
        tried = [marked if name == "utf-8" and marked else name]
    else:
        tried = [marked] if marked else ["utf-8", "gb18030"]
    digest = digest_of(path)
    faults = [_first_fault(path, name) for name in tried]
    for name, fault in zip(tried, faults, strict=True):
        if fault is None:
            return digest, name
    place = max(fault for fault in faults if fault is not None)
    name = tried[faults.index(place)]
    row, column = _where(path, name, place)
    message = _("these bytes are no %(encoding)s text.") % {"encoding": name.upper()}
    raise Unreadable(
        path.name, message, _("Save the file as UTF-8, or name its encoding in [file] encoding."), row, column
    )


def _first_fault(path: Path, encoding: str) -> int | None:
    """Where the bytes stop being text of this encoding; None when they never do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return read - pending + error.start
            if not block:
                return None
            read += len(block)


def _where(path: Path, encoding: str, place: int) -> tuple[int, str | None]:
    """Row and column of a byte."""
    with path.open("rb") as file:
        text = io.TextIOWrapper(
            io.BufferedReader(_Beginning(file, place)), encoding=encoding, errors="replace", newline=""
        )
        first = text.readline()
        delimiter = max(",;\t|", key=first.count)
        text.seek(0)
        columns: list[str] = []
        cells: list[str] = []
        number = 0
        for number, cells in enumerate(csv.reader(text, delimiter=delimiter), start=1):  # noqa: B007
            columns = columns or cells
    column = columns[len(cells) - 1] if 0 < len(cells) <= len(columns) and number > 1 else None
    return max(number, 1), column


class _Beginning(io.RawIOBase):
    """The first ``length`` bytes of a file."""

    def __init__(self, file: Any, length: int) -> None:
        self._file, self._length = file, length

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(min(len(buffer), max(self._length - self._file.tell(), 0)))
        buffer[: len(block)] = block
        return len(block)


def _punctuation(path: Path, encoding: str, layout: Layout) -> tuple[str, str]:
    """Delimiter and quotation mark: the mapping's, else the delimiter that stands most often in the header outside quotes."""
    quote = layout.quote or '"'
    for name, mark in (("delimiter", layout.delimiter), ("quote", quote)):
        if mark is not None and len(mark) != 1:
            message = _("%(name)s must be one character.") % {"name": f"[file] {name}"}
            raise Unreadable(path.name, message, _("Correct the mapping."))
    if layout.delimiter:
        return layout.delimiter, quote
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline(_BLOCK)
    outside = "".join(header.split(quote)[::2])
    return max(",;\t|", key=outside.count), quote


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), io.SEEK_END)
        return file.read().rstrip(b"\0").endswith((b"\n", b"\r"))
