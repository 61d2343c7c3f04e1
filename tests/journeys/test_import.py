"""An information officer takes customers in from a file, in a real browser, with the background worker at work."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from plugins.colleagues import PASSWORD, colleague
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiji.customers import jobs
from zhiji.customers.models import File

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clients(tmp_path: Path, settings: Any) -> Path:
    """Twelve people, one of them with an identity number that cannot be."""
    settings.ZHIJI_HOME = tmp_path / "home"
    path = tmp_path / "clients.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(["客户号", "姓名", "性别", "证件号码", "手机号", "家庭地址", "备注"])
        for place in range(12):
            number = "110105194912310021" if place == 4 else ""
            address = f"杭州市西湖区文三路{place}号"
            writer.writerow([f"C{place}", "沈怀瑾", "女", number, 13800000000 + place, address, "x"])
    return path


def work() -> None:
    """What the background process does with an import that waits."""
    for job in ProcrastinateJob.objects.filter(status="todo", task_name="customers:import"):
        jobs.import_upload(**job.args)


@pytest.mark.req("F27")
def test_a_file_is_put_in_previewed_taken_in_and_its_wrong_rows_fetched(desk: Any, clients: Path) -> None:
    colleague("rm")
    colleague("officer")
    desk.sign_in("officer01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.open("/customers/import/")
    desk.check("import-empty-zh-hans-light-1440")
    desk.page.click("main a.button.primary")
    desk.page.wait_for_url("**/import/new/")
    desk.check("import-new-zh-hans-light-1440")

    desk.page.set_input_files("#file", clients)
    desk.page.click("main form button.primary")
    desk.page.wait_for_url("**/import/files/**")
    mapping = desk.page.input_value("#mapping")
    assert '"phones.0.number" = "手机号"' in mapping and '# ? = "备注"' in mapping
    desk.check("import-mapping-zh-hans-light-1440")

    desk.page.fill("#mapping", mapping.replace('"姓名"', '"名字"'))
    desk.page.click("main form.columns button.primary")
    desk.page.locator(".problems").wait_for()
    assert "名字" in desk.page.input_value("#mapping"), "what was typed is kept"
    desk.complaints.clear()  # the browser itself notes the 422
    desk.check("import-problem-zh-hans-light-1440")

    desk.page.fill("#mapping", mapping)
    desk.page.click("main form.columns button.primary")
    desk.page.locator(".outcomes").wait_for()
    assert "沈怀瑾" not in desk.page.content()
    desk.check("import-preview-zh-hans-light-1440")

    desk.page.click("button[data-opens=begin]")
    desk.page.click("#begin button.primary")
    desk.page.wait_for_url(re.compile(r"/import/[0-9]+/$"))
    desk.check("import-running-zh-hans-light-1440")
    assert desk.page.locator("progress").count() == 1
    work()
    desk.page.locator(".badge.jade").wait_for()  # the page asks by itself, and draws itself anew
    desk.check("import-done-zh-hans-light-1440")
    assert File.objects.count() == 11

    with desk.page.expect_download() as fetched:
        desk.page.click("main a[href$='/rejects/']")
    lines = Path(fetched.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == 2 and lines[0].endswith(",原因") and lines[1].startswith("C4,")


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "dark", 390), ("zh-hant", "light", 390), ("en", "light", 1440)]
)
def test_the_pages_hold_in_other_looks(
    desks: Any, clients: Path, language: str, theme: str, width: int
) -> None:
    colleague("rm")
    officer = colleague("officer")
    type(officer).objects.filter(pk=officer.pk).update(language=language)
    desk = desks(language, theme, width)
    desk.sign_in("officer01", PASSWORD)
    desk.page.wait_for_url(f"{desk.address}/")
    desk.open("/customers/import/new/")
    desk.check(f"import-new-{language}-{theme}-{width}")
    desk.page.set_input_files("#file", clients)
    desk.page.click("main form button.primary")
    desk.page.wait_for_url("**/import/files/**")
    desk.page.click("main form.columns button.primary")
    desk.page.locator(".outcomes").wait_for()
    desk.check(f"import-preview-{language}-{theme}-{width}")
