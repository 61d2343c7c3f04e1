"""Signing in, in a real browser: the undertaking, the second factor, languages, sessions, the lock."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from plugins.colleagues import PASSWORD, colleague

from zhiji.staff.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def code_now(secret: str) -> str:
    """What an authenticator app would show."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.req("N17", "J01", "J08", "J09", "J10")
def test_the_undertaking_comes_first_and_once(desk: Any) -> None:
    colleague("rm", signed=False)
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url("**/undertaking/")
    desk.check("undertaking-zh-hans-light-1440")
    assert desk.page.get_by_text("我处理的是客户信息，我要对客户负责。").count() == 1
    desk.open("/account/sessions/")
    assert desk.page.url.endswith("/undertaking/")

    desk.page.fill("#id_name", "某人")
    desk.press("form.fields button.primary")
    assert desk.page.locator(".problem").count() == 2
    assert desk.page.input_value("#id_name") == "某人"
    desk.complaints.clear()  # the browser itself notes the 422
    desk.check("undertaking-problem-zh-hans-light-1440")

    desk.page.fill("#id_name", "林若溪")
    desk.page.check("#id_read")
    desk.press("form.fields button.primary")
    desk.page.wait_for_url(f"{desk.address}/")
    assert Staff.objects.get(username="rm01").undertaking_signed_at is not None
    desk.check("home-rm-zh-hans-light-1440")


@pytest.mark.req("N07")
def test_a_second_factor_is_set_up_and_then_asked_for(desks: Any, settings: Any) -> None:
    settings.ZHIJI_REQUIRE_MFA = "power"
    colleague("supervisor")
    first = desks("en")
    first.sign_in("supervisor01", PASSWORD)
    first.page.wait_for_url("**/second-factor/")
    first.check("second-factor-en-light-1440")
    first.press("main a.button.primary")
    first.page.wait_for_url("**/reauthenticate/**")
    first.check("reauthenticate-en-light-1440")
    first.page.fill("#id_password", PASSWORD)
    first.press("form.fields button.primary")
    first.page.wait_for_url("**/totp/activate/")
    first.check("second-factor-setup-en-light-1440")
    secret = first.page.input_value("#secret")
    first.page.fill("#id_code", code_now(secret))
    first.press("form.fields button.primary")
    first.page.wait_for_url("**/recovery-codes/")
    assert first.page.locator(".codes li").count() == 10
    recovery = first.page.locator(".codes li").first.inner_text()
    first.check("recovery-codes-en-light-1440")
    first.press("main .card a.button.primary")
    first.page.wait_for_url(f"{first.address}/")

    second = desks("en", "dark", 390)
    second.sign_in("supervisor01", PASSWORD)
    second.page.wait_for_url("**/authenticate/")
    second.check("second-factor-challenge-en-dark-390")
    second.page.fill("#id_code", "000000")
    second.press("form.fields button.primary")
    assert second.page.locator(".problem").count() == 1
    second.page.fill("#id_code", recovery)
    second.press("form.fields button.primary")
    second.page.wait_for_url(f"{second.address}/")
    second.check("home-supervisor-en-dark-390")


def test_the_language_is_remembered_with_the_colleague(desk: Any, desks: Any) -> None:
    colleague("rm")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.click(".menu.who summary")
    desk.check("menu-who-zh-hans-light-1440")
    desk.press(".menu.who button[value=en]")
    desk.page.wait_for_selector("html[lang=en]")
    assert Staff.objects.get(username="rm01").language == "en"

    elsewhere = desks("zh-hans")
    elsewhere.sign_in("rm01", PASSWORD)
    elsewhere.page.wait_for_url(f"{elsewhere.address}/")
    assert elsewhere.page.get_attribute("html", "lang") == "en"


@pytest.mark.req("N07")
def test_a_session_is_ended_from_the_list(desks: Any) -> None:
    colleague("rm")
    here, there = desks("en"), desks("en", "light", 390)
    for one in (there, here):
        one.sign_in("rm01", PASSWORD)
        one.page.wait_for_url(f"{one.address}/")
    here.open("/account/sessions/")
    assert here.page.locator("main tbody tr").count() == 2
    here.check("sessions-en-light-1440")
    here.press("main td.act button")
    here.page.wait_for_selector(".message.success")
    assert here.page.locator("main tbody tr").count() == 1
    there.open("/")
    assert "/account/login/" in there.page.url


@pytest.mark.req("N07")
def test_five_failures_lock_the_name_and_say_until_when(desk: Any) -> None:
    colleague("rm")
    for tries in range(5):
        desk.sign_in("rm01", f"wrong password {tries}")
        assert desk.page.locator(".problem").count() == 1
    desk.check("sign-in-locked-zh-hans-light-1440")
    locked = desk.page.inner_text(".problem")
    opens = time.strftime("%H:", time.localtime(time.time() + 15 * 60))
    desk.sign_in("rm01", PASSWORD)
    assert desk.page.inner_text(".problem") == locked
    assert ":" in locked
    assert opens[-1] in locked
    assert "/account/login/" in desk.page.url


def test_keys_open_search_purpose_and_help(desk: Any) -> None:
    colleague("rm")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.keyboard.press("?")
    desk.page.wait_for_selector("dialog#keys[open]")
    desk.check("keys-zh-hans-light-1440")
    desk.page.keyboard.press("Escape")
    desk.page.keyboard.press("p")
    desk.page.wait_for_selector("details#purpose[open]")
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("details.purpose:not(.none)")
    desk.page.keyboard.press("g")
    desk.page.keyboard.press("h")
    assert desk.page.url == f"{desk.address}/"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_sign_in_and_home_look_right_everywhere(desks: Any, language: str, theme: str, width: int) -> None:
    staff = colleague("auditor")
    Staff.objects.filter(pk=staff.pk).update(language=language)
    one = desks(language, theme, width)
    one.open("/account/login/")
    one.check(f"sign-in-{language}-{theme}-{width}")
    one.sign_in("auditor01", PASSWORD)
    one.page.wait_for_url(f"{one.address}/")
    one.check(f"home-auditor-{language}-{theme}-{width}")
