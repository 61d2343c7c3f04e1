"""The customer pages that show: what stands on them for whom, and how files are found."""

import re

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File

# -- the way in --------------------------------------------------------------------------------------------------


@pytest.mark.req("H01")
def test_without_a_purpose_the_page_asks_for_one_and_leads_back(bank):
    file = bank.file()
    browser = Browser(bank.rm01)
    address = f"/customers/{file.number}/"
    text = browser.text(address, 403)
    assert f'name="next" value="{address}"' in text and 'value="service"' in text
    answer = browser.post("/purpose/", {"purpose": "service", "next": address}, follow=True)
    assert answer.redirect_chain == [(address, 302)] and "沈怀瑾" in answer.content.decode()


def test_every_page_of_a_file_answers_without_inline_styles_or_scripts(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    for part in ("", "ties/", "ties/record/", "scans/", "scans/add/", "versions/", "versions/?day=2020-01-01", "readers/",
                 "why/", "card/", "amend/", "amend/personal/", "state/", "key/"):  # fmt: skip
        text = browser.text(f"/customers/{file.number}/{part}")
        assert " style=" not in text and "<style" not in text and " onclick=" not in text, part
    for path in ("", "?scope=unit", "search/", "search/?q=沈", "incomplete/", "expiring/"):
        browser.text(f"/customers/{path}")


@pytest.mark.parametrize(
    "part", ["", "ties/", "scans/", "versions/", "readers/", "why/", "card/", "amend/", "state/"]
)
def test_an_unknown_number_and_a_top_secret_file_answer_alike(bank, part):
    secret = bank.file(secrecy=2)
    browser = Browser(bank.rm02, "upkeep")
    number = File.objects.latest("customer_id")
    unknown = browser.get(f"/customers/1234-5678-9012/{part}")
    known = browser.get(f"/customers/{secret.number}/{part}")
    assert number.pk and (unknown.status_code, known.status_code) == (404, 404)
    assert _told(unknown, "1234-5678-9012") == _told(known, secret.number)


def _told(answer, number):
    """The page without what is new on every request, and without the number asked for."""
    fresh = r"value=\"[^\"]{64}\"|nonce=\"[^\"]+\"|[0-9]{2}:[0-9]{2}"
    return re.sub(fresh, "", answer.content.decode()).replace(number, "N")


def test_a_wrong_compartment_is_not_there(bank):
    assert (
        Browser(bank.rm01, "upkeep").get(f"/customers/{bank.file().number}/amend/secrets/").status_code == 404
    )


# -- what stands on the page --------------------------------------------------------------------------------------


@pytest.mark.req("H01", "P01", "F16")
def test_the_manager_sees_values_with_their_source_and_the_keepers(bank):
    file = bank.file(source="paper_seen")
    text = Browser(bank.rm01, "upkeep").text(f"/customers/{file.number}/")
    line = (
        open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test")
        .fields["domicile"]
        .value["line"]
    )
    for wanted in ("沈怀瑾", line, "证件原件", "林若溪", "冯守拙", file.number):
        assert wanted in text
    assert 'class="watermark"' in text


@pytest.mark.parametrize("part", ["", "ties/", "scans/", "versions/", "readers/", "why/", "card/"])
def test_a_colleague_of_the_branch_gets_no_plain_identifier(bank, part):
    file = bank.file()
    view = open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test")
    paper = view.fields["papers"].value[0]["number"]
    phone = view.fields["phones"].value[0]["number"].removeprefix("+86")
    text = Browser(bank.rm02, "service").text(f"/customers/{file.number}/{part}")
    for secret in (paper, phone, view.fields["domicile"].value["line"], "120,000", "120000"):
        assert secret not in text


@pytest.mark.req("C01")
def test_an_expiring_paper_is_a_badge(bank):
    soon = timezone.localdate() + timezone.timedelta(days=20)
    paper = {"type": "resident_id", "number": "33010619900301002X", "valid_to": soon.isoformat()}
    file = bank.file(values={"papers": [paper]})
    assert (
        "20"
        in re.search(
            r'class="badge amber">([^<]+)<', Browser(bank.rm01, "service").text(f"/customers/{file.number}/")
        )[1]
    )
    assert file.number in Browser(bank.rm01, "service").text("/customers/expiring/")


@pytest.mark.req("J03")
def test_acts_one_may_never_do_are_not_offered(bank):
    file = bank.file()
    mine = Browser(bank.rm01, "service").text(f"/customers/{file.number}/")
    other = Browser(bank.rm02, "service").text(f"/customers/{file.number}/")
    assert f"/customers/{file.number}/amend/" in mine and f"/customers/{file.number}/amend/" not in other
    assert "/duties/" not in mine
    assert "/duties/" in Browser(bank.supervisor, "upkeep").text(f"/customers/{file.number}/")


# -- finding ------------------------------------------------------------------------------------------------------


def test_a_whole_number_leads_straight_to_the_file(bank):
    file = bank.file()
    answer = Browser(bank.rm01, "service").get("/customers/search/", {"q": file.number.replace("-", " ")})
    assert answer["Location"] == f"/customers/{file.number}/"


def test_search_tells_its_way_and_nothing_found_tells_what_to_do(bank):
    file = bank.file(values={"name": "周慕云"})
    browser = Browser(bank.rm01, "service")
    assert file.number in browser.text("/customers/search/?q=慕云")
    assert "周慕云" not in Browser(bank.rm03, "service").text("/customers/search/?q=慕云")
    text = browser.text("/customers/search/?q=查无此人某某")
    assert 'class="state empty"' in text


def test_the_list_pages_by_cursor_and_keeps_its_filters(bank):
    for _ in range(51):
        bank.file("sole_trader", values={"usc_code": None})
    browser = Browser(bank.rm01, "service")
    text = browser.text("/customers/?kind=sole_trader&missing=1")
    older = re.search(r'href="(\?[^"]*before=\d+)"', text)[1].replace("&amp;", "&")
    assert "kind=sole_trader" in older and "missing=1" in older
    assert browser.text(f"/customers/{older}").count('<th scope="row">') == 1
    assert browser.text("/customers/incomplete/").count('<th scope="row">') == 50


def test_an_empty_list_says_how_to_begin(bank):
    assert 'class="state empty"' in Browser(bank.rm02, "service").text("/customers/")
    assert 'class="state empty"' in Browser(bank.rm02, "service").text("/customers/incomplete/")
    assert 'class="state empty"' in Browser(bank.rm02, "service").text("/customers/expiring/")
