"""The product catalogue: figures of a product reckoned by hand, small ones left out, who sees rates, the kinds of service."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from plugins.nights import held, night
from plugins.page_browser import Browser
from plugins.small_bank import Bank

from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import Refused
from zhiji.holdings.models import Product
from zhiji.insight.catalogue import CATALOGUE
from zhiji.insight.engines import duckdb_engine
from zhiji.insight.looks.catalogue import read_catalogue
from zhiji.insight.models import NightRun, RateFigure
from zhiji.insight.rates import reckon_rates, without

ON = date(2024, 3, 10)


def bought(customer, account, code, currency="CNY", closed=None, opened=date(2023, 4, 1), matures=None):
    one = held(customer, account, "time_deposit", opened=opened, closed=closed, currency=currency)
    return one | {"product": code, "matures_on": matures}


GIVEN = night(
    holdings=[
        bought(1, 11, "TD1", matures=date(2024, 4, 1)), bought(1, 12, "TD1", "USD", matures=date(2026, 4, 1)),
        bought(2, 21, "TD1", closed=ON), bought(3, 31, "TD1", closed=ON + timedelta(days=1), matures=date(2024, 4, 2)),
        bought(4, 41, "TD1", opened=ON + timedelta(days=1)), bought(5, 51, ""), bought(6, 61, "X" * 38),
    ],
)  # fmt: skip


def figures_of(name, hidden=()):
    with duckdb_engine(GIVEN) as tables:
        rows = list(reckon_rates([CATALOGUE[name]], without(tables, hidden), ON))
    return {group: (part, among) for _rate, group, part, among in rows}


@pytest.mark.req("T01", "T02", "T04")
def test_the_figures_of_a_product_are_what_is_reckoned_by_hand():
    long = "X" * 38
    assert figures_of("kept") == {"TD1": (2, 3), long: (1, 1)}
    assert figures_of("currency") == {"TD1 CNY": (2, 2), "TD1 USD": (1, 2)}
    assert figures_of("term") == {"TD1 12": (2, 2), "TD1 36": (1, 2)}
    assert figures_of("kept", hidden=[3])["TD1"] == (1, 2)


@pytest.fixture
def bank(db, settings):
    settings.LANGUAGE_CODE = "en"
    bank = Bank()
    with _governed_writes("holdings:feed:load"):
        Product.objects.bulk_create([
            Product(code="WM01", family="wealth", name_zh_hans="稳健理财", name_en="Steady wealth", risk="R2"),
            Product(code="WM/2", family="wealth", name_en="Old wealth", sold_until=date(2020, 1, 1)),
            Product(code="CA01", family="current", name_zh_hans="活期", name_en="Current account"),
            Product(code="ML01", family="mortgage", name_en="Home mortgage"),
            Product(code="SA01", family="savings", name_en="Savings"),
        ])  # fmt: skip
    return bank


@pytest.fixture
def reckoned(bank):
    given = (
        ("kept", "WM01", 41, 52), ("kept", "CA01", 4, 200), ("kept", "SA01", 30, 33), ("currency", "WM01 CNY", 40, 41), ("currency", "WM01 USD", 4, 41),
        ("term", "WM01 12", 30, 41), ("early_end", "WM01", 15, 50), ("reversal", "CA01", 2, 900), ("churn", "", 5, 50),
    )  # fmt: skip
    with _governed_writes("insight:night:publish"):
        NightRun.objects.create(day=ON, state="done", begun_at=timezone.now())
        RateFigure.objects.bulk_create(
            RateFigure(day=ON, rate=r, group=g, part=p, among=a) for r, g, p, a in given
        )
    return bank


def sheets(colleague, code=""):
    return {one.product.code: one for one in read_catalogue(code, by=colleague).sheets}


@pytest.mark.req("T01", "T02", "T04")
def test_a_sheet_tells_holders_rounded_suitability_and_rates_to_whom_they_are_open(reckoned):
    seen = sheets(reckoned.product)
    assert list(seen) == ["CA01", "SA01", "WM/2", "WM01", "ML01"]
    wealth = seen["WM01"]
    assert (wealth.holders, wealth.once, wealth.currencies, wealth.terms) == (40, 10, ("CNY",), (12,))
    assert wealth.rates["early_end"].percent == 30 and wealth.rates["early_end"].above
    assert (seen["CA01"].holders, seen["CA01"].once, seen["SA01"].once) == (None, 195, None)
    assert seen["CA01"].rates["reversal"].percent is None and seen["ML01"].holders == 0
    assert {code: one.suits for code, one in seen.items()} == {
        "CA01": "any", "SA01": "any", "WM/2": "unrated", "WM01": "C2", "ML01": "means",
    }  # fmt: skip
    assert not seen["WM/2"].on_sale and sheets(reckoned.rm01, "WM01")["WM01"].rates == {}
    for nobody in (reckoned.officer, reckoned.compliance):
        with pytest.raises(Refused):
            read_catalogue(by=nobody)


@pytest.mark.req("T01", "T02", "T03", "T04")
def test_the_pages_the_files_and_the_api_tell_the_same(reckoned):
    text = Browser(reckoned.rm01).text("/insight/products/")
    for words in ("Wealth product", "Steady wealth", "no longer sold", "customers rated C2 or higher", "Lines of business without a product",
                  "Bill discount", "Investment advice", "booked as Cash in", "moves no money", "by the house's rule since"):  # fmt: skip
        assert words in text, words
    own, theirs = (
        Browser(one).text("/insight/products/sheet/?code=WM01") for one in (reckoned.rm01, reckoned.gm)
    )
    assert "1 year" in own and "CNY" in own and "USD" not in own
    assert "above the alarm" not in own and "above the alarm" in theirs
    assert "ended 1 Jan 2020" in Browser(reckoned.gm).text("/insight/products/sheet/?code=WM%2F2")
    assert Browser(reckoned.gm).get("/insight/products/sheet/?code=none").status_code == 404
    assert Browser(reckoned.gm).get("/insight/products/sheet/").status_code == 404
    file = Browser(reckoned.gm).get("/insight/products/file/csv/").content.decode()
    assert "Steady wealth,WM01,R2,customers rated C2 or higher,40,10" in file and "Copy for" in file
    body = Browser(reckoned.rm01).get("/api/v1/insight/products").json()
    assert body["services"]["transfers"] == ["transfer_in", "transfer_out", "payment"]
    assert {one["code"]: one["holders"] for one in body["products"]}["CA01"] is None
    assert [one["early_end"] for one in body["products"] if one["code"] == "WM01"] == [None]


def test_before_the_first_feed_and_the_first_night_the_page_says_so(db, settings):
    settings.LANGUAGE_CODE = "en"
    empty = Bank()
    text = Browser(empty.product).text("/insight/products/")
    assert "No product yet" in text and "Financial planning" in text
