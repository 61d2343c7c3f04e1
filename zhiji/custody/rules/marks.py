"""The hidden mark of a copy: a code of ten characters, woven into its text and drawn as pale dots on its paper.

The code is cut from an HMAC under the case's own key (``code_of``), so that nobody without the key can put another copy's
mark on a paper. Two copies of a million share a code once in a thousand such collections; the table refuses the second.
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
BITS = 5 * LENGTH
_BEGIN, _ZERO, _ONE = "\u2060", "\u200b", "\u200c"
_WOVEN = re.compile(f"{_BEGIN}([{_ZERO}{_ONE}]{{{BITS}}})")


def code_of(commitment: str) -> str:
    """Ten characters out of a commitment of 64 hex digits.

    >>> code_of("f" * 64)
    'ZZZZZZZZZZ'
    """
    number = int(commitment, 16) >> (4 * len(commitment) - BITS)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def woven(text: str, code: str) -> str:
    """The text with the code behind it, in characters that have no width; copying the line copies the code."""
    return text + _BEGIN + "".join(_ONE if bit == "1" else _ZERO for bit in bits_of(code))


def bits_of(code: str) -> str:
    """The fifty bits of a code, as they are woven and drawn."""
    return "".join(f"{ALPHABET.index(one):05b}" for one in code)


def dots(code: str) -> list[tuple[int, int]]:
    """Where the dots of the mark stand: column 0–9 for the character, row 0–4 for its bit, the highest on top."""
    return [(place // 5, place % 5) for place, bit in enumerate(bits_of(code)) if bit == "1"]


def codes_in(text: str) -> list[str]:
    """Every code in a text: woven into it, or written out (small letters, spaces and dashes do not matter).

    >>> codes_in(woven("沈怀瑾", "0123456789")), codes_in("01234-56789")
    (['0123456789'], ['0123456789'])
    """
    found = [_code(match[1]) for match in _WOVEN.finditer(text)]
    plain = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", plain):
        found.append(plain)
    return list(dict.fromkeys(found))


_REPORT_MARK = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
_REPORT_COPY = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2})(\d\d)-(\d{6,15})/(\d{1,4})(?!\d)")
_CUSTOMER = re.compile(r"(?<!\d)\d{4}-?\d{4}-?\d{4}(?!\d)")
MOST = 500
"""Of each kind of mark, as many are taken out of a text."""


def report_marks_in(text: str) -> list[str]:
    """The marks of numbered copies of reports in a text: they stand in a table's last line or a file's properties.

    >>> report_marks_in("合计,24\\n0123456789abcdef")
    ['0123456789abcdef']
    """
    return list(dict.fromkeys(_REPORT_MARK.findall(text)))[:MOST]


def report_copies_in(text: str) -> list[tuple[str, int, int]]:
    """The printed numbers of copies of reports in a text: the case's number without its copy, the case, the copy.

    >>> report_copies_in("第 S26-000041/3 份")
    [('S26-000041', 41, 3)]
    """
    found = _REPORT_COPY.findall(text)
    told = [(f"{letter}{year}-{case}", int(case), int(copy)) for letter, year, case, copy in found]
    return list(dict.fromkeys(told))[:MOST]


def customer_numbers_in(text: str) -> list[str]:
    """What looks like a customer number in a text; one of an export's is its canary.

    >>> customer_numbers_in("0420-1837-5512,沈怀瑾")
    ['0420-1837-5512']
    """
    return list(dict.fromkeys(_CUSTOMER.findall(text)))[:MOST]


def _code(marks: str) -> str:
    digits = marks.replace(_ZERO, "0").replace(_ONE, "1")
    return "".join(ALPHABET[int(digits[at : at + 5], 2)] for at in range(0, BITS, 5))
