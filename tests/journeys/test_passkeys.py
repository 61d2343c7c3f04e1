"""Passkeys with a virtual authenticator: made once with the password, then signing in without it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from plugins.colleagues import PASSWORD, colleague

from zhiji.journal.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keyed(desks: Any) -> Iterator[Any]:
    """A browser with a device lock of its own: ``desk = keyed("en", "light", 390)``; its CDP session is ``desk.lock``."""

    def make(*look: Any) -> Any:
        desk = desks(*look)
        desk.lock = desk.context.new_cdp_session(desk.page)
        desk.lock.send("WebAuthn.enable")
        added = desk.lock.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                    "isUserVerified": True, "automaticPresenceSimulation": True,
                }
            },
        )  # fmt: skip
        desk.authenticator = added["authenticatorId"]
        return desk

    yield make


def register(desk: Any, name: str) -> None:
    """From the first page to a passkey in the device."""
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.open("/account/second-factor/webauthn/add/")
    if "reauthenticate" in desk.page.url:
        desk.page.fill("input[type=password]", PASSWORD)
        desk.press("form.fields button.primary")
    desk.page.fill("#id_name", name)
    desk.page.check("#id_passwordless")
    desk.check(f"passkey-add-{desk.look}")
    desk.press("#mfa_webauthn_add")


@pytest.mark.req("N07")
@pytest.mark.parametrize(("language", "theme", "width"), [("zh-hans", "light", 1440), ("en", "dark", 390)])
def test_a_passkey_is_made_and_signs_in_without_a_password(
    keyed: Any, language: str, theme: str, width: int
) -> None:
    staff = colleague("rm")
    type(staff).objects.filter(pk=staff.pk).update(language=language)
    desk = keyed(language, theme, width)
    desk.look = f"{language}-{theme}-{width}"
    register(desk, "手机 phone")
    assert "recovery-codes" in desk.page.url
    assert Authenticator.objects.get(user=staff, type="webauthn").wrap().is_passwordless
    desk.open("/account/second-factor/webauthn/")
    assert "手机 phone" in desk.page.inner_text("main")
    desk.check(f"passkey-list-{desk.look}")
    assert JournalEntry.objects.filter(phrase="staff:sign-in:change", actor=staff.pk).count() == 2

    desk.context.clear_cookies()
    desk.context.add_cookies([{"name": "django_language", "value": language, "url": desk.address}])
    desk.open("/account/login/")
    assert not desk.page.is_visible("#passkey_problem")
    desk.check(f"sign-in-passkey-{desk.look}")
    desk.press("#passkey_login")
    desk.page.wait_for_url(f"{desk.address}/")
    desk.check(f"home-after-passkey-{desk.look}")
    assert staff.staff_number in desk.page.content()
    opened = JournalEntry.objects.filter(phrase="staff:session:open", actor=staff.pk, outcome="done")
    assert opened.count() == 2


@pytest.mark.req("N07")
def test_a_key_the_bank_does_not_know_opens_nothing_and_says_so(keyed: Any) -> None:
    staff = colleague("rm")
    desk = keyed("en")
    desk.look = "en-light-1440"
    register(desk, "phone")
    Authenticator.objects.filter(user=staff).delete()
    desk.context.clear_cookies()
    desk.open("/account/login/")
    desk.press("#passkey_login")
    assert "/account/" in desk.page.url
    assert "does not know this passkey" in desk.page.inner_text(".message.error")
    failed = JournalEntry.objects.filter(phrase="staff:session:open", outcome="refused").latest("pk")
    assert (failed.actor, json.loads(failed.facts)["code"]) == (None, "passkey")
    desk.check("sign-in-passkey-unknown-en-light-1440")


@pytest.mark.req("N07")
def test_a_device_without_a_passkey_says_so_and_the_password_still_works(keyed: Any) -> None:
    colleague("rm")
    desk = keyed("en")
    desk.open("/account/login/")
    desk.lock.send(
        "WebAuthn.setUserVerified", {"authenticatorId": desk.authenticator, "isUserVerified": False}
    )
    desk.page.click("#passkey_login")
    desk.page.wait_for_selector("#passkey_problem")
    assert "No passkey was used" in desk.page.inner_text("#passkey_problem")
    desk.check("sign-in-passkey-none-en-light-1440")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
