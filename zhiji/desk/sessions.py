"""How long a session lasts and how many one colleague may have (norm ``house.session``)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zhiji import norms
from zhiji.access.gate import Gate
from zhiji.access.gateway import act
from zhiji.journal.actions import write
from zhiji.journal.entry import Entry
from zhiji.staff.rules import is_session_over

NOTED_EVERY = timedelta(seconds=20)
"""``last_seen_at`` is written at most this often: a page that loads ten fragments is one sign of life."""


class SessionLimits:
    """Middleware: ends a session that was idle too long or is too old, and notes signs of life."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated and request.session.session_key
        if signed_in and (why := self._over(request)):
            return _ended(request, why)
        return self.get_response(request)

    def _over(self, request: HttpRequest) -> str:
        now = timezone.now()
        rule = norms.on(timezone.localdate()).session
        kept = UserSession.objects.filter(session_key=request.session.session_key).first()
        if kept is None:
            UserSession.objects.create_from_request(request)
            return ""
        why = is_session_over(
            kept.created_at,
            kept.last_seen_at,
            now,
            idle_minutes=rule.idle_minutes,
            absolute_hours=rule.absolute_hours,
        )
        if not why and now - kept.last_seen_at > NOTED_EVERY and request.path_info != reverse("custody_bell"):
            UserSession.objects.filter(pk=kept.pk).update(last_seen_at=now)
        return why


def _ended(request: HttpRequest, why: str) -> HttpResponse:
    rule = norms.on(timezone.localdate()).session
    logout(request)
    if request.path_info.startswith("/api/"):
        body = {"type": "about:blank", "title": "Session over", "status": 401, "detail": why}
        return JsonResponse(body, status=401, content_type="application/problem+json")
    words = {
        "idle": gettext("Signed out after %(minutes)s minutes without a sign of life.")
        % {"minutes": rule.idle_minutes},
        "absolute": gettext("Signed out: a session lasts %(hours)s hours at most.")
        % {"hours": rule.absolute_hours},
    }
    messages.info(request, words[why])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("account_login")})
    return redirect("account_login")


@act("staff:session:open")
def open_session(gate: Gate, *, address: str) -> list[str]:
    """Notes the sign-in; ends the oldest sessions beyond the number allowed. Returns the keys of those ended."""
    gate.permit_none({"address": address})
    allowed = norms.on(timezone.localdate()).session.concurrent
    held = sorted(
        UserSession.objects.purge_and_list(gate.by), key=lambda session: session.created_at, reverse=True
    )
    ended = held[allowed:]
    for session in ended:
        session.end()
    gate.fact("ended", len(ended))
    return [session.session_key for session in ended]


@act("staff:session:end")
def end_session(gate: Gate, *, session_id: int) -> bool:
    """Ends one of the colleague's own sessions; False when there is no such session of theirs."""
    gate.permit_none({"session": min(session_id, 2**62)})
    session = UserSession.objects.filter(pk=session_id, user_id=gate.by.pk).first()
    if session is not None:
        session.end()
    return session is not None


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    if request is None or not request.META.get("REMOTE_ADDR"):
        return  # a test's client that signs in without a request of its own
    request.session.save()  # a session not yet kept would be counted as ended
    UserSession.objects.create_from_request(request)
    open_session(by=user, channel="page", address=request.META["REMOTE_ADDR"])


@login_required
@require_POST
def end(request: HttpRequest, session_id: int) -> HttpResponse:
    """ "End this session" on the page of my sessions."""
    if end_session(by=request.user, channel="page", session_id=session_id):
        messages.success(request, gettext("The session has ended."))
    return redirect("usersessions_list")


def _changed(sender: Any, request: HttpRequest, user: Any, **given: Any) -> None:
    """How a colleague signs in has changed: the journal keeps that it did, and by which kind of factor."""
    factor = given.get("authenticator")
    facts = {"factor": str(factor.type) if factor is not None else "password"}
    write(Entry(actor=user.pk, phrase="staff:sign-in:change", outcome="done", channel="page", facts=facts))


for _signal in (password_changed, authenticator_added, authenticator_removed, authenticator_reset):
    _signal.connect(_changed)
