"""What is touched is large enough, and a colleague is found in a long list by typing: measured in a browser (WCAG 2.2, 2.5.8)."""

import pytest
from plugins.walked_bank import At, WalkedBank

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SMALL = """() => [...document.querySelectorAll("input:not([type=hidden]), button, select, textarea, summary, a.button, .tabs a")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 1 && box.height > 1 && (box.width < 23.5 || box.height < 23.5))
  .map(([box, html]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""


@pytest.mark.parametrize("width", [1440, 390])
def test_every_box_button_and_list_is_at_least_24_pixels(at: At, bank: WalkedBank, width: int) -> None:
    file = bank.file()
    rm, supervisor = at("rm01", width=width), at("supervisor", width=width)
    rm.choose("service")
    for desk, paths in (
        (rm.desk, ("/", "/custody/", "/custody/copy/new/", "/custody/provision/new/", "/custody/loan/new/", "/custody/quiz/",
                   "/custody/reading/", "/customers/", f"/custody/consents/{file.number}/record/")),
        (supervisor.desk, ("/custody/couriers/", "/custody/export/", "/custody/alert/", "/custody/kin/new/", "/custody/watch/")),
    ):  # fmt: skip
        for path in paths:
            assert desk.open(path) == 200, path
            assert desk.page.evaluate(SMALL) == [], path


def test_a_colleague_is_found_by_name_number_pinyin_or_initials(at: At, bank: WalkedBank) -> None:
    desk = at("supervisor", "en").desk
    assert desk.open("/custody/couriers/") == 200
    page, rm = desk.page, bank.rm01
    everybody = page.locator("#id_username option").count()
    assert everybody > 10
    for typed in (rm.name, rm.staff_number, rm.username, "linruoxi", "LRX", "lin ruo", "若溪"):
        page.fill("#id_username-seek", typed)
        assert page.input_value("#id_username") == rm.username, typed
        assert page.locator(".seeking output").inner_text() == "found: 1", typed
    page.fill("#id_username-seek", "nobody of this name")
    assert page.locator("#id_username option").count() == 1 and page.input_value("#id_username") == ""
    page.fill("#id_username-seek", "")
    assert page.locator("#id_username option").count() == everybody
    page.fill("#id_username-seek", "linruoxi")
    page.press("#id_username-seek", "Enter")
    assert page.evaluate("document.activeElement.id") == "id_username"
    desk.check("courier-found-en-light-1440")
    desk.press("main form .acts.end button.primary")
    assert bank.rm01.display_name in page.inner_text("main")
