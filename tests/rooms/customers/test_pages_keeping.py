"""State, duties, marks, ties, break-glass and scans by their forms."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from plugins.page_browser import Browser

from zhiji.customers.actions.filing import amend
from zhiji.customers.models import Attachment
from zhiji.customers.problems import Invalid

# -- keeping, glass, scans ----------------------------------------------------------------------------------------


@pytest.mark.req("E03")
def test_only_legal_moves_are_offered_and_an_illegal_one_is_told(bank):
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    text = browser.text(f"/customers/{file.number}/state/")
    assert 'value="closed"' in text and 'value="dormant"' not in text
    answer = browser.post(f"/customers/{file.number}/state/", {"state": "dormant", "reason": "试试"})
    assert answer.status_code == 422 and "试试" in answer.content.decode()
    browser.post(f"/customers/{file.number}/state/", {"state": "closed", "reason": "客户移居国外"})
    file.refresh_from_db()
    assert file.state == "closed"
    assert "客户移居国外" in browser.text(f"/customers/{file.number}/")


def test_duties_marks_and_secrecy_by_their_forms(bank):
    file = bank.file()
    browser = Browser(bank.supervisor, "upkeep")
    browser.post(
        f"/customers/{file.number}/duties/",
        {"manager": bank.rm02.pk, "deputy": bank.rm01.pk, "custodian": bank.officer2.pk, "reason": "轮岗"},
    )
    browser.post(f"/customers/{file.number}/key/", {"key_customer": "1"})
    browser.post(
        f"/customers/{file.number}/secrecy/",
        {"secrecy": "1", "custodian": bank.officer.pk, "reason": "敏感职务"},
    )
    file.refresh_from_db()
    assert (file.manager_id, file.deputy_id, file.custodian_id) == (
        bank.rm02.pk,
        bank.rm01.pk,
        bank.officer.pk,
    )
    assert (file.key_customer, file.secrecy) == (True, 1)
    assert (
        browser.post(f"/customers/{file.number}/duties/", {"manager": "x", "reason": ""}).status_code == 422
    )


@pytest.mark.req("C08")
def test_a_tie_is_recorded_drawn_and_taken_off_at_both_ends(bank):
    file, spouse = bank.file(), bank.file(values={"name": "何以宁"})
    browser = Browser(bank.rm01, "upkeep")
    given = {
        "f.ties.0.role": "spouse",
        "f.ties.0.name": "何以宁",
        "f.ties.0.customer": spouse.number,
        "source": "customer_stated",
    }
    assert browser.post(f"/customers/{file.number}/ties/record/", given).status_code == 302
    text = browser.text(f"/customers/{file.number}/ties/")
    assert "<svg" in text and "何以宁" in text and f"/customers/{spouse.number}/" in text
    assert "沈怀瑾" in browser.text(f"/customers/{spouse.number}/ties/")
    browser.post(f"/customers/{file.number}/ties/0/off/")
    assert "何以宁" not in browser.text(f"/customers/{file.number}/ties/")
    assert browser.get(f"/customers/{file.number}/ties/0/off/").status_code == 405


def test_breaking_the_glass_says_what_happens_and_opens_the_file(bank):
    file = bank.file()
    browser = Browser(bank.rm03, "service")
    text = browser.text(f"/customers/{file.number}/break-glass/")
    assert "30" in text and "24" in text and "卫敏" in text and "沈怀瑾" not in text
    assert browser.post(f"/customers/{file.number}/break-glass/", {"reason": "急"}).status_code == 422
    answer = browser.post(
        f"/customers/{file.number}/break-glass/", {"reason": "客户在柜台昏倒，需联系家属"}, follow=True
    )
    assert "文三路" in answer.content.decode()


@pytest.mark.parametrize("taken", ["scan", "photo"])
def test_a_scan_goes_in_and_comes_out_as_itself(bank, settings, tmp_path, taken):
    settings.ZHIJI_HOME = tmp_path
    file = bank.file()
    browser = Browser(bank.rm01, "upkeep")
    scan = SimpleUploadedFile("front.exe", b"\x89PNG\r\n\x1a\n" + b"0" * 50, content_type="text/html")
    browser.post(f"/customers/{file.number}/scans/add/", {taken: scan, "kind": "paper", "title": "正面"})
    kept = Attachment.objects.get()
    answer = browser.get(f"/customers/{file.number}/scans/{kept.pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline") and answer.content.startswith(b"\x89PNG")
    assert browser.get(f"/customers/{file.number}/scans/{kept.pk}/?save")["Content-Disposition"].startswith(
        "attachment"
    )
    assert browser.get(f"/customers/{file.number}/scans/{kept.pk + 1}/").status_code == 404
    assert "正面" in browser.text(f"/customers/{file.number}/scans/")


def test_an_amendment_tells_all_that_is_wrong_at_once(bank):
    file = bank.file()
    with pytest.raises(Invalid) as found:
        amend(
            file.number,
            {"phones": [{"number": "1390000"}]},
            source="",
            by=bank.rm01,
            purpose="upkeep",
            channel="test",
        )
    assert {problem.field for problem in found.value.problems} == {"phones", "source"}
