"""Where a customer stands, as a tab of the file."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.customers.looks.opening import open_file
from zhiji.customers.pages.place import place
from zhiji.insight.explorer import words
from zhiji.insight.looks.standing import StandingView, open_standing
from zhiji.insight.measures import MEASURES
from zhiji.insight.pages.falling_due import due_words
from zhiji.insight.pages.foretold import UNITS, foretold_words, written
from zhiji.insight.pages.habits import habit_words
from zhiji.insight.pages.life_cycle import life_words
from zhiji.insight.pages.offers import offer_words


@page("customers:file:open", "insight:file:open")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Tier and watch, grade and what would lift it, measures."""
    view = open_file(number, weigh=False, **who(request))
    found = open_standing(number, **who(request))
    context = {
        "view": view,
        "place": place(request, view, "customer_standing"),
        "found": found,
        "may_ask": getattr(request.user, "role", "") in policy.phrases()["custody:grading:ask"].roles,
        **worded(found),
    }
    return render(request, "insight/standing.html", context)


def worded(found: StandingView) -> Mapping[str, Any]:
    """What the template draws in words."""
    if found.measures is None:
        return {}
    graded = found.graded
    return {
        "tier": words.tier_word(found.tier, found.tiers), "layer": words.LAYERS.get(found.layer, found.layer),
        "next_tier": words.tier_word(found.tier + 1, found.tiers) if found.next_tier else "",
        "relation": words.RELATIONS[found.relation], "left": found.down_after - found.short,
        "measures": [(words.measure_name(one), in_language(MEASURES[one].definition), _unit(one, found.measures), written(one, value))
                     for one, value in found.measures.items()],
        "grade": words.grade_word(f"{graded.grade.place}-{graded.grade.letter}") if graded else "",
        "parts": [(words.CRITERIA.get(part.criterion.id, part.criterion.id), words.measure_name(part.criterion.measure),
                   written(part.criterion.measure, part.value), part.points, part.criterion.weight, part.share / 100)
                  for part in graded.grade.parts] if graded else [],
        "score": graded.grade.score / 100 if graded else 0,
        "habits": habit_words(found.measures, found.trend),
        "silence": foretold_words(found.foretold) if found.foretold else {},
        "due": due_words(found.due, found.night) if found.due and found.night else {},
        **life_words(found),
        "offers": offer_words(found.offers) if found.offers else [],
        "moves": [(words.CRITERIA.get(one.criterion.id, one.criterion.id), written(one.criterion.measure, one.before),
                   written(one.criterion.measure, one.value), one.points_before, one.points) for one in graded.moved] if graded else [],
        "lifts": [(words.measure_name(one.criterion.measure), written(one.criterion.measure, one.value), written(one.criterion.measure, one.to))
                  for one in graded.lift] if graded else [],
    }  # fmt: skip


def _unit(measure: str, values: Mapping[str, int | None]) -> object:
    """The unit of a figure; of a share or an estimate, of how many it is."""
    if values[measure] is None:
        return ""
    counted = MEASURES[measure].counted
    return f"n = {values[counted] or 0}" if counted else UNITS.get(MEASURES[measure].unit, "")
