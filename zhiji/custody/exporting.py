"""The bytes of an export: CSV or XLSX, the hidden code in every line, and one line that no customer stands behind."""

import csv
import io
import re
import secrets
from collections.abc import Sequence

from django.db import connection

from zhiji.custody.pages.cells import harmless
from zhiji.custody.rules.marks import woven
from zhiji.fields.numbers import resident_id

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_LONG = re.compile(r"(?<=\d{3})\d{4}(?=\D*$)")
_NAMES = "安宁知远清和怀瑾若溪承恩明哲思齐景行静姝子衿书言云舒"


def canary_id() -> int:
    """A customer id taken out of the sequence of files, so that no file ever gets it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_file', 'customer_id'))")
        return int(cursor.fetchone()[0])


def invented_line(rows: Sequence[Sequence[str]], wanted: Sequence[str]) -> list[str]:
    """What stands behind the canary's number: filled where one of the real lines is, so that it does not stand out.

    ``rows``: the real lines without their numbers, in the order of ``wanted``. A name is invented, each other value is like
    that of some line; of long numbers the end is another.
    """
    like = secrets.choice(rows)
    line = []
    for place, name in enumerate(wanted):
        if not like[place]:
            line.append("")
        elif name == "name":
            line.append(_name())
        else:
            line.append(_another(secrets.choice([row[place] for row in rows if row[place]])))
    return line


def _name() -> str:
    return secrets.choice(_SURNAMES) + "".join(secrets.choice(_NAMES) for _ in range(2))


def _another(text: str) -> str:
    """The text; where it ends in a long number (a phone's, a paper's), with another end that is as well formed."""
    if resident_id.FORM.fullmatch(text):
        first = f"{text[:14]}{secrets.randbelow(1000):03}"
        return first + resident_id.check_character(first)
    found = _LONG.search(text)
    return f"{text[: found.start()]}{secrets.randbelow(10_000):04}{text[found.end() :]}" if found else text


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
