"""Learning models from the lake's past, and putting each in use only if it earns it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.customers.models import File
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.reading import every_row
from zhiji.holdings.models import Product
from zhiji.insight.alerts.kinds import matured_of
from zhiji.insight.learning import hindsight, next_trees, renewal, silence
from zhiji.insight.learning.baskets import baskets, episodes
from zhiji.insight.learning.card import card_of
from zhiji.insight.learning.choosing import learn_next, next_card
from zhiji.insight.learning.next_product import WINDOWS
from zhiji.insight.learning.scoring import Unusable
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import Alert, LearntModel
from zhiji.insight.night.people import people_and_holdings
from zhiji.insight.night.rates import rates_of
from zhiji.insight.night.reckoning import reckon

SILENCE, NEXT, RENEWAL, WORTH = NAMES = ("silence", "next", "renewal", "worth")
SEED = 353
Told = Callable[[str], None]


@act("insight:model:learn")
def learn_silence(gate: Gate, on: date, told: Told = lambda _: None) -> LearntModel:
    """Learn who falls silent, as of ``on``. Raises ``Unusable`` where the past is too short or too quiet to learn from."""
    gate.permit_none({"model": SILENCE, "day": on.isoformat()})
    window = int(norms.on(on).alerts.silent_days)
    told("gathering")
    people, given = _gathered(on)
    told("reckoning the past")
    rows = silence.past(given, drawn(people["customer"]), on, window)
    told("learning")
    scored = silence.learned(rows)
    card = card_of(scored, rows, on, window)
    return _kept(gate, SILENCE, on, card, scored.booster.model_to_string())


@act("insight:product:learn")
def learn_products(gate: Gate, on: date, told: Told = lambda _: None) -> LearntModel:
    """Learn what is taken next, as of ``on``. Raises ``Unusable`` where too few took anything."""
    gate.permit_none({"model": NEXT, "day": on.isoformat()})
    rule = norms.on(on).offers
    window, shown = int(rule.bought_within_days), int(rule.offers_shown)
    offered = list(Product.objects.filter(family__in=rule.offered_families).values_list("code", flat=True))
    told("gathering")
    people, given = _gathered(on)
    kinds = dict(zip(people["customer"].to_pylist(), people["kind"].to_pylist(), strict=True))
    cuts = [on - timedelta(days=window * back) for back in range(WINDOWS, 0, -1)]
    held = baskets(given["holdings"])
    windows = [list(episodes(held, kinds, cut, window, offered)) for cut in cuts]
    told("reckoning the buyers")
    measured = [
        next_measures(given, [one.customer for one in found], cut)
        for cut, found in zip(cuts, windows, strict=True)
    ]
    told("learning")
    made = learn_next(windows, measured, offered, shown)
    kept = {"tables": made.tables.as_data(), "trees": made.booster.model_to_string() if made.booster else ""}
    return _kept(gate, NEXT, on, next_card(made, cuts, window, shown), orjson.dumps(kept).decode())


@act("insight:deposit:learn")
def learn_renewals(gate: Gate, on: date, told: Told = lambda _: None) -> LearntModel:
    """Learn whether money that falls due stays, as of ``on``. Raises ``Unusable`` where too few maturities are remembered."""
    gate.permit_none({"model": RENEWAL, "day": on.isoformat()})
    told("gathering")
    people, given = _gathered(on)
    opaque = dict(zip(people["file"].to_pylist(), people["customer"].to_pylist(), strict=True))
    due = [
        (opaque[customer], *matured_of(key))
        for customer, key in Alert.objects.filter(kind="maturity").values_list("customer_id", "key")
        if customer in opaque
    ]
    told("reckoning the past")
    rows = renewal.ended(given, due, on, norms.on(on).maturing)
    told("learning")
    return _kept(gate, RENEWAL, on, *renewal_made(rows))


@act("insight:worth:test")
def try_worth(gate: Gate, on: date, told: Told = lambda _: None) -> LearntModel:
    """Hold the lifetime values of a past night against the profit that came (``learning.hindsight``). Raises ``Unusable`` for too short a past.

    Hidden files stand in none of it: its figures are shown by tier.
    """
    gate.permit_none({"model": WORTH, "day": on.isoformat()})
    cut = hindsight.cut_of(on)
    told("gathering")
    people, given = _gathered(on)
    shown = people.filter(pc.invert(people["hidden"]))
    rates = {row["currency"]: row["millionths"] for row in given["rates"].to_pylist()}
    rates |= {row["currency"]: row["millionths"] for row in rates_of(cut).to_pylist()}
    given["rates"] = pa.table(
        {"currency": list(rates), "millionths": pa.array(list(rates.values()), pa.int64())}
    )
    told("reckoning the past")
    found = hindsight.hindsight(given, drawn(shown["customer"]), on, norms.on(cut))
    return _kept(gate, WORTH, on, hindsight.hindsight_card(found, norms.on(cut)), "")


def renewal_made(rows: renewal.Ended) -> tuple[dict[str, Any], str]:
    """The model's card, with the base rate, and its trees."""
    scored = renewal.learned(rows)
    scores = scored.scores(rows.table)
    past = silence.Past(rows.table, rows.outcomes, rows.days)
    first, last = (date.fromordinal(int(day)) for day in (rows.days.min(), rows.days.max()))
    card = card_of(scored, past, last, 0) | {
        "cuts": [first.isoformat(), last.isoformat()],
        "base": round(float(rows.outcomes.mean()), 3),
        "mean": round(float(scores.mean()), 3),
    }
    return card, scored.booster.model_to_string()


@act("insight:model:refuse")
def refuse_model(gate: Gate, name: str, on: date, why: Unusable) -> LearntModel:
    """Keep that a model could not be learnt and why, so that its page says so. What was learnt before stays in use."""
    gate.permit_none({"model": name, "day": on.isoformat(), "why": why.code})
    if name not in NAMES:
        raise ValueError(f"there is no model {name!r}")
    return LearntModel.objects.create(
        name=name, learnt_at=gate.at, on=on, card={"refused": why.code}, trees=""
    )


def next_measures(given: Any, customers: Sequence[int], cut: date) -> dict[int, list[float]]:
    """What the trees of the next product may know of these customers on that day."""
    if not customers:
        return {}
    chosen = {name: MEASURES[name] for name in next_trees.FEATURES}
    rows = reckon(
        given, pa.chunked_array([pa.array(sorted(set(customers)), pa.int64())]), cut, chosen
    ).to_pylist()
    return {
        row["customer"]: [float("nan") if row[name] is None else float(row[name]) for name in chosen]
        for row in rows
    }


def _gathered(on: date) -> tuple[pa.Table, dict[str, Any]]:
    """Everybody whose data may be worked on, and the night's tables. Nothing is learnt from who took the consent to a picture
    back: a model is a picture of those it was learnt from (PIPL arts. 15, 24)."""
    state = lake.current()
    people, holdings = people_and_holdings(on)
    barred = pa.array(File.objects.filter(unprofiled=True).values_list("pk", flat=True), pa.int64())
    people = people.filter(pc.invert(pc.is_in(people["file"], value_set=barred)))
    holdings = holdings.filter(pc.is_in(holdings["customer"], value_set=people["customer"]))
    given = {
        "transactions": every_row("transactions", None, on, state), "balances": every_row("balances", None, on, state),
        "holdings": holdings, "rates": rates_of(on),
    }  # fmt: skip
    return people, given


def _kept(gate: Gate, name: str, on: date, card: dict[str, Any], trees: str) -> LearntModel:
    """Keep a training; it takes the place of the one in use only if it is better than the simple rule."""
    better = bool(card["better"])
    if better:
        LearntModel.objects.filter(name=name, in_use=True).update(in_use=False)
    made = LearntModel.objects.create(
        name=name, learnt_at=gate.at, on=on, card=card, trees=trees, in_use=better
    )
    for fact in ("rows", "auc", "simple_auc", "hit", "simple_hit", "method", "better"):
        if fact in card:
            gate.fact(fact, card[fact])
    return made


def drawn(customers: pa.ChunkedArray) -> list[int]:
    """At most ``silence.MOST`` customers, the same each time for the same customers."""
    every: list[int] = sorted(customers.to_pylist())
    if len(every) <= silence.MOST:
        return every
    places: Any = np.random.default_rng(SEED).choice(len(every), silence.MOST, replace=False)
    return [every[place] for place in sorted(places)]
