"""Numbers of papers other than the resident identity card. Each kind has a form; a strict one refuses, a
lax one warns.

Foreign permanent resident card: since 2023 eighteen digits beginning with 9 (9, province, nationality by
ISO 3166 numeric, birth date, sequence, GB 11643 check character); before, three letters of nationality and
twelve digits.
"""

import re
from datetime import date

from zhiji.fields.numbers import resident_id
from zhiji.fields.numbers.credit_code import fold
from zhiji.fields.problems import Wrong

ANY = re.compile(r"[0-9A-Z\u3400-\u9fff〇()（）/.]{2,40}")
# kind: form, whether a number of another form is refused, how it is described
FORMS: dict[str, tuple[re.Pattern[str], bool, str]] = {
    "passport": (re.compile(r"[A-Z0-9]{5,15}"), True, "A-Z 0-9, 5-15"),
    "hk_macao_permit": (re.compile(r"[HM]\d{8}(\d{2})?"), True, "H/M + 8 (10)"),
    "taiwan_permit": (re.compile(r"\d{8}|\d{10}[A-Z]?"), True, "8 (10)"),
    "birth_certificate": (re.compile(r"[A-Z]\d{9}"), False, "A + 9"),
}
CHINESE_PASSPORT = re.compile(
    r"[EGDSPK]\d{8}|E[A-HJ-NP-Z]\d{7}|1[45]\d{7}|PE\d{7}|SE\d{7}|DE\d{7}|K[JP]?\d{7,8}|[HM][A-Z]?\d{7,8}|MA\d{7}"
)
OLD_PERMANENT = re.compile(r"[A-Z]{3}\d{12}")
BY_CITIZEN_NUMBER = frozenset({"resident_id", "temporary_id", "hmt_residence"})


def clean(kind: str, text: str, on: date) -> tuple[str, str | None, str]:
    """(number, rule of a warning or None, expected form). Raises Wrong for what cannot be a number of this
    kind.
    """
    if kind in BY_CITIZEN_NUMBER:
        number = resident_id.clean(text, on)
        if kind == "hmt_residence" and number[:6] not in resident_id.HMT:
            return number, "id.division_hmt", ""
        return number, resident_id.division_doubt(number), ""
    number = fold(text)
    if kind == "foreign_permanent":
        if OLD_PERMANENT.fullmatch(number):
            return number, None, ""
        if len(number) == 18 and number[0] != "9":
            raise Wrong("paper.number", form="9 + 17 / AAA + 12")
        return resident_id.clean(number, on), None, ""
    form, strict, described = FORMS.get(kind, (ANY, True, "2-40"))
    if form.fullmatch(number):
        return number, None, ""
    if strict or not ANY.fullmatch(number):
        raise Wrong("paper.number", form=described)
    return number, "paper.form", described


def carries_birth(kind: str, number: str) -> bool:
    """Whether digits 7 to 14 of the number are the holder's birth date and digit 17 the sex."""
    return kind in BY_CITIZEN_NUMBER or (kind == "foreign_permanent" and len(number) == 18)
