"""The quiz on the three don'ts, and the supervisor's page of who signed and passed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access.web import page, who
from zhiji.custody.actions import quiz
from zhiji.custody.looks.quiz import list_standings, open_quiz
from zhiji.custody.models import QuizResult
from zhiji.custody.problems import Invalid
from zhiji.customers.pages.wording import told


@page("custody:quiz:open", "custody:quiz:take")
def take(request: HttpRequest) -> HttpResponse:
    """The questions; once sent, the result with the reason of every answer."""
    given = _answers(request)
    result, problems = _handed_in(request, given)
    mine = open_quiz(**who(request))
    asked = mine.edition.questions
    rows = [(one, given.get(one.id), [found for found in problems if found.field == one.id]) for one in asked]
    words = told(problems, [one.id for one in asked])
    context = {"mine": mine, "rows": rows, "result": result, "told": words}
    return render(request, "custody/quiz.html", context, status=422 if problems else 200)


def _handed_in(request: HttpRequest, given: dict[str, int]) -> tuple[QuizResult | None, Any]:
    if request.method != "POST":
        return None, ()
    try:
        return quiz.take(given, **who(request)), ()
    except Invalid as invalid:
        return None, invalid.problems


@page("custody:quiz:list")
def record(request: HttpRequest) -> HttpResponse:
    """Who signed, who passed, who is late."""
    return render(request, "custody/quiz_record.html", {"share": list_standings(**who(request))})


def _answers(request: HttpRequest) -> dict[str, int]:
    return {
        name: int(str(text))
        for name, text in request.POST.items()
        if str(text).isdecimal() and str(text).isascii() and len(str(text)) == 1
    }
