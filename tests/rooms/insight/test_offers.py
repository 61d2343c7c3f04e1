"""What could be offered next: learnt and judged by time beside the most-bought, and never what does not suit (B05, B09, T05)."""

import itertools
from datetime import date, timedelta

import orjson
import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_feed import usual, write_feed
from plugins.standing_rows import put_night, row

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.holdings.feed.contract import FAMILIES
from zhiji.holdings.looks.shown import lasting_key
from zhiji.holdings.models import Product
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.models import LearntModel
from zhiji.insight.suitability import CUSTOMER_LEVELS, PRODUCT_RISKS, Rating, unsuitable, valid_until

HOUSE = {"by": Job("tests"), "channel": "test"}
TODAY = date(2026, 11, 22)
RULE = norms.on(TODAY).offers
NEW = TODAY - timedelta(days=10)


@pytest.mark.req("B05")
@pytest.mark.parametrize("family", FAMILIES)
def test_of_every_family_risk_and_rating_only_what_suits_passes(family):
    """Every product risk (and none, and nonsense) × every rating (and none, and nonsense) × valid, ending today, ended, never × sold, not."""
    endings = {
        "valid": TODAY + timedelta(days=1),
        "today": TODAY,
        "ended": TODAY - timedelta(days=1),
        "unknown": None,
    }
    for risk, level, (state, until), sold in itertools.product(
        ("", *PRODUCT_RISKS, "R6", "r1"), ("", *CUSTOMER_LEVELS, "C6"), endings.items(), (None, TODAY, TODAY - timedelta(days=1))
    ):  # fmt: skip
        passes = not unsuitable(family, risk, sold, Rating(level, None, until), TODAY, RULE)
        on_sale = family in RULE.offered_families and sold != TODAY - timedelta(days=1)
        plain = not risk and family not in RULE.rated_families
        covered = (
            risk in PRODUCT_RISKS
            and level in CUSTOMER_LEVELS
            and state in ("valid", "today")
            and int(risk[1]) <= int(level[1])
        )
        assert passes == (on_sale and (plain or covered)), (family, risk, level, state, sold)


@pytest.mark.req("B05")
def test_a_rating_holds_no_longer_than_the_norm_and_none_of_the_future():
    assert valid_until(Rating("C3", date(2025, 11, 23), date(2030, 1, 1)), 12) == date(2026, 11, 23)
    assert valid_until(Rating("C3", date(2024, 2, 29), None), 12) == date(2025, 2, 28)
    assert valid_until(Rating("C3", date(2025, 11, 23), date(2026, 1, 1)), 12) == date(2026, 1, 1)
    assert valid_until(Rating("C3", date(2025, 12, 31), None), 12) == date(2026, 12, 31)
    assert (
        unsuitable("fund", "R1", None, Rating("C5", date(2025, 11, 21), date(2030, 1, 1)), TODAY, RULE)
        == "expired"
    )
    assert (
        unsuitable("fund", "R1", None, Rating("C5", TODAY + timedelta(days=1), None), TODAY, RULE)
        == "unrated"
    )
    assert unsuitable("loan", "", None, Rating(), TODAY, RULE) == "not_offered"
    assert unsuitable("fund", "", None, Rating("C5", NEW), TODAY, RULE) == "no_risk"
    assert unsuitable("savings", "R2", None, Rating("C1", NEW), TODAY, RULE) == "riskier"


# the customer's page


def rated(bank, level="C2", assessed=None, **more):
    days = {"assessed": (assessed or timezone.localdate() - timedelta(days=30)).isoformat(), **more}
    return bank.file(values={"risk_tolerance": {"level": level, **days} if level else None})


def stock(products):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    Product.objects.bulk_create(
        [
            Product(code=code, family=family, risk=risk, sold_until=sold, name_en=f"Product {code}", name_zh_hans=f"产品{code}")
            for code, family, risk, sold in products
        ]
    )  # fmt: skip


def learnt(*, better=True, together=None, bought=None, products=("R1", "R2", "R3", "R4", "R5")):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    tables = {
        "products": list(products), "buyers": 100, "bought": {"person": bought or dict.fromkeys(products, 20)}, "held": {"": 50, "CA1": 50},
        "together": together or {},
    }  # fmt: skip
    card = {
        "better": better, "method": "lift", "shown": 3, "hit": [0.6, 0.5, 0.7], "simple_hit": [0.4, 0.3, 0.5], "gain": [0.2, 0.1, 0.3],
        "window": 90, "chosen_by": {"lift": 0.6, "trees": 0.5}, "trained_on": 300, "judged_on": 100, "products": len(products),
    }  # fmt: skip
    kept = orjson.dumps({"tables": tables, "trees": ""}).decode()
    return LearntModel.objects.create(name="next", learnt_at=timezone.now(), on=NEW, card=card, trees=kept, in_use=better)  # fmt: skip


def shown(bank, file, colleague=None):
    put_night([row(lasting_key(file.customer_id).opaque, bank.west.pk, manager=bank.rm01.pk)])
    return open_standing(file.number, by=colleague or bank.rm01, purpose="service", channel="test").offers


@pytest.mark.req("B05", "B09")
@pytest.mark.parametrize("level", ["", *CUSTOMER_LEVELS])
def test_on_the_page_no_rating_ever_sees_a_product_above_it(bank, level):
    stock([(risk, "fund", risk, None) for risk in PRODUCT_RISKS])
    model = learnt()
    LearntModel.objects.filter(pk=model.pk).update(card=model.card | {"shown": 9})
    file = rated(bank, level)
    found = shown(bank, file)
    allowed = PRODUCT_RISKS[: CUSTOMER_LEVELS.index(level) + 1] if level else ()
    assert [one.product for one in found.items] == list(allowed) and found.withheld == (
        "" if level else "unrated"
    )
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = "en"
    text = browser.text(f"/customers/{file.number}/standing/")
    body = browser.get(f"/api/v1/customers/{file.number}/standing?purpose=service").content.decode()
    for risk in PRODUCT_RISKS:
        assert (f"Product {risk}" in text) == (risk in allowed) == (f'"product": "{risk}"' in body or f'"product":"{risk}"' in body)  # fmt: skip
    assert ("There is no risk rating" in text) == (not level)


@pytest.mark.req("B05")
def test_an_ended_rating_shows_nothing_with_a_risk_and_says_when_it_ended(bank):
    stock([("R1", "fund", "R1", None), ("R2", "savings", "", None)])
    learnt(products=("R1", "R2"))
    file = rated(bank, "C5", timezone.localdate() - timedelta(days=400), valid_until="2035-01-01")
    found = shown(bank, file)
    assert (
        [one.product for one in found.items] == ["R2"]
        and found.withheld == "expired"
        and found.until.year < 2030
    )


@pytest.mark.req("B09", "T05")
def test_only_what_is_on_sale_and_not_held_with_its_reason(bank, tmp_path):
    file = rated(bank, "C3")
    tables = usual(file.number)
    tables["products"] += [
        {
            "product": "WM1",
            "family": "wealth",
            "name_en": "Steady wealth",
            "name_zh_hans": "稳健理财",
            "risk": "R2",
        },
        {
            "product": "WM2",
            "family": "wealth",
            "name_en": "Old wealth",
            "name_zh_hans": "旧理财",
            "risk": "R2",
            "sold_until": "2026-01-31",
        },
        {"product": "CL1", "family": "loan", "name_en": "Consumer loan", "name_zh_hans": "消费贷"},
        {"product": "SA1", "family": "savings", "name_en": "Savings plan", "name_zh_hans": "储蓄计划"},
        {"product": "XX1", "family": "savings", "name_en": "Of firms", "name_zh_hans": "单位产品"},
    ]
    load(write_feed(tmp_path / "one", tables), **HOUSE)
    kept = Product.objects.get(code="WM2")
    assert (kept.risk, kept.sold_until) == ("R2", date(2026, 1, 31))
    products = ("WM1", "WM2", "CL1", "SA1", "XX1", "TD1", "CA1")
    learnt(
        products=products, bought={"WM1": 18, "WM2": 50, "CL1": 50, "SA1": 20, "XX1": 4, "TD1": 90}, together={"CA1": {"WM1": 45}}
    )  # fmt: skip
    found = shown(bank, file)
    assert [one.product for one in found.items] == ["WM1", "SA1"] and found.state == "ranked"
    assert found.items[0].because == "CA1" and found.items[0].times > 2 and found.items[1].because == ""
    for language, words in (
        (
            "en",
            (
                "Customers who hold Current account take it",
                "Savings plan",
                "valid until",
                "9 % of what customers",
            ),
        ),
        ("zh-hans", ("稳健理财", "在售、未持有")),
        ("zh-hant", ("在售、未持有",)),
    ):
        browser = Browser(bank.rm01, "service")
        browser.cookies["django_language"] = language
        text = browser.text(f"/customers/{file.number}/standing/")
        for said in words:
            assert said in text, said


@pytest.mark.req("T05", "U16")
def test_no_better_than_the_most_bought_is_said_and_the_most_bought_shown(bank):
    stock([("A", "savings", "", None), ("B", "metal", "R1", None), ("C", "savings", "", None)])
    learnt(
        better=False, products=("A", "B", "C"), bought={"A": 10, "B": 30, "C": 20}, together={"": {"A": 49}}
    )
    file = rated(bank, "C1")
    found = shown(bank, file)
    assert found.state == "popular" and [one.product for one in found.items] == ["B", "C", "A"]
    assert all(one.because == "" for one in found.items)
    browser = Browser(bank.rm01, "service")
    browser.cookies["django_language"] = "en"
    assert "No better than the most-bought: 0.600 against 0.400" in browser.text(
        f"/customers/{file.number}/standing/"
    )
    assert "No better than the most-bought" in browser.text("/insight/models/")
    LearntModel.objects.all().delete()
    assert shown(bank, file).state == "unlearnt"


@pytest.mark.req("H08")
def test_whoever_may_not_see_means_is_offered_nothing(bank):
    stock([("A", "savings", "", None)])
    learnt(products=("A",))
    file = rated(bank)
    put_night([row(lasting_key(file.customer_id).opaque, bank.west.pk, manager=bank.rm01.pk)])
    assert open_standing(file.number, by=bank.officer, purpose="review", channel="test").offers is None


def test_the_norm_and_the_rule_agree_on_their_words():
    assert set(RULE.rated_families) <= set(RULE.offered_families) <= set(FAMILIES)
