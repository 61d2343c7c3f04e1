"""The session cookie is signed with this installation's secret: who reads the session table alone can take over no session."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

_SIGNER = Signer(salt="zhiji.desk.session_cookies")


def signed(key: str) -> str:
    """A session's key as its cookie carries it: ``key:signature``. The table keeps the key only."""
    return _SIGNER.sign(key)


def key_of(cookie: str) -> str | None:
    """The key in a cookie; None where it does not carry our signature."""
    try:
        return _SIGNER.unsign(cookie)
    except BadSignature:
        return None


class SignedSessions(SessionMiddleware):
    """Django's session middleware, with the cookie signed."""

    def process_request(self, request: HttpRequest) -> None:
        """Takes the session of a signed cookie; for any other a new one begins."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        request.session = self.SessionStore(key_of(cookie))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Signs the cookie that Django sets."""
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            response.cookies[settings.SESSION_COOKIE_NAME] = signed(cookie.value)
        return response
