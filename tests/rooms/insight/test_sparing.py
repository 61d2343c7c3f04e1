"""A file under a live suspicion outlasts its period, and nothing tells it from one that the lot drew (Anti-Money-Laundering Law 2024,
arts. 34, 35)."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from plugins.destroyed_bank import MONTH, approved, closed, own_home
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE, Bank
from plugins.small_feed import DAY, write_feed

from zhiji import norms
from zhiji.access import people
from zhiji.custody.actions.destroying import execute
from zhiji.custody.keeping import drawn as lot
from zhiji.custody.looks.destruction import destruction_of
from zhiji.custody.looks.keeping import keeping_of
from zhiji.custody.models import DestroyedFile, DestructionItem
from zhiji.holdings.actions.lake import retain
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.diligence.actions.strikes import judge, raise_strikes
from zhiji.insight.diligence.actions.suspicions import dismiss, examine, raise_suspicion
from zhiji.insight.diligence.looks.strikes import list_strikes
from zhiji.journal.models import JournalEntry
from zhiji.staff.models import Staff

__all__ = ["own_home"]
pytestmark = [pytest.mark.req("L04", "L06", "L01"), pytest.mark.usefixtures("own_home")]
VALUES = {
    "value": 3,
    "first": "2026-11-14",
    "last": "2026-11-18",
    "count": 3,
    "amount": 13_500_000,
    "other_count": 0,
    "other_amount": 0,
}


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    made = Bank()
    people.enrol(
        "compliance2", staff_number="200001", name="韩明", name_en="compliance2", role="compliance", unit=made.head, **HOUSE
    )  # fmt: skip
    made.compliance2 = Staff.objects.get_by_natural_key("compliance2")
    return made


def suspected(bank, file):
    return raise_suspicion(
        customers=[file.number], patterns=["fan_in"], grounds="资金当日分散转入后集中转出", by=bank.compliance
    )


def outcomes(case):
    return dict(DestructionItem.objects.filter(case=case).values_list("customer_id", "outcome"))


def test_a_file_under_a_live_suspicion_or_an_open_strike_is_not_destroyed(bank):
    free, named, hit, late = (closed(bank) for _ in range(4))
    suspected(bank, named)
    raise_strikes(date(2026, 11, 20), [(hit.pk, "person", "structured", VALUES)], **HOUSE)
    case = approved(bank, [free, named, hit, late])
    suspected(bank, late)  # between the signatures and the execution
    execute(case.pk, by=bank.supervisor, at=MONTH)
    assert outcomes(case) == {
        free.pk: "destroyed",
        named.pk: "set_apart",
        hit.pk: "set_apart",
        late.pk: "set_apart",
    }
    assert list(DestroyedFile.objects.values_list("pk", flat=True)) == [free.pk]


def test_once_it_is_dismissed_the_file_goes_with_the_next_round_after_its_year(bank):
    file = closed(bank)
    case = suspected(bank, file)
    raise_strikes(date(2026, 11, 20), [(file.pk, "person", "structured", VALUES)], **HOUSE)
    execute(approved(bank, [file]).pk, by=bank.supervisor, at=MONTH)
    assert keeping_of(file.number, by=bank.officer, at=MONTH + timedelta(days=1)).code == "review"
    assert DestructionItem.objects.get().review_on == date(2027, 12, 1)
    examine(case.pk, analysis="已核实，交易与经营相符", by=bank.compliance)
    dismiss(case.pk, words="经核实不构成可疑", by=bank.compliance2)
    judge(
        list_strikes(by=bank.compliance).lines[0].id,
        "dismissed",
        words="经核实为分次缴纳货款",
        by=bank.compliance,
    )
    again = approved(bank, [file], at=MONTH.replace(year=2028, month=1))
    execute(again.pk, by=bank.supervisor, at=MONTH.replace(year=2028, month=1))
    assert outcomes(again) == {file.pk: "destroyed"}


def test_whom_the_lot_drew_and_who_is_suspected_look_alike_to_everybody(bank, monkeypatch):
    """Page, register, API row, journal: word for word, but for the number."""
    by_lot, named = closed(bank), closed(bank)
    monkeypatch.setattr("zhiji.custody.keeping.drawn", lambda order, customer, percent: customer == by_lot.pk)
    suspected(bank, named)
    case = approved(bank, [by_lot, named])
    execute(case.pk, by=bank.supervisor, at=MONTH)
    assert set(outcomes(case).values()) == {"set_apart"}
    lines = destruction_of(case.pk, by=bank.supervisor).items
    shown = {
        one.number: [getattr(one, name.name) for name in fields(one) if name.name != "number"]
        for one in lines
    }
    assert str(shown[by_lot.number]) == str(shown[named.number])
    for reader in (bank.officer, bank.supervisor, bank.auditor):
        pages = []
        for file in (by_lot, named):
            text = Browser(reader).get(f"/custody/keeping/{file.number}/").content.decode()
            assert "suspic" not in text.lower() and "可疑" not in text
            pages.append(text.count("held") + len(text.replace(file.number, "")))
        assert abs(pages[0] - pages[1]) <= 64, "but for tokens of the form"
    entries = JournalEntry.objects.filter(phrase="custody:destruction:shred")
    told = [
        {name: value for name, value in json.loads(one.facts).items() if name != "customer"}
        for one in entries
    ]
    assert len(told) == 2 and told[0] == told[1]


def test_the_lot_draws_about_what_the_norm_says_and_is_the_same_when_asked_again(bank):
    percent = norms.on(date(2026, 12, 1)).retention.set_apart_percent
    found = [one for one in range(1, 2001) if lot("D26-0001", one, percent)]
    assert 60 <= len(found) <= 140 and found == [
        one for one in range(1, 2001) if lot("D26-0001", one, percent)
    ]
    assert found != [one for one in range(1, 2001) if lot("D26-0002", one, percent)]


def test_old_rows_of_the_lake_stay_and_no_count_of_it_stands_anywhere(bank, tmp_path):
    kept, other = bank.file(), bank.file()
    suspected(bank, kept)
    tables = {"accounts": [], "transactions": []}
    for place, file in enumerate((kept, other)):
        tables["accounts"].append(
            {
                "account": f"A{place}",
                "customer": file.number,
                "family": "savings",
                "currency": "CNY",
                "opened_on": "2020-01-01",
            }
        )
        tables["transactions"].append(
            {"transaction": f"T{place}", "account": f"A{place}", "day": DAY.isoformat(), "amount": "1.00", "balance": "1.00",
             "kind": "deposit", "channel": "counter"}
        )  # fmt: skip
    assert load(write_feed(tmp_path / "old", tables), **HOUSE).ok
    assert retain(at=datetime(2040, 1, 1, tzinfo=UTC), **HOUSE) > 0
    assert [rows_of(lasting_key(one.pk).opaque, "transactions").num_rows for one in (kept, other)] == [1, 0]
    entry = JournalEntry.objects.filter(phrase="holdings:lake:retain").latest("pk")
    assert json.loads(entry.facts)["held"] == 0
