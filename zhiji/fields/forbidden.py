"""What may not stand in free text: card security codes, PINs and passwords (class C3), whole card and identity numbers.

A finding names the kind, never the text.
"""

import re
from datetime import date

from stdnum import luhn

from zhiji.fields.numbers import resident_id
from zhiji.fields.problems import Problem, Wrong

SECRET_WORDS = (
    r"cvv2?|cvc2?|cvn2?|card\s?security\s?code|pin(?:\s?code)?|passw(?:or)?d|passcode|pwd|secret|otp|token|"
    r"密[码碼]|口令|安全[码碼]|[验驗][证證][码碼]|[后後]三位|[动動][态態][码碼]"
)
# The word, then within a few characters something that could be the secret itself.
CODE = re.compile(
    rf"(?<![A-Za-z])(?:{SECRET_WORDS})(?![A-Za-z])\s*(?:[:：=＝]|is|是|为|為|\s)?\s*(?:[:：=＝])?\s*['\"“]?(?P<code>[A-Za-z0-9!@#$%^&_+-]*[0-9!@#$%^&][A-Za-z0-9!@#$%^&_+-]{{2,}}|\d{{3,}})",
    re.IGNORECASE | re.ASCII,
)
# 13 to 19 digits, spaced or hyphenated as people write cards; identity numbers may end in X.
RUN = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9]){11,17}(?:[ \-]?[0-9Xx×])?(?![0-9])", re.ASCII)
SUSPECT = re.compile(rf"[0-9０-９](?:[ \-]?[0-9０-９]){{12}}|{SECRET_WORDS}", re.IGNORECASE)
FULL_WIDTH = str.maketrans("０１２３４５６７８９ｘＸ", "0123456789xX")
# First digits of the card schemes: 3 (Amex, Diners, JCB), 4, 5, 6, 8 (UnionPay legacy), 9 (older debit ranges).
CARD_STARTS = "345689"
SECRET_FIELDS = re.compile(
    r"^(?:cvv2?|cvc2?|cvn2?|pin(?:_?code|_?block)?|password|passwd|pwd|passcode|secret|otp|track_?[123]?(?:_?data)?|"
    r"fingerprint|face|iris|voiceprint|biometric.*|密[码碼]|交易密[码碼]|安全[码碼]|指[纹紋]|人[脸臉])$",
    re.IGNORECASE,
)


def _kinds(text: str) -> list[tuple[str, int, int]]:
    """(rule, start, end) of each secret."""
    text = text.translate(FULL_WIDTH)
    found = [("secret.code", *match.span("code")) for match in CODE.finditer(text)]
    for match in RUN.finditer(text):
        digits = re.sub(r"[ \-]", "", match[0]).upper().replace("×", "X")
        if is_identity_number(digits):
            found.append(("secret.identity", *match.span()))
        elif is_card_number(digits):
            found.append(("secret.card", *match.span()))
    return found


def is_card_number(digits: str) -> bool:
    """13 to 19 digits that pass the Luhn check and begin as cards do."""
    return digits.isdigit() and 13 <= len(digits) <= 19 and digits[0] in CARD_STARTS and luhn.is_valid(digits)


def is_identity_number(digits: str) -> bool:
    """18 characters that pass the check of GB 11643, or 15 digits with a possible birth date in them."""
    try:
        if len(digits) == 15:
            date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
            return digits[:2] in PROVINCES
        return len(digits) == 18 and bool(resident_id.clean(digits, date.max))
    except ValueError:
        return False


PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


def check(text: str) -> None:
    """Raises Wrong with the kind of the first secret in ``text``."""
    for rule, _start, _end in _kinds(text):
        raise Wrong(rule)


def secrets_in(text: str) -> list[Problem]:
    """One problem for each kind of secret found in ``text``; field is ""."""
    return [Problem("", rule) for rule in dict.fromkeys(rule for rule, _start, _end in _kinds(text))]


def redact(text: str) -> str:
    """``text`` with each secret replaced by ●●● (a card number keeps its last four digits).

    >>> redact("card 4111 1111 1111 1111, ring after six")
    'card ●●●1111, ring after six'
    """
    out = text
    for rule, start, end in sorted(_kinds(text), key=lambda found: found[1], reverse=True):
        out = out[:start] + "●●●" + (out[end - 4 : end] if rule == "secret.card" else "") + out[end:]
    return out


def is_secret_field(name: str) -> bool:
    """Whether a column or key by this name can only hold a secret (class C3)."""
    return bool(SECRET_FIELDS.match(re.sub(r"[\s\-]+", "_", name.strip())))
