"""Reads a table from a file, row by row in bounded memory, and looks the whole file over before anything is taken in.

>>> table = open_table(Path("clients.csv"), Layout(delimiter=";"))
>>> table.columns, table.row_count
(('client_id', 'birth_number'), 5369)
>>> next(table.rows())
(2, ['1', '706213'])

Row numbers are those a spreadsheet shows: the header is row 1. Every cell is a text; an empty one is "".
"""

from pathlib import Path

from django.utils.translation import gettext as _

from zhiji.customers.intake.delimited import open_csv
from zhiji.customers.intake.sheets import open_parquet, open_xlsx
from zhiji.customers.intake.table import Layout, Table, Unreadable

OPENERS = {"csv": open_csv, "xlsx": open_xlsx, "parquet": open_parquet}
FORMATS = tuple(OPENERS)
_ENDINGS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".asc": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}


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
        return OPENERS[kind](path, layout)
    except OSError as error:
        raise Unreadable(
            path.name,
            _("the file cannot be opened (%(why)s).") % {"why": error.strerror},
            _("Check its path."),
        ) from error
