"""What could be offered to one customer next: products on sale, not held, suitable by risk, in the order of the model or of what is most bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from zhiji import norms
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read_many
from zhiji.customers.models import File
from zhiji.holdings.models import Holding, Product
from zhiji.insight.models import LearntModel
from zhiji.insight.suitability import Rating, unsuitable, valid_until

TELLING = 1.1
"""A lift below this is no reason worth telling."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with its reason: ``because`` of a product held (its code) it is taken ``times`` as often; else what ``share`` of the
    purchases of customers of this kind it was."""

    product: str
    family: str
    risk: str
    because: str
    times: float
    share: float


@dataclass(frozen=True, slots=True)
class Offers:
    """``state``: ``ranked`` by the model, ``popular``: the model is no better than the most-bought, so that is what is shown; ``unlearnt``.

    ``withheld``: why products that need a risk rating are left out (``unrated``, ``expired``), ``""`` when they are not. ``level`` and
    ``until``: the customer's rating and its last day.
    """

    state: str
    items: Sequence[Offer] = ()
    withheld: str = ""
    level: str = ""
    until: date | None = None
    model: int | None = None
    learnt_on: date | None = None
    hit: float = 0
    simple_hit: float = 0
    shown: int = 0


def offers(file: File, permit: FilePermit, line: Mapping[str, Any], today: date) -> Offers:
    """For a customer whose wealth compartment the permit opens clear. Nothing that does not suit is in it, or named."""
    rule = norms.on(today).offers
    rating = _rating(file, permit)
    withheld = unsuitable("wealth", "R1", None, rating, today, rule)
    told: dict[str, Any] = {
        "withheld": withheld,
        "level": rating.level,
        "until": valid_until(rating, int(rule.rating_months)),
    }
    model = _newest()
    if model is None:
        return Offers("unlearnt", **told)
    order, lifts, shares = _order(model, file, line)
    on_sale = Product.objects.in_bulk(order)
    fitting = [
        on_sale[code]
        for code in order
        if code in on_sale
        and not unsuitable(
            on_sale[code].family, on_sale[code].risk, on_sale[code].sold_until, rating, today, rule
        )
    ]
    ranked = bool(model.card["better"])
    items = [
        Offer(one.code, one.family, one.risk, *_because(lifts[one.code], ranked=ranked), shares[one.code])
        for one in fitting[: model.card["shown"]]
    ]
    return Offers(
        "ranked" if ranked else "popular", items, model=model.pk, learnt_on=model.on, hit=model.card["hit"][0],
        simple_hit=model.card["simple_hit"][0], shown=model.card["shown"], **told,
    )  # fmt: skip


def _newest() -> LearntModel | None:
    """The one in use; where none is better than the most-bought, the newest, for what is most bought."""
    every = LearntModel.objects.filter(name="next")
    return every.filter(in_use=True).first() or every.exclude(card__has_key="refused").first()


def _rating(file: File, permit: FilePermit) -> Rating:
    shown = read_many([file], {file.customer_id: permit}, {"risk_tolerance"})[file.customer_id]
    found = shown.get("risk_tolerance")
    if found is None or found.level != "clear" or not found.value:
        return Rating()
    days = (
        date.fromisoformat(day) if (day := found.value.get(name)) else None
        for name in ("assessed", "valid_until")
    )
    return Rating(str(found.value.get("level", "")), *days)


def _order(
    model: LearntModel, file: File, line: Mapping[str, Any]
) -> tuple[list[str], dict[str, list[tuple[str, float]]], dict[str, float]]:
    """Products best first, with what is known of each: lifts of what is held, and its share of what the kind bought."""
    from zhiji.insight.learning.baskets import (
        KINDS,
        Episode,
    )  # not before: no other page needs the arrays behind them
    from zhiji.insight.learning.next_product import FEWEST, Tables
    from zhiji.insight.learning.next_trees import FEATURES, ranked

    kept = orjson.loads(model.trees)
    tables = Tables.of(kept["tables"])
    rows = Holding.objects.filter(customer_id=file.customer_id, kind__in=KINDS)
    held = frozenset(
        one.product or one.family for one in rows if one.closed_on is None or one.closed_on > one.as_of
    )
    episode = Episode(0, file.kind, held, frozenset())
    if not model.card["better"]:
        order = tables.popular(episode)
    elif model.card["method"] == "lift":
        order = tables.lifted(episode)
    else:
        import lightgbm

        own = [float("nan") if line[name] is None else float(line[name]) for name in FEATURES]
        order = ranked(lightgbm.Booster(model_str=kept["trees"]), tables, [episode], {0: own})[0]
    bought = tables.bought.get(file.kind, {})
    order = [code for code in order if bought.get(code, 0) >= FEWEST]
    return (
        order,
        {code: tables.lifts(held, code) for code in order},
        {code: tables.rate(code, file.kind) for code in order},
    )


def _because(lifts: Sequence[tuple[str, float]], *, ranked: bool) -> tuple[str, float]:
    """The product held that speaks for it most, and how strongly; nothing where the order is only what is most bought."""
    held, times = lifts[0] if lifts else ("", 1.0)
    return (held, times) if ranked and held and times >= TELLING else ("", 1.0)
