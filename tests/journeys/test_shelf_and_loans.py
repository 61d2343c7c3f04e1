"""In a real browser: an inspection walked with a phone beside the shelf, and a loan that runs overdue (Art. 14, 19-20)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from plugins.colleagues import HOUSE, PASSWORD, branch, colleague

from zhiji.access.standing_in import name_head
from zhiji.custody import clock
from zhiji.custody.actions import loan, shelf
from zhiji.custody.models import Case, Check
from zhiji.customers.actions.filing import create
from zhiji.staff.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelved(transactional_db: None) -> dict[str, Any]:
    """A branch with its head, an officer, a supervisor, and two volumes in cabinet A1."""
    people = {name: colleague(role, name) for name, role in (
        ("rm01", "rm"), ("rm02", "rm"), ("officer01", "officer"), ("officer02", "officer"), ("chief", "supervisor"),
    )}  # fmt: skip
    name_head(branch(), people["rm02"], by=HOUSE, channel="test")
    shelf.set_up_cabinet(code="A1", unit="CD", kind="person", rows=2, columns=4, by=HOUSE, channel="test")
    files = [
        create(
            "person", {"name": name, "sex": "female"}, manager=people["rm01"], custodian=people["officer01"],
            source="paper_seen", by=HOUSE, channel="test",
        )
        for name in ("沈怀瑾", "陆清和")
    ]  # fmt: skip
    for file in files:
        shelf.keep_volume(customer=file.number, carrier="paper", ink="carbon", by=HOUSE, channel="test")
    return people | {"files": files}


def at_desk(desks: Any, username: str, width: int = 1440, theme: str = "light") -> Any:
    Staff.objects.filter(username=username).update(language="en")
    desk = desks("en", theme, width)
    desk.sign_in(username, PASSWORD)
    return desk


@pytest.mark.req("F08", "F09", "N11")
def test_an_inspection_on_a_phone_from_plan_to_certificate(desks: Any, shelved: dict[str, Any]) -> None:
    """Art. 14-15: planned by the clock, one volume on a screen, what was typed outlives a dead net, signed by two."""
    assert clock.tick(timezone.now()) == []
    case = Case.objects.get(kind="inspection")
    desk = at_desk(desks, "officer01", 390)
    desk.open(f"/custody/inspection/{case.pk}/begin/")
    desk.press("main form button.primary")
    desk.press("a.button.primary[href$='/sheet/']")
    desk.check("inspection-sheet-en-light-390")
    for button in desk.page.query_selector_all(".taps button"):
        box = button.bounding_box()
        assert box["height"] >= 60 and box["width"] >= 120

    desk.page.fill("#note", "边角发潮")
    desk.context.set_offline(True)
    desk.page.click(".taps button[value=damp]")
    assert desk.page.is_visible("#offline") and desk.page.input_value("#note") == "边角发潮"
    desk.context.set_offline(False)
    desk.page.reload()
    assert desk.page.input_value("#note") == "边角发潮"  # kept in this tab until the house has it
    desk.press(".taps button[value=damp]")
    assert Check.objects.get(answer="damp").note == "边角发潮"
    assert desk.page.input_value("#note") == ""
    desk.press(".taps button[value=in_place]")
    desk.press("a.button.primary[href$='/finish/']")
    desk.press("main form button.primary")

    chief = at_desk(desks, "chief")
    assert chief.open(f"/custody/inspection/{case.pk}/accept/") == 200
    chief.press("main form button.primary")
    chief.press("a.button.primary[href$='/certificate/']")
    assert "journal entry" in chief.page.inner_text("main")
    chief.check("inspection-certificate-en-light-1440")
    assert Case.objects.get(kind="repair").content["defect"] == "damp"


@pytest.mark.req("I05", "I06", "F05")
def test_a_loan_that_runs_overdue_and_comes_back(desks: Any, shelved: dict[str, Any]) -> None:
    """Art. 19-20: lent four days ago for three; told, shown, cancelled. The pages of shelf and loans fit and are readable."""
    ago = timezone.now() - timedelta(days=4)
    case = loan.ask_loan(
        customers=[shelved["files"][0].number], medium="paper", items="贷款合同 1", wanted="service", reason="客户委托核对合同",
        days=3, by=shelved["rm01"], at=ago,
    )  # fmt: skip
    loan.sign_loan(case.pk, by=shelved["rm02"], at=ago)
    loan.approve_loan(case.pk, by=shelved["officer01"], at=ago)
    assert clock.tick(timezone.now()) == []
    borrower = at_desk(desks, "rm01", 390)
    borrower.open("/custody/notices/")
    assert "A loan is overdue" in borrower.page.inner_text("main")
    officer = at_desk(desks, "officer02")
    officer.open("/")
    assert "Overdue loans" in officer.page.inner_text("main")
    officer.open("/custody/loans/?overdue=1")
    officer.check("loans-by-age-en-light-1440")
    officer.press(f"a[href='/custody/loan/{case.pk}/']")
    officer.press(f"a[href$='/{case.pk}/return/']")
    officer.press("main form button.primary")
    officer.open("/custody/loans/")
    assert "Nothing is out" in officer.page.inner_text("main")
    for name, path in (("shelf", "/custody/shelf/?q=A1-01-01"), ("labels", "/custody/shelf/labels/?cabinet=A1"),
                       ("report", "/custody/shelf/report/"), ("climate", "/custody/climate/"), ("map", "/custody/map/"),
                       ("keep", "/custody/shelf/keep/")):  # fmt: skip
        assert officer.open(path) == 200
        officer.check(f"{name}-en-light-1440")
    phone = at_desk(desks, "officer02", 390, "dark")
    for name, path in (
        ("shelf", "/custody/shelf/?q=A1-01-01"),
        ("keep", "/custody/shelf/keep/"),
        ("climate", "/custody/climate/"),
    ):
        phone.open(path)
        phone.check(f"{name}-en-dark-390")
