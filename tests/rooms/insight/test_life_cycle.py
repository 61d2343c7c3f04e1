"""The stage of a customer's life with the bank (U20) and who is a large customer (E04): by hand, for everybody at once, on page and in groups."""

from datetime import timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest
from plugins.page_browser import Browser
from plugins.small_bank import Bank
from plugins.standing_rows import ON, put_night, row

from zhiji import norms
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.life_cycle import GOES_BY, STAGES, large_of, larges_of, stage_of, stages_of
from zhiji.insight.looks.explorer import explore
from zhiji.insight.looks.segments import count_segment
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.measures import MEASURES
from zhiji.insight.night.standings import SCHEMA
from zhiji.insight.segments import segment_of

RULE = norms.on(ON).grading
YUAN = 100
USUAL = {"products": 2, "tenure": 900, "recency": 20, "aum": 10_000, "balance": 10_000, "net_inflow": 0, "frequency": 40, "frequency_before": 40}  # fmt: skip


def stage(state="established", opened=900, **more):
    return stage_of(USUAL | more, state, opened, RULE).stage


@pytest.mark.req("U20")
def test_each_stage_by_hand():
    assert stage() == "steady"
    assert stage(state="closed") == stage(products=None) == stage(products=0, tenure=10) == "gone"
    assert stage(tenure=179) == stage(tenure=None, products=None, recency=None, opened=179) == "new"
    assert stage(tenure=180) == "steady"
    assert (
        stage(recency=365)
        == stage(recency=None)
        == stage(tenure=None, products=None, recency=None)
        == "asleep"
    )
    assert stage(tenure=None, products=None, recency=None, opened=None) == "asleep", (
        "nothing is known: nothing moves"
    )
    # 8,000 stood 90 days ago, 2,000 came since: a quarter; one fen less is none
    assert stage(net_inflow=2_000) == "growing" and stage(net_inflow=1_999) == "steady"
    # 13,333 stood, 3,333 went: just under a quarter; 13,334 and 3,334 is one
    assert stage(net_inflow=-3_333) == "steady" and stage(net_inflow=-3_334) == "declining"
    assert stage(frequency=50) == "growing" and stage(frequency=49) == "steady"
    assert (
        stage(frequency=30) == "declining"
        and stage(frequency=None) == "declining"
        and stage(frequency=31) == "steady"
    )
    assert stage(frequency=30, net_inflow=2_000) == "steady", "money grows, movements fall: neither"
    assert stage(frequency=50, frequency_before=None) == "steady", "no year before, no sign"
    assert stage(aum=None, net_inflow=5) == "growing" and stage(aum=0, net_inflow=-5) == "declining"


@pytest.mark.req("E04")
def test_a_large_customer_by_assets_or_by_what_is_owed():
    def large(aum, balance, kind="person"):
        return large_of({"aum": aum, "balance": balance}, kind, RULE).large

    million = 1_000_000 * YUAN
    assert large(2 * million, 2 * million) and not large(2 * million - 1, 2 * million - 1)
    assert large(0, -3 * million) and not large(0, -3 * million + 1) and large(million, -2 * million)
    assert not large(2 * million, 2 * million, "organisation") and large(10 * million, 0, "organisation")
    assert large(3 * million, 0, "sole_trader") and not large(2 * million, 2 * million, "sole_trader")
    assert not large(None, None) and not large(10**15, 0, "unheard-of")


@pytest.mark.req("U20", "E04")
def test_for_everybody_at_once_it_is_the_same():
    assert set(GOES_BY) <= set(MEASURES)
    draw = np.random.default_rng(11)
    lines = []
    for one in range(1500):
        some = {
            "products": draw.integers(0, 3), "tenure": draw.choice([10, 179, 180, 900]), "recency": draw.choice([0, 364, 365, 700]),
            "aum": draw.choice([0, 5, 8_000, 10_000, 200_000_000, 10**9]), "balance": draw.choice([-(10**9), -300_000_000, 0, 10_000]),
            "net_inflow": draw.choice([-10_000, -2_500, -1, 0, 1, 2_000, 2_500]), "frequency": draw.choice([1, 30, 31, 49, 50]),
            "frequency_before": draw.choice([0, 40]),
        }  # fmt: skip
        given = {name: None if draw.random() < 0.15 else int(value) for name, value in some.items()}
        state, kind = (
            str(draw.choice(["established", "closed"], p=[0.9, 0.1])),
            str(draw.choice(["person", "sole_trader", "organisation"])),
        )
        since = None if draw.random() < 0.2 else ON - timedelta(days=int(draw.choice([100, 179, 180, 500])))
        lines.append(row(one, 1, state=state, kind=kind, **given) | {"since": since})
    rows = ibis.memtable(pa.Table.from_pylist(lines, schema=SCHEMA))
    found = (
        rows.select("customer", stage=stages_of(rows, RULE), large=larges_of(rows, RULE))
        .to_pyarrow()
        .to_pylist()
    )
    by_hand = {}
    for line in lines:
        opened = (ON - line["since"]).days if line["since"] else None
        by_hand[line["customer"]] = (
            stage_of(line, line["state"], opened, RULE).stage, large_of(line, line["kind"], RULE).large,
        )  # fmt: skip
    assert {one["customer"]: (one["stage"], one["large"]) for one in found} == by_hand
    assert {one for one, _large in by_hand.values()} == set(STAGES)
    assert 100 < sum(large for _stage, large in by_hand.values()) < 1400


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    made = Bank()
    made.one = made.file()
    return made


def asking(colleague, purpose="service"):
    return {"by": colleague, "purpose": purpose, "channel": "test"}


@pytest.mark.req("U20", "E04", "O01")
def test_the_page_says_the_stage_why_and_what_it_calls_for(bank):
    million = 1_000_000 * YUAN
    figures = USUAL | {"aum": 3 * million, "balance": 3 * million, "net_inflow": -million, "frequency": 20}
    key = lasting_key(bank.one.customer_id).opaque
    put_night([row(key, bank.west.pk, manager=bank.rm01.pk, **figures)])
    found = open_standing(bank.one.number, **asking(bank.rm01))
    assert (found.stage.stage, found.stage.money, found.stage.movements, found.stage.stood) == (
        "declining",
        -1,
        -1,
        4 * million,
    )
    assert found.large.large and found.large.owed == 0
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = "en"
    text = browser.text(f"/customers/{bank.one.number}/standing/")
    for words in ("Declining", "-1,000,000.00 in 90 days, on 4,000,000.00", "20 within a year, 40 the year before", "Ask why before more goes",
                  "Large customer", "large from CN¥2,000,000.00", "by 25 % or more"):  # fmt: skip
        assert words in text, words
    for language, words in (("zh-hans", "下滑"), ("zh-hant", "大客戶")):
        browser.cookies["django_language"] = language
        assert words in browser.text(f"/customers/{bank.one.number}/standing/"), language
    body = browser.get(f"/api/v1/customers/{bank.one.number}/standing?purpose=service").json()
    assert (body["stage"], body["large"]) == ("declining", True)
    masked = open_standing(bank.one.number, **asking(bank.officer, "review"))
    assert masked.stage is None and masked.large is None


@pytest.mark.req("U20", "E04", "Z02")
def test_it_is_a_trait_of_the_explorer_and_a_sign_of_segments(bank):
    rich = {"aum": 500_000_000, "balance": 500_000_000}
    rows = [row(n, bank.west.pk, **(USUAL | rich)) for n in range(10)]
    rows += [row(100 + n, bank.west.pk, **(USUAL | {"net_inflow": 2_000})) for n in range(20)]
    put_night(rows)
    found = explore({"rows": "stage", "columns": "size"}, **asking(bank.gm, ""))
    cells = found.table.cells
    assert (cells["steady", "large"], cells["growing", "usual"]) == (10, 20)
    assert dict(found.rows)["growing"] == "Growing" and dict(found.columns)["large"] == "Large customer"
    told = count_segment(segment_of(["stage = growing", "size = usual"]), **asking(bank.gm, ""))
    assert told.many == 20 and told.among == 30
