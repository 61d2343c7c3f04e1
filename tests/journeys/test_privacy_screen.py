"""The privacy screen in a real browser (Art. 26.2: not in public places): by its button, and by itself on a phone."""

from typing import Any

import pytest
from plugins.colleagues import PASSWORD, colleague

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COVERED = "document.documentElement.hasAttribute('data-covered')"
LEFT = "Object.defineProperty(document, 'hidden', {value: true, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))"


@pytest.mark.req("J09")
def test_the_page_is_covered_until_it_is_tapped(desk: Any) -> None:
    colleague("rm")
    desk.sign_in("rm01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.page.evaluate(LEFT)
    assert not desk.page.evaluate(COVERED)  # a desk keeps its page in sight unless asked
    desk.page.click("details.who summary")
    desk.page.check("#privacy-automatic")
    desk.page.click("#privacy")
    assert desk.page.evaluate(COVERED) and desk.page.evaluate("document.querySelector('.frame').inert")
    desk.page.keyboard.press("Enter")
    assert not desk.page.evaluate(COVERED)
    desk.open("/custody/quiz/")
    desk.page.evaluate(LEFT)
    assert desk.page.evaluate(COVERED)  # kept on this device
    desk.page.click("#privacy-cover")
    assert not desk.page.evaluate(COVERED)
    assert desk.complaints == []
