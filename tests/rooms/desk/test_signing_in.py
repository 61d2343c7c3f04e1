"""Sign-in: the lock, what is closed, sessions, the undertaking, the second factor."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from plugins.colleagues import PASSWORD, colleague, set_by_hand

from zhiji.desk import undertaking
from zhiji.desk.sign_in import SecondFactor
from zhiji.journal.models import JournalEntry
from zhiji.staff import signing_in
from zhiji.staff.models import SignInFailure

pytestmark = pytest.mark.django_db


def attempt(username: str, password: str, address: str = "10.0.0.9") -> object:
    """One try at the sign-in form."""
    return Client(REMOTE_ADDR=address).post(
        "/account/login/", {"login": username, "password": password}, HTTP_ACCEPT_LANGUAGE="en"
    )


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_set_password", "account_confirm_email",
     "account_request_login_code", "mfa_signup_webauthn"],
)  # fmt: skip
def test_a_bank_has_no_sign_up_and_no_reset_by_mail(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.req("N07")
@pytest.mark.parametrize("username", ["rm01", "nobody"])
def test_known_and_unknown_names_are_locked_alike(username: str) -> None:
    colleague("rm")
    answers = [words(attempt(username, "not the password", f"10.0.0.{n}")) for n in range(5)]
    assert "Tries left before sign-in is locked: 4." in answers[0]
    assert "Tries left before sign-in is locked: 1." in answers[3]
    assert "It opens again at" in answers[4]
    right = attempt("rm01", PASSWORD, "10.0.1.1")
    assert (right.status_code == 302) is (username == "nobody")  # type: ignore[attr-defined]


@pytest.mark.req("N07")
def test_an_address_is_locked_too_after_many_names() -> None:
    colleague("rm")
    for n in range(30):
        attempt(f"name{n}", "x", "10.9.9.9")
    assert "It opens again at" in words(attempt("rm01", PASSWORD, "10.9.9.9"))
    assert attempt("rm01", PASSWORD, "10.9.9.8").status_code == 302  # type: ignore[attr-defined]


def test_the_lock_opens_by_itself() -> None:
    long_ago = timezone.now() - timedelta(minutes=16)
    for _ in range(5):
        signing_in.reserve("rm01", "10.0.0.1", at=long_ago)
    with pytest.raises(signing_in.Locked) as locked:
        signing_in.reserve("rm01", "10.0.0.2", at=long_ago + timedelta(minutes=14))
    assert locked.value.until == long_ago + timedelta(minutes=15)
    assert signing_in.reserve("rm01", "10.0.0.1")


def test_a_right_password_does_not_wipe_the_count_before_the_second_factor() -> None:
    staff = colleague("rm")
    Authenticator.objects.create(
        user=staff, type="totp", data={"secret": SecondFactor().encrypt("JBSWY3DPEHPK3PXP")}
    )
    for _ in range(3):
        attempt("rm01", "wrong")
    assert attempt("rm01", PASSWORD).status_code == 302  # type: ignore[attr-defined]
    assert signing_in.standing("rm01")[0] == 2


def test_guessing_codes_counts_towards_the_same_lock() -> None:
    staff = colleague("rm")
    Authenticator.objects.create(
        user=staff, type="totp", data={"secret": SecondFactor().encrypt("JBSWY3DPEHPK3PXP")}
    )
    client = Client()
    client.post("/account/login/", {"login": "rm01", "password": PASSWORD})
    for _ in range(6):
        client.post("/account/second-factor/authenticate/", {"code": "123456"})
    assert signing_in.standing("rm01")[1] is not None


def test_what_was_typed_is_kept_nowhere() -> None:
    attempt("my password in the wrong box", "secret")
    kept = " ".join(f"{one.key}" for one in SignInFailure.objects.all())
    told = " ".join(str(one.facts) for one in JournalEntry.objects.filter(phrase="staff:session:open"))
    assert told
    assert "password" not in kept
    assert "wrong box" not in told


def test_secrets_of_the_second_factor_are_sealed() -> None:
    sealed = SecondFactor().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert SecondFactor().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


@pytest.mark.req("N07")
@pytest.mark.parametrize(
    ("field", "back"), [("last_seen_at", timedelta(minutes=16)), ("created_at", timedelta(hours=13))]
)
def test_a_session_ends_by_idleness_and_by_age(signed_in, field: str, back: timedelta) -> None:  # type: ignore[no-untyped-def]
    client, _staff = signed_in("rm")
    assert client.get("/").status_code == 200
    UserSession.objects.update(**{field: timezone.now() - back})
    assert client.get("/")["Location"].startswith("/account/login/")
    assert client.get("/")["Location"].startswith("/account/login/?next=")


@pytest.mark.req("N07")
def test_the_oldest_session_gives_way_to_the_third(signed_in) -> None:  # type: ignore[no-untyped-def]
    first, _staff = signed_in("rm")
    for _ in range(2):
        Client().post("/account/login/", {"login": "rm01", "password": PASSWORD})
    assert first.get("/").status_code == 302
    assert UserSession.objects.count() == 2


def test_nobody_ends_the_session_of_another(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, _staff = signed_in("rm")
    other, _other_staff = signed_in("agent")
    theirs = UserSession.objects.get(user__username="agent01")
    client.post(f"/account/sessions/{theirs.pk}/end/")
    assert other.get("/").status_code == 200


@pytest.mark.req("N17", "J01")
@pytest.mark.parametrize("path", ["/", "/account/sessions/", "/account/password/", "/no-such-page/"])
def test_nothing_opens_before_the_undertaking_is_signed(signed_in, path: str) -> None:  # type: ignore[no-untyped-def]
    client, _staff = signed_in("rm", signed=False)
    assert client.get(path)["Location"] == "/undertaking/"
    part = client.get(path, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/undertaking/"), "a page inside a part of a page"
    assert b"data-bell" not in client.get("/undertaking/").content


@pytest.mark.req("N17", "J01", "J08", "J09", "J10")
def test_signing_is_kept_with_the_colleague_and_in_the_journal(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm", signed=False)
    assert client.post("/undertaking/", {"name": "lin ruoxi", "read": "1"})["Location"] == "/"
    staff.refresh_from_db()
    assert staff.undertaking_version == undertaking.current().version
    entry = JournalEntry.objects.get(phrase="staff:undertaking:sign")
    assert (entry.actor, entry.outcome) == (staff.pk, "done")


def test_a_new_text_must_be_signed_again(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    set_by_hand(staff, undertaking_version="2020-1")
    assert client.get("/")["Location"] == "/undertaking/"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_text_has_the_creed_and_three_donts(language: str) -> None:
    for one in undertaking.all_versions():
        assert one.texts[language].creed
        assert len(one.texts[language].donts) == 3


@pytest.mark.parametrize(
    ("asked", "role", "leads"),
    [("everyone", "rm", True), ("power", "rm", False), ("power", "auditor", True), ("off", "gm", False)],
)
def test_the_second_factor_comes_first_where_it_is_asked_for(
    signed_in, settings, asked: str, role: str, leads: bool
) -> None:  # type: ignore[no-untyped-def]
    settings.ZHIJI_REQUIRE_MFA = asked
    client, _staff = signed_in(role)
    response = client.get("/")
    assert (response.status_code == 302 and response["Location"].endswith("/second-factor/")) is leads


def test_a_changed_password_is_in_the_journal_and_ends_nothing_else(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    given = {"oldpassword": PASSWORD, "password1": "another sentence 27", "password2": "another sentence 27"}
    assert client.post("/account/password/", given).status_code == 302
    assert client.get("/").status_code == 200
    entry = JournalEntry.objects.get(phrase="staff:sign-in:change")
    assert (entry.actor, entry.facts) == (staff.pk, '{"factor":"password"}')
