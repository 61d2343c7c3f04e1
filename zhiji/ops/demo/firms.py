"""Invented organisations and sole traders: raw values of a file by field id."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from zhiji.ops.demo import divisions, names, papers
from zhiji.ops.demo.persons import Person, address, money

AREA_CODES = {"3301": "0571", "3201": "025", "5101": "028", "6101": "029", "4401": "020", "6501": "0991"}


@dataclass(slots=True)
class Firm:
    """One invented organisation (``kind`` organisation) or sole trader."""

    kind: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)


def company(draw: Random, on: date, city: str) -> Firm:
    """A company; one in twelve is a public institution or a co-operative."""
    word, industry, scope = draw.choice(names.TRADES)
    place = draw.choice(divisions.living(city))
    short = place.city.removesuffix("市")
    chance = draw.random()
    if chance < 0.04:
        name, code, nature, unit_type = (
            f"{short}{names.fancy(draw)}实验学校",
            "12",
            "institution",
            "institution",
        )
        industry, scope, licence = "P", "实施中等教育", "institution_certificate"
    elif chance < 0.08:
        name, code, nature, unit_type = (
            f"{short}{names.fancy(draw)}茶叶专业合作社",
            "93",
            "cooperative",
            "enterprise",
        )
        industry, scope, licence = "A", "茶叶的种植、收购与销售", "business_licence"
    else:
        name, code, unit_type, licence = (
            f"{short}{names.fancy(draw)}{word}有限公司",
            "91",
            "enterprise",
            "business_licence",
        )
        nature = draw.choice(("private", "private", "private", "joint_stock", "state_owned", "foreign"))
    firm = Firm("organisation", name, _values(draw, on, name, code, place, licence, scope, industry, city))
    firm.values |= {
        "nature": nature,
        "unit_type": unit_type,
        "size": draw.choice(("large", "medium", "small", "small", "micro")),
    }
    if draw.random() < 0.5:
        firm.values["credit_lines"] = [
            {"kind": draw.choice(("general", "working_capital", "acceptance", "trade")), "limit": money(draw.randrange(50, 9000) * 10_000),
             "security": draw.choice(("mortgage", "guaranteed", "pledge"))}
        ]  # fmt: skip
    return firm


def stall(draw: Random, on: date, city: str, operator: Person) -> Firm:
    """A sole trader run by ``operator``."""
    word, industry, scope = draw.choice(names.STALLS)
    place = draw.choice(divisions.living(city))
    name = f"{place.city.removesuffix('市')}{place.county}{operator.name[:1] if operator.origin == 'cn' else ''}{names.fancy(draw)}{word}"
    firm = Firm(
        "sole_trader", name, _values(draw, on, name, "92", place, "business_licence", scope, industry, city)
    )
    firm.values |= {
        "papers": operator.papers[:1],
        "size": "micro",
        "turnover": money(draw.randrange(8, 300) * 10_000),
    }
    return firm


def _values(
    draw: Random,
    on: date,
    name: str,
    code: str,
    place: divisions.Division,
    licence: str,
    scope: str,
    industry: str,
    city: str,
) -> dict[str, Any]:
    organisation = papers.organisation_code(draw)
    usc = papers.credit_code(draw, code, place.code, organisation)
    founded = on - timedelta(days=draw.randrange(200, 9000))
    paper: dict[str, Any] = {"type": licence, "name": {"institution_certificate": "事业单位法人证书"}.get(licence, "营业执照"), "number": usc,
                             "issuer": f"{place.city}市场监督管理局", "valid_from": founded.isoformat()}  # fmt: skip
    if draw.random() < 0.6:
        paper["long_term"] = True
    else:
        paper["valid_to"] = papers.in_years(founded, 30).isoformat()
    registered = address(draw, city) | {"district": place.county, "division": place.code}
    values: dict[str, Any] = {
        "name": name, "usc_code": usc, "organisation_code": organisation, "tax_code": usc, "licences": [paper],
        "founded_on": founded.isoformat(), "registered_address": registered, "business_scope": scope, "industry": industry,
        "phones": [{"number": landline(draw, city), "use": "work"}],
    }  # fmt: skip
    if code != "92":
        values["registered_capital"] = money(
            draw.choice((50, 100, 300, 500, 1000, 2000, 5000, 10_000)) * 10_000
        )
        values["staff_count"] = draw.randrange(3, 900)
    return values


def landline(draw: Random, city: str) -> str:
    """A valid fixed-line number of the city, all from one exchange."""
    area = AREA_CODES[city]
    return (
        f"{area}{'555' if len(area) == 4 and area.startswith('099') else '5555'}{draw.randrange(10_000):04d}"
    )
