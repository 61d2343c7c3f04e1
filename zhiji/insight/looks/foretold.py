"""What a night foretold of one customer: the chance of falling silent with its reasons, and the lifetime value with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiji import norms
from zhiji.insight.learning.card import like
from zhiji.insight.models import PERMILLE, LearntModel, NightRun
from zhiji.insight.night.worth import EARLIEST


@dataclass(frozen=True, slots=True)
class Reason:
    """A measure, its value that night, and how it moves the chance: above 0 towards silence, in log-odds."""

    measure: str
    value: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Foretold:
    """The chance of falling silent as the night had it.

    ``state``: ``scored``; ``beyond`` the model has nothing to say (no money here, or quiet already); ``no_better``: the newest model
    is no better than recency, so nobody is scored; ``unlearnt``: there is none. ``permille`` only where scored. ``like``: of the judged
    cases with such a score (how many, how many fell silent). ``model`` names the training, ``learnt_on`` its day, ``window`` its days.
    """

    state: str
    permille: int | None = None
    reasons: Sequence[Reason] = ()
    like: tuple[int, int] | None = None
    model: int | None = None
    learnt_on: date | None = None
    window: int = 0
    auc: float = 0
    simple_auc: float = 0


@dataclass(frozen=True, slots=True)
class Worth:
    """Lifetime value in hundredths with its interval; None where there is none yet. ``too_early``: too little of the year has passed."""

    value: int | None
    low: int | None
    high: int | None
    years: int
    too_early: bool


def foretold(line: Mapping[str, Any], night: date) -> Foretold:
    """Of a customer's line after ``night``: by the model that scored that night, not by whatever was learnt since."""
    model = model_of(night)
    if model is None:
        newest = learnt("silence")
        if newest is None or newest.card["better"]:
            return Foretold("unlearnt")
        return Foretold("no_better", **_said(newest))
    from zhiji.insight.night.foretelling import (
        reasons,
    )  # not before: the trees and the measures take a second no other page needs

    permille = line["silence"]
    if permille is None:
        return Foretold("beyond", **_said(model))
    moved = [Reason(name, line[name], share) for name, share in reasons(line, model)]
    return Foretold("scored", permille, moved, like(model.card, permille / PERMILLE), **_said(model))


def worth(line: Mapping[str, Any], night: date) -> Worth:
    """The lifetime value of a customer's line, over how many years, and whether it is only too early in the year for one."""
    early = line["clv"] is None and night.timetuple().tm_yday < EARLIEST
    years = int(norms.on(night).profit.horizon_years)
    return Worth(line["clv"], line["clv_low"], line["clv_high"], years, early)


def model_of(night: date, name: str = "silence", step: str = "model") -> LearntModel | None:
    """The model of that name that night's chances are from (the run's step keeps its number as ``step``); of a night whose run is not kept,
    the one in use."""
    run = NightRun.objects.filter(day=night).first()
    if run is None:
        return LearntModel.objects.filter(name=name, in_use=True).first()
    number = next((one[step] for one in run.steps if step in one), None)
    return LearntModel.objects.filter(pk=number).first() if number else None


def learnt(name: str) -> LearntModel | None:
    """The newest training of that name; None where the newest could not be learnt."""
    newest = LearntModel.objects.filter(name=name).defer("trees").first()
    return None if newest is None or newest.card.get("refused") else newest


def _said(model: LearntModel) -> dict[str, Any]:
    return {
        "model": model.pk, "learnt_on": model.on, "window": model.card["window"], "auc": model.card["auc"][0],
        "simple_auc": model.card["simple_auc"][0],
    }  # fmt: skip
