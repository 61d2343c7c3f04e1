"""The square code (QR, ISO/IEC 18004) on a label, drawn as one path: crisp on any printer, and no picture to store."""

from collections.abc import Iterator, Sequence

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Empty modules around the code that the standard asks for."""


def square_of(text: str) -> tuple[int, str]:
    """A code's width in modules, its quiet zone counted in, and the path of its dark modules.

    Meant for opaque numbers only: who holds a label must learn nothing from its code.
    """
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, box_size=1)
    made.add_data(text)
    rows = made.get_matrix()
    return len(rows), "".join(_runs(rows))


def _runs(rows: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Each unbroken run of dark modules in a line as one rectangle."""
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                yield f"M{x} {y}h{end - x}v1h-{end - x}z"
            x = end + 1
