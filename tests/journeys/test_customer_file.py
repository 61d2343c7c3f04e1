"""A relationship manager's day with files, in a real browser: open one, find it, amend it, see who looked, print it."""

import time
from typing import Any

import pytest
from plugins.colleagues import HOUSE, PASSWORD, colleague

from zhiji.customers.actions.filing import create
from zhiji.customers.models import File
from zhiji.staff.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PERSON = {
    "name": "沈怀瑾", "sex": "female", "nationality": "CN", "occupation": "2",
    "papers": [{"type": "resident_id", "number": "33010619900301002X", "valid_to": "2026-12-20"}],
    "phones": [{"number": "13800000001", "use": "mobile"}],
    "domicile": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "line": "文三路1号"},
    "income": {"amount": "258000", "currency": "CNY"},
    "ties": [{"role": "spouse", "name": "何以宁"}, {"role": "employer", "name": "兰溪纺织有限公司"}],
}  # fmt: skip


def some_file(staff: Staff, **more: Any) -> File:
    keeper = Staff.objects.filter(role="officer").first() or colleague(
        "officer", name="冯守拙", name_en="Feng Shouzhuo"
    )
    return create(
        "person",
        PERSON | more,
        manager=staff,
        custodian=keeper,
        source="paper_seen",
        verified=True,
        by=HOUSE,
        channel="test",
    )


def choose(desk: Any, purpose: str) -> None:
    """Choose a purpose with the chip, and stay on the page."""
    desk.page.keyboard.press("p")
    desk.page.check(f"#purpose input[value={purpose}]")
    desk.page.click("#purpose .acts button")
    desk.page.wait_for_load_state()


TYPES_EARLY = """HTMLElement.prototype.focus = function () { window.asked ??= this.name; };
document.addEventListener("readystatechange", () => {
  const name = document.querySelector("[name='f.name']");
  if (document.readyState === "interactive" && name) name.value = "周慕云";
});"""
"""Types the name when the page stands but nothing listens yet, as one does in a slow network; remembers what our scripts held first."""


@pytest.mark.req("F01", "F26", "N09")
def test_a_new_customer_is_on_file_within_a_minute_by_keyboard(desk: Any) -> None:
    staff = colleague("rm")
    some_file(staff, name="周慕云", papers=[], phones=[{"number": "13800000042"}])
    desk.sign_in("rm01", PASSWORD)
    desk.open("/customers/register/")
    desk.page.click("main button[value=onboarding]")
    desk.page.wait_for_url("**/customers/register/")
    desk.complaints.clear()
    desk.check("register-kind-zh-hans-light-1440")
    started = time.monotonic()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**kind=person")
    desk.page.keyboard.type("周慕云")
    desk.page.wait_for_selector("#duplicates .card")
    assert "周慕云" in desk.page.inner_text("#duplicates")
    desk.check("register-duplicates-zh-hans-light-1440")
    early = desk.context.new_page()
    early.add_init_script(TYPES_EARLY)
    early.goto(desk.page.url)
    assert early.evaluate("window.asked") == "f.name", (
        "not left to the browser, which waits for its first picture"
    )
    early.wait_for_selector("#duplicates .card")
    early.close()
    for name, value in (("f.domicile.province", "浙江省"), ("f.domicile.line", "文三路9号"), ("f.phones.0.number", "13900000043"),
                        ("f.papers.0.number", "330106199003010020"), ("f.papers.0.valid_to", "20360501")):  # fmt: skip
        desk.page.fill(f"[name='{name}']", value)
    desk.page.select_option("[name='f.sex']", "female")
    desk.page.select_option("[name='f.occupation']", "2")
    desk.page.check("[name=told]")  # M05: told first, how is chosen already
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_selector("#problems")
    desk.complaints.clear()  # the browser itself notes the 422
    desk.check("register-problem-zh-hans-light-1440")
    desk.page.click("#problems a")
    assert desk.page.evaluate("document.activeElement.name") == "f.papers.0.number"
    desk.page.fill("[name='f.papers.0.number']", "33010619900301002X")
    desk.page.click("[data-rows] >> text=＋ >> nth=0")
    desk.page.keyboard.type("0571-88880000")
    desk.page.click("aside button.primary")
    desk.page.wait_for_selector(".message.success")
    assert time.monotonic() - started < 60
    file = File.objects.latest("customer_id")
    assert file.number in desk.page.url and file.missing == 0
    assert "0571 8888 0000" in desk.page.inner_text("main")


@pytest.mark.req("H01", "H09", "M02")
def test_a_file_is_found_amended_compared_and_its_readers_named(desk: Any) -> None:
    file = some_file(colleague("rm"))
    desk.sign_in("rm01", PASSWORD)
    desk.open("/customers/")
    desk.complaints.clear()
    desk.check("purpose-needed-zh-hans-light-1440")
    desk.page.click("main button[value=upkeep]")
    desk.page.wait_for_url("**/customers/")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("怀瑾")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/search/**")
    desk.check("search-zh-hans-light-1440")
    desk.page.click("tbody th a")
    desk.page.wait_for_url(f"**/{file.number}/")
    desk.check("file-zh-hans-light-1440")
    desk.page.click("#contact header a")
    desk.page.fill("[name='f.phones.0.number']", "13911112222")
    desk.page.select_option("[name=source]", "customer_stated")
    desk.page.fill("[name=note]", "客户来电换号")
    desk.check("amend-zh-hans-light-1440")
    desk.page.click("aside button.primary")
    desk.page.wait_for_selector(".message.success")
    assert "139 1111 2222" in desk.page.inner_text("#contact")
    desk.open(f"/customers/{file.number}/versions/")
    desk.check("versions-zh-hans-light-1440")
    desk.page.click("text=比较这两版")
    desk.page.wait_for_url("**/compare/**")
    desk.check("compare-zh-hans-light-1440")
    for part in ("ties", "scans", "readers", "why", "card", "state", "break-glass"):
        desk.open(f"/customers/{file.number}/{part}/")
        desk.check(f"{part}-zh-hans-light-1440")
    desk.open(f"/customers/{file.number}/readers/")
    assert "林若溪" in desk.page.inner_text("tbody")


EVERYWHERE = [
    ("zh-hans", "dark", 1440), ("zh-hans", "light", 390), ("zh-hant", "light", 1440), ("en", "light", 1440), ("en", "dark", 390),
]  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "width"), EVERYWHERE)
def test_the_pages_look_right_everywhere(desks: Any, language: str, theme: str, width: int) -> None:
    staff = colleague("rm")
    Staff.objects.filter(pk=staff.pk).update(language=language)
    one = desks(language, theme, width)
    one.sign_in("rm01", PASSWORD)
    one.open("/customers/search/")
    one.page.wait_for_load_state()
    choose(one, "onboarding")
    name = f"{language}-{theme}-{width}"
    one.open("/customers/")
    one.check(f"list-empty-{name}")
    file = some_file(staff)
    pages = {
        "list": "", "search-nothing": "search/?q=%E6%9F%A5%E6%97%A0%E6%AD%A4%E4%BA%BA", "queue": "incomplete/", "expiring": "expiring/",
        "register": "register/?kind=organisation", "file": f"{file.number}/", "ties": f"{file.number}/ties/",
        "amend": f"{file.number}/amend/personal/", "why": f"{file.number}/why/", "readers": f"{file.number}/readers/",
    }  # fmt: skip
    for part, path in pages.items():
        one.open(f"/customers/{path}")
        one.check(f"{part}-{name}")
