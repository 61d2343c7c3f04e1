"""Whose manager is told that a customer may fall silent: so many a manager, some held back by chance, and what became of both."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pyarrow as pa
import pytest
from django.db import connection
from django.utils import timezone
from plugins.nights import moved, night
from plugins.page_browser import Browser
from plugins.small_bank import Bank

from zhiji.access.actors import Job
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.actions.alerts import settle
from zhiji.insight.actions.trials import begin_trials, judge_trials
from zhiji.insight.alerts.leaving import Candidate, Chosen, arm_of, chosen, in_order
from zhiji.insight.learning.uplift import Arm, uplift
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.looks.models import list_models
from zhiji.insight.models import Alert, LearntModel, Trial
from zhiji.insight.night.trying import tried, what_became
from zhiji.journal.models import JournalEntry

ON = timezone.localdate() - timedelta(days=1)
HOUSE = {"by": Job("nightly"), "channel": "job"}
RULE = SimpleNamespace(budget=2, seed=353, held_permille=200, least_permille=200)


@pytest.fixture
def bank(db, settings, tmp_path, monkeypatch):
    """Every third file is held back, whatever the day of the test."""
    settings.ZHIJI_LAKE = tmp_path / "lake"
    monkeypatch.setattr(
        "zhiji.insight.alerts.leaving.arm_of",
        lambda customer, on, rule: "told" if customer % 3 else "held",
    )
    return Bank()


def writing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")


def standings(*rows):
    names = ("customer", "manager", "hidden", "silence", "clv")
    types = (pa.int64(), pa.int64(), pa.bool_(), pa.int16(), pa.int64())
    columns = zip(*rows, strict=True) if rows else [[]] * 5
    return pa.table(
        {name: pa.array(list(column), kind) for name, column, kind in zip(names, columns, types, strict=True)}
    )


@pytest.mark.req("U10")
def test_the_highest_chance_times_worth_comes_first():
    found = in_order(
        standings(
            (1, 7, False, 300, 1_000), (2, 7, False, 900, 200), (3, 7, False, 250, 9_000), (4, 7, True, 999, 9_999), (5, None, False, 999, 9),
            (6, 7, False, 199, 10**9), (7, 7, False, None, 10**9), (8, 7, False, 800, -5_000), (9, 7, False, 700, None), (10, 7, False, 700, 0),
        ),
        200,
    )  # fmt: skip
    assert [one.customer for one in found] == [3, 1, 2, 8, 9, 10]
    nobody = in_order(standings((1, 7, False, 300, None), (2, 7, False, 900, None)), 200)
    assert [one.customer for one in nobody] == [2, 1], "where nobody has a value the chance decides"


@pytest.mark.req("U10")
def test_a_manager_is_told_of_so_many_and_the_held_back_cost_nothing():
    rule = SimpleNamespace(budget=3, seed=353, held_permille=500)
    candidates = [Candidate(number, number % 2) for number in range(40)]
    some = list(chosen(candidates, {1: 2}, {0, 2}, ON, rule))
    told = [one for one in some if one.arm == "told"]
    assert [sum(one.manager == manager for one in told) for manager in (0, 1)] == [3, 1]
    assert not {one.customer for one in some} & {0, 2} and any(one.arm == "held" for one in some)
    assert some == list(chosen(candidates, {1: 2}, {0, 2}, ON, rule)), "the same each time"
    order = [one.customer for one in some if one.manager == 0]
    assert order == sorted(order) and len(order) < 20, "down the order, no further than the budget"


def test_who_is_held_back_is_chance_and_not_the_order():
    rule = SimpleNamespace(seed=353, held_permille=200)
    arms = [arm_of(customer, ON, rule) for customer in range(10_000)]
    assert 1_850 < arms.count("held") < 2_150
    assert arms != [arm_of(customer, ON + timedelta(days=1), rule) for customer in range(10_000)]
    assert arms != [
        arm_of(customer, ON, SimpleNamespace(seed=1, held_permille=200)) for customer in range(10_000)
    ]
    never = SimpleNamespace(seed=353, held_permille=0)
    assert {arm_of(customer, ON, never) for customer in range(100)} == {"told"}


def begun(bank, count=12, on=ON):
    """So many files of rm01 put forward as candidates on a day."""
    files = getattr(bank, "many", None) or [bank.file() for _ in range(count)]
    bank.many = files
    candidates = [Candidate(file.customer_id, bank.rm01.pk) for file in files]
    begin_trials(on, candidates, 1, 90, **HOUSE)
    return files


@pytest.mark.req("U10")
def test_the_told_stand_in_the_inbox_and_the_held_back_nowhere(bank):
    begun(bank)
    told, held = (set(Trial.objects.filter(arm=arm).values_list("customer_id", flat=True)) for arm in ("told", "held"))  # fmt: skip
    assert len(told) == 5 and held and not told & held
    mine = list_alerts("leaving", by=bank.rm01, purpose="service", channel="test").lines
    assert {one.row.customer_id for one in mine} == told == set(Alert.objects.values_list("customer_id", flat=True))  # fmt: skip
    assert list_alerts("leaving", by=bank.rm03, purpose="service", channel="test").lines == ()
    assert json.loads(JournalEntry.objects.get(phrase="insight:trial:begin").facts)["told"] == 5
    page = Browser(bank.rm01, "service")
    page.cookies["django_language"] = "en"
    text = page.text("/alerts/?kind=leaving")
    assert (
        "May fall silent" in text and "within 90 days that calls for a word" in text and "/standing/" in text
    )


@pytest.mark.req("U10")
def test_no_customer_twice_and_no_night_twice(bank):
    begun(bank)
    before = list(Trial.objects.order_by("pk").values())
    begun(bank)
    assert list(Trial.objects.order_by("pk").values()) == before, "the same night again adds nobody"
    begun(bank, on=ON + timedelta(days=29))
    assert Trial.objects.count() == len(before), "the budget of the days is spent"
    begun(bank, on=ON + timedelta(days=30))
    later = Trial.objects.filter(began_on=ON + timedelta(days=30))
    assert later.exists() and not set(later.values_list("customer_id", flat=True)) & {
        one["customer_id"] for one in before
    }
    fresh = [Candidate(bank.file(manager=bank.rm02).customer_id, bank.rm02.pk)]
    past = begin_trials(ON - timedelta(days=300), fresh, 1, 90, **HOUSE)
    assert past == {"told": 0, "held": 0}, "a night of the past chooses nobody"


@pytest.mark.req("H08", "K05")
def test_of_whom_no_picture_may_be_drawn_nobody_is_told(bank):
    file = bank.file()
    writing()
    type(file).objects.filter(pk=file.pk).update(unprofiled=True)
    assert begin_trials(ON, [Candidate(file.pk, bank.rm01.pk)], 1, 90, **HOUSE) == {"told": 0, "held": 0}
    assert not Trial.objects.exists() and not Alert.objects.exists()


@pytest.mark.req("U10")
def test_what_became_of_them_is_read_on_their_last_day(bank):
    files = begun(bank)
    ends = ON + timedelta(days=90)
    keys = {file.customer_id: lasting_key(file.customer_id).opaque for file in files}
    trials = list(Trial.objects.order_by("pk"))
    stayed, quiet, late, none = trials[:4]
    moves = [
        moved(keys[stayed.customer_id], 1, ON + timedelta(days=40), 100), moved(keys[quiet.customer_id], 2, ON, 100),
        moved(keys[quiet.customer_id], 2, ON + timedelta(days=9), 1, "interest"), moved(keys[late.customer_id], 3, ends + timedelta(days=1), 100),
        moved(keys[late.customer_id], 3, ON - timedelta(days=3), 100),
    ]  # fmt: skip
    given = night(moves)
    assert what_became(given, keys, ends - timedelta(days=1)) == {}, "not before their time has run"
    found = what_became(given, keys, ends + timedelta(days=5))
    assert found == {stayed.pk: "stayed", quiet.pk: "silent", late.pk: "silent"} and none.pk not in found
    assert judge_trials(ends, found, **HOUSE) == 3 and judge_trials(ends, found, **HOUSE) == 0
    assert what_became(given, keys, ends + timedelta(days=5)) == {}, "judged once"
    assert what_became(given, {}, ends) == {}, "whose file is gone stays unjudged"


@pytest.mark.req("U10")
def test_without_a_model_nobody_is_chosen_and_with_one_the_night_does_it_all(bank):
    file = bank.file()
    key = lasting_key(file.customer_id).opaque
    rows = standings((key, bank.rm01.pk, False, 900, 100))
    assert tried(rows, night(), {key: file.pk}, ON, HOUSE) == {}
    writing()
    model = LearntModel.objects.create(
        name="silence",
        learnt_at=timezone.now(),
        on=ON,
        card={"window": 30, "better": True},
        trees="",
        in_use=True,
    )
    counts = tried(rows, night(), {key: file.pk}, ON, HOUSE)
    trial = Trial.objects.get()
    assert counts == ({"told": 1, "held": 0} if file.pk % 3 else {"told": 0, "held": 1})
    assert (trial.model_id, trial.ends_on) == (model.pk, ON + timedelta(days=30))


@pytest.mark.req("U10")
def test_the_uplift_by_hand_and_not_before_there_are_enough():
    # of 100 told 20 fell silent, of 100 held back 40: twenty in a hundred fewer; Newcombe's interval by hand .0731 to .3185
    found = uplift(Arm(100, 20), Arm(100, 40), 30)
    assert found.gain.value == pytest.approx(0.20) and found.helps
    assert (found.gain.low, found.gain.high) == (
        pytest.approx(0.0731, abs=1e-4),
        pytest.approx(0.3185, abs=1e-4),
    )
    assert uplift(Arm(100, 30), Arm(100, 34), 30).helps is False
    for told, held in (
        (Arm(29, 10), Arm(100, 40)),
        (Arm(100, 40), Arm(29, 10)),
        (Arm(100, 4), Arm(100, 40)),
        (Arm(100, 96), Arm(100, 40)),
    ):
        assert uplift(told, held, 30) is None


@pytest.mark.req("U10", "R18")
def test_score_task_outcome_and_uplift_stand_on_the_models_page(bank):
    files = begun(bank)
    analyst = Browser(bank.analyst)
    analyst.cookies["django_language"] = "en"
    text = analyst.text("/insight/models/")
    assert "Too few to tell: the time of 0 told and 0 held back has run; 30 of each are needed" in text
    alert = Alert.objects.first()
    number = next(file.number for file in files if file.pk == alert.customer_id)
    settle(number, "leaving", alert.key, "contacted", by=bank.rm01, purpose="service", channel="test")
    assert list_models(by=bank.analyst, channel="test").trials.ends == {"contacted": None}, "one is too few"
    writing()
    for place in range(400):
        arm = "held" if place % 4 == 0 else "told"
        silent = place % 8 < 4 if arm == "held" else place % 16 == 1
        Trial.objects.create(
            customer_id=10_000 + place, manager_id=1, model_id=1, arm=arm, began_on=date(2026, 1, 1), ends_on=date(2026, 4, 1),
            outcome="silent" if silent else "stayed",
        )  # fmt: skip
    text = analyst.text("/insight/models/")
    assert "fewer fell silent than of those held back" in text and "41.7 %" in text and "305 told" in text
    body = analyst.get("/api/v1/insight/models/trials").json()
    assert (
        body["told_judged"],
        body["told_silent"],
        body["held_judged"],
        body["held_silent"],
        body["helps"],
    ) == (
        300,
        25,
        100,
        50,
        True,
    )
    for language, words in (("zh-hans", "提醒客户经理有用吗"), ("zh-hant", "提醒客戶經理有用嗎")):
        analyst.cookies["django_language"] = language
        assert words in analyst.text("/insight/models/")


def test_a_choice_is_what_it_says():
    assert Chosen(1, 2, "told") == Chosen(1, 2, "told") and str(Trial(arm="held", began_on=ON)) == f"held on {ON}"  # fmt: skip
