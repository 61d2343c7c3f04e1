"""What left the house as a list, a copy or a pack turns up again: an alert within a second (K07, N02; Art. 23.1, 24)."""

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone
from plugins.exported_lists import alerts, canary_of, home, lines_of, made  # noqa: F401
from plugins.page_browser import Browser

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import copying, providing
from zhiji.custody.exporting import invented_line
from zhiji.custody.looks.cases import list_cases, read_case
from zhiji.custody.looks.copies import fetch_pack, trace
from zhiji.custody.looks.watch import read_alert
from zhiji.custody.models import Export, Notice
from zhiji.custody.watch.decoys import sweep
from zhiji.customers.looks.opening import open_file
from zhiji.customers.looks.searching import search
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.fields.numbers import resident_id
from zhiji.ops.background import WATCH_SECONDS


def quick(call):
    """Run it within a second; answer the alert it set off."""
    before, began = {one.pk for one in alerts()}, time.perf_counter()
    call()
    fresh = [one for one in alerts() if one.pk not in before]
    assert time.perf_counter() - began + WATCH_SECONDS < 1
    return fresh[0] if fresh else None


@pytest.mark.req("K07", "N02")
@pytest.mark.parametrize("way", ["search", "open"])
def test_who_looks_for_the_canary_of_an_export_sets_off_an_alert_within_a_second(bank, way):
    """The list was sold; a clerk elsewhere looks for a customer on it. The alert names the export, its maker and its time."""
    bank.file()
    case, one = made(bank)
    number = canary_of(bank, one.content)

    def look():
        if way == "search":
            assert search(number, by=bank.agent01, purpose="service").hits == ()
        else:
            with pytest.raises(NotHere):
                open_file(number, by=bank.agent01, purpose="service")

    alert = quick(look)
    view = read_alert(alert.pk, by=bank.manager)
    assert (view.found.case, view.found.maker, view.found.made_at) == (
        case.pk, bank.rm01.display_name, Export.objects.get(case=case).made_at
    )  # fmt: skip
    assert view.found.by == bank.agent01.display_name and view.staff == bank.rm01.display_name
    told = Notice.objects.filter(case=alert).values_list("staff", flat=True)
    assert set(told) == {bank.supervisor.pk, bank.manager.pk}
    for nobody in (bank.rm01, bank.agent01):
        with pytest.raises(NotHere):
            read_case(alert.pk, by=nobody)
        assert not list_cases("alert", by=nobody).rows
    page = Browser(bank.supervisor).text(f"/custody/alert/{alert.pk}/")
    assert view.found.printed in page and "stands in this export only" in page and number not in page


@pytest.mark.req("K07")
def test_a_number_that_nobody_has_is_no_canary_and_looking_twice_is_one_alert(bank):
    bank.file()
    _case, one = made(bank)
    number = canary_of(bank, one.content)

    search(number_of(987654321), by=bank.agent01, purpose="service")
    assert alerts() == []
    search(number, by=bank.agent01, purpose="service")
    search(number, by=bank.agent01, purpose="service")
    assert len(alerts()) == 1
    search(number, by=bank.manager, purpose="review")
    assert len(alerts()) == 2
    with pytest.raises(NotHere):
        read_case(alerts()[1].pk, by=bank.manager)
    assert not Notice.objects.filter(staff=bank.manager, case=alerts()[1]).exists()


@pytest.mark.req("K07")
def test_no_file_ever_gets_the_number_of_a_canary_and_no_table_says_which_it_is(bank):
    bank.file()
    case, one = made(bank)
    number = canary_of(bank, one.content)
    assert bank.file().pk > customer_id_of(number)
    kept = Export.objects.get(case=case)
    assert str(customer_id_of(number)) not in (kept.canary, kept.code) and number not in str(case.content)


@pytest.mark.req("K07", "J05")
@pytest.mark.parametrize("what", ["copy", "export"])
def test_asking_whose_mark_it_is_sets_off_an_alert_about_its_maker(bank, what):
    file = bank.file()
    if what == "export":
        case, _one = made(bank)
        code = Export.objects.get(case=case).code
    else:
        case = copying.ask(
            customers=[file.number],
            fields=["name"],
            wanted="service",
            for_whom="法律顾问",
            reason="诉讼需要附件",
            by=bank.rm01,
        )
        copying.approve(case.pk, by=bank.gm)
        code = copying.make(case.pk, by=bank.rm01, purpose="service").code
    assert quick(lambda: trace("ZZZZZZZZZZ", by=bank.auditor)) is None
    alert = quick(lambda: trace(f"网上看到：{code}".rpartition("：")[2], by=bank.auditor))
    assert alert.content["trace"] == {"case": case.pk, "how": "code", "by": bank.auditor.pk}
    assert read_alert(alert.pk, by=bank.gm).found.maker == bank.rm01.display_name
    with pytest.raises(NotHere):
        read_case(alert.pk, by=bank.rm01)


@pytest.mark.req("K07", "J08")
def test_a_pack_fetched_after_its_end_or_by_another_than_its_maker_sets_off_an_alert(bank):
    file = bank.file()
    case = providing.ask(
        customers=[file.number], fields=["name"], wanted="service", recipient_kind="professional", recipient="法律顾问何以宁",
        reason="诉讼需要附件", days=3, return_days=14, by=bank.rm01,
    )  # fmt: skip
    providing.supervise(case.pk, by=bank.supervisor)
    providing.manage(case.pk, by=bank.manager)
    providing.pack(case.pk, by=bank.rm01, purpose="service")
    assert quick(lambda: fetch_pack(case.pk, by=bank.rm01)) is None
    other = quick(lambda: fetch_pack(case.pk, by=bank.manager))
    assert (other.content["trace"]["how"], other.content["staff"]) == ("other", bank.rm01.pk)

    def too_late():
        with pytest.raises(Refused):
            fetch_pack(case.pk, by=bank.rm01, at=timezone.now() + timedelta(days=4))

    late = quick(too_late)
    assert late.content["trace"] == {"case": case.pk, "how": "late", "by": bank.rm01.pk}


@pytest.mark.req("N02")
def test_an_alert_of_a_trace_that_cannot_be_raised_is_nothing_the_reader_notices(bank, monkeypatch, caplog):
    bank.file()
    _case, one = made(bank)
    number = canary_of(bank, one.content)

    def fail(**_):
        raise RuntimeError("no")

    monkeypatch.setattr("zhiji.custody.watch.traces.raise_alert", fail)
    assert search(number, by=bank.agent01, purpose="service").hits == ()
    sweep()
    assert "could not be raised" in caplog.text and number not in caplog.text


@pytest.mark.req("K07", "N02")
def test_the_canarys_line_looks_like_the_others(bank):
    """Who sells the list cannot strike the line that stands out: it is filled where a real line is, and well formed."""
    for _ in range(3):
        bank.file()
    _case, one = made(bank)
    number = canary_of(bank, one.content)
    lines = {line[0]: line[1:] for line in lines_of(one.content)[1:]}
    bait = lines.pop(number)
    assert [bool(cell) for cell in bait] in [[bool(cell) for cell in real] for real in lines.values()]
    assert all(bait), "these files have name, telephone and income"
    assert bait[0] not in {real[0] for real in lines.values()}


def test_a_papers_number_gets_another_end_that_is_well_formed():
    line = invented_line(
        [["沈怀瑾", "110101199003074514", "+86 138 0013 8000", "甘肃省兰州市"]],
        ["name", "paper", "phones", "home"],
    )
    assert line[1] != "110101199003074514" and resident_id.clean(line[1], date(2026, 11, 22)) == line[1]
    assert line[2].startswith("+86 138 0013 ") and len(line[2]) == 17
    assert line[3] == "甘肃省兰州市"
