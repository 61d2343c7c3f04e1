"""The citizen identity number of GB 11643-1999: division (6), birth date (8), sequence (3, odd for men),
check character.

The check character is ISO 7064 MOD 11-2. With 2 ≡ 13 (mod 11), the weighted sum of the standard is the
number read in base 13, which Python computes at once.
Fifteen-digit numbers (before 1999) lack the century and the check character; they are upgraded. Sequences
996 to 999 were kept for people over a hundred in the 15-digit form, so these were born in the 1800s.
Checksum and date are errors; the division is a warning (see divisions).
"""

import re
from datetime import date

from zhiji.fields.numbers import divisions
from zhiji.fields.problems import Wrong

FORM = re.compile(r"\d{17}[\dX]")
OLD_FORM = re.compile(r"\d{15}")
CHECK = "10X98765432"
FOLD = str.maketrans(
    {chr(0xFF10 + n): str(n) for n in range(10)}
    | dict.fromkeys("xＸｘ×Х", "X")
    | dict.fromkeys(" -–—\t　", None)
)
FIRST = date(1850, 1, 1)
# Residence permits of people from Hong Kong, Macao and Taiwan; cards for foreign permanent residents begin
# with 9.
HMT = ("810000", "820000", "830000")


def check_character(first17: str) -> str:
    """The 18th character.

    >>> check_character("11010519491231002")
    'X'
    """
    return CHECK[int(first17, 13) * 2 % 11]


def upgrade(old: str) -> str:
    """The 18-character form of a 15-digit number.

    >>> upgrade("110105491231002")
    '11010519491231002X'
    """
    century = "18" if old[12:] >= "996" else "19"
    first17 = old[:6] + century + old[6:]
    return first17 + check_character(first17)


def clean(text: str, on: date) -> str:
    """The 18-character number. Raises Wrong: id.length, id.characters, id.date, id.checksum, date.future,
    date.early.
    """
    number = text if FORM.fullmatch(text) and text.isascii() else text.translate(FOLD)
    if not number.isascii():
        raise Wrong("id.characters")
    if OLD_FORM.fullmatch(number):
        number = upgrade(number)
    elif len(number) != 18:
        raise Wrong("id.length")
    elif not FORM.fullmatch(number):
        raise Wrong("id.characters")
    elif CHECK[int(number[:17], 13) * 2 % 11] != number[17]:
        raise Wrong("id.checksum")
    born = birth_date(number)
    if born > on:
        raise Wrong("date.future")
    if born < FIRST:
        raise Wrong("date.early")
    return number


def birth_date(number: str) -> date:
    """The date in digits 7 to 14; Wrong id.date when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Wrong("id.date") from None


def sex(number: str) -> str:
    """ "male" for an odd sequence, "female" for an even one."""
    return "male" if int(number[16]) % 2 else "female"


def division_doubt(number: str) -> str | None:
    """The rule that a doubtful division breaks (a warning), or None."""
    code = number[:6]
    if code in HMT:
        return None
    if not divisions.known(code):
        return "id.division"
    if divisions.ended_before(code, int(number[6:10])):
        return "id.division_ended"
    return None
