"""Invented identity papers and codes with valid check characters (GB 11643, GB 32100, GB 11714)."""

from datetime import date, timedelta
from random import Random
from typing import Any

from stdnum.cn import uscc

from zhiji.fields.numbers import resident_id
from zhiji.fields.numbers.credit_code import ORGANISATION_WEIGHTS
from zhiji.ops.demo import divisions

ISO_NUMERIC = {"US": "840", "GB": "826", "DE": "276", "FR": "250", "JP": "392", "KR": "410", "RU": "643", "KZ": "398",
               "PK": "586", "NG": "566", "IN": "356", "BR": "076", "VN": "704", "AU": "036"}  # fmt: skip


def resident_number(draw: Random, area: str, born: date, sex: str) -> str:
    """A citizen identity number: a division that had its code when the holder was born, often one abolished since."""
    old = divisions.ended(area, born.year)
    known = divisions.in_year(area, max(born.year, 1982)) or divisions.living(area)
    place = draw.choice(old) if old and draw.random() < 0.25 else draw.choice(known)
    return with_check(place.code + f"{born:%Y%m%d}", draw, sex)


def with_check(first14: str, draw: Random, sex: str) -> str:
    """Sequence (odd for men) and check character behind division and birth date."""
    sequence = draw.randrange(0, 499) * 2 + (1 if sex == "male" else 2)
    first17 = first14 + f"{sequence:03d}"
    return first17 + resident_id.check_character(first17)


def old_form(number: str) -> str:
    """The fifteen digits that were printed before 1999."""
    return number[:6] + number[8:17]


def validity(draw: Random, born: date, on: date) -> dict[str, Any]:
    """``valid_from`` and ``valid_to`` or ``long_term`` of a resident card in force on the day: 5, 10, 20 years by age."""
    for back in range(20, 0, -1):
        start = max(on - timedelta(days=draw.randrange(1, back * 365)), born)
        years = term(born, start)
        if not years:
            return {"valid_from": start.isoformat(), "long_term": True}
        if in_years(start, years) > on + timedelta(days=100):
            return {"valid_from": start.isoformat(), "valid_to": in_years(start, years).isoformat()}
    return {"valid_from": on.isoformat(), "valid_to": in_years(on, term(born, on)).isoformat()}


def term(born: date, issued: date) -> int:
    """How many years a resident card issued then is valid (Resident Identity Card Law, art. 5); 0 for long-term."""
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    return 5 if age < 16 else 10 if age <= 25 else 20 if age <= 45 else 0


def in_years(day: date, years: int) -> date:
    """The same day of a later (or earlier) year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def ending(paper: dict[str, Any], born: date, day: date) -> dict[str, Any] | None:
    """The same resident card, made to end on ``day``; None when its holder's card would be long-term."""
    for years in (20, 10, 5):
        start = in_years(day, -years)
        if start >= born and term(born, start) == years:
            changed = {key: value for key, value in paper.items() if key != "long_term"}
            return changed | {"valid_from": start.isoformat(), "valid_to": day.isoformat()}
    return None


def passport(draw: Random, country: str, on: date) -> dict[str, Any]:
    """A foreign passport."""
    letters = "".join(
        draw.choice("ACEFGHJKLMNPRTVWXY") for _ in range(2 if country in ("JP", "VN", "PK", "IN") else 1)
    )
    digits = "".join(draw.choice("0123456789") for _ in range(7 if len(letters) == 2 else 8))
    start = on - timedelta(days=draw.randrange(200, 3200))
    return {"type": "passport", "number": letters + digits, "issued_in": country,
            "valid_from": start.isoformat(), "valid_to": in_years(start, 10).isoformat()}  # fmt: skip


def foreign_permanent(
    draw: Random, area: str, country: str, born: date, sex: str, on: date
) -> dict[str, Any]:
    """A foreigner's permanent residence card of the 2023 form."""
    start = max(date(2023, 12, 1), on - timedelta(days=draw.randrange(60, 900)))
    return {"type": "foreign_permanent", "number": with_check(f"9{area}{ISO_NUMERIC[country]}{born:%Y%m%d}", draw, sex),
            "issuer": "国家移民管理局", "valid_from": start.isoformat(), "valid_to": in_years(start, 10).isoformat()}  # fmt: skip


def travel_permit(draw: Random, region: str, born: date, sex: str, on: date) -> dict[str, Any]:
    """What a customer from Hong Kong, Macao or Taiwan shows: a travel permit, or the residence permit."""
    start = on - timedelta(days=draw.randrange(100, 1500))
    dates = {"valid_from": start.isoformat(), "valid_to": in_years(start, 5).isoformat()}
    if draw.random() < 0.4:
        division = {"HK": "810000", "MO": "820000", "TW": "830000"}[region]
        return {
            "type": "hmt_residence",
            "number": with_check(division + f"{born:%Y%m%d}", draw, sex),
            **dates,
        }
    digits = f"{draw.randrange(10**8):08d}"
    if region == "TW":
        return {"type": "taiwan_permit", "number": digits, **dates}
    return {"type": "hk_macao_permit", "number": {"HK": "H", "MO": "M"}[region] + digits, **dates}


def organisation_code(draw: Random) -> str:
    """Nine characters of GB 11714."""
    first8 = "MA" + "".join(draw.choice("0123456789ABCDEFGH") for _ in range(6))
    total = sum(int(one, 36) * weight for one, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    return first8 + "0123456789X0"[11 - total % 11]


def credit_code(draw: Random, kind: str, division: str, organisation: str) -> str:
    """Eighteen characters of GB 32100; ``kind`` is authority and class: 91 company, 92 sole trader, 12 institution, 93 co-operative."""
    first17 = kind + division + organisation
    return first17 + uscc.calc_check_digit(first17)
