"""Due diligence as a tab of a customer's file: the level and its clock, why, who stands behind it, what its money does."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from zhiji import norms
from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.pages.cases import typed
from zhiji.custody.problems import Invalid
from zhiji.custody.steps import Ask, Step, words_ask
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.relations import graph
from zhiji.customers.pages.network import network
from zhiji.customers.pages.place import place
from zhiji.customers.pages.wording import told
from zhiji.insight.diligence.actions.ratings import make_rating, raise_rating
from zhiji.insight.diligence.looks.ratings import RatingView, read_rating
from zhiji.insight.diligence.looks.watching import suspicions_about, watch
from zhiji.insight.diligence.owners import owners_of
from zhiji.insight.diligence.pages import wording
from zhiji.insight.diligence.procedures import MARKS, REVIEW
from zhiji.insight.diligence.steps import levels

RAISE = Step(
    REVIEW, "raise", raise_rating,
    (Ask("level", pgettext_lazy("risk", "Level"), "select", levels), words_ask(_("Why it is raised"), required=True)),
)  # fmt: skip
"""What raising a level asks."""


@page(
    "customers:file:open",
    "insight:rating:read",
    "customers:file:graph",
    "insight:transaction:watch",
    "insight:suspicion:list",
)
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The tab. What is compliance's own is asked for by compliance only."""
    view = open_file(number, weigh=False, **who(request))
    found = read_rating(number, **who(request))
    context = {
        "view": view,
        "place": place(request, view, "customer_diligence"),
        "found": found,
        **_rated(found),
    }
    if found.kind == "organisation":
        context |= _owners(request, number)
    if _may(request, "insight:transaction:watch"):
        context |= _watched(request, number)
    return render(request, "diligence/file.html", context)


@page("insight:rating:make")
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Reckon the rating now."""
    make_rating(number, **who(request))
    messages.success(request, _("Rated. Every line it rests on stands below."))
    return redirect("customer_diligence", number=number)


@page("insight:rating:raise")
def raise_level(request: HttpRequest, number: str) -> HttpResponse:
    """The form that raises the level, with its reason."""
    problems: Any = ()
    if request.method == "POST":
        try:
            raise_rating(number, **RAISE.read(typed(request)), **who(request))
            return redirect("customer_diligence", number=number)
        except Invalid as invalid:
            problems = invalid.problems
    inputs = [ask.inputs(typed(request), problems) for ask in RAISE.asks]
    context = {"number": number, "inputs": inputs, "told": told(problems, [one.name for one in inputs])}
    return render(request, "diligence/raise.html", context, status=422 if problems else 200)


def _rated(found: RatingView) -> Mapping[str, Any]:
    on, explained = timezone.localdate(found.as_of), found.explained
    rule = norms.on(on)
    return {
        "level": wording.level_name(found.level or ""), "tone": wording.TONES.get(found.level or "", ""),
        "measure": wording.measure_name(found.measure), "factors": wording.weighed(explained, on) if explained else (),
        "origin": wording.ORIGINS.get(explained.get("origin", ""), ""), "direct": wording.DIRECT.get(explained.get("direct", ""), ""),
        "reckoned": wording.level_name(explained.get("reckoned", "")), "marks": [MARKS[one] for one in explained.get("marks", ())],
        "past": [(one, wording.level_name(one.level), wording.ORIGINS[one.origin]) for one in found.past],
        "norm": rule.source("cdd.rating_weights"), "norm_review": rule.source("cdd.review_months"), "compliance": bool(explained),
    }  # fmt: skip


def _owners(request: HttpRequest, number: str) -> Mapping[str, Any]:
    drawn = graph(number, **who(request))
    rule = norms.on(timezone.localdate()).beneficial_owner
    owners = owners_of(drawn, str(rule.otherwise))
    return {
        "graph": drawn, "network": network(drawn), "owners": owners,
        "owner_lines": [(one, wording.owner_why(one)) for one in owners.found],
    }  # fmt: skip


def _watched(request: HttpRequest, number: str) -> Mapping[str, Any]:
    watched = watch(number, **who(request))
    return {
        "watched": watched, "struck": [wording.struck(hit, watched.day) for hit in watched.hits],
        "suspicions": suspicions_about(number, **who(request)), "may_rate": True,
    }  # fmt: skip


def _may(request: HttpRequest, phrase: str) -> bool:
    return getattr(request.user, "role", "") in policy.phrases()[phrase].roles
