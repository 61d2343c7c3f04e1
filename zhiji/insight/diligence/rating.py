"""The ML/TF risk of a customer (C14): what is known becomes items with points, factors with weights, a score, a level. Pure.

The method is the guideline's of 2013: each factor has points from 1 to 5, its worst item counts, and the score is the sum of
weight × points / 5, so that it runs from 20 to 100. Weights, points' lists and levels are norms (``cdd.rating_…``).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LEAST, RAISED, HIGH, MOST = 1, 3, 4, 5
"""Points: nothing strikes, something lacks or is unusual, a risk, the highest."""
NEAR = ("HK", "MO", "TW")
REMOTE = ("online", "mobile", "phone")
REMOTE_PERCENT = 80
PLAIN = ("current", "savings", "time_deposit", "loan", "mortgage", "credit_line", "card")
"""Families that carry the least risk; ``TRADED`` are easily turned into something else."""
TRADED = ("fx", "metal", "bill")
OWNERS = (
    "shareholder",
    "controlling_shareholder",
    "actual_controller",
    "partner",
    "parent_company",
    "beneficial_owner",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is weighed besides the file's own values. Amounts in hundredths of the base currency, ``income`` None where unknown.

    ``hits``: ids of the monitoring rules that strike. ``came``: own money in within a year; ``remote`` of ``moves`` own
    movements were made from afar.
    """

    missing: int
    since: date
    families: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    hits: tuple[str, ...] = ()
    came: int = 0
    income: int | None = None
    moves: int = 0
    remote: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the explanation. ``code`` says which finding it is, ``facts`` what fills its words."""

    factor: str
    code: str
    points: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the points say. ``factors``: worst points by factor; ``direct``: why the level follows without the score, else ``""``."""

    level: str
    score: int
    items: tuple[Item, ...]
    factors: Mapping[str, int]
    direct: str = ""


def items_of(kind: str, values: Mapping[str, Any], known: Known, rule: Any, on: date) -> list[Item]:
    """Every finding about a customer, good ones too, in the order of the factors."""
    return [
        _papers(values, on),
        Item("traits", "missing", RAISED, {"count": known.missing}) if known.missing else Item("traits", "whole", LEAST),
        _since(known, rule, on),
        *([] if kind == "person" else [_owners(kind, values), _nature(values, rule)]),
        _countries(values, rule),
        _trade(kind, values, rule),
        _products(known),
        _channel(known),
        _hits(known),
        _income(known, rule),
    ]  # fmt: skip


def rate(items: Iterable[Item], rule: Any) -> Verdict:
    """The level that points and weights give. Raises ValueError where the norm's lists do not fit together."""
    items = tuple(items)
    weights = dict(zip(rule.rating_factors, rule.rating_weights, strict=True))
    if sum(weights.values()) != 100:
        raise ValueError("the weights of the rating add up to 100")
    worst = {
        factor: max((item.points for item in items if item.factor == factor), default=LEAST)
        for factor in weights
    }
    total = sum(weights[factor] * points for factor, points in worst.items())
    score = (2 * total + rule.rating_points) // (2 * rule.rating_points)
    level = level_of(score, rule)
    direct = _direct(items)
    if direct == "country":
        level = rule.rating_levels[-1]
    elif direct == "public_body":
        level = rule.rating_levels[0]
    return Verdict(level, score, items, worst, direct)


def level_of(score: int, rule: Any) -> str:
    """The highest level whose least score is reached."""
    pairs = zip(rule.rating_levels, rule.rating_least, strict=True)
    return [level for level, least in pairs if score >= least][-1]


def place_of(level: str, rule: Any) -> int:
    """Where a level stands, 0 the lowest. A level of an older or finer scale counts as the next higher one in force."""
    scale = ("low", "lower_medium", "medium", "upper_medium", "high")
    wanted = scale.index(level)
    return next(
        (at for at, one in enumerate(rule.rating_levels) if scale.index(one) >= wanted),
        len(rule.rating_levels) - 1,
    )


def stands(reckoned: str, before: str | None, rule: Any) -> str:
    """The level in force after reckoning anew: never lower than before, for down it goes only by two people's review."""
    if before is None:
        return reckoned
    return rule.rating_levels[max(place_of(reckoned, rule), place_of(before, rule))]


def measure_of(level: str, rule: Any) -> str:
    """Simplified, normal or enhanced due diligence."""
    return str(rule.rating_measures[place_of(level, rule)])


def review_due(level: str, rated_on: date, rule: Any) -> date:
    """The last day by which a customer of this level is reviewed.

    >>> from types import SimpleNamespace
    >>> rule = SimpleNamespace(rating_levels=("low", "high"), review_months=(12, 6))
    >>> review_due("high", date(2026, 8, 31), rule)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(
        rated_on.year * 12 + rated_on.month - 1 + rule.review_months[place_of(level, rule)], 12
    )
    return date(year, month + 1, min(rated_on.day, monthrange(year, month + 1)[1]))


def checks_of(measure: str, kind: str, rule: Any) -> tuple[str, ...]:
    """What a review of this measure must have checked. Who owns is asked of organisations only."""
    asked: Sequence[str] = getattr(rule, f"checks_{measure}")
    return tuple(one for one in asked if one != "owners" or kind == "organisation")


# -- the items -----------------------------------------------------------------------------------------------------------


def _papers(values: Mapping[str, Any], on: date) -> Item:
    papers = [*(values.get("papers") or []), *(values.get("licences") or [])]
    days = [one["valid_to"] for one in papers if one.get("valid_to") and not one.get("long_term")]
    expired = [day for day in days if day < on.isoformat()]
    if not papers:
        return Item("traits", "no_papers", HIGH)
    if expired and len(expired) == len(papers):
        return Item("traits", "papers_expired", HIGH, {"day": max(expired)})
    return Item("traits", "papers_valid", LEAST)


def _since(known: Known, rule: Any, on: date) -> Item:
    fresh = (on - known.since).days < rule.rating_new_days
    return Item("traits", "new", 2 if fresh else LEAST, {"day": known.since.isoformat()})


def _owners(kind: str, values: Mapping[str, Any]) -> Item:
    named = [tie for tie in values.get("ties") or [] if tie["role"] in OWNERS and not tie.get("of")]
    if named or kind == "sole_trader":
        return Item("traits", "owners_named", LEAST, {"count": len(named)})
    return Item("traits", "owners_unknown", HIGH)


def _nature(values: Mapping[str, Any], rule: Any) -> Item:
    nature = values.get("nature")
    if nature in rule.rating_natures_low:
        return Item("traits", "public_body", LEAST, {"nature": nature})
    return Item("traits", "private_body", 2)


def _countries(values: Mapping[str, Any], rule: Any) -> Item:
    told = [values.get("nationality"), *((values.get(name) or {}).get("country") for name in (
        "domicile", "habitual_residence", "work_address", "registered_address", "business_address"))]  # fmt: skip
    found = sorted({one for one in told if one})
    listed = [one for one in found if one in rule.rating_high_countries]
    abroad = [one for one in found if one != "CN"]
    if listed:
        return Item("geography", "country_listed", MOST, {"countries": listed})
    if not found:
        return Item("geography", "country_unknown", RAISED)
    if not abroad:
        return Item("geography", "country_home", LEAST)
    return Item(
        "geography", "country_abroad", 2 if set(abroad) <= set(NEAR) else RAISED, {"countries": abroad}
    )


def _trade(kind: str, values: Mapping[str, Any], rule: Any) -> Item:
    name = "occupation" if kind == "person" else "industry"
    code = values.get(name)
    if not code:
        return Item("industry", f"{name}_unknown", RAISED)
    high = rule.rating_occupations_high if kind == "person" else rule.rating_industries_high
    low = () if kind == "person" else rule.rating_industries_low
    return Item("industry", name, HIGH if code in high else LEAST if code in low else 2, {"code": code})


def _products(known: Known) -> Item:
    if known.foreign:
        return Item("product", "foreign", HIGH, {"currencies": sorted(known.foreign)})
    if traded := sorted(known.families & set(TRADED)):
        return Item("product", "families", RAISED, {"families": traded})
    if other := sorted(known.families - set(PLAIN)):
        return Item("product", "families", 2, {"families": other})
    return Item("product", "plain", LEAST)


def _channel(known: Known) -> Item:
    remote = known.moves > 0 and known.remote * 100 > known.moves * REMOTE_PERCENT
    return Item("product", "remote", 2 if remote else LEAST, {"count": known.remote, "of": known.moves})


def _hits(known: Known) -> Item:
    points = (LEAST, RAISED, MOST)[min(len(known.hits), 2)]
    return Item("transactions", "hits", points, {"rules": list(known.hits)})


def _income(known: Known, rule: Any) -> Item:
    if known.income is None:
        return Item("transactions", "income_unknown", 2)
    beyond = known.came > rule.rating_income_times * known.income
    return Item(
        "transactions",
        "income_beyond" if beyond else "income_fits",
        HIGH if beyond else LEAST,
        {"came": known.came, "income": known.income},
    )


def _direct(items: Sequence[Item]) -> str:
    codes = {item.code for item in items}
    if "country_listed" in codes:
        return "country"
    if "public_body" in codes and all(item.points < HIGH for item in items):
        return "public_body"
    return ""
