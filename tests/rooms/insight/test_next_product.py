"""Learning what customers take next: counted and judged by time beside the most-bought (T05, B09, U16)."""

from datetime import date

import numpy as np
import orjson
import pyarrow as pa
import pytest
from plugins.nights import HOLDINGS, held

from zhiji.insight.learning.baskets import Basket, Episode, baskets, episodes
from zhiji.insight.learning.choosing import learn_next, next_card
from zhiji.insight.learning.next_product import Tables, compare, counted, enough, hits
from zhiji.insight.learning.next_trees import FEATURES
from zhiji.insight.learning.scoring import NEVER, Unusable
from zhiji.insight.measures import MEASURES


def test_what_was_held_on_the_day_and_what_came_after_by_hand():
    cut = date(2026, 1, 1)
    rows = [
        held(1, 11, "savings", opened=date(2020, 1, 1)), held(1, 12, "fund", opened=date(2026, 1, 2)), held(1, 13, "savings", opened=date(2026, 1, 3)),
        held(2, 21, "savings", opened=date(2020, 1, 1), closed=date(2026, 1, 1)), held(2, 22, "savings", opened=date(2026, 3, 31)),
        held(3, 31, "fund", opened=date(2026, 1, 1)), held(3, 32, "metal", opened=date(2026, 4, 2)), held(4, 41, "fund", kind="collateral", opened=date(2026, 1, 9)),
    ]  # fmt: skip
    found = baskets(pa.Table.from_pylist(rows, HOLDINGS))
    seen = list(episodes(found, {1: "person", 2: "person"}, cut, 90, ["savings", "fund", "metal"]))
    assert seen == [
        Episode(1, "person", frozenset({"savings"}), frozenset({"fund"})),
        Episode(2, "person", frozenset(), frozenset({"savings"})),
    ]
    assert list(episodes(found, {}, cut, 90, ["metal"])) == [] and 4 not in found
    assert Basket("a", cut, cut).on(cut) is False


def one(held_products, bought, kind="person", customer=0):
    return Episode(customer, kind, frozenset(held_products), frozenset(bought))


@pytest.mark.req("T05")
def test_rates_and_lifts_by_hand():
    found = [one("a", "c")] * 10 + [one("a", "d")] * 10 + [one("b", "d")] * 60 + [one("b", "c", "firm")] * 20
    tables = counted(found, "abcd")
    assert (
        tables.rate("c", "person") == 10 / 80
        and tables.rate("c", "firm") == 1
        and tables.rate("c", "none") == 0
    )
    # c: 30 of 100 buyers took it, of the 20 who held a ten did: (10 + 20 × .3) / (20 + 20) / .3
    assert tables.lift("a", "c") == pytest.approx(16 / 40 / 0.3)
    assert tables.lift("x", "c") == 1 and counted([one("a", "c")] * 4, "ac").lift("a", "c") == 1, (
        "too few say nothing"
    )
    assert tables.popular(one("a", ())) == ["d", "c", "b"] and tables.lifted(one("b", ()))[0] == "d"
    again = Tables.of(orjson.loads(orjson.dumps(tables.as_data())))
    assert again.lifted(one("a", ())) == tables.lifted(one("a", ())) and again.lift("a", "c") == tables.lift(
        "a", "c"
    )
    rare = counted([one("a", "c")] * 4 + [one("a", "d")] * 5, "acd").as_data()
    assert rare["together"] == {"a": {"d": 5}}, "no pair of a few buyers is kept"


def invented(draw, count, *, tied):
    """Buyers of six products. ``tied``: who holds a product mostly takes the one that goes with it; else all take alike."""
    found = []
    for customer in range(count):
        holds = int(draw.integers(0, 3))
        share = [0.5, 0.3, 0.2] if not tied else [0.8 if place == holds else 0.1 for place in range(3)]
        takes = 3 + int(draw.choice(3, p=np.array(share) / sum(share)))
        found.append(one([f"p{holds}"], [f"p{takes}"], customer=customer))
    return found


PRODUCTS = [f"p{place}" for place in range(6)]


def made(*, tied, shown=1):
    draw = np.random.default_rng(11)
    windows = [invented(draw, 500, tied=tied) for _ in range(4)]
    blank = [{} for _ in range(4)]
    return learn_next(windows, blank, PRODUCTS, shown)


@pytest.mark.req("T05", "B09", "U16")
def test_where_products_go_together_it_beats_the_most_bought_with_an_interval():
    found = made(tied=True)
    assert found.verdict.better and found.verdict.model.low > found.verdict.simple.high
    card = next_card(found, [date(2026, 11, 12)] * 4, 90, 1)
    assert card["better"] and card["method"] in ("lift", "trees") and card["judged_on"] == 500
    assert set(card["chosen_by"]) == {"lift", "trees"} and card["hit"][1] < card["hit"][0] < card["hit"][2]
    assert found.tables.lifts(frozenset({"p1"}), "p4")[0][1] > 1.5


@pytest.mark.req("T05", "U16")
def test_where_all_take_alike_it_says_no_better_than_the_most_bought():
    assert not made(tied=False).verdict.better


def test_the_last_window_chooses_nothing_and_judges_alone():
    draw = np.random.default_rng(3)
    windows = [invented(draw, 300, tied=True) for _ in range(4)]
    first = learn_next(windows, [{}] * 4, PRODUCTS, 1)
    turned = [one(["p0"], ["p5"], customer=place) for place in range(300)]
    second = learn_next([*windows[:3], turned], [{}] * 4, PRODUCTS, 1)
    assert (first.method, first.chosen_by) == (second.method, second.chosen_by)
    assert second.verdict.model.value < first.verdict.model.value
    with pytest.raises(Unusable):
        enough([windows[0][:99], *windows[1:]])


def test_the_figure_is_the_share_of_buyers_who_took_one_of_the_first():
    tables = counted([one("", "a")] * 6 + [one("", "b")] * 3, "abc")
    found = [one("", "a"), one("", "b"), one("a", "b"), one("", "c")]
    assert hits(tables.popular, found, 1).tolist() == [1, 0, 1, 0] and hits(tables.popular, found, 2).tolist() == [1, 1, 1, 0]  # fmt: skip
    assert not compare(np.ones(50), np.ones(50)).better


@pytest.mark.req("A22", "M09")
def test_the_trees_know_measures_of_business_alone():
    assert set(FEATURES) <= set(MEASURES) and not NEVER & set(FEATURES)
