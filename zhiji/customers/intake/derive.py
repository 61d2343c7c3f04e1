"""The closed table of functions a mapping may name in ``derive``: text of a cell in, value of a field out.

Each raises ``ValueError`` for what it cannot read; the row is then given back with that reason. An empty cell never
gets here. A bank that needs another adds it here, with a test: mappings are data and run no code.
"""

from collections.abc import Callable
from datetime import date


def czech_birth_date(text: str) -> str:
    """The birth date in a Czech birth number YYMMDD (women: month + 50) of people born in 1900 to 1999.

    >>> czech_birth_date("706213")
    '1970-12-13'
    """
    year, month, day = _czech_birth_number(text)
    return date(year, month % 50, day).isoformat()


def czech_sex(text: str) -> str:
    """The sex in a Czech birth number.

    >>> czech_sex("706213"), czech_sex("450204")
    ('female', 'male')
    """
    year, month, day = _czech_birth_number(text)
    date(year, month % 50, day)
    return "female" if month > 50 else "male"


def _czech_birth_number(text: str) -> tuple[int, int, int]:
    digits = text.strip()
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("six digits YYMMDD")
    return 1900 + int(digits[:2]), int(digits[2:4]), int(digits[4:])


def long_term(text: str) -> bool:
    """Whether a validity says that it never ends: 长期, 99991231 and their kind.

    >>> long_term("长期"), long_term("2031-05-01")
    (True, False)
    """
    return text.strip().casefold() in ("长期", "長期", "长期有效", "長期有效", "permanent") or "9999" in text


def valid_to(text: str) -> str | None:
    """The end of a validity; nothing when it never ends (map the same column to ``long_term`` as well)."""
    return None if long_term(text) else text.strip()


def digits_only(text: str) -> str:
    """The digits of a text: phone numbers with labels, numbers with spaces."""
    return "".join(ch for ch in text if ch.isascii() and ch.isdigit())


DERIVATIONS: dict[str, Callable[[str], object]] = {
    "czech_birth_date": czech_birth_date,
    "czech_sex": czech_sex,
    "digits_only": digits_only,
    "long_term": long_term,
    "valid_to": valid_to,
}
