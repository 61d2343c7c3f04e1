"""What may not stand in free text.

Card security codes, PINs and passwords (class C3 of JR/T 0171) are kept nowhere; whole card and identity
numbers have fields of their own. A finding names the kind, never the text.
"""

import re
from collections.abc import Iterator
from datetime import date

from stdnum import luhn

from zhiji.fields.numbers import resident_id
from zhiji.fields.numbers.credit_code import credit_code
from zhiji.fields.problems import Problem, Wrong

_NAMES_OF_SECRETS = (
    r"cvv2?|cvc2?|cvn2?|card\s?security\s?code|pin(?:\s?code)?|passw(?:or)?d|passcode|pwd|otp|"
    r"[密口][码碼令]|安全[码碼]|[验驗][证證][码碼]|[后後]三位|[动動][态態][码碼]"
)
# The word, then the secret itself: anything after a colon, or something with a digit or a sign in it.
CODE = re.compile(
    rf"(?<![a-z])(?:{_NAMES_OF_SECRETS})(?![a-z])(?:\s*(?:[:：=＝])\s*(?P<any>[!-~]{{3,}})|"
    r"\s*(?:is|was|no\.?|number|是|为|為)?\s*[:：=＝]?\s*['\"“「]?(?P<mixed>(?=[!-~]*[0-9!@#$%^&])[!-~]{3,}))",
    re.IGNORECASE | re.ASCII,
)
# A run of digits as people write card numbers: in groups set apart by one mark. X may end an identity number.
MARK = r"[ .\-_–—·\t]"
RUN = re.compile(rf"[0-9](?:{MARK}?[0-9])*(?:{MARK}?[Xx×])?", re.ASCII)
# Codes of companies begin with 9; others hold a letter. (An identity number may by chance fit the check of a code.)
CREDIT = re.compile(
    r"(?<![0-9A-Za-z])(?:9[0-9A-Y]{17}|(?=[0-9]*[A-WY])[1-9ANY][0-9A-Y]{17})(?![0-9A-Za-z])", re.ASCII
)
GROUP = re.compile(r"[0-9Xx×]+")
SUSPECT = re.compile(rf"[0-9０-９](?:{MARK}?[0-9０-９]){{12}}|{_NAMES_OF_SECRETS}", re.IGNORECASE)
FULL_WIDTH = str.maketrans("０１２３４５６７８９ｘＸ", "0123456789xX")
SECRET_FIELDS = re.compile(
    r"(?:card_?)?(?:cvv2?|cvc2?|cvn2?|pin(?:_?code|_?block)?|password|passwd|pwd|passcode|secret|otp|"
    r"track_?[123]?(?:_?data)?|fingerprint|face|iris|voiceprint|biometric.*)|(?:.*密[码碼])|安全[码碼]|指[纹紋]|人[脸臉]|"
    r"[虹][膜]|声[纹紋]|聲紋",
    re.IGNORECASE,
)
PROVINCES = frozenset(
    str(code)
    for region in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*region)
)
# First digits by length: Visa once had 13, Diners 14, American Express 15; the schemes and UnionPay have 16
# to 19.
CARD_STARTS = {13: "4", 14: "3", 15: "3"} | dict.fromkeys(range(16, 20), "345689")


def is_card_number(digits: str) -> bool:
    """13 to 19 digits that begin as cards of that length do and pass the Luhn check."""
    return digits.isdigit() and digits[0] in CARD_STARTS.get(len(digits), "") and luhn.is_valid(digits)


def is_identity_number(digits: str) -> bool:
    """18 characters that pass the check of GB 11643, or 15 digits with a province and a birth date in
    them.
    """
    try:
        if len(digits) == 15:
            date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
            return digits[:2] in PROVINCES
        return len(digits) == 18 and bool(resident_id.clean(digits, date.max))
    except ValueError:
        return False


def _kinds(text: str) -> list[tuple[str, int, int]]:
    """(rule, start, end) of each secret, without overlaps."""
    text = text.translate(FULL_WIDTH)
    found = [
        ("secret.code", *(match.span("any") if match["any"] else match.span("mixed")))
        for match in CODE.finditer(text)
    ]
    public = [match.span() for match in CREDIT.finditer(text) if _is_credit_code(match[0])]
    for match in RUN.finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in public):
            found += _numbers(match)
    kept: list[tuple[str, int, int]] = []
    for each in sorted(found, key=lambda one: (one[1], -one[2])):
        if not kept or each[1] >= kept[-1][2]:
            kept.append(each)
    return kept


def _is_credit_code(text: str) -> bool:
    """A unified social credit code is public, and its digits may look like a card's."""
    try:
        return bool(credit_code(text))
    except Wrong:
        return False


def _numbers(run: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Card and identity numbers made of one group of the run or of several neighbours."""
    groups = [(match[0], match.start(), match.end()) for match in GROUP.finditer(run[0])]
    first = 0
    while first < len(groups):
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last][0].upper().replace("×", "X")
            if len(digits) > 19:
                break
            rule = (
                "secret.identity"
                if is_identity_number(digits)
                else "secret.card"
                if is_card_number(digits)
                else ""
            )
            if rule:
                yield rule, run.start() + groups[first][1], run.start() + groups[last][2]
                first = last
                break
        first += 1


def check(text: str) -> None:
    """Raises Wrong with the kind of the first secret in ``text``."""
    if SUSPECT.search(text):
        for rule, _start, _end in _kinds(text):
            raise Wrong(rule)


def secrets_in(text: str) -> list[Problem]:
    """One problem for each kind of secret found in ``text``; their field is ""."""
    return [Problem("", rule) for rule in dict.fromkeys(rule for rule, _start, _end in _kinds(text))]


def redact(text: str) -> str:
    """``text`` with each secret replaced by ●●● (a card number keeps its last four digits).

    >>> redact("card 4111 1111 1111 1111, ring after six")
    'card ●●●1111, ring after six'
    """
    for rule, start, end in reversed(_kinds(text)):
        text = text[:start] + "●●●" + (text[end - 4 : end] if rule == "secret.card" else "") + text[end:]
    return text


def is_secret_field(name: str) -> bool:
    """Whether a column or key by this name can only hold a secret (class C3)."""
    return bool(SECRET_FIELDS.fullmatch(re.sub(r"[\s\-]+", "_", name.strip())))
