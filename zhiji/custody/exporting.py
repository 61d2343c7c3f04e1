"""The bytes of an export: CSV or XLSX, the hidden code in every line, and one line that no customer stands behind."""

import csv
import io
import secrets
from collections.abc import Sequence

from django.db import connection

from zhiji.custody.pages.cells import harmless
from zhiji.custody.rules.marks import woven

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_NAMES = "安宁知远清和怀瑾若溪承恩明哲思齐景行静姝子衿书言云舒"


def canary_id() -> int:
    """A customer id taken out of the sequence of files, so that no file ever gets it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_file', 'customer_id'))")
        return int(cursor.fetchone()[0])


def invented_name() -> str:
    """A name for the canary's line."""
    return secrets.choice(_SURNAMES) + "".join(secrets.choice(_NAMES) for _ in range(2))


def with_canary(rows: Sequence[Sequence[str]], canary: Sequence[str]) -> list[Sequence[str]]:
    """The lines with the canary's somewhere among them."""
    place = secrets.randbelow(len(rows) + 1)
    return [*rows[:place], canary, *rows[place:]]


def marked(row: Sequence[str], code: str) -> list[str]:
    """A line with the code woven into its last cell that says anything after the number; the number stays as it is, so that
    it can be typed and searched."""
    cells = [harmless(text) for text in row]
    place = next((at for at in range(len(cells) - 1, 0, -1) if cells[at]), None)
    if place is not None:
        cells[place] = woven(cells[place], code)
    return cells


def as_csv(head: Sequence[str], rows: Sequence[Sequence[str]], printed: str, code: str) -> bytes:
    """The export as CSV; its head carries the code too."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([*head[:-1], woven(head[-1], code)])
    writer.writerows(marked(row, code) for row in rows)
    return ("\ufeff" + sink.getvalue()).encode()


def as_xlsx(head: Sequence[str], rows: Sequence[Sequence[str]], printed: str, code: str) -> bytes:
    """The export as XLSX: the same lines, its number on every printed page, the code in the file's properties."""
    import openpyxl

    book = openpyxl.Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.append([*head[:-1], woven(head[-1], code)])
    for row in rows:
        sheet.append(marked(row, code))
    sheet.oddFooter.center.text = printed
    book.properties.keywords, book.properties.title = code, printed
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


MAKERS = {"csv": as_csv, "xlsx": as_xlsx}
