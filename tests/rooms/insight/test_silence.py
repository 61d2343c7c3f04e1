"""Who falls silent: learnt from what was known before, judged on what came after, used only when it earns it."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from django.db import connection
from django.utils import timezone
from plugins.nights import held, moved, night, stood
from plugins.page_browser import Browser
from plugins.small_bank import Bank

from zhiji.access.actors import Job
from zhiji.insight.actions.models import drawn, learn_silence
from zhiji.insight.learning.card import card_of, drift
from zhiji.insight.learning.honesty import leaks
from zhiji.insight.learning.scoring import Unusable
from zhiji.insight.learning.silence import FEATURES, cuts, learned, past
from zhiji.insight.models import LearntModel
from zhiji.insight.night.foretelling import reasons, silence_chances
from zhiji.insight.night.reckoning import reckon
from zhiji.journal.models import JournalEntry
from zhiji.ops.cli import main

ON = date(2026, 6, 30)
WINDOW = 30
HOUSE = {"by": Job("tests"), "channel": "test"}


def town(people=900, *, fading):
    """Customers who move money every few days; some leave on a day of their own.

    ``fading``: six in ten of those draw their money out before; two in ten of all do so now and then and stay.
    """
    draw = np.random.default_rng(7)
    first = ON - timedelta(days=6 * WINDOW)
    moves, balances, holdings = [], [], []
    for one in range(1, people + 1):
        leaves = first + timedelta(days=int(draw.integers(40, 6 * WINDOW + 200)))
        day, balance = first, 100_000
        holdings.append(held(one, one, opened=first))
        balances.append(stood(one, one, first, balance))
        while day < min(leaves, ON):
            near = ((leaves - day).days < 45 and one % 10 < 6) or (
                one % 10 > 7 and (day - first).days % 90 < 45
            )
            moves.append(moved(one, one, day, -9_000 if fading and near else 300, seq=len(moves)))
            day += timedelta(days=int(draw.integers(1, 16)))
    return night(moves, balances, holdings), list(range(1, people + 1))


@pytest.fixture(scope="module")
def faded():
    given, people = town(fading=True)
    rows = past(given, people, ON, WINDOW)
    return given, people, rows, learned(rows)


@pytest.mark.req("R18", "U10")
def test_only_what_was_known_on_the_day_is_learnt_from(faded):
    given, people, rows, _scored = faded
    first = cuts(ON, WINDOW)[0]
    known = night()
    known |= {"holdings": given["holdings"], "rates": given["rates"]}
    for name in ("transactions", "balances"):
        known[name] = given[name].filter(pa.compute.less_equal(given[name]["day"], first))
    then = past(known | {}, people, first + timedelta(days=4 * WINDOW), WINDOW)
    mine = rows.days == float(first.toordinal())
    his = then.days == float(first.toordinal())
    for name in FEATURES:
        np.testing.assert_array_equal(rows.table[name][mine], then.table[name][his], err_msg=name)


@pytest.mark.req("R18", "U10", "U16")
def test_where_leaving_shows_before_the_model_earns_its_use_and_gives_reasons(faded):
    _given, _people, rows, scored = faded
    assert scored.verdict.better and scored.verdict.model.low > scored.verdict.simple.value
    assert set(np.unique(rows.outcomes)) == {0.0, 1.0} and scored.judged_on > 100


@pytest.mark.req("U16")
def test_where_leaving_does_not_show_it_says_no_better():
    given, people = town(fading=False)
    assert not learned(past(given, people, ON, WINDOW)).verdict.better


def test_a_missing_value_that_tells_the_outcome_is_a_leak():
    outcomes = np.array([0.0, 1.0] * 50)
    given = {"told": np.where(outcomes > 0, np.nan, 1.0), "fair": np.arange(100.0)}
    assert list(leaks(given, outcomes)) == ["told"]


@pytest.fixture
def kept(db, faded):
    _given, _people, rows, scored = faded
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    return LearntModel.objects.create(
        name="silence", learnt_at=timezone.now(), on=ON, card=card_of(scored, rows, ON, WINDOW), trees=scored.booster.model_to_string(),
        in_use=True,
    )  # fmt: skip


def test_chances_are_for_those_who_can_fall_silent_and_drift_is_told(kept, faded):
    given, people, rows, _scored = faded
    measured = reckon(given, [*people, 9_999], ON)
    chances, counts = silence_chances(measured)
    assert (
        chances[len(chances) - 1].as_py() is None
        and counts["scored"] == pa.compute.sum(chances.is_valid()).as_py() > 0
    )
    line = next(
        row | {"silence": 1}
        for row, chance in zip(measured.to_pylist(), chances.to_pylist(), strict=True)
        if chance is not None
    )
    found = reasons(line, kept)
    assert len(found) == 3 and all(name in FEATURES for name, _ in found)
    assert drift(kept.card, np.zeros(100)) > 1 > drift(kept.card, _scored.scores(rows.table))
    assert silence_chances(measured.slice(0, 0))[1] == {"scored": 0, "model": kept.pk}


def test_without_a_model_nobody_has_a_chance(db, faded):
    given, people, *_ = faded
    chances, counts = silence_chances(reckon(given, people[:5], ON))
    assert chances.null_count == 5 and counts == {}


def test_the_cards_stand_on_a_page(kept):
    bank = Bank()
    analyst = Browser(bank.analyst)
    analyst.cookies["django_language"] = "en"
    text = analyst.text("/insight/models/")
    assert "It tells apart better than the simple rule" in text and "Never looked at" in text
    assert JournalEntry.objects.filter(phrase="insight:model:list").exists()
    assert analyst.get("/api/v1/insight/models").json()[0]["in_use"] is True


def test_too_little_past_is_said(db, settings, tmp_path, capsys):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    assert main(["models", "learn"]) == 1 and "no feed" in capsys.readouterr().err
    with pytest.raises(Unusable):
        learn_silence(ON, **HOUSE)


def test_the_same_customers_are_drawn_each_time(monkeypatch):
    monkeypatch.setattr("zhiji.insight.learning.silence.MOST", 10)
    everybody = pa.chunked_array([list(range(100, 0, -1))])
    assert drawn(everybody) == drawn(everybody) and len(drawn(everybody)) == 10
