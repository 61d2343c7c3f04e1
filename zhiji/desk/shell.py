"""What every page's frame shows: navigation, purpose, language, theme, watermark. The context processor ``shell``."""

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from zhiji.desk.navigation import SEEING, Link, address_of, links_for
from zhiji.desk.purpose import Choice, PurposeState, state_of

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "zhiji_theme"
LANGUAGE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


class Shell:
    """Lazy: an error page or a fragment that draws no frame asks nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def staff(self) -> object | None:
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def navigation(self) -> list[tuple[object, list[Link]]]:
        return links_for(self.staff.role, self._request.path) if self.staff else []  # type: ignore[attr-defined]

    @cached_property
    def thumb(self) -> list[Link]:
        """The first four entries: the bar of a phone."""
        return [link for _title, links in self.navigation for link in links][:4]

    @cached_property
    def search_url(self) -> str:
        sees = self.staff is not None and self.staff.role in SEEING  # type: ignore[attr-defined]
        return address_of("customer_search") if sees else ""

    @cached_property
    def second_factor_missing(self) -> bool:
        """Whether the colleague must set up a second factor before going on."""
        from zhiji.desk.first_steps import lacks_second_factor

        return self.staff is not None and lacks_second_factor(self._request)

    @cached_property
    def at_work(self) -> bool:
        """Whether somebody is signed in and has taken the first steps: only then the frame asks for news."""
        from zhiji.desk.first_steps import missing_step

        return self.staff is not None and not missing_step(self._request)

    @cached_property
    def theme(self) -> str:
        theme = self._request.COOKIES.get(THEME_COOKIE, "auto")
        return theme if theme in THEMES else "auto"

    @property
    def languages(self) -> list[Choice]:
        return [
            Choice(code, LANGUAGE_NAMES[code], code == get_language()) for code, _name in settings.LANGUAGES
        ]

    @property
    def language_tag(self) -> str:
        """The BCP 47 tag for ``<html lang>``: ``zh-Hans``, ``zh-Hant`` or ``en``."""
        language, _dash, script = (get_language() or settings.LANGUAGE_CODE).partition("-")
        return f"{language}-{script.title()}" if script else language

    @property
    def now(self) -> datetime:
        return timezone.localtime()

    @cached_property
    def purpose(self) -> PurposeState | None:
        return state_of(self._request) if self.staff else None


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``shell`` in every template, and ``csp_nonce`` for a script or style that must stand inline."""
    return {"shell": Shell(request), "csp_nonce": getattr(request, "csp_nonce", None)}
