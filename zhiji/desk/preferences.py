"""The reader's own choices: language (kept with the colleague) and appearance (kept in the browser)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST

from zhiji.desk.shell import THEME_COOKIE, THEMES
from zhiji.desk.ways import back

YEAR = 365 * 24 * 3600


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device: kept in a cookie that says nothing about the reader."""
    response = back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """One of the three languages: in a cookie, and with the colleague once signed in."""
    response = back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        remember(response, language, request.is_secure())
        user = request.user
        if user.is_authenticated and user.language != language:
            user.language = language
            user.save(update_fields=["language"])
    return response


def remember(response: HttpResponse, language: str, secure: bool) -> None:
    """Puts the language in the cookie that Django's LocaleMiddleware reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, httponly=True, samesite="Lax", secure=secure
    )
