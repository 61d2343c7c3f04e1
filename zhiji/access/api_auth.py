"""Who calls the API: a bearer token, or the session of a signed-in colleague (with CSRF for writes)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from zhiji.access.people import bearer


class Bearer(HttpBearer):
    """``Authorization: Bearer zj_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        staff = bearer(token, timezone.now())
        if staff is not None:
            request.user = staff
        return staff


class Session(APIKeyCookie):
    """The colleague's own browser session; writes need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated and request.user.is_active else None
