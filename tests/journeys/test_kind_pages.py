"""What a reader sees when something is not open, not there or not right; and the parts page: looked at in a browser."""

from typing import Any

import pytest
from plugins.colleagues import PASSWORD, colleague

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WAYS = [("zh-hans", "light", 1440), ("zh-hant", "dark", 390), ("en", "dark", 1440), ("en", "light", 390)]


@pytest.mark.parametrize(("language", "theme", "width"), WAYS)
def test_pages_that_say_no(desks: Any, language: str, theme: str, width: int) -> None:
    one = desks(language, theme, width)
    assert one.open("/no-such-page/") == 404
    one.complaints.clear()  # the browser itself notes the 404
    one.check(f"not-found-{language}-{theme}-{width}")
    one.page.goto(f"{one.address}/account/login/")
    one.context.clear_cookies(name="csrftoken")
    one.page.fill("#id_login", "rm01")
    one.page.fill("#id_password", "x")
    one.press("form.fields button.primary")
    one.page.wait_for_selector(".state.error")
    one.complaints.clear()
    one.check(f"form-too-old-{language}-{theme}-{width}")


@pytest.mark.parametrize(("language", "theme", "width"), WAYS)
def test_own_pages(desks: Any, language: str, theme: str, width: int) -> None:
    staff = colleague("manager")
    staff.language = language
    staff.save(update_fields=["language"])
    one = desks(language, theme, width)
    one.sign_in("manager01", PASSWORD)
    one.page.wait_for_url(f"{one.address}/")
    for path, name in [
        ("/account/password/", "password"), ("/account/second-factor/", "second-factor"),
        ("/account/sessions/", "sessions"), ("/account/second-factor/webauthn/", "keys-none"), ("/undertaking/", "undertaking-signed"),
    ]:  # fmt: skip
        assert one.open(path) == 200
        one.check(f"{name}-{language}-{theme}-{width}")
    if width < 600:
        one.open("/")
        one.page.click(".thumb details.more summary")
        one.check(f"drawer-{language}-{theme}-{width}")


def test_the_chosen_theme_stays(desk: Any) -> None:
    colleague("rm")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.click(".menu.who summary")
    desk.press(".menu.who button[value=dark]")
    desk.page.wait_for_selector("html[data-theme=dark]")
    desk.open("/account/sessions/")
    assert desk.page.get_attribute("html", "data-theme") == "dark"


def test_the_frame_prints_without_its_buttons(desk: Any) -> None:
    colleague("rm")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.emulate_media(media="print")
    assert not desk.page.is_visible(".side")
    assert not desk.page.is_visible(".head")
    assert desk.page.is_visible(".watermark")
    desk.screenshot("home-print")
