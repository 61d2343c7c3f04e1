"""Was the lifetime value right (U21, B14)? The reckoning of a past night beside the profit that came in the year after it.

Nothing is learnt: ``night.worth`` reckons the value of the first year (a horizon of one year, undiscounted) from what was known on a past
day, tier by tier, and the profit of the 365 days after is held against it. Beside it stands the simplest rule: everybody stays, and the
year's profit comes again. Figures of a tier are averages, rounded, of tiers large enough (``explorer.guarding``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.explorer.guarding import TOTAL, Reckoned, guarded
from zhiji.insight.learning.honesty import Floats, Verdict
from zhiji.insight.learning.next_product import compare
from zhiji.insight.learning.scoring import Unusable
from zhiji.insight.measures import MEASURES
from zhiji.insight.night.placing import placed
from zhiji.insight.night.reckoning import reckon
from zhiji.insight.night.worth import EARLIEST, lifetime_values
from zhiji.insight.tiers import tiers_of

YEAR = 365
LEAST = 100
"""Fewer customers with a value on that day than this say too little."""
KNOWN = ("profit_total", "frequency", "frequency_before", "aum")
FIRST_YEAR = SimpleNamespace(horizon_years=1, discount_bp=0)
"""The value of the first year alone, as it comes: what a year tells of."""
FIGURES = ("foretold", "low", "high", "came")


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Customers who had a value on ``cut``, in hundredths: the first year's value with its interval, what the simplest rule says, what came by
    ``until``; ``tiers``: their places on that day. ``verdict``: how far off on average, less than nothing (nearer to 0 is better), as
    a share of what came."""

    cut: date
    until: date
    tiers: Sequence[int]
    foretold: Floats
    low: Floats
    high: Floats
    simple: Floats
    came: Floats
    verdict: Verdict


def cut_of(on: date) -> date:
    """The latest night on which a value was given and whose next year is whole by ``on``.

    >>> cut_of(date(2026, 11, 20)).isoformat(), cut_of(date(2026, 2, 1)).isoformat()
    ('2025-11-20', '2024-12-31')
    """
    cut = on - timedelta(days=YEAR)
    return cut if cut.timetuple().tm_yday >= EARLIEST else date(cut.year - 1, 12, 31)


def hindsight(given: Mapping[str, Any], customers: Sequence[int], on: date, rules: Any) -> Hindsight:
    """The past night's values beside what came. ``rules``: the norms of ``cut_of(on)``. Raises ``Unusable`` where the past is too short.

    ``given["rates"]``: of that day, so that profits are compared and not currencies.
    """
    cut = cut_of(on)
    until = cut + timedelta(days=YEAR)
    chosen = {name: MEASURES[name] for name in KNOWN}
    then = reckon(given, list(customers), cut, chosen)
    rule = rules.tiers
    tiers = placed(then, given, None, cut, tiers_of(rule), rule.layers, rule.layer_permille)["tier"]
    found = lifetime_values(then, tiers, cut, FIRST_YEAR)
    has = found["clv"].is_valid()
    if pc.sum(has).as_py() is None or pc.sum(has).as_py() < LEAST:
        raise Unusable(
            f"{pc.sum(has).as_py() or 0} customers had a value on {cut.isoformat()}; {LEAST} are needed, and movements of the two years before", "short_past"
        )  # fmt: skip
    kept = then.filter(has)
    profit = {"profit_total": MEASURES["profit_total"]}

    def total(day: date) -> Floats:
        rows = reckon(given, kept["customer"], day, profit)
        return _floats(pc.fill_null(rows["profit_total"].combine_chunks(), 0))

    came = total(date(cut.year, 12, 31)) - total(cut) + total(until)
    simple = _floats(kept["profit_total"].combine_chunks()) * (YEAR / cut.timetuple().tm_yday)
    foretold, low, high = (_floats(found[name].filter(has)) for name in ("clv", "clv_low", "clv_high"))
    scale = float(np.abs(came).mean()) or 1.0
    verdict = compare(-np.abs(foretold - came) / scale, -np.abs(simple - came) / scale)
    places = tiers.combine_chunks().filter(has).to_pylist()
    return Hindsight(cut, until, places, foretold, low, high, simple, came, verdict)


def hindsight_card(found: Hindsight, rules: Any) -> dict[str, Any]:
    """What the models' page says of it; nothing of a small tier, and no figure in which one customer shows."""
    names, explorer = list(rules.tiers.names), rules.explorer
    fence = {
        "least": rules.custody.report_least_cell,
        "counts_to": explorer.counts_to,
        "digits": explorer.digits,
    }
    places = np.array(found.tiers)
    groups = {str(place): places == place for place in range(len(names))} | {
        TOTAL: np.full(len(places), True)
    }
    rows = [code for code in groups if code != TOTAL]
    within = (found.came >= found.low) & (found.came <= found.high)
    counts = {
        (code, side): Reckoned(int((of & chosen).sum()), int((of & chosen).sum()), 1)
        for code, of in groups.items()
        for side, chosen in (("in", within), ("out", ~within), (TOTAL, np.full(len(places), True)))
    }
    shown = guarded(counts, rows, ("in", "out"), "count", **fence).cells
    told = {
        name: guarded({(code, TOTAL): _average(getattr(found, name)[of]) for code, of in groups.items()}, rows, (), "average", **fence).cells
        for name in FIGURES
    }  # fmt: skip
    lines = []
    for code, of in groups.items():
        if of.any() and shown.get((code, TOTAL)) is not None:
            low, high, came = (float(one[of].sum()) for one in (found.low, found.high, found.came))
            lines.append(
                {"tier": names[int(code)] if code else "", "customers": shown[code, TOTAL], "inside": shown.get((code, "in"), 0),
                 "held": low <= came <= high, **{name: told[name].get((code, TOTAL)) for name in FIGURES}}
            )  # fmt: skip
    verdict = found.verdict
    return {
        "cut": found.cut.isoformat(), "until": found.until.isoformat(), "rows": shown[TOTAL, TOTAL], "tiers": lines,
        "off": [round(-one, 3) for one in (verdict.model.value, verdict.model.high, verdict.model.low)],
        "simple_off": [round(-one, 3) for one in (verdict.simple.value, verdict.simple.high, verdict.simple.low)],
        "gain": [round(one, 3) for one in (verdict.gain.value, verdict.gain.low, verdict.gain.high)], "better": bool(verdict.better),
    }  # fmt: skip


def _average(figures: Floats) -> Reckoned:
    if not len(figures):
        return Reckoned(0, 0, 0)
    return Reckoned(len(figures), round(float(figures.mean())), int(np.abs(figures).max()))


def _floats(column: pa.Array) -> Floats:
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=float)
