"""Lists that grow: as many questions for many cases as for few, what is cut off is said, and nothing counts twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from plugins.page_browser import Browser
from plugins.reading_cases import ask

from zhiji.custody.actions import decoy, reading
from zhiji.custody.looks import cases as looks
from zhiji.custody.looks.cases import read_case, waiting
from zhiji.custody.models import Case
from zhiji.custody.steps import STEPS
from zhiji.customers.actions.glass import break_glass
from zhiji.desk import house_pages


def signed_readings(bank, file, count):
    for _ in range(count):
        reading.sign_for_unit(ask(bank, file).pk, by=bank.rm02)


def queries(call):
    call()  # what is fetched once and kept
    with CaptureQueriesContext(connection) as run:
        call()
    return len(run)


@pytest.mark.req("H07")
def test_what_waits_costs_as_many_queries_for_many_cases_as_for_few(bank, file):
    """Each case's signatures are fetched with the list, not case by case: on the desk, and on the first page."""
    browser = Browser(bank.officer)
    calls = (
        lambda: waiting(by=bank.officer),
        lambda: browser.text("/custody/"),
        lambda: browser.text("/"),
    )
    signed_readings(bank, file, 2)
    few = [queries(call) for call in calls]
    signed_readings(bank, file, 6)
    assert len(waiting(by=bank.officer).rows) == 8
    assert [queries(call) for call in calls] == few


@pytest.mark.req("H07")
def test_what_is_not_shown_of_the_cases_that_wait_is_said(bank, file, monkeypatch):
    signed_readings(bank, file, 3)
    assert not waiting(by=bank.officer).more
    for most, read, rows in ((2, 10, 2), (10, 2, 2)):
        monkeypatch.setattr(looks, "MOST_WAITING", most)
        monkeypatch.setattr(looks, "MOST_READ", read)
        found = waiting(by=bank.officer)
        assert len(found.rows) == rows and found.more
    browser = Browser(bank.officer)
    assert "These are the 2 due first; more are waiting." in browser.text("/custody/")
    assert "more than 2" in browser.text("/")
    assert browser.get("/api/v1/cases/waiting").json()["more"] is True
    monkeypatch.setattr(looks, "MOST_READ", 3)
    monkeypatch.setattr(looks, "MOST_WAITING", 3)
    assert not waiting(by=bank.officer).more


@pytest.mark.req("H07")
def test_what_is_not_shown_of_the_broken_glasses_is_said(bank, monkeypatch):
    for _ in range(2):
        break_glass(
            bank.file(manager=bank.rm03).number,
            reason="客户急需挂失其卡片并核实",
            by=bank.agent01,
            purpose="service",
        )
    browser = Browser(bank.supervisor)
    assert "more are waiting" not in browser.text(reverse("break_glass_reviews"))
    monkeypatch.setattr(house_pages, "MOST_REVIEWS", 1)
    assert "These are the oldest 1; more are waiting." in browser.text(reverse("break_glass_reviews"))
    assert "These are the newest 1; there are more." in browser.text(
        reverse("break_glass_reviews") + "?all=1"
    )


@pytest.mark.req("H07", "N02")
def test_a_file_or_a_box_sent_twice_counts_once(bank, file):
    """However it is written: with its dashes or without."""
    bare = file.number.replace("-", "")
    asked = {one.name: one for one in STEPS["reading", "ask"].asked}
    assert asked["customers"].read([f"{file.number}\n{bare} {file.number}"]) == ([file.number], [])
    assert asked["compartments"].read(["contact", "work", "contact"]) == (["contact", "work"], [])
    case = ask(bank, file, customers=[file.number, bare])
    assert read_case(case.pk, by=bank.rm01).row.files == 1
    decoy.propose_decoys(customers=[file.number, bare], reason="虚构客户，无人应查阅", by=bank.supervisor)
    assert Case.objects.get(kind="decoy").content["count"] == 1
