"""The gateway's side of pages and API: who asks, for what purpose, and what a refusal looks like."""

import functools
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhiji import norms
from zhiji.access import grants, policy, rules
from zhiji.access.explain import explain
from zhiji.access.gate import Gate
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused

SESSION_KEY = "purpose"
AGAIN = "purpose_again"
"""The field by which a form that met an ended purpose is sent again with the one chosen now."""


def purpose_of(request: HttpRequest) -> str:
    """The purpose in force for this session, or ``""`` when none was chosen or its time is over."""
    kept = request.session.get(SESSION_KEY)
    if not kept or datetime.fromisoformat(kept["until"]) <= timezone.now():
        return ""
    return kept["id"]


def purpose_until(request: HttpRequest) -> datetime | None:
    """When the purpose in force ends."""
    return datetime.fromisoformat(request.session[SESSION_KEY]["until"]) if purpose_of(request) else None


def set_purpose(request: HttpRequest, purpose: str) -> bool:
    """Put a purpose in force; False when it is not one of the reader's role."""
    known = policy.purposes().get(purpose)
    if known is None or request.user.role not in known.roles:  # type: ignore[union-attr]
        return False
    now = timezone.now()
    until = now + timedelta(hours=norms.on(timezone.localdate()).purpose.hours)
    request.session[SESSION_KEY] = {"id": purpose, "until": until.isoformat()}
    return True


def who(request: HttpRequest) -> dict[str, Any]:
    """The keywords of a look or act for this request: ``looks.open_file(number, **who(request))``."""
    return {"by": request.user, "purpose": purpose_of(request), "channel": "page"}


def ready_for(request: HttpRequest, phrase: str, file: rules.Subject | None = None) -> None:
    """Refuse (journalled) before a form is drawn whose act would be refused, so that nobody types for nothing.

    Without ``file`` only role and (where files are concerned) purpose are asked. The act decides again when it is sent.
    """
    gate = Gate(phrase, "act", request.user, purpose_of(request), timezone.now(), "page")  # type: ignore[arg-type]
    try:
        if policy.phrases()[phrase].subject == "none":
            gate.permit_none()  # concerns no customer: the role decides alone
        elif file is None:
            gate.check_question()
        else:
            gate.permit(file)
    except Refused as refusal:
        gate.record_refusal(refusal)
        raise


def offers(request: HttpRequest, phrase: str, file: rules.Subject) -> bool:
    """Whether this colleague may do it to this file for one of their purposes: then its button is shown."""
    user: Any = request.user
    return any(
        rules.decide(user, phrase, file, purpose.id).allowed
        for purpose in policy.purposes().values()
        if user.role in purpose.roles
    )


def may_look(request: HttpRequest, file: rules.Subject, looks: Iterable[tuple[str, str]]) -> set[str]:
    """Those of the looks that open on this file for the purpose in force, so that no tab leads to a refusal. ``looks``: phrase,
    and the compartment of which it must show something (``""``: none). Nothing is recorded; one query at most, for grants."""
    user: Any = request.user
    purpose, now, held = purpose_of(request), timezone.now(), None
    found = set()
    for phrase, part in looks:
        if user.role not in policy.phrases()[phrase].roles:
            continue
        decision = rules.decide(user, phrase, file, purpose)
        if not _shows(decision, part) and grants.may_help(phrase, user, decision):
            held = (
                grants.live(user, [file.customer_id], purpose, now)[file.customer_id]
                if held is None
                else held
            )
            for grant in held:
                decision = rules.with_grant(decision, grant.compartments, grant.pk)
            decision = rules.withheld(decision, file, purpose)
        if _shows(decision, part):
            found.add(phrase)
    return found


def _shows(decision: rules.Decision, part: str) -> bool:
    return decision.allowed and (not part or decision.level(part) != "hidden")


def page(*phrases: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for signed-in colleagues. Names the phrases it uses; shows a refusal as its rule and its ways out."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and AGAIN in request.POST:
                set_purpose(request, request.POST[AGAIN])
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return refusal_page(request, refusal)

        guarded.phrases = phrases  # type: ignore[attr-defined]
        return guarded

    return wrap


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403 with the rule and the ways out; 404 where even existence must not show; the purpose chooser where that lacks."""
    subject = None if isinstance(refusal, NotHere) else refusal.subject
    purpose = purpose_of(request)
    explanation = explain(refusal.decision, by=request.user, subject=subject, purpose=purpose)  # type: ignore[arg-type]
    status = 404 if isinstance(refusal, NotHere) else 403
    context = {
        "explanation": explanation,
        "next": request.get_full_path() if request.method == "GET" else "",
        "customer_id": subject.customer_id if subject is not None else None,
        "purpose_needed": isinstance(refusal, PurposeNeeded),
        "kept": _typed(request) if isinstance(refusal, PurposeNeeded) else [],
        "again": AGAIN,
    }
    return render(request, "desk/refused.html", context, status=status)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form sent when its purpose had ended, so that it can be sent again with another. Files cannot be kept."""
    own = ("csrfmiddlewaretoken", AGAIN)
    return [
        (name, text) for name, texts in request.POST.lists() if name not in own for text in map(str, texts)
    ]


def phrased(*phrases: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Names the phrases an API operation uses; the governance tests read it."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        view.phrases = phrases  # type: ignore[attr-defined]
        return view

    return mark
