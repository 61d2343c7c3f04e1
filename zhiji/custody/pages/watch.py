"""An alert with its reasons, the readers a complaint points to, and what is watched, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.flows import FLOWS
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.watch import known_words, read_alert, read_suspects, read_watch_policy
from zhiji.custody.rules.papers import KINDS


@page("custody:alert:read", "custody:case:read")
def alert(request: HttpRequest, number: int) -> HttpResponse:
    """One alert: about whom, which signals with their numbers, which files."""
    found = read_alert(number, **who(request))
    view = read_case(number, "alert", **who(request))
    context = {
        "view": view, "alert": found, "flow": FLOWS["alert"], "paper_kinds": KINDS,
        "facts_template": "custody/facts/alert.html",
    }  # fmt: skip
    return render(request, "custody/alert.html", context)


@page("custody:stranger:read", "custody:case:read")
def stranger(request: HttpRequest, number: int) -> HttpResponse:
    """One complaint; the readers it points to for supervisor and manager only."""
    view = read_case(number, "stranger", **who(request))
    sees = getattr(request.user, "role", "") in policy.phrases()["custody:stranger:read"].roles
    context = {
        "view": view, "flow": FLOWS["stranger"], "paper_kinds": KINDS, "known": known_words(view.content["known"]),
        "suspects": read_suspects(number, **who(request)) if sees else (), "sees": sees,
        "facts_template": "custody/facts/stranger.html",
    }  # fmt: skip
    return render(request, "custody/stranger.html", context)


@page("custody:decoy:ask", "custody:case:read")
def decoy(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal of decoys, for supervisor and general manager."""
    view = read_case(number, "decoy", **who(request))
    context = {
        "view": view, "flow": FLOWS["decoy"], "paper_kinds": KINDS, "facts_template": "custody/facts/decoy.html",
    }  # fmt: skip
    return render(request, "custody/case.html", context)


@page("custody:watch:policy")
def watched(request: HttpRequest) -> HttpResponse:
    """What is watched of every colleague, with every threshold (N13)."""
    declares = getattr(request.user, "role", "") in policy.phrases()["custody:kin:ask"].roles
    context = {"policy": read_watch_policy(**who(request)), "declares": declares}
    return render(request, "custody/watched.html", context)
