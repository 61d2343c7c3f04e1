"""The reviews that are due, and the rules by which transactions are watched."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.insight.diligence.looks.ratings import reviews_due
from zhiji.insight.diligence.looks.watching import rules_in_force
from zhiji.insight.diligence.pages import wording
from zhiji.norms.wording import name_of, value_of


@page("insight:review:list")
def due(request: HttpRequest) -> HttpResponse:
    """Overdue reviews on top."""
    found = reviews_due(**who(request))
    rows = [(row, wording.level_name(row.level), wording.TONES.get(row.level, "")) for row in found.rows]
    return render(request, "diligence/due.html", {"found": found, "rows": rows})


@page("insight:rule:list")
def rules(request: HttpRequest) -> HttpResponse:
    """Every monitoring rule with its thresholds in force today."""
    today = timezone.localdate()
    language = wording.language()
    lines = [
        (in_language(rule.names), in_language(rule.definition),
         [(name_of(name, language), _in_words(name, value, language)) for name, value in rule.limits(today).items()])
        for rule in rules_in_force(**who(request))
    ]  # fmt: skip
    return render(request, "diligence/rules.html", {"lines": lines, "today": today})


def _in_words(name: str, value: object, language: str) -> str:
    return f"{value:,}" if isinstance(value, int) else value_of(name, value, language)
