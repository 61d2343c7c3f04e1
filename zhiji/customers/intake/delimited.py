"""Reads delimited text: finds out its encoding, its delimiter and its end, and says in which row and column it breaks."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiji.customers.intake.table import Layout, Row, Table, Unreadable, digest_of, unique_columns

_BLOCK = 1 << 20
CELL_MOST = 1 << 20
"""Most characters of one cell. A longer one is a quotation mark that was never closed."""


def open_csv(path: Path, layout: Layout) -> Table:
    """Look the text over and open it. Raises Unreadable."""
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
