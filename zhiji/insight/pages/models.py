"""The cards of the models: what they foretell, how well, beside the simplest rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.insight.explorer.words import measure_name
from zhiji.insight.learning.card import DRIFTED
from zhiji.insight.looks.models import list_models


@page("insight:model:list")
def listing(request: HttpRequest) -> HttpResponse:
    """The newest training on top."""
    found = list_models(**who(request))
    lines = [
        (
            one,
            [(measure_name(name), share) for name, share in one.card["weights"].items() if share >= 0.005],
            [(measure_name(name), alone) for name, alone in one.card["left_out"].items()],
        )
        for one in found.lines
    ]
    context = {"found": found, "lines": lines, "drifted": DRIFTED * 1000}
    return render(request, "insight/models.html", context)
