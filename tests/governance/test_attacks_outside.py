"""What an outsider, an old browser or a stolen database finds."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from plugins.attacked import HOUSE, attacked, client_of, token_of  # noqa: F401
from plugins.colleagues import set_by_hand


@pytest.mark.parametrize(
    "path",
    ["/", "/customers/", "/customers/{number}/", "/customers/{number}/card/", "/journal/", "/nowhere/"],
)
def test_no_answer_is_kept_by_the_browser(attacked, path) -> None:  # noqa: F811
    client = client_of(attacked.rm, "upkeep")
    answer = client.get(path.format(number=attacked.file.number))
    assert "no-store" in answer["Cache-Control"] and "camera=()" in answer["Permissions-Policy"]


def test_no_answer_of_the_api_is_kept(attacked) -> None:  # noqa: F811
    client = client_of(attacked.rm)
    answer = client.get(
        f"/api/v1/customers/{attacked.file.number}?purpose=upkeep", headers=token_of(attacked.rm)
    )
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/customers/",
        "/customers/{number}/",
        "/customers/search/?q=x",
        "/grants/",
        "/house/staff/",
        "/journal/",
    ],
)
def test_a_stranger_is_led_to_the_sign_in(attacked, client, path) -> None:  # noqa: F811
    answer = client.get(path.format(number=attacked.file.number))
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_no_form_leads_to_another_site(attacked, wanted) -> None:  # noqa: F811
    client = client_of(attacked.rm)
    for path, given in (
        ("/purpose/", {"purpose": "service"}),
        ("/language/", {"language": "en"}),
        ("/theme/", {"theme": "dark"}),
    ):
        assert client.post(path, {**given, "next": wanted})["Location"] == "/"


def test_a_stolen_session_table_opens_no_session(attacked) -> None:  # noqa: F811
    """A database administrator, or a backup, knows every session's key; the cookie also needs the installation's secret."""
    victim = client_of(attacked.compliance, "inquiry")
    assert victim.get("/customers/").status_code == 200
    key = Session.objects.get().session_key
    cookie = victim.cookies["sessionid"].value
    assert cookie.startswith(f"{key}:")
    for forged in (
        key,
        f"{key}:",
        f"{key}:AAAA",
        f"{key}:{cookie.partition(':')[2][:-1]}",
        cookie.swapcase(),
    ):
        thief = Client()
        thief.cookies["sessionid"] = forged
        assert thief.get("/customers/").status_code == 302
        assert thief.get("/api/v1/customers?purpose=inquiry").status_code == 401
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert (
        thief.get("/customers/").status_code == 200
    )  # the whole cookie is the session: keep it from strangers


def test_who_has_left_is_out_at_once(attacked) -> None:  # noqa: F811
    """Session and token of a colleague who is deactivated between two requests; and a token that was revoked."""
    from zhiji.access.people import revoke_tokens

    browser, headers, address = (
        client_of(attacked.rm, "upkeep"),
        token_of(attacked.rm),
        "/api/v1/customers?purpose=upkeep",
    )
    assert (
        browser.get("/customers/").status_code == 200
        and Client().get(address, headers=headers).status_code == 200
    )
    set_by_hand(attacked.rm, is_active=False)
    assert (
        browser.get("/customers/").status_code == 302
        and Client().get(address, headers=headers).status_code == 401
    )
    set_by_hand(attacked.rm, is_active=True)
    revoke_tokens(attacked.rm, **HOUSE)
    assert Client().get(address, headers=headers).status_code == 401


def test_an_idempotency_key_is_its_callers_own(attacked) -> None:  # noqa: F811
    """Another colleague's key gives neither his answer nor a hint that it was used."""
    body = {"changes": {"wechat": "jiahe_88"}, "source": "customer_stated"}
    address = f"/api/v1/customers/{attacked.file.number}?purpose=upkeep"

    def send(staff):
        more = {**token_of(staff), "idempotency-key": "K1"}
        return Client().patch(address, body, content_type="application/json", headers=more)

    first = send(attacked.rm)
    assert first.status_code == 200 and send(attacked.rm).json() == first.json()
    assert send(attacked.rm_west).status_code == 403
