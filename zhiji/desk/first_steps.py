"""What must be done before anything else: sign the undertaking, set up the second factor where it is asked for, pass the
yearly quiz where it is late and the house lets it block (Art. 26)."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from zhiji.access import api_auth
from zhiji.custody.actions import quiz
from zhiji.desk import undertaking
from zhiji.staff.rules import POWERS

ALWAYS_OPEN = frozenset(
    {"account_logout", "account_login", "language_set", "theme_set", "undertaking", "healthz"}
)
SECOND_FACTOR = frozenset({"account_reauthenticate", "account_change_password", "mfa_index"})
WHILE_QUIZ_IS_LATE = frozenset({"quiz", "leak_tell"})
"""A leak is reported by anyone at any time."""
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(staff: Any) -> bool:
    """Whether the installation asks a second factor of this colleague (``ZHIJI_REQUIRE_MFA``: everyone, power, off)."""
    asked: str = settings.ZHIJI_REQUIRE_MFA
    return asked == "everyone" or (asked == "power" and staff.role in POWERS)


class FirstSteps:
    """Middleware: leads a signed-in colleague to the step still missing. The API answers 403 instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        name = _url_name(request.path_info)
        if name in ALWAYS_OPEN or request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        step = missing_step(request)
        if not step or (step == "mfa_index" and (name in SECOND_FACTOR or name.startswith("mfa_"))):
            return self.get_response(request)
        if step == "quiz" and name in WHILE_QUIZ_IS_LATE:
            return self.get_response(request)
        return _lead(request, step)


def missing_step(request: HttpRequest) -> str:
    """The url name of the step a signed-in colleague must take next; empty when nothing is missing."""
    if not undertaking.is_signed(request.user):
        return "undertaking"
    if lacks_second_factor(request):
        return "mfa_index"
    return "quiz" if quiz.blocked(request.user, timezone.now()) else ""  # type: ignore[arg-type]


class Bearer(api_auth.Bearer):
    """A token speaks for a colleague, and rests like its holder: unless the undertaking is in force, and while the quiz is late."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        staff = super().authenticate(request, token)
        if staff is not None and not undertaking.is_signed(staff):
            raise HttpError(403, _("The confidentiality undertaking is not signed, or has run out (Art. 21, 26). Sign it at /undertaking/; the token works again at once."))  # fmt: skip
        if staff is not None and quiz.blocked(staff, timezone.now()):
            raise HttpError(403, _("The yearly quiz is late (Art. 26). Take it at /custody/quiz/; the token works again at once."))  # fmt: skip
        return staff


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the colleague must still set one up; remembered for the session once it is there."""
    if not needs_second_factor(request.user) or request.session.get("second_factor_set"):
        return False
    found = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists()
    if found:
        request.session["second_factor_set"] = True
    return not found


def _lead(request: HttpRequest, url_name: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        body = {"type": "about:blank", "title": "First steps missing", "status": 403, "detail": url_name}
        return JsonResponse(body, status=403, content_type="application/problem+json")
    if request.headers.get(
        "HX-Request"
    ):  # a part of a page: the whole page moves on, nothing is put inside it
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(url_name)})
    return redirect(url_name)


def _url_name(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
