"""Rates of the whole bank, reckoned by hand."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.utils import timezone
from plugins.nights import held, moved, night
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE, Bank
from plugins.small_feed import usual, write_feed

from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import Refused
from zhiji.customers.models import File
from zhiji.holdings.actions.loading import load
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.looks.rates import read_rates
from zhiji.insight.models import NightRun, RateFigure
from zhiji.insight.night.running import run
from zhiji.insight.rates import RATES, UNMEASURED, reckon_rates

ON = date(2024, 3, 10)


def ago(days):
    return ON - timedelta(days=days)


def deposit(customer, account, matures, closed=None, code="TD1"):
    return held(customer, account, "time_deposit", closed=closed) | {"matures_on": matures, "product": code}


GIVEN = night(
    transactions=[
        # churn: 1 moved in both years, 2 only in the one before, 3 only in the last, 4 long ago; interest of 2 in the last year is the bank's
        moved(1, 11, ago(10), -5), moved(1, 11, ago(365), -5), moved(2, 21, ago(729), -5), moved(2, 21, ago(3), 5, "interest"),
        moved(3, 31, ago(364), -5), moved(4, 41, ago(730), -5),
        # reversal: one correction of two movements on 1's account within the year, none of the older ones
        moved(1, 11, ago(9), 5, "correction"), moved(1, 11, ago(366), 5, "correction"),
    ],
    holdings=[
        # cohorts: 1 and 2 began in 2020, 3 in 2022, 4 in 2017 (too long ago), 5 this year
        held(1, 11) | {"product": "CA1"}, held(2, 21), held(3, 31, opened=date(2022, 5, 1)), held(4, 41, opened=date(2017, 1, 1)),
        held(5, 51, opened=date(2024, 1, 1)),
        # TD1: one closed a day early, one on its day, one that matured and stands; one early but a year and a day ago; one still running
        deposit(6, 61, ago(5), ago(6)), deposit(6, 62, ago(5), ago(5)), deposit(6, 63, ago(200)), deposit(6, 64, ago(100), ago(366)),
        deposit(6, 65, ago(-9)), deposit(7, 71, ago(-400), ago(0), "TD2"),
    ],
)  # fmt: skip

BY_HAND = {
    "churn": {("", 1, 2)},
    # 1, 2, 6 and 7 began in 2020: 2 moved in 2022, 1 in 2023 and 2024; 3 began in 2022 and moved in 2023
    "cohort": {("2020-2022", 1, 4), ("2020-2023", 1, 4), ("2020-2024", 1, 4), ("2022-2023", 1, 1)},
    "early_end": {("TD1", 1, 3), ("TD2", 1, 1)},
    "reversal": {("CA1", 1, 2), ("savings", 0, 2)},  # what is 365 days old is no longer of the year
}


def rows(rate, tables):
    return {tuple(figures) for _rate, *figures in reckon_rates([RATES[rate]], tables, ON)}


@pytest.mark.req("R18", "U12", "U14")
@pytest.mark.parametrize("rate", sorted(RATES))
def test_a_rate_is_what_is_reckoned_by_hand(rate):
    with duckdb_engine(GIVEN) as tables:
        assert rows(rate, tables) == BY_HAND[rate]


@pytest.mark.parametrize("rate", sorted(RATES))
def test_a_rate_of_nothing_is_nothing(rate):
    with duckdb_engine(night()) as tables:
        assert rows(rate, tables) == set()


@pytest.fixture
def bank(db, settings):
    settings.LANGUAGE_CODE = "en"
    return Bank()


def figures(*given):
    """Figures as a night puts them in force: rate, group, part, among."""
    with _governed_writes("insight:night:publish"):
        NightRun.objects.create(day=ON, state="done", begun_at=timezone.now())
        RateFigure.objects.bulk_create(
            RateFigure(day=ON, rate=r, group=g, part=p, among=a) for r, g, p, a in given
        )


@pytest.mark.req("R18", "U12", "U14", "R17", "U11")
def test_leaders_and_product_read_them_and_small_ones_are_left_out(bank):
    figures(
        ("churn", "", 37, 250), ("cohort", "2020-2023", 4, 40), ("cohort", "2020-2024", 20, 40), ("early_end", "TD1", 50, 200),
        ("early_end", "TD2", 3, 3), ("reversal", "CA1", 198, 200),
    )  # fmt: skip
    found = {
        (one.rate, one.group): (one.percent, one.among, one.above)
        for one in read_rates(by=bank.manager).lines
    }
    assert found == {
        ("churn", ""): (15, 250, False), ("cohort", "2020-2023"): (None, None, False), ("cohort", "2020-2024"): (50, 40, False),
        ("early_end", "TD1"): (25, 200, True), ("early_end", "TD2"): (None, None, False), ("reversal", "CA1"): (None, None, False),
    }  # fmt: skip
    for staff in (bank.manager, bank.gm):
        text = Browser(staff).text("/insight/board/rates/")
        assert "Churn rate" in text and "above the alarm" in text and "not measured" in text
    told = Browser(bank.gm).get("/api/v1/insight/rates").json()
    assert len(told["rates"]) == 6 and set(told["unmeasured"]) == {"R17", "U11", "U24"}
    for nobody in (bank.rm01, bank.officer, bank.compliance):
        with pytest.raises(Refused):
            read_rates(by=nobody)


@pytest.mark.req("R18")
def test_the_night_puts_them_in_force_with_the_standings_and_top_secret_files_are_in_none(bank, tmp_path):
    file, secret = bank.file(), bank.file()
    tables = usual(file.number)
    other = usual(secret.number)
    for name in ("accounts", "transactions"):
        for row in other[name]:
            row |= {one: f"9{row[one]}" for one in ("account", "transaction") if one in row}
        tables[name] += other[name]
    for row in tables["accounts"]:
        row |= {"opened_on": "2024-05-01"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=secret.pk).update(secrecy=2)
    assert load(write_feed(tmp_path / "one", tables), **HOUSE).ok
    run()
    run()
    found = {(one.rate, one.group): (one.part, one.among) for one in RateFigure.objects.all()}
    of_bank = {one: figures for one, figures in found.items() if one[0] in RATES}
    assert of_bank == {("cohort", "2020-2026"): (1, 1), ("reversal", "CA1"): (0, 3)}
    assert {figures for one, figures in found.items() if one not in of_bank} == {(1, 1)}


def test_no_figure_is_written_outside_the_night(bank):
    with pytest.raises(DatabaseError, match="written by acts only"):
        RateFigure.objects.create(day=ON, rate="churn", group="", part=1, among=2)


@pytest.mark.req("R17", "U11", "U24")
def test_every_rate_says_what_it_is_and_what_cannot_be_had_says_why():
    for one in RATES.values():
        assert (
            one.names["zh-hans"] and one.definition["en"] and one.window and one.source and one.requirements
        )
    assert set(UNMEASURED) == {"R17", "U11", "U24"} and all(
        str(why).startswith("not measured") for _name, why in UNMEASURED.values()
    )
