"""The cards of the models: what they foretell, how well, beside the simplest rule."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.insight.alerts.kinds import ENDS
from zhiji.insight.explorer.words import measure_name
from zhiji.insight.learning.card import DRIFTED
from zhiji.insight.looks.models import ModelLine, list_models
from zhiji.insight.looks.trials import Trials

PERCENT = 100
SHOWN = 0.005


@page("insight:model:list")
def listing(request: HttpRequest) -> HttpResponse:
    """The newest training on top."""
    found = list_models(**who(request))
    lines = [(one, _weights(one), _left_out(one)) for one in found.lines]
    context = {"found": found, "lines": lines, "drifted": DRIFTED * 1000, **_trial_words(found.trials)}
    return render(request, "insight/models.html", context)


def _weights(one: ModelLine) -> list[tuple[str, float]]:
    return [
        (measure_name(name), share * PERCENT) for name, share in one.card["weights"].items() if share >= SHOWN
    ]


def _left_out(one: ModelLine) -> list[tuple[str, float]]:
    return [(measure_name(name), alone) for name, alone in one.card["left_out"].items()]


def _trial_words(found: Trials) -> Mapping[str, Any]:
    """How the alerts were settled, and the gain with its interval in percent."""
    ends = [(ENDS.get(code, code), many) for code, many in found.ends.items()]
    gain = found.uplift.gain if found.uplift else None
    return {
        "ends": ends,
        "gain": [PERCENT * one for one in (gain.value, gain.low, gain.high)] if gain else [],
    }
