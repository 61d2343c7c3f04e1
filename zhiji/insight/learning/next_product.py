"""What a customer takes next (T05, B09): most-bought, a table of lifts, and trees; whichever wins before is judged once on what came after.

Four windows, oldest first. The tables are counted on the first two, trees learn on the second, the third chooses between table and trees, the
fourth judges the chosen one beside the simple rule: what customers of the same kind bought most. The figure is hit@k, the share of
buyers of whom one of the first k suggestions was bought. Nobody is suggested what he holds. All is relative to buying at all:
whether a customer buys is not foretold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zhiji.insight.learning.baskets import NOTHING, Episode
from zhiji.insight.learning.honesty import Floats, Verdict, interval
from zhiji.insight.learning.scoring import Unusable

WINDOWS = 4
FEWEST = 5
"""A pair of products bought by fewer buyers than this says nothing, and is kept nowhere."""
SHRINK = 20.0
"""A lift counts as if so many more buyers had shown none: what few did says little."""
LEAST_BUYERS = 100
ROUNDS = 400
Order = Callable[[Episode], list[str]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Counts of buyers. ``bought[kind][product]``, ``held[product]`` and ``together[held][bought]``; ``buyers`` in all."""

    products: tuple[str, ...]
    buyers: int
    bought: Mapping[str, Mapping[str, int]]
    held: Mapping[str, int]
    together: Mapping[str, Mapping[str, int]]

    def rate(self, product: str, kind: str) -> float:
        """The share of a kind's purchases that were this product."""
        of_kind = self.bought.get(kind, {})
        return of_kind.get(product, 0) / max(sum(of_kind.values()), 1)

    def lift(self, held: str, product: str) -> float:
        """How many times as often as all buyers those who hold ``held`` bought ``product``; 1 where too few did to say."""
        pair, holders = self.together.get(held, {}).get(product, 0), self.held.get(held, 0)
        overall = sum(one.get(product, 0) for one in self.bought.values()) / max(self.buyers, 1)
        if pair < FEWEST or not overall:
            return 1.0
        return (pair + SHRINK * overall) / (holders + SHRINK) / overall

    def lifts(self, held: frozenset[str], product: str) -> list[tuple[str, float]]:
        """The lift of everything held, the strongest first."""
        every = [(one, self.lift(one, product)) for one in sorted(held or {NOTHING})]
        return sorted(every, key=lambda pair: -pair[1])

    def candidates(self, held: frozenset[str]) -> list[str]:
        return [one for one in self.products if one not in held]

    def popular(self, one: Episode) -> list[str]:
        """What customers of the kind bought most, best first, without what is held."""
        return sorted(self.candidates(one.held), key=lambda product: (-self.rate(product, one.kind), product))

    def lifted(self, one: Episode) -> list[str]:
        """The same, each rate by the mean lift (of logarithms) of what is held."""
        return sorted(
            self.candidates(one.held), key=lambda product: (-self.lifted_rate(one, product), product)
        )

    def lifted_rate(self, one: Episode, product: str) -> float:
        logs = [np.log(lift) for _, lift in self.lifts(one.held, product)]
        return self.rate(product, one.kind) * float(np.exp(np.mean(logs)))

    def as_data(self) -> dict[str, Any]:
        """As it is kept: no pair of fewer than ``FEWEST`` buyers is in it."""
        return {
            "products": list(self.products), "buyers": self.buyers, "bought": self.bought, "held": self.held,
            "together": {
                held: kept
                for held, row in self.together.items()
                if (kept := {product: many for product, many in row.items() if many >= FEWEST})
            },
        }  # fmt: skip

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Tables":
        return cls(tuple(data["products"]), data["buyers"], data["bought"], data["held"], data["together"])


def counted(found: Sequence[Episode], products: Sequence[str]) -> Tables:
    """The tables of these episodes."""
    bought: dict[str, dict[str, int]] = {}
    held: dict[str, int] = {}
    together: dict[str, dict[str, int]] = {}
    for one in found:
        for product in one.bought:
            of_kind = bought.setdefault(one.kind, {})
            of_kind[product] = of_kind.get(product, 0) + 1
        for before in one.held or {NOTHING}:
            held[before] = held.get(before, 0) + 1
            row = together.setdefault(before, {})
            for product in one.bought:
                row[product] = row.get(product, 0) + 1
    return Tables(tuple(sorted(products)), len(found), bought, held, together)


def hits(order: Order, found: Sequence[Episode], shown: int) -> Floats:
    """1 for each buyer of whom one of the first ``shown`` suggestions was bought, else 0."""
    return np.array([float(bool(one.bought & set(order(one)[:shown]))) for one in found])


def compare(model: Floats, simple: Floats, *, seed: int = 353) -> Verdict:
    """Both figures with their intervals, the same buyers resampled for both."""
    draw = np.random.default_rng(seed)
    chosen = draw.integers(0, len(model), (ROUNDS, len(model)))
    here, there = model[chosen].mean(axis=1), simple[chosen].mean(axis=1)
    return Verdict(
        interval(model.mean(), here), interval(simple.mean(), there), interval(model.mean() - simple.mean(), here - there)
    )  # fmt: skip


def enough(windows: Sequence[Sequence[Episode]]) -> None:
    """Raises ``Unusable`` where a window has too few buyers to learn from or to judge by."""
    if len(windows) != WINDOWS or min(map(len, windows), default=0) < LEAST_BUYERS:
        raise Unusable(f"fewer than {LEAST_BUYERS} customers took a product they did not hold in one of the last {WINDOWS} windows", "few_buyers")  # fmt: skip
