"""Damp and warmth (Art. 16; F10), and who keeps what (Art. 19.1; F11-F13, F16)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions.repair import close_repair, log_climate, mend_defect
from zhiji.custody.looks.custody_map import custody_map
from zhiji.custody.looks.inspection import climates
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.repair import out_of_range
from zhiji.staff.models import Staff

RANGES = {"damp": (45, 60), "warm": (14, 24)}


@pytest.mark.req("F10")
@pytest.mark.parametrize(
    ("humidity", "temperature", "wrong"),
    [
        (45, 14, []),
        (60, 24, []),
        (61, 20, ["damp"]),
        (44, 20, ["dry"]),
        (50, 24.1, ["warm"]),
        (70, 13, ["damp", "cold"]),
    ],
)
def test_a_reading_is_in_range_up_to_the_edge(humidity, temperature, wrong):
    """Art. 16: against damp and mould."""
    assert out_of_range(humidity, temperature, **RANGES) == wrong


@pytest.mark.req("F10", "F09")
def test_a_reading_out_of_range_opens_one_repair_until_it_is_closed(bank):
    """Art. 16: what is out of the house's range has an owner and a day."""
    a_cabinet(bank)
    assert log_climate(unit="HQ", humidity=50, temperature=Decimal("20.5"), by=bank.officer).case is None
    first = log_climate(unit="HQ", humidity=72, temperature=Decimal("26"), by=bank.officer)
    assert first.case.content["defect"] == "climate" and first.case.owner is not None
    assert log_climate(unit="HQ", humidity=71, temperature=Decimal("20"), by=bank.officer).case is None
    assert Case.objects.filter(kind="repair").count() == 1
    mend_defect(first.case_id, words="已开除湿机", by=first.case.owner)
    close_repair(first.case_id, by=bank.supervisor)
    assert log_climate(unit="HQ", humidity=71, temperature=Decimal("20"), by=bank.officer).case is not None
    for wrong in ({"humidity": 101}, {"temperature": Decimal(99)}, {"unit": "XX"}):
        usual = {"unit": "HQ", "humidity": 50, "temperature": Decimal(20)}
        with pytest.raises(Invalid):
            log_climate(**usual | wrong, by=bank.officer)


@pytest.mark.req("F10")
def test_a_store_without_a_fresh_reading_is_overdue(bank):
    """Art. 16: checked regularly."""
    a_cabinet(bank)
    assert [(code, late) for code, _name, _last, late in climates(by=bank.auditor).stores] == [("HQ", True)]
    log_climate(unit="HQ", humidity=50, temperature=Decimal(20), by=bank.officer)
    assert [late for *_, late in climates(by=bank.auditor).stores] == [False]
    later = timezone.now() + timedelta(days=8)
    assert [late for *_, late in climates(by=bank.auditor, at=later).stores] == [True]


@pytest.mark.req("F10")
def test_the_page_and_the_api_of_the_log(bank):
    a_cabinet(bank)
    browser = Browser(bank.officer)
    assert "never read" in browser.text("/custody/climate/")
    answer = browser.post("/custody/climate/", {"unit": "HQ", "humidity": "50", "temperature": "warm"})
    assert answer.status_code == 422 and "Write it like 21.5." in answer.content.decode()
    answer = browser.post(
        "/custody/climate/", {"unit": "HQ", "humidity": "70", "temperature": "21"}, follow=True
    )
    assert "a repair was opened" in answer.content.decode() and "too damp" in answer.content.decode()
    header = {"Authorization": "Bearer " + make_token(bank.officer, **HOUSE)}
    given = {"unit": "HQ", "humidity": 50, "temperature": "20.0"}
    assert (
        browser.post("/api/v1/climate", given, headers=header, content_type="application/json").status_code
        == 201
    )
    assert [one["wrong"] for one in browser.get("/api/v1/climate", headers=header).json()] == [[], ["damp"]]


@pytest.mark.req("F11", "F12", "F13", "F16")
def test_every_file_has_one_custodian_and_the_map_says_who(bank):
    """Art. 19.1: no scattered keeping; the map adds up to all files."""
    for custodian in (bank.officer, bank.officer, bank.officer2):
        bank.file(custodian=custodian)
    found = custody_map(by=bank.supervisor)
    assert [(one.username, one.files) for one in found.holdings] == [("officer", 2), ("officer2", 1)]
    assert (found.files, found.without, found.departed) == (3, 0, 0)
    with pytest.raises(Refused):
        custody_map(by=bank.rm01)


@pytest.mark.req("F11", "F15", "J04")
def test_the_map_shows_departed_custodians_and_no_top_secret_file_to_strangers(bank):
    """Art. 19.1, 22."""
    bank.file(custodian=bank.officer)
    bank.file(custodian=bank.officer, secrecy=2)
    assert custody_map(by=bank.officer2).files == custody_map(by=bank.auditor).files == 1
    assert custody_map(by=bank.supervisor).files == custody_map(by=bank.officer).files == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'staff:person:leave', true)")
        Staff.objects.filter(pk=bank.officer.pk).update(is_active=False)
        cursor.execute("SELECT set_config('zhiji.act', '', true)")
    assert custody_map(by=bank.supervisor).departed == 2
    text = Browser(bank.supervisor).text("/custody/map/")
    assert "left or moved: name another" in text
    header = {"Authorization": "Bearer " + make_token(bank.supervisor, **HOUSE)}
    assert Browser(bank.supervisor).get("/api/v1/custody-map", headers=header).json()["departed"] == 2
