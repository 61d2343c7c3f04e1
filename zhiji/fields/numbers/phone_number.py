"""Telephone numbers in E.164, with ``;ext=`` for an extension. Mainland China is meant when no country code
stands.

Mainland mobiles take a fast path that agrees with the numbering plan libphonenumber has (1[3-9] and nine
digits); all others go through libphonenumber.
"""

import re

import phonenumbers

from zhiji.fields.problems import Wrong

MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
MARKS = str.maketrans("０１２３４５６７８９＋－（）转轉", "0123456789+-()xx", " \t　-–—.·()（）")


def clean(text: str) -> str:
    """E.164, for example +8613812345678 or +8657588001234;ext=801. Raises Wrong phone.

    >>> clean("138 1234 5678"), clean("0575-8800 1234")
    ('+8613812345678', '+8657588001234')
    """
    mobile = MOBILE.fullmatch(text) or MOBILE.fullmatch(text.translate(MARKS))
    if mobile:
        return "+86" + mobile[1]
    if len(text) > 40:
        raise Wrong("phone")
    return _parsed(text)


def _parsed(text: str) -> str:
    try:
        number = phonenumbers.parse(text.translate(str.maketrans("转轉", "xx")), "CN")
    except phonenumbers.NumberParseException:
        raise Wrong("phone") from None
    if not phonenumbers.is_valid_number(number):
        raise Wrong("phone")
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def shown(number: str) -> str:
    """As read in its country: 138 1234 5678, 0575 8800 1234, +44 20 7946 0958."""
    mobile = MOBILE.fullmatch(number)
    if mobile:
        plain = mobile[1]
        return f"{plain[:3]} {plain[3:7]} {plain[7:]}"
    plain, _, extension = number.partition(";ext=")
    try:
        parsed = phonenumbers.parse(plain, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    text = phonenumbers.format_number(
        parsed, style.NATIONAL if parsed.country_code == 86 else style.INTERNATIONAL
    )
    return f"{text} × {extension}" if extension else text
