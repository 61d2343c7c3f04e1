"""Ways to reach a customer: telephone, e-mail, account names, postcodes, division codes."""

import re
from collections.abc import Callable
from functools import lru_cache

import email_validator

from zhiji.fields.field import Field
from zhiji.fields.numbers import phone_number as phones
from zhiji.fields.numbers.credit_code import FOLD
from zhiji.fields.problems import Findings, Wrong
from zhiji.fields.types.text import plain

USUAL_MAIL = re.compile(r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+){0,4})@([A-Za-z0-9.-]{3,100})", re.ASCII)
HANDLE = re.compile(r"[\w.@+\-]{2,64}")


def phone_number(field: Field) -> Callable[[object, Findings], str | None]:
    """E.164, see numbers/phone_number.py."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw)
        if "*" in text:
            raise Wrong("masked")
        return phones.clean(text) if text else None

    return clean


def email(field: Field) -> Callable[[object, Findings], str | None]:
    """An address by email-validator, without asking the network; the domain in lower case.

    Usual addresses have their domain checked once and their local part by a pattern that email-validator
    accepts too.
    """

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw)
        if not text:
            return None
        if "*" in text:
            raise Wrong("masked")
        usual = USUAL_MAIL.fullmatch(text)
        if usual and len(usual[1]) <= 64:
            return f"{usual[1]}@{_domain(usual[2])}"
        return _checked(text)

    return clean


@lru_cache(maxsize=20_000)
def _domain(domain: str) -> str:
    return _checked(f"x@{domain}").partition("@")[2]


def _checked(text: str) -> str:
    try:
        return email_validator.validate_email(text, check_deliverability=False).normalized
    except email_validator.EmailNotValidError:
        raise Wrong("email") from None


def handle(field: Field) -> Callable[[object, Findings], str | None]:
    """An account name: letters, digits and . _ @ + -, without spaces."""

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw)
        if text and not HANDLE.fullmatch(text):
            raise Wrong("masked" if "*" in text else "handle")
        return text or None

    return clean


def _digits(size: int, rule: str) -> Callable[[object, Findings], str | None]:
    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw).translate(FOLD)
        if text and not (len(text) == size and text.isascii() and text.isdigit()):
            raise Wrong(rule)
        return text or None

    return clean


def postcode(field: Field) -> Callable[[object, Findings], str | None]:
    """Letters, digits, spaces and hyphens, at most 12; the address check wants six digits in mainland
    China.
    """

    def clean(raw: object, findings: Findings) -> str | None:
        text = plain(raw).upper()
        if text and not re.fullmatch(r"[A-Z0-9][A-Z0-9 \-]{1,11}", text):
            raise Wrong("postcode")
        return text or None

    return clean


def division(field: Field) -> Callable[[object, Findings], str | None]:
    """Six digits of GB/T 2260."""
    return _digits(6, "division")
