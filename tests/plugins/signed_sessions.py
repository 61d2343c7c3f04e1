"""Lets Django's test client carry signed session cookies, as every browser does (``zhiji.desk.session_cookies``)."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.test.client import ClientMixin

_set_login_cookies = ClientMixin._set_login_cookies


def _signed_login(self: Any, request: Any) -> None:
    from zhiji.desk.session_cookies import signed

    _set_login_cookies(self, request)
    self.cookies[settings.SESSION_COOKIE_NAME] = signed(request.session.session_key)


def _session(self: Any) -> Any:
    from zhiji.desk.session_cookies import key_of, signed

    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        return store(key_of(cookie.value))
    session = store()
    session.save()
    self.cookies[settings.SESSION_COOKIE_NAME] = signed(session.session_key)
    return session


ClientMixin._set_login_cookies = _signed_login
ClientMixin.session = property(_session)
