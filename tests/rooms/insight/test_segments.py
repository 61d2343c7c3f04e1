"""Segments: signs as written, counts of groups, one's own customers with the evidence, the house's own lists."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugins.page_browser import Browser
from plugins.small_bank import Bank, journal  # noqa: F401
from plugins.standing_rows import ON, put_night, row

from zhiji import norms
from zhiji.access.refusals import Refused
from zhiji.customers.models import File
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.explorer.dimensions import rules_on
from zhiji.insight.looks.segments import Found, count_segment, list_members
from zhiji.insight.models import SavedView
from zhiji.insight.night.standings import SCHEMA
from zhiji.insight.segments import Segment, WrongSign, belongs, presets_of, segment_of, sign_of

YUAN = 100


@pytest.fixture
def reckoned(bank):
    """Three files: two of rm01, one of rm03 in the other branch; and sixty customers of the west, fourteen of them rich."""
    bank.files = [bank.file(), bank.file(values={"name": "陆清和"}), bank.file(manager=bank.rm03)]
    keys = [lasting_key(file.customer_id).opaque for file in bank.files]
    own = {
        "aum": 700_000 * YUAN,
        "tier": 2,
        "products": 3,
        "inflow_change": -5_000 * YUAN,
        "recency": 70,
        "short": 1,
    }
    rows = [
        row(keys[0], bank.west.pk, manager=bank.rm01.pk, **own),
        row(
            keys[1],
            bank.west.pk,
            manager=bank.rm01.pk,
            aum=10_000 * YUAN,
            recency=5,
            inflow_change=0,
            products=1,
        ),
        row(keys[2], bank.east.pk, manager=bank.rm03.pk, **own),
    ]
    rows += [
        row(1_000 + n, bank.west.pk, aum=(600_000 if n < 14 else 1_000) * YUAN, tier=2 if n < 14 else 0)
        for n in range(60)
    ]
    put_night(rows)
    return bank


def asking(colleague, purpose=""):
    return {"by": colleague, "purpose": purpose, "channel": "test"}


@pytest.mark.req("E13")
def test_a_sign_is_read_as_written_and_its_limit_taken_to_two_digits():
    sign = sign_of("aum  >=  123456 : 40")
    assert (sign.name, sign.operator, sign.value, sign.weight) == ("aum", ">=", 120_000 * YUAN, 40)
    assert sign.written == "aum >= 120000 : 40" and sign_of(sign.written) == sign
    assert sign_of("kind = person").value == "person" and sign_of("tier >= 2").value == 2
    for wrong in (
        "name = 陆",
        "aum > 5",
        "aum >= x",
        "manager = 3",
        "kind >= person",
        "aum >= 5; drop",
        "",
        "aum >= 1e9",
    ):
        with pytest.raises(WrongSign):
            sign_of(wrong)
    for texts, least in (
        (["aum >= 1 : 60", "tier >= 1 : 30"], 50),
        (["aum >= 1"], 0),
        (["aum >= 1"] * 9, 100),
    ):
        with pytest.raises(WrongSign):
            segment_of(texts, least)


@pytest.mark.req("E14", "E22")
def test_the_house_keeps_three_lists_by_value_and_five_questions():
    presets = presets_of(norms.on(ON).segments)
    assert list(presets) == [
        "higher_value", "to_cultivate", "to_keep", "bears_a_rise", "may_order", "can_be_expected", "longer_value", "about_to_stop",
    ]  # fmt: skip
    assert all(sum(sign.weight for sign in one.signs) == 100 for one in presets.values())


@given(
    st.lists(
        st.fixed_dictionaries(
            {"aum": st.none() | st.integers(-(10**8), 10**8), "tier": st.integers(0, 4), "recency": st.none() | st.integers(0, 99)}
        ),
        min_size=1, max_size=20,
    )
)  # fmt: skip
@pytest.mark.django_db
def test_who_belongs_is_who_scores_enough(rows):
    rules = rules_on(ON)
    table = pa.Table.from_pylist([row(n, 1, **one) for n, one in enumerate(rows)], schema=SCHEMA)
    for texts, least in (
        (["aum >= 1000 : 50", "tier >= 2 : 30", "recency <= 30 : 20"], 70),
        (["aum >= 1000", "tier >= 2"], 100),
    ):
        segment = segment_of(texts, least)
        held = ibis.memtable(table)
        found = (
            held.select("customer", inside=belongs(held, segment, rules))
            .order_by("customer")
            .to_pyarrow()
            .to_pylist()
        )
        for one, said in zip(rows, found, strict=True):
            seen = {
                sign: one[sign.name] is not None
                and (one[sign.name] >= sign.value if sign.operator == ">=" else one[sign.name] <= sign.value)
                for sign in segment.signs
            }
            assert said["inside"] == (segment.score(seen) >= least)


@pytest.mark.req("E13")
def test_everybody_hears_how_many_and_nobody_hears_of_few(reckoned):
    count = count_segment(segment_of(["aum >= 500000"]), **asking(reckoned.analyst))
    assert count.many in (15, 20) and (count.among, count.unit) == (65, "总行")  # 16 of 63
    assert count_segment(segment_of(["aum >= 650000"]), **asking(reckoned.analyst)).many is None  # 2
    assert count_segment(segment_of(["aum <= 650000"]), **asking(reckoned.analyst)).many is None  # all but 2
    assert count_segment(segment_of(["aum >= 9000000"]), **asking(reckoned.analyst)).many == 0
    assert (
        count_segment(segment_of(["aum >= 500000"]), **asking(reckoned.rm03)).many is None
    )  # the east has 1 of 1
    assert count_segment(Segment(()), **asking(reckoned.rm01)).many in (60, 65)  # 62


@pytest.mark.req("E13")
def test_a_sign_that_brings_in_or_keeps_out_a_few_is_not_counted(reckoned):
    """Two segments that differ by one sign would else tell the few between them, whatever the rounding."""

    def many(*signs, least=100):
        return count_segment(segment_of(list(signs), least), **asking(reckoned.analyst)).many

    assert many("tier <= 1") is not None and many("aum >= 1000") is not None
    assert many("aum >= 650000") is None, "two"
    assert many("aum >= 1000 : 50", "aum <= 650000 : 50") is None, "all but these two"
    assert many("tier >= 2") is not None and many("tier >= 2", "aum <= 650000") is None, "all but these two"
    assert many("tier >= 2", "aum <= 650000", "aum <= 660000") is None, "nor when it is said twice"
    assert many("aum >= 500000 : 50", "aum >= 650000 : 50", least=50) is not None, (
        "they are among the first anyway"
    )
    assert many("products >= 1 : 50", "tier >= 2 : 50", least=50) is None, "one has products and no tier"


@given(st.integers(0, 10**6), st.integers(0, 2**62), st.sampled_from([1, 5, 10]))
def test_a_count_is_rounded_up_or_down_by_who_belongs(many, mark, step):
    told = Found(many, many, mark, ()).rounded(step)
    assert told % step == 0 and abs(told - many) < step
    assert (
        told == many
        if many % step == 0
        else {Found(many, many, one, ()).rounded(step) for one in range(step)}
        == {many // step * step, many // step * step + step}
    )


@pytest.mark.req("E22", "E13")
def test_whom_a_segment_holds_is_told_of_ones_own_customers_with_the_evidence(reckoned, journal):  # noqa: F811
    presets = presets_of(norms.on(ON).segments)
    found = list_members(presets["about_to_stop"], **asking(reckoned.rm01, "service"))
    (only,) = found.lines
    assert (only.row.number, only.score, found.portfolio) == (reckoned.files[0].number, 100, 2)
    assert [(sign.name, value, seen) for sign, value, seen in only.evidence] == [
        ("inflow_change", -5_000 * YUAN, True), ("recency", 70, True), ("short", 1, True),
    ]  # fmt: skip
    assert journal("insight:segment:list")[0].subjects == [reckoned.files[0].customer_id]
    (theirs,) = list_members(presets["about_to_stop"], **asking(reckoned.rm03, "service")).lines
    assert theirs.row.number == reckoned.files[2].number
    assert list_members(segment_of(["aum >= 9000000"]), **asking(reckoned.rm01, "service")).lines == []
    for colleague in (reckoned.analyst, reckoned.gm, reckoned.product):
        with pytest.raises(Refused):
            list_members(presets["about_to_stop"], **asking(colleague, "service"))


def test_a_handed_over_file_is_listed_for_its_new_manager_only(reckoned):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk=reckoned.files[0].pk).update(manager=reckoned.rm02)
    stopping = presets_of(norms.on(ON).segments)["about_to_stop"]
    assert list_members(stopping, **asking(reckoned.rm01, "service")).lines == []
    assert len(list_members(stopping, **asking(reckoned.rm02, "service")).lines) == 1


@pytest.mark.req("E13", "E14", "O01")
def test_the_page_builds_counts_and_keeps(reckoned):
    browser = Browser(reckoned.rm01, "service")
    browser.cookies["django_language"] = "en"
    text = browser.text("/insight/segments/?preset=about_to_stop")
    assert (
        "About to stop" in text and reckoned.files[0].number in text and reckoned.files[2].number not in text
    )
    text = browser.text("/insight/segments/?name=aum&is=>%3D&value=500,000&name=&is=>%3D&value=")
    assert "about 15" in text and 'value="500000"' in text and reckoned.files[0].number in text
    count = browser.text("/insight/segments/count/?name=aum&is=>%3D&value=500000")
    assert "about 15" in count and "<html" not in count
    assert "This cannot be read" in browser.text("/insight/segments/count/?name=aum&is=>%3D&value=many")
    browser.post("/insight/segments/keep/", {"sign": ["aum >= 500000"], "least": "100", "name": "有钱的"})
    assert SavedView.objects.get().question == {"signs": ["aum >= 500000"], "least": 100}
    text = browser.text("/insight/segments/")
    address = re.search(r'href="(/insight/segments/\?sign=[^"]+)">有钱的', text)[1].replace("&amp;", "&")
    assert "about 15" in browser.text(address)
    browser.post(f"/insight/views/{SavedView.objects.get().pk}/drop/", {"from": "segments"})
    assert not SavedView.objects.exists()
    browser.cookies["django_language"] = "zh-hans"
    assert "客群" in browser.text("/insight/segments/")


def test_others_see_the_count_and_no_list(reckoned):
    text = Browser(reckoned.analyst).text("/insight/segments/?preset=about_to_stop")
    assert not any(file.number in text for file in reckoned.files) and "customer_standing" not in text


def test_the_api_counts_and_lists(reckoned):
    browser = Browser(reckoned.rm01)
    body = browser.get("/api/v1/insight/segments/count", {"signs": ["aum >= 500000"]}).json()
    assert (body["many"], body["among"]) == (15, 60) and len(body["presets"]) == 8
    lines = browser.get(
        "/api/v1/insight/segments/members", {"signs": ["recency >= 60"], "purpose": "service"}
    ).json()
    assert [one["number"] for one in lines] == [reckoned.files[0].number] and lines[0]["evidence"] == [
        ["recency >= 60", 70, True]
    ]
    assert browser.get("/api/v1/insight/segments/count", {"signs": ["name = x"]}).status_code == 422


@pytest.mark.req("Z02", "H08")
def test_the_customers_of_a_cell_of_the_explorer_are_taken_as_a_segment_and_seen_by_their_manager_alone(reckoned):  # fmt: skip
    manager = Browser(reckoned.manager)
    page = manager.get("/insight/explorer/?rows=layer&only_kind=person&only_tier=2").content.decode()
    address = html.unescape(re.search(r'href="(/insight/segments/\?[^"]+)"', page)[1])
    assert sorted(parse_qs(urlsplit(address).query)["sign"]) == ["kind = person", "tier = 2"]
    mine, *others = reckoned.files
    assert mine.number in Browser(reckoned.rm01, "service").text(address)
    assert not any(one.number in manager.text(address) for one in reckoned.files)
    assert not any(one.number in Browser(reckoned.rm01, "service").text(address) for one in others)
    whole = manager.get("/insight/explorer/?rows=layer").content.decode()
    assert "/insight/segments/?" not in whole, "without a filter there is nothing to take"
