"""Home by role, errors, preferences, formats."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from plugins.colleagues import HOUSE, colleague

from zhiji.access.explain import Explanation, Remedy
from zhiji.customers.actions import filing
from zhiji.desk import errors
from zhiji.desk.navigation import SECTIONS, links_for
from zhiji.desk.templatetags import formats
from zhiji.journal.models import JournalEntry
from zhiji.staff.rules import ROLES

LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_first_page(signed_in, role: str) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in(role)
    page = client.get("/")
    assert page.status_code == 200
    assert staff.staff_number in page.content.decode()  # the watermark
    chip = 'class="menu purpose' in page.content.decode()
    assert chip is ROLES[role].sees_customers


@pytest.mark.django_db
def test_a_purpose_is_put_in_force_only_if_it_is_the_roles(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, _staff = signed_in("agent")
    client.post("/purpose/", {"purpose": "audit"})
    assert "purpose" not in client.session
    answer = client.post("/purpose/", {"purpose": "complaint", "next": "https://elsewhere.example/"})
    assert client.session["purpose"]["id"] == "complaint"
    assert answer["Location"] == "/"


@pytest.mark.parametrize("role", ROLES)
def test_navigation_marks_one_place_and_names_only_pages_that_exist(role: str) -> None:
    links = [link for _title, found in links_for(role, "/") for link in found]
    assert [link.url for link in links if link.current] == ["/"]
    assert all(link.url for link in links)


def test_administrators_have_no_way_to_customers() -> None:
    for _title, entries in SECTIONS:
        for entry in entries:
            if "customer" in entry.url_name or entry.url_name in ("completion_queue", "papers_expiring"):
                assert not entry.roles & {"admin", "analyst", "product"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(errors.WORDS))
def test_an_error_page_says_what_and_what_to_do(code: int, language: str) -> None:
    with translation.override(language):
        answer = errors.answer(_request(), code)
        said = answer.content.decode()
        assert str(errors.WORDS[code].title) in said
        assert str(errors.WORDS[code].mend) in said


def _request(path: str = "/somewhere/") -> HttpRequest:
    return RequestFactory().get(path)


@pytest.mark.django_db
def test_a_server_error_tells_a_number_and_nothing_else() -> None:
    answer = errors.server_error(_request())
    said = answer.content.decode()
    assert answer.status_code == 500
    for leak in ("Traceback", "zhiji.", "Exception", "/work", "SELECT"):
        assert leak not in said


def test_a_store_that_does_not_answer_becomes_503() -> None:
    def down(_request: HttpRequest) -> object:
        raise OperationalError("connection to server at 10.1.1.1 failed")

    answer = errors.KindFailures(down)(_request())  # type: ignore[arg-type]
    assert answer.status_code == 503
    assert "10.1.1.1" not in answer.content.decode()


@pytest.mark.django_db
def test_the_api_gets_problem_json() -> None:
    answer = errors.forbidden(_request("/api/v1/x"), PermissionDenied())
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_page_that_is_not_there_and_a_wrong_method(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, _staff = signed_in("rm")
    assert client.get("/no-such/").status_code == 404
    refused = client.get("/purpose/")
    assert refused.status_code == 405
    assert refused["Allow"] == "POST"
    assert "<h1" in refused.content.decode()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_kindly() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


@pytest.mark.django_db
def test_the_content_policy_allows_nothing_inline() -> None:
    policy = Client().get("/account/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "2026-11-22"), ("zh-hant", "2026-11-22"), ("en", "22 Nov 2026")]
)
def test_days(language: str, expected: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 11, 22)) == formats.day("2026-11-22") == expected
        assert formats.day("2026-02-31") == "2026-02-31"
        assert formats.day(None) == ""


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "¥1,234.50"), ("zh-hant", "CN¥1,234.50"), ("en", "CN¥1,234.50")]
)
def test_money(language: str, expected: str) -> None:
    with translation.override(language):
        assert (
            formats.money({"amount": "1234.5", "currency": "CNY"})
            == formats.money(Decimal("1234.50"))
            == expected
        )


def test_moments_are_as_short_as_stays_clear() -> None:
    now = timezone.localtime()
    with translation.override("zh-hans"):
        assert formats.moment(now) == f"今日 {now:%H:%M}"
        assert formats.moment(datetime(2020, 3, 4, 5, 6, tzinfo=UTC)) == "2020-03-04 13:06"


def test_customer_numbers_are_printed_in_fours() -> None:
    assert formats.customer_number("330100274419") == "3301-0027-4419"


@pytest.mark.django_db(transaction=True)
def test_files_to_complete_stand_on_the_first_page_once_a_purpose_is_chosen(signed_in) -> None:  # type: ignore[no-untyped-def]
    client, staff = signed_in("rm")
    keeper = colleague("officer")
    filing.create(
        "person", {"name": "沈怀瑾", "sex": "female"}, unit=staff.unit, manager=staff, custodian=keeper, source="customer_stated",
        by=HOUSE, channel="test",
    )  # fmt: skip
    before = client.get("/").content.decode()
    assert "沈怀瑾" not in before
    client.post("/purpose/", {"purpose": "service"})
    after = client.get("/").content.decode()
    assert "沈怀瑾" in after
    receipt = JournalEntry.objects.filter(phrase="customers:file:list", outcome="granted").last()
    assert receipt is not None
    assert receipt.actor == staff.pk


@pytest.mark.django_db
def test_a_refusal_names_the_rule_and_the_way_out() -> None:
    remedies = (Remedy("purpose", "审计", "audit"), Remedy("break_glass", "紧急查看"))
    explanation = Explanation(
        False,
        "customers:file:open",
        "打开档案",
        ("这份档案已定密。",),
        ("r",),
        ("house.break-glass",),
        {},
        remedies,
    )
    context = {"explanation": explanation, "next": "/x/", "customer_id": 7, "purpose_needed": False}
    with translation.override("zh-hans"):
        said = render_to_string("desk/refused.html", context, request=_request())
    assert "这份档案已定密。" in said
    assert "紧急查阅：一位客户，短时，事后复核" in said
    assert 'name="purpose" value="audit"' in said
