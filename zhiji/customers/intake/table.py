"""What an opened table is, whatever the file: its columns, its rows, and what is said when it cannot be read."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

Row = tuple[int, list[str]]


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
