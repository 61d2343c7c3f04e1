"""Learning a model from the lake's past, and putting it in use only if it earns it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.holdings.lake import manifest as lake
from zhiji.holdings.lake.reading import every_row
from zhiji.insight.learning import silence
from zhiji.insight.learning.card import card_of
from zhiji.insight.models import LearntModel
from zhiji.insight.night.people import people_and_holdings
from zhiji.insight.night.rates import rates_of

SILENCE = "silence"
SEED = 353


@act("insight:model:learn")
def learn_silence(gate: Gate, on: date, told: Callable[[str], None] = lambda _: None) -> LearntModel:
    """Learn who falls silent, as of ``on``. Raises ``Unusable`` where the past is too short or too quiet to learn from."""
    gate.permit_none({"model": SILENCE, "day": on.isoformat()})
    window = int(norms.on(on).alerts.silent_days)
    state = lake.current()
    told("gathering")
    people, holdings = people_and_holdings(on)
    given = {
        "transactions": every_row("transactions", None, on, state), "balances": every_row("balances", None, on, state),
        "holdings": holdings, "rates": rates_of(on),
    }  # fmt: skip
    told("reckoning the past")
    rows = silence.past(given, drawn(people["customer"]), on, window)
    told("learning")
    scored = silence.learned(rows)
    card = card_of(scored, rows, on, window)
    if scored.verdict.better:
        LearntModel.objects.filter(name=SILENCE, in_use=True).update(in_use=False)
    made = LearntModel.objects.create(
        name=SILENCE, learnt_at=gate.at, on=on, card=card, trees=scored.booster.model_to_string(), in_use=scored.verdict.better
    )  # fmt: skip
    for name in ("rows", "auc", "simple_auc", "better"):
        gate.fact(name, card[name])
    return made


def drawn(customers: pa.ChunkedArray) -> list[int]:
    """At most ``silence.MOST`` customers, the same each time for the same customers."""
    every: list[int] = sorted(customers.to_pylist())
    if len(every) <= silence.MOST:
        return every
    places: Any = np.random.default_rng(SEED).choice(len(every), silence.MOST, replace=False)
    return [every[place] for place in sorted(places)]
