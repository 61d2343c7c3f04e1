"""The cards of the models: what they foretell, how well, beside the simplest rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from zhiji.access.web import page, who
from zhiji.insight.alerts.kinds import ENDS
from zhiji.insight.explorer.words import TIERS, measure_name, number
from zhiji.insight.learning.card import DRIFTED
from zhiji.insight.looks.models import ModelLine, list_models
from zhiji.insight.looks.trials import Trials

PERCENT = 100
SHOWN = 0.005
TITLES = {
    "silence": _("Falling silent"),
    "next": _("Next product"),
    "renewal": _("Money that falls due"),
    "worth": _("Lifetime value"),
}
REFUSED = {
    "nobody": _("There is nobody to learn from yet: a year of transactions must be in first."),
    "few_outcomes": _("Too few outcomes before or after the cut: fewer than thirty say too little."),
    "few_buyers": _("Too few customers took a product they did not hold in one of the last four windows."),
    "few_maturities": _(
        "Too few maturities are remembered. The feed tells only the next maturity of a prolonged deposit; the nights remember each as it "
        "comes, and learning from those that left alone would mislead."
    ),
    "short_past": _(
        "The past is too short: a value is given from the year before and the one before that, and a whole year must have passed since. With three "
        "years of movements it can be tested."
    ),
    "unusable": _("The data cannot be learnt from."),
}
OWN_FEATURES = {
    "amount": _("Amount that falls due"),
    "earlier_deposits": _("Deposits that ended before"),
    "earlier_stayed": _("Share of them that stayed"),
}
"""What models know besides measures."""
OWN_DEFINITIONS = {
    "amount": _("What stands on the deposit"),
    "earlier_deposits": _(
        "The customer's deposits that had matured, and whose days had passed, by the end of the month before"
    ),
    "earlier_stayed": _("Of these the share of which the money stayed"),
}


@page("insight:model:list")
def listing(request: HttpRequest) -> HttpResponse:
    """The newest training on top."""
    found = list_models(**who(request))
    lines = [_line(one) for one in found.lines]
    drift = [(night, number(value / 1000, 3), value > DRIFTED * 1000) for night, value in found.drift]
    context = {"found": found, "lines": lines, "drift": drift, **_trial_words(found.trials)}
    return render(request, "insight/models.html", context)


def _line(one: ModelLine) -> Mapping[str, Any]:
    """What a card draws: its title and template, or why the model cannot be learnt."""
    card = one.card
    said: dict[str, Any] = {
        "model": one,
        "title": TITLES[one.name],
        "part": f"insight/parts/model_{one.name}.html",
    }
    if "refused" in card:
        return said | {"refused": REFUSED.get(card["refused"], REFUSED["unusable"])}
    weights = card.get("weights", {}).items()
    return said | {
        "weights": [(_named(name), share * PERCENT) for name, share in weights if share >= SHOWN],
        "left_out": [(_named(name), alone) for name, alone in card.get("left_out", {}).items()],
        "base": PERCENT * card.get("base", 0),
        **_hindsight(card),
    }


def _hindsight(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tiers of a test on the past, highest first, all of them last; days as days."""
    if "tiers" not in card:
        return {}
    lines = [one | {"name": str(TIERS.get(one["tier"], one["tier"]))} for one in card["tiers"]]
    every = [one for one in lines if not one["tier"]]
    return {
        "tiers": [one for one in lines if one["tier"]][::-1] + every,
        "all": every[0] if every else None,
        "cut": date.fromisoformat(card["cut"]),
        "until": date.fromisoformat(card["until"]),
    }


def _named(feature: str) -> str:
    return str(OWN_FEATURES[feature]) if feature in OWN_FEATURES else measure_name(feature)


def _trial_words(found: Trials) -> Mapping[str, Any]:
    """How the alerts were settled, and the gain with its interval in percent."""
    ends = [(ENDS.get(code, code), many) for code, many in found.ends.items()]
    gain = found.uplift.gain if found.uplift else None
    return {
        "ends": ends,
        "gain": [PERCENT * one for one in (gain.value, gain.low, gain.high)] if gain else [],
    }
