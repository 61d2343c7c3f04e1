"""Checks of values against each other: the parts of one composite, then the fields of one file."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from zhiji.fields.field import Field, Register
from zhiji.fields.numbers import resident_id, travel_papers
from zhiji.fields.numbers.credit_code import credit_code
from zhiji.fields.problems import Findings, Wrong

OLDEST_YEARS = 120
PROVINCE = re.compile(
    r"(?P<province>(?:北京|天津|上海|重庆|重慶)市|.{2,6}?(?:省|自治[区區]|特[别別]行政[区區]))"
)
CITY = re.compile(r"(?P<city>[^省市县縣区區]{1,10}?(?:市|自治州|地[区區]|盟))")
DISTRICT = re.compile(
    r"(?P<district>[^省市县縣区區旗]{1,12}?(?:自治[县縣]|自治旗|林[区區]|特[区區]|[区區]|[县縣]|旗|市))"
)


def _period(first: str, last: str, rule: str) -> Callable[[dict[str, Any], Field, Findings], None]:
    def check(value: dict[str, Any], field: Field, findings: Findings) -> None:
        if first in value and last in value and value[last] < value[first]:
            findings.add(rule, field.part(last))
            del value[last]

    return check


_validity = _period("valid_from", "valid_to", "paper.order")


def address(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """Takes province, city and district out of a one-line mainland address; six digits for a mainland
    postcode.
    """
    line = value.get("line", "")
    if line and value.get("country", "CN") == "CN" and not ({"province", "city", "district"} & set(value)):
        value.update(split_address(line))
    post = value.get("postcode")
    if post and value.get("country", "CN") == "CN" and not (len(post) == 6 and post.isdigit()):
        findings.add("postcode", field.part("postcode"))
        del value["postcode"]


def split_address(line: str) -> dict[str, str]:
    """Province, city, district and the rest of a mainland address; {} when it does not begin with them.

    >>> split_address("浙江省绍兴市越城区解放路1号")
    {'province': '浙江省', 'city': '绍兴市', 'district': '越城区', 'line': '解放路1号'}
    """
    found: dict[str, str] = {}
    rest = line
    for form in (PROVINCE, CITY, DISTRICT):
        match = form.match(rest)
        if match:
            found |= match.groupdict()
            rest = rest[match.end() :].lstrip()
    if not rest or not set(found) & {"city", "district"}:
        return {}
    return found | {"line": rest}


def phone(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """A mainland mobile number is one, whatever the form said nothing about."""
    number = value["number"]
    if "use" not in value and len(number) == 14 and number.startswith("+861") and number[4] in "3456789":
        value["use"] = "mobile"


def licence(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """A business licence carries the credit code since 2015 (fifteen digits before)."""
    if value["type"] == "business_licence" and len(value["number"]) == 18:
        try:
            value["number"] = credit_code(value["number"])
        except Wrong as wrong:
            raise wrong.at("number") from None
    dates(value, field, findings)


def paper(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """The number by the kind of paper, then the dates. The division, the term and the holder's age are
    warnings.
    """
    kind = value["type"]
    try:
        number, doubt, form = travel_papers.clean(kind, value["number"], findings.on)
    except Wrong as wrong:
        raise wrong.at("number") from None
    value["number"] = number
    if doubt:
        findings.warn(doubt, field.part("number"), form=form)
    if (
        kind == "passport"
        and value.get("issued_in") == "CN"
        and not travel_papers.CHINESE_PASSPORT.fullmatch(number)
    ):
        findings.warn("paper.form", field.part("number"), form="E + 8")
    dates(value, field, findings)
    if travel_papers.carries_birth(kind, number):
        born = resident_id.birth_date(number)
        if findings.on.year - born.year > OLDEST_YEARS:
            findings.warn("paper.age", field.part("number"))
        if kind == "resident_id" and "valid_from" in value:
            term(value, born, field, findings)


def dates(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """Issue before expiry, not both an end and long-term; an expired paper is a warning."""
    on = findings.on.isoformat()
    if value.get("valid_from", "") > on:
        findings.add("paper.issued_future", field.part("valid_from"))
        del value["valid_from"]
    _validity(value, field, findings)
    if value.get("long_term") and "valid_to" in value:
        findings.add("paper.both", field.part("valid_to"))
        del value["valid_to"]
    if value.get("valid_to", "9999") < on:
        findings.warn("paper.expired", field.part("valid_to"))


def term(value: dict[str, Any], born: date, field: Field, findings: Findings) -> None:
    """Resident Identity Card Law art. 5: 5 years below 16, 10 to 25, 20 to 45, long-term from 46."""
    issued = date.fromisoformat(value["valid_from"])
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    years = 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else None
    if "valid_to" in value:
        ends = date.fromisoformat(value["valid_to"])
        fits = (
            years is not None
            and ends.year - issued.year == years
            and abs((ends.month * 31 + ends.day) - (issued.month * 31 + issued.day)) <= 3
        )
    elif value.get("long_term"):
        fits = years is None
    else:
        return
    if age < 0 or not fits:
        findings.warn("paper.term", field.part("valid_to"))


def rating(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """A rating past its validity stays, with a warning (B05)."""
    _period("assessed", "valid_until", "period.order")(value, field, findings)
    if value.get("valid_until", "9999") < findings.on.isoformat():
        findings.warn("rating.expired", field.part("valid_until"))


def observation(value: dict[str, Any], field: Field, findings: Findings) -> None:
    """An observation is an opinion unless said otherwise; an opinion ends, after one year when nothing is
    said (A16).
    """
    value.setdefault("subjective", True)
    value.setdefault("on", findings.on.isoformat())
    if value["subjective"] and "expires" not in value:
        year, rest = value["on"][:4], value["on"][4:]
        value["expires"] = f"{int(year) + 1:04}{'-02-28' if rest == '-02-29' else rest}"
        findings.warn("observation.expires", field.part("expires"))


SHAPE_CHECKS: dict[str, Callable[[dict[str, Any], Field, Findings], None]] = {
    "address": address,
    "phone": phone,
    "paper": paper,
    "licence": licence,
    "validity": _validity,
    "period": _period("since", "until", "period.order"),
    "rating": rating,
    "observation": observation,
}


def across_file(kind: str, values: dict[str, Any], findings: Findings, register: Register) -> tuple[str, ...]:
    """Checks fields against each other; drops what cannot stand beside an identity number; returns the ids
    it derived.
    """
    derived: tuple[str, ...] = ()
    if kind == "person":
        derived = _against_paper(values, findings, register)
        here, lives = values.get("domicile"), values.get("habitual_residence")
        if values.get("lives_elsewhere") is False and here and lives and here != lives:
            _note(findings, register, "habitual_residence", "cross.habitual", "warning")
    else:
        _organisation_codes(values, findings, register)
    special = values.get("customer_class") == "special"
    if "customer_class" in values and special != ("special_kind" in values):
        _note(findings, register, "customer_class", "cross.special", "warning")
    return derived


def _note(findings: Findings, register: Register, field_id: str, rule: str, severity: str = "error") -> None:
    findings.path = [(register.field(field_id), None)]
    findings.add(rule, None, severity)


def _against_paper(values: dict[str, Any], findings: Findings, register: Register) -> tuple[str, ...]:
    for each in values.get("papers", ()):
        if not travel_papers.carries_birth(each["type"], each["number"]):
            continue
        number = each["number"]
        derived: list[str] = []
        facts = (
            ("birth_date", f"{number[6:10]}-{number[10:12]}-{number[12:14]}", "cross.birth"),
            ("sex", resident_id.sex(number), "cross.sex"),
        )
        for field_id, truth, rule in facts:
            given = values.get(field_id)
            if given is None or given in ("unknown", "unstated"):
                if field_id in register:
                    values[field_id] = truth
                    derived.append(field_id)
            elif given != truth:
                _note(findings, register, field_id, rule)
                del values[field_id]
        nationality = values.get("nationality")
        chinese = each["type"] in ("resident_id", "temporary_id")
        if nationality and (nationality == "CN") != chinese and each["type"] != "hmt_residence":
            _note(findings, register, "nationality", "cross.nationality", "warning")
        return tuple(derived)
    return ()


def _organisation_codes(values: dict[str, Any], findings: Findings, register: Register) -> None:
    """The credit code holds the organisation code in characters 9 to 17, and is the tax number since 2015
    (C05, C06).
    """
    code = values.get("usc_code")
    if not code:
        return
    if values.get("organisation_code", code[8:17]) != code[8:17]:
        _note(findings, register, "organisation_code", "cross.organisation_code")
        del values["organisation_code"]
    tax = values.get("tax_code", code)
    if (len(tax) == 18 and tax != code) or (len(tax) == 15 and tax[6:] != code[8:17]):
        _note(findings, register, "tax_code", "cross.tax_code", "warning")
