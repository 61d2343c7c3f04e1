"""Unified social credit code (GB 32100), legacy organisation code (GB 11714), taxpayer numbers.

python-stdnum does the check character of the credit code, but takes a digit only as the first character;
the standard also has A (military reform office), N (agriculture) and Y (others), and real codes begin with
them.
"""

import re

from stdnum.cn import uscc

from zhiji.fields.problems import Wrong

FOLD = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B)} | {ord(c): None for c in " -–—\t　"}
CREDIT_FORM = re.compile(r"[0-9A-Y]{2}\d{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}")
AUTHORITIES = frozenset("123456789ANY")
ORGANISATION_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
TAX_FORM = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17,20}")


def fold(text: str) -> str:
    """Upper case, half width, without spaces and hyphens."""
    return text.translate(FOLD).upper()


def credit_code(text: str) -> str:
    """The 18 characters. Raises Wrong: usc.length, usc.characters, usc.checksum, usc.authority.

    >>> credit_code("91110000 600037341l")
    '91110000600037341L'
    """
    code = fold(text)
    if len(code) != 18:
        raise Wrong("usc.length")
    if not CREDIT_FORM.fullmatch(code) or not set(code) <= set(uscc._alphabet):
        raise Wrong("usc.characters")
    if uscc.calc_check_digit(code[:17]) != code[17]:
        raise Wrong("usc.checksum")
    if code[0] not in AUTHORITIES:
        raise Wrong("usc.authority")
    return code


def organisation_code(text: str) -> str:
    """The 9 characters without hyphen. Raises Wrong: organisation_code, organisation_code.checksum.

    >>> organisation_code("60003734-1")
    '600037341'
    """
    code = fold(text)
    if not ORGANISATION_FORM.fullmatch(code):
        raise Wrong("organisation_code")
    total = sum(
        int(character, 36) * weight for character, weight in zip(code[:8], ORGANISATION_WEIGHTS, strict=True)
    )
    if "0123456789X0"[11 - total % 11] != code[8]:
        raise Wrong("organisation_code.checksum")
    return code


def tax_code(text: str) -> str:
    """A credit code, a division with an organisation code (15), or an identity number with a suffix (17 to
    20).
    """
    code = fold(text)
    if not TAX_FORM.fullmatch(code):
        raise Wrong("tax_code")
    return code


NUMBER_RULES = {"usc_code": credit_code, "organisation_code": organisation_code, "tax_code": tax_code}
