"""The nightly run: from a feed to everybody's standings; stopped and done again; refused with what is lacking."""

import json
import re
from datetime import date

import numpy as np
import pytest
from django.db import connection
from django.db.utils import Error as DatabaseError
from hypothesis import given
from hypothesis import strategies as st
from plugins.page_browser import Browser
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.customers.models import File
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.looks.lake import verify
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.actions import night as acts
from zhiji.insight.looks.board import read_benchmark
from zhiji.insight.looks.segments import list_members
from zhiji.insight.models import NightRun
from zhiji.insight.night.placing import months_to_count, next_months
from zhiji.insight.night.reading import everybody, nights, shown, standing_of
from zhiji.insight.night.running import NightProblem, run
from zhiji.insight.segments import segment_of
from zhiji.insight.tiers import Standing, next_month, tiers_of
from zhiji.journal.models import JournalEntry
from zhiji.ops.cli import main
from zhiji.vault.decoys import mark_decoys

HOUSE = {"by": Job("tests"), "channel": "test"}
SECOND = date(2026, 11, 21)


@pytest.fixture
def fed(bank, tmp_path):
    """A bank of three files, one of them with business; the feed of one day stands."""
    bank.files = [bank.file(), bank.file("organisation"), bank.file(manager=bank.rm03)]
    load(write_feed(tmp_path / "one", usual(bank.files[0].number)), **HOUSE)
    return bank


def standing(file, on=None):
    return standing_of(lasting_key(file.customer_id).opaque, on)


@pytest.mark.req("U06", "E12", "B01")
def test_a_night_gives_everybody_a_line(fed):
    night = run()
    assert night.on == DAY and nights() == [DAY]
    line = standing(fed.files[0])
    # three movements of the customer's own on the feed's day: 8,000.00 in, 1,200.50 and 2,000.00 out
    assert (line["recency"], line["frequency"], line["money"]) == (0, 3, 1_120_050)
    assert line["unit"] == fed.west.pk and line["manager"] == fed.rm01.pk and line["kind"] == "person"
    empty = standing(fed.files[2])
    assert empty["recency"] is None and empty["tier"] == 0 and empty["unit"] == fed.east.pk
    row = NightRun.objects.get()
    assert (row.state, row.customers, [one["step"] for one in row.steps]) == (
        "done", 5, ["check", "gather", "measure", "place", "publish", "alert", "watch"],
    )  # fmt: skip
    assert verify(**HOUSE).ok, "the state of the lake is the journalled one"


def test_a_night_stands_in_the_journal_step_by_step(fed):
    run()
    written = [
        one.phrase
        for one in JournalEntry.objects.filter(phrase__startswith="insight:", outcome="done").order_by("pk")
    ]
    assert written == [
        "insight:night:begin", *["insight:night:step"] * 4, "insight:night:publish", "insight:night:step", "insight:alert:raise",
        "insight:alert:close", "insight:night:step", "insight:strike:raise", "insight:night:step", "insight:night:end",
    ]  # fmt: skip


def test_the_same_night_again_gives_the_same_and_one_file(fed):
    run()
    first = everybody(DAY).to_table()
    run()
    assert everybody(DAY).to_table().equals(first)
    assert len(current().of("standings")) == 1 and NightRun.objects.count() == 1


@pytest.mark.req("J03")
def test_top_secret_files_and_decoys_stand_in_no_shown_sum_and_stored_ones_nowhere(
    fed, tmp_path, monkeypatch
):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=fed.files[0].pk).update(secrecy=2)
    monkeypatch.setattr("zhiji.vault.decoys._path", lambda: str(tmp_path / "decoys"))
    mark_decoys([fed.files[1].customer_id])
    File.objects.filter(pk=fed.files[2].pk).update(store_only=True)
    plain = fed.file()
    run()
    assert standing(fed.files[0])["hidden"] and standing(fed.files[1])["hidden"]
    assert standing(fed.files[2]) is None
    assert shown(DAY).to_table()["customer"].to_pylist() == [lasting_key(plain.customer_id).opaque]


@pytest.mark.req("J03", "K07")
def test_a_decoy_is_in_the_list_and_count_of_its_manager_as_any_other(fed, tmp_path, monkeypatch):
    """Beside the portfolio, the one that is lacking would be the decoy."""
    monkeypatch.setattr("zhiji.vault.decoys._path", lambda: str(tmp_path / "decoys"))
    mark_decoys([fed.files[1].customer_id])
    run()
    listed = list_members(segment_of(["tier >= 0"]), by=fed.rm01, purpose="service", channel="test")
    assert {one.row.number for one in listed.lines} == {fed.files[0].number, fed.files[1].number}
    assert read_benchmark(by=fed.rm01, channel="test").own == 2


@pytest.mark.req("J03")
def test_what_a_run_tells_of_its_customers_is_rounded_and_leaves_hidden_ones_out(fed):
    for _ in range(6):
        fed.file()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk__in=[one.pk for one in fed.files[:2]]).update(secrecy=2)
    run()
    row = NightRun.objects.get()
    assert row.customers == 5, "seven of nine may be known of"
    told = [one.facts for one in JournalEntry.objects.filter(phrase__startswith="insight:night")]
    assert not [facts for facts in told if re.search(r'"customers":(?!5\b|10\b)', facts)]


def test_a_day_that_was_not_fed_is_refused_and_said(fed):
    with pytest.raises(NightProblem) as told:
        run(SECOND)
    assert told.value.code == "not_fed"
    row = NightRun.objects.get(day=SECOND)
    assert row.state == "failed" and row.problem == {
        "code": "not_fed",
        "day": "2026-11-21",
        "newest": "2026-11-20",
    }
    assert nights() == []


def test_a_currency_without_a_rate_stops_the_night(bank, tmp_path):
    file = bank.file()
    tables = usual(file.number)
    for account in tables["accounts"]:
        account["currency"] = "SEK"
    load(write_feed(tmp_path / "one", tables), **HOUSE)
    with pytest.raises(NightProblem) as told:
        run()
    assert told.value.code == "no_rate" and told.value.facts["currencies"] == ["SEK"]
    rated = tables | {"rates": [{"currency": "SEK", "rate": "0.672500"}]}
    load(write_feed(tmp_path / "two", rated), **HOUSE)
    run()
    assert standing(file)["money"] == 538_000 + 80_734 + 134_500, (
        "each movement is exchanged and rounded by itself"
    )


@pytest.mark.parametrize("step", ["gather", "measure", "place", "publish"])
def test_stopped_at_any_step_yesterday_stands_and_the_next_run_finishes(fed, tmp_path, monkeypatch, step):
    from zhiji.insight.night import running

    run()
    load(write_feed(tmp_path / "two", next_day(fed.files[0].number, SECOND), SECOND), **HOUSE)
    before = everybody(DAY).to_table()

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setitem(running.STEPS, step, stopped)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert nights() == [DAY] and everybody(DAY).to_table().equals(before)
    assert NightRun.objects.get(day=SECOND).problem == {"code": "stopped", "kind": "KeyboardInterrupt"}
    run()
    assert nights() == [DAY, SECOND] and NightRun.objects.get(day=SECOND).state == "done"


def test_a_lake_that_moved_meanwhile_is_not_published(fed, tmp_path, monkeypatch):
    from zhiji.insight.night import running

    place = running.STEPS["place"]

    def moved(night, told):
        load(write_feed(tmp_path / "two", next_day(fed.files[0].number, SECOND), SECOND), **HOUSE)
        return place(night, told)

    with monkeypatch.context() as broken:
        broken.setitem(running.STEPS, "place", moved)
        with pytest.raises(NightProblem) as told:
            run()
    assert told.value.code == "lake_moved" and nights() == []


def test_old_nights_go_and_the_last_of_a_month_stays():
    from types import SimpleNamespace

    on = date(2026, 12, 5)
    kept = [
        day for day in (date(2026, 10, 31), date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30))
        if not acts._past(SimpleNamespace(set="standings", first=day), on)
    ]  # fmt: skip
    assert kept == [date(2026, 10, 31), date(2026, 11, 29), date(2026, 11, 30)]


@given(st.lists(st.lists(st.integers(0, 700_000_000), min_size=1, max_size=8), min_size=1, max_size=20))
def test_the_months_of_many_go_as_the_rule_for_one(histories):
    tiers = tiers_of(norms.on(DAY).tiers)
    months = max(map(len, histories))
    padded = [averages + [0] * (months - len(averages)) for averages in histories]
    tier = short = np.zeros(len(padded), np.int64)
    one_by_one = [Standing() for _ in padded]
    for month in range(months):
        tier, short = next_months(tier, short, np.array([row[month] for row in padded]), tiers)
        one_by_one = [next_month(one, row[month], tiers) for one, row in zip(one_by_one, padded, strict=True)]
    assert [(one.tier, one.short) for one in one_by_one] == list(
        zip(tier.tolist(), short.tolist(), strict=True)
    )


def test_the_months_that_count():
    assert [first.month for first, _ in months_to_count(None, date(2026, 11, 20))] == [11, 12, *range(1, 11)]
    assert list(months_to_count(date(2026, 10, 1), date(2026, 11, 29))) == []
    assert list(months_to_count(date(2026, 10, 1), date(2026, 11, 30))) == [
        (date(2026, 11, 1), date(2026, 11, 30))
    ]


def test_nothing_of_a_night_is_written_outside_its_acts(fed):
    with pytest.raises(DatabaseError, match="written by acts only"):
        NightRun.objects.create(day=DAY, state="done", begun_at="2026-11-20T00:00Z")


@pytest.mark.req("U06")
def test_the_runs_stand_on_a_page_and_in_the_api(fed):
    officer = Browser(fed.officer)
    officer.cookies["django_language"] = "en"
    assert "not been reckoned" in officer.text("/insight/nights/")
    with pytest.raises(NightProblem):
        run(SECOND)
    run()
    text = officer.text("/insight/nights/")
    assert "There is no feed of 2026-11-21; the newest is of 2026-11-20." in text and "put in force" in text
    assert "not been reckoned" not in text
    found = officer.get("/api/v1/insight/nights").json()
    assert [(one["day"], one["state"], one["problem"], one["customers"]) for one in found] == [
        ("2026-11-21", "failed", "not_fed", 0), ("2026-11-20", "done", None, 5),
    ]  # fmt: skip
    assert JournalEntry.objects.filter(phrase="insight:night:list", outcome="granted").exists()
    assert Browser(fed.rm01).get("/insight/nights/").status_code == 403


def test_the_command_takes_the_feed_and_reckons(bank, tmp_path, capsys):
    file = bank.file()
    folder = write_feed(tmp_path / "one", usual(file.number))
    assert main(["nightly", "--feed", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["customers"] == 1
    assert main(["nightly", "--date", "2026-11-21"]) == 1
    assert "There is no feed of 2026-11-21" in capsys.readouterr().err
