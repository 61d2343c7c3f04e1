"""A rating, a hit and an owner in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji import fields, norms
from zhiji.access.explain import in_language
from zhiji.holdings.pages.wording import FAMILIES
from zhiji.insight.diligence.monitoring import RULES
from zhiji.insight.diligence.owners import Owner
from zhiji.insight.diligence.weighing import Hit

TONES = {
    "low": "jade",
    "lower_medium": "jade",
    "medium": "amber",
    "upper_medium": "amber",
    "high": "cinnabar",
}
FACTORS = {
    "traits": _("Customer"),
    "geography": _("Countries"),
    "industry": _("Trade and occupation"),
    "product": _("Products and channels"),
    "transactions": pgettext_lazy("rating", "Transactions"),
}
ORIGINS = {
    "made": _("reckoned"),
    "raised": _("raised by one person"),
    "review": _("reviewed by two people"),
}
DIRECT = {
    "country": _("A country on the list makes the highest level by itself."),
    "public_body": _("A public body without a risk of its own has the lowest level by itself."),
}
ITEMS = {
    "no_papers": _("no paper or licence on file"),
    "papers_expired": _("every paper has expired, the last on %(day)s"),
    "papers_valid": _("papers are on file and valid"),
    "missing": _("%(count)s required fields are missing"),
    "whole": _("no required field is missing"),
    "new": _("with the bank since %(day)s"),
    "owners_named": _("%(count)s owners or controllers are named"),
    "owners_unknown": _("nobody is named who owns or controls it"),
    "public_body": _("public body or state-owned"),
    "private_body": _("no public body"),
    "country_listed": _("on the list of high-risk countries: %(countries)s"),
    "country_unknown": _("no country is known"),
    "country_home": _("at home only"),
    "country_abroad": _("abroad: %(countries)s"),
    "occupation": _("occupation: %(code)s"),
    "occupation_unknown": _("the occupation is not known"),
    "industry": _("industry: %(code)s"),
    "industry_unknown": _("the industry is not known"),
    "foreign": _("holds foreign currency: %(currencies)s"),
    "families": _("holds %(families)s"),
    "plain": _("plain accounts, cards and loans, or nothing yet"),
    "remote": _("%(count)s of %(of)s movements in a year were made from afar"),
    "hits": _("monitoring rules that strike: %(rules)s"),
    "income_unknown": _("income is not known"),
    "income_beyond": _("%(came)s came in within a year, on an income of %(income)s"),
    "income_fits": _("%(came)s came in within a year, on an income of %(income)s"),
}
"""Item code → its words; ``facts`` fill them."""
WHY = {
    "share": pgettext_lazy("owner", "by share"),
    "control": pgettext_lazy("owner", "by control"),
    "manager": pgettext_lazy("owner", "manages: nobody owns or controls enough"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation."""

    text: str
    points: int
    tone: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One factor: its weight, its worst points, its lines."""

    label: object
    weight: int
    points: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Struck:
    """A rule that strikes, in words."""

    label: str
    definition: str
    reason: str


def level_name(level: str) -> str:
    """A level as the register names it; ``""`` of none."""
    return (
        fields.display(fields.register().field("money_laundering_risk"), level, language()) if level else ""
    )


def measure_name(measure: str) -> str:
    """The measures of due diligence as the register names them."""
    return fields.display(fields.register().field("diligence_level"), measure, language()) if measure else ""


def weighed(explained: Mapping[str, Any], on: date) -> list[Weighed]:
    """The explanation factor by factor, in the order of the norm, the worst line of each on top."""
    rule = norms.on(on).cdd
    weights = dict(zip(rule.rating_factors, rule.rating_weights, strict=True))
    made = []
    for factor, label in FACTORS.items():
        items = [one for one in explained.get("items", ()) if one["factor"] == factor]
        lines = [Line(_words(one, on), one["points"], _tone(one["points"])) for one in items]
        made.append(
            Weighed(
                label,
                weights.get(factor, 0),
                explained["factors"].get(factor, 1),
                sorted(lines, key=lambda line: -line.points),
            )
        )
    return made


def struck(hit: Hit, on: date) -> Struck:
    """A hit with the days, counts and amounts it rests on."""
    rule = RULES[hit.rule]
    limits = rule.limits(on)
    limit = next((value for name, value in limits.items() if name.startswith("large_")), "")
    told = dict(hit.values) | limits | {"limit": f"{limit:,}" if limit else ""}
    told |= {name: _day(str(hit.values[name])) for name in ("first", "last")}
    told |= {name: _amount(hit.values[name], on) for name in ("amount", "other_amount")}
    return Struck(
        in_language(rule.names), in_language(rule.definition), rule.reason[language()].format(**told)
    )


def owner_why(owner: Owner) -> str:
    """Why somebody counts as owner: by share, by control, or as manager with the role."""
    return f"{WHY[owner.why]} · {owner.role}" if owner.role else str(WHY[owner.why])


def _words(item: Mapping[str, Any], on: date) -> str:
    facts = {name: _fact(item["code"], name, value, on) for name, value in item["facts"].items()}
    return str(ITEMS[item["code"]]) % facts


def _fact(code: str, name: str, value: Any, on: date) -> str:
    if name == "day":
        return _day(value)
    if name in ("came", "income"):
        return _amount(value, on)
    if name == "code":
        return fields.display(fields.register().field(code), value, language())
    if name == "rules":
        return gettext(", ").join(in_language(RULES[one].names) for one in value if one in RULES) or gettext(
            "none"
        )
    if name == "countries":
        nationality = fields.register().field("nationality")
        return gettext(", ").join(fields.display(nationality, one, language()) for one in value)
    if name == "families":
        return gettext(", ").join(str(FAMILIES.get(one, one)) for one in value)
    return gettext(", ").join(value) if isinstance(value, list) else str(value)


def _day(text: str) -> str:
    """A day as the house writes it: 2026-11-22 in Chinese, 22 Nov 2026 in English."""
    return format_date(date.fromisoformat(text), "d MMM y", "en") if language() == "en" else text


def _amount(hundredths: int, on: date) -> str:
    amount = {"amount": str(Decimal(hundredths) / 100), "currency": str(norms.on(on).holdings.base_currency)}
    return fields.display(fields.register().field("income"), amount, language())


def _tone(points: int) -> str:
    return "cinnabar" if points >= 4 else "amber" if points == 3 else ""


def language() -> str:
    """The reader's language, one of the three."""
    found = (get_language() or "zh-hans").lower()
    return found if found in ("zh-hans", "zh-hant", "en") else "zh-hans"
