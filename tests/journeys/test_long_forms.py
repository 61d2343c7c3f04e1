"""A form that stood open for long on a phone: an ended session loses nothing that was typed."""

from typing import Any

import pytest
from plugins.colleagues import HOUSE, PASSWORD, colleague

from zhiji.customers.actions.filing import create
from zhiji.customers.looks.opening import open_file

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.req("N07")
def test_what_was_typed_waits_for_a_new_sign_in(desks: Any) -> None:
    staff, keeper = colleague("rm"), colleague("officer")
    file = create(
        "person", {"name": "沈怀瑾", "sex": "female"}, manager=staff, custodian=keeper, source="paper_seen", by=HOUSE, channel="test"
    )  # fmt: skip
    desk = desks("en", "light", 390)
    type(staff).objects.filter(pk=staff.pk).update(language="en")
    desk.sign_in("rm01", PASSWORD)
    desk.press("main form button[value=upkeep]")
    desk.open(f"/customers/{file.number}/amend/contact/")
    desk.page.fill("input[name='f.phones.0.number']", "13900001234")
    desk.page.select_option("select[name=source]", "customer_stated")
    desk.page.evaluate("document.getElementById('staying').dataset.after = '0'")

    desk.context.clear_cookies(name="sessionid")
    desk.page.locator("main form button.primary").last.click()
    desk.page.wait_for_selector("dialog#staying[open]")
    desk.complaints.clear()  # the 401 itself
    desk.check("session-ended-en-light-390")
    desk.page.click("#staying form button")
    assert desk.page.input_value("input[name='f.phones.0.number']") == "13900001234"

    other = desk.context.new_page()
    other.goto(f"{desk.address}/account/login/")
    other.fill("#id_login", "rm01")
    other.fill("#id_password", PASSWORD)
    with other.expect_navigation():
        other.click("form.fields button.primary")

    with desk.page.expect_navigation():
        desk.page.locator("main form button.primary").last.click()
    # The new session has no purpose yet: it is asked for, and the form goes on with what was typed.
    with desk.page.expect_navigation():
        desk.page.click("main form button[value=upkeep]")
    seen = open_file(file.number, by=staff, purpose="upkeep", channel="test")
    assert "139 0000 1234" in seen.fields["phones"].text


@pytest.mark.req("N07")
def test_another_colleague_never_sends_what_was_typed_before(desks: Any) -> None:
    staff, keeper = colleague("rm"), colleague("officer")
    colleague("rm", "rm02")
    file = create(
        "person", {"name": "沈怀瑾", "sex": "female"}, manager=staff, custodian=keeper, source="paper_seen", by=HOUSE, channel="test"
    )  # fmt: skip
    desk = desks("en", "light", 390)
    desk.sign_in("rm01", PASSWORD)
    desk.press("main form button[value=upkeep]")
    desk.open(f"/customers/{file.number}/amend/contact/")
    desk.page.fill("input[name='f.phones.0.number']", "13900001234")
    desk.page.evaluate("document.getElementById('staying').dataset.after = '0'")
    desk.context.clear_cookies(name="sessionid")
    other = desk.context.new_page()
    other.goto(f"{desk.address}/account/login/")
    other.fill("#id_login", "rm02")
    other.fill("#id_password", PASSWORD)
    with other.expect_navigation():
        other.click("form.fields button.primary")
    desk.page.locator("main form button.primary").last.click()
    desk.page.wait_for_selector("dialog#staying[open]")
    assert file.version == type(file).objects.get(pk=file.pk).version
