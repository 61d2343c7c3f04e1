"""What a measurement says: a figure with its unit, its goal, and the figure of the comparison in the same run."""

import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_GOAL = re.compile(r"\s*(<=|>=|≤|≥)\s*(?:×\s*)?([\d,.]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. ``goal`` as "≤ 8" or "≥ 10,000" in ``unit``, or "" for none; ``beside`` says what it is compared with;
    ``why`` is the reason to give if the goal is missed."""

    name: str
    value: float
    unit: str
    goal: str = ""
    beside: str = ""
    why: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        found = _GOAL.match(self.goal)
        if found is None:
            return None
        bound = float(found[2].replace(",", ""))
        return self.value <= bound if found[1] in ("<=", "≤") else self.value >= bound

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "value": round(self.value, 3), "unit": self.unit, "goal": self.goal, "met": self.met,
            "beside": self.beside, "why": self.why if self.met is False else "",
        }  # fmt: skip

    def __str__(self) -> str:
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        goal = f"   goal {self.goal}: {verdict}" if self.goal else ""
        return f"{self.name}: {number(self.value)} {self.unit}{goal}" + (
            f"   [{self.beside}]" if self.beside else ""
        )


def of_dict(row: dict[str, Any]) -> Figure:
    """A figure from the rows that a bench of one room gives (name, value, unit, goal, compared_with)."""
    return Figure(row["name"], row["value"], row["unit"], row["goal"], row["compared_with"])


def number(value: float) -> str:
    """A figure as it is printed: three digits that mean something."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def share(times: Sequence[float], percent: float) -> float:
    """The time that ``percent`` of the calls do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def timed(work: Callable[[Any], object], inputs: Sequence[Any], *, most_seconds: float = 60.0) -> list[float]:
    """Milliseconds of ``work`` for each input, until they or the time are used up."""
    times: list[float] = []
    end = time.perf_counter() + most_seconds
    for one in inputs:
        began = time.perf_counter()
        work(one)
        done = time.perf_counter()
        times.append((done - began) * 1000)
        if done > end:
            break
    return times


def rounds(
    works: dict[str, Callable[[Any], object]],
    inputs: dict[str, Sequence[Any]],
    *,
    count: int = 3,
    warm: int = 50,
    most_seconds: float = 60.0,
) -> dict[str, list[list[float]]]:
    """Milliseconds of several works called in turn, one call each, so that a noisy moment falls on all of them.

    Each of the ``count`` rounds takes its own share of the inputs, and ends when its time is used up.
    """
    for name, work in works.items():
        timed(work, inputs[name][:warm], most_seconds=most_seconds / 4)
    found: dict[str, list[list[float]]] = {name: [] for name in works}
    for place in range(count):
        shares = {name: inputs[name][place::count] for name in works}
        times: dict[str, list[float]] = {name: [] for name in works}
        end = time.perf_counter() + most_seconds
        for step in range(max(map(len, shares.values()))):
            for name, work in works.items():
                if step < len(shares[name]):
                    began = time.perf_counter()
                    work(shares[name][step])
                    times[name].append((time.perf_counter() - began) * 1000)
            if time.perf_counter() > end:
                break
        for name, run in times.items():
            found[name].append(run)
    return found


def middle(runs: Sequence[Sequence[float]], percent: float) -> float:
    """The median over the runs of a percentile within each."""
    return statistics.median(share(run, percent) for run in runs)
