"""A real browser against a live server. Looks are saved under build/screenshots; every page is checked with axe."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from plugins.walked_bank import At, WalkedBank, Walker

# Playwright keeps an event loop in the tests' thread; the tests' own use of the database there is meant.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SCREENSHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-HK", "en": "en-GB"}


def chromium() -> str:
    """Where the system's Chromium is: ``ZHIJI_CHROMIUM``, or the usual names on the path; ``""`` when absent."""
    return os.environ.get("ZHIJI_CHROMIUM") or next(
        (found for name in NAMES if (found := shutil.which(name))), ""
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Skips, saying so, where there is none."""
    path = chromium()
    if not path:
        pytest.skip("no Chromium on this machine: install it, or set ZHIJI_CHROMIUM, to run the journeys")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


class Desk:
    """One colleague's browser: opens pages, signs in, takes pictures, and asks axe."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: line.type == "error" and self.complaints.append(line.text))

    def open(self, path: str) -> int:
        """Go to a path of the live server; answers the status."""
        response = self.page.goto(self.address + path)
        assert response is not None
        return response.status

    def sign_in(self, username: str, password: str) -> None:
        """Fill in and send the sign-in form."""
        self.open("/account/login/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", password)
        self.press("form.fields button.primary")

    def press(self, selector: str) -> None:
        """Click what leads to another page, and wait until that stands."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def screenshot(self, name: str) -> Path:
        """Save the whole page under build/screenshots."""
        self.page.wait_for_load_state("load")
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def check_axe(self) -> None:
        """No violation of WCAG 2.2 A and AA on the page as it stands."""
        violations = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
        assert not told, f"{self.page.url}: {told}"

    def check_fits(self) -> None:
        """Nothing is wider than the screen."""
        over = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{self.page.url} is {over} px too wide"

    def check(self, name: str) -> None:
        """Picture, axe, width, and no complaint in the console."""
        self.screenshot(name)
        self.check_axe()
        self.check_fits()
        assert not self.complaints, self.complaints


@pytest.fixture
def desks(browser: Browser, live_server: object) -> Iterator[object]:
    """Makes browsers: ``desks(language="en", theme="dark", width=390)``. All are closed at the end."""
    opened: list[BrowserContext] = []

    def make(language: str = "zh-hans", theme: str = "light", width: int = 1440) -> Desk:
        height = 844 if width < 600 else 900
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale=LANGUAGES[language],  # type: ignore[arg-type]
            is_mobile=width < 600, has_touch=width < 600,
        )  # fmt: skip
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])  # type: ignore[attr-defined]
        opened.append(context)
        return Desk(context, live_server.url)  # type: ignore[attr-defined]

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def desk(desks: object) -> Desk:
    """One browser, simplified Chinese, light, 1440 px."""
    made: Desk = desks()  # type: ignore[operator]
    return made


@pytest.fixture
def bank(transactional_db: None, settings: Any, tmp_path: Path) -> WalkedBank:
    """A bank whose colleagues can be walked with, its keys and checkpoints in a folder of its own."""
    settings.ZHIJI_HOME = tmp_path
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    return WalkedBank()


@pytest.fixture
def at(desks: Any, bank: WalkedBank) -> At:
    """``at("rm01", width=390)``: that colleague, signed in, in a browser of their own."""
    return lambda username, language="zh-hans", width=1440: Walker(
        desks(language, "light", width), username, language
    )
