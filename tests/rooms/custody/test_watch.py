"""The watch (K07, K08, N02, N13): decoys touched, days that stand out, what a stranger knew, broken glasses unreviewed."""

import random
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.leaving import move
from zhiji.access.models import Grant
from zhiji.access.refusals import Refused
from zhiji.custody import leak_clock
from zhiji.custody.actions import alert
from zhiji.custody.looks.watch import read_alert, read_watch_policy
from zhiji.custody.models import Case, Notice, WatchDay
from zhiji.custody.watch.days import days
from zhiji.custody.watch.signals import NIGHTLY, Day, hits, ranked, score, table
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.actions.keeping import mark
from zhiji.customers.looks.opening import open_file

HOUSE = Job("tests")
RULE = norms.on(timezone.localdate()).incident


def notices_of(staff):
    return list(Notice.objects.filter(staff=staff).order_by("pk").values_list("what", flat=True))


# -- the day's journal -----------------------------------------------------------------------------------------------


@pytest.mark.req("K07", "N13")
@pytest.mark.parametrize(
    ("signal", "quiet", "loud"),
    [
        ("volume", Day(1, "rm", 60, usual=40), Day(1, "rm", 130, usual=40)),
        ("volume", Day(1, "rm", 29), Day(1, "rm", 30)),
        ("volume", Day(1, "rm", 130, usual=10, peers=50), Day(1, "rm", 150, usual=10, peers=50)),
        ("hours", Day(1, "rm", 9, off_hours=4), Day(1, "rm", 9, off_hours=5)),
        ("outside", Day(1, "agent", 9, outside=9), Day(1, "rm", 9, outside=5)),
        ("celebrity", Day(1, "rm", 9, celebrities=1), Day(1, "agent", 9, celebrities=2)),
        ("glance", Day(1, "rm", 9, glances=14), Day(1, "rm", 9, glances=15)),
        ("leaving", Day(1, "rm", 29), Day(1, "rm", 10, leaving=True)),
    ],
)
def test_each_signal_is_given_from_its_limit_on(signal, quiet, loud):
    assert NIGHTLY[signal](quiet, RULE) is None
    hit = NIGHTLY[signal](loud, RULE)
    assert hit.signal == signal and hit.strength >= 1 and hit.count >= hit.limit


@pytest.mark.req("K07")
def test_at_a_fixed_budget_the_insiders_come_first():
    """300 invented colleagues on usual days, five of whom copy data out in five different ways: budget 5, all five found."""
    dice = random.Random(7)
    crowd = [
        Day(n, "rm", usual := dice.randint(5, 28), usual=usual, peers=15, off_hours=dice.choice([0, 0, 0, 5]),
            outside=dice.choice([0, 0, 1, 6]), glances=dice.randint(0, 16))
        for n in range(300)
    ]  # fmt: skip
    insiders = [
        Day(1001, "rm", 400, usual=20, peers=15), Day(1002, "rm", 60, usual=20, off_hours=60, outside=40),
        Day(1003, "agent", 40, celebrities=12), Day(1004, "rm", 90, usual=20, glances=85),
        Day(1005, "rm", 70, usual=20, leaving=True, outside=30),
    ]  # fmt: skip
    top = [day.staff for day, _hits in ranked([*crowd, *insiders], RULE)][: RULE.alerts_per_day]
    assert sorted(top) == [1001, 1002, 1003, 1004, 1005]
    assert score(hits(insiders[1], RULE)) > score(hits(Day(1, "rm", 30, off_hours=5), RULE))


@pytest.mark.req("K07", "N13")
def test_the_clock_weighs_a_day_once_and_raises_alerts_with_their_numbers(bank, monkeypatch):
    files = [bank.file(manager=bank.rm03) for _ in range(6)]
    mark(files[0].number, key_customer=True, by=bank.rm03, purpose="upkeep")
    mark(files[1].number, key_customer=True, by=bank.rm03, purpose="upkeep")
    for file in files:
        open_file(file.number, by=bank.rm01, purpose="service")
    open_file(files[0].number, by=bank.rm03, purpose="service")
    today = timezone.localdate()
    day = {one.staff: one for one in days(today, RULE)}
    assert (day[bank.rm01.pk].files, day[bank.rm01.pk].outside, day[bank.rm01.pk].celebrities) == (6, 6, 2)
    assert day[bank.rm03.pk].outside == day[bank.rm03.pk].celebrities == 0
    night = timezone.make_aware(datetime.combine(today + timedelta(days=1), datetime.min.time())) + timedelta(
        hours=2
    )
    leak_clock.tick(night)
    leak_clock.tick(night + timedelta(minutes=1))
    kept = WatchDay.objects.get(day=today)
    case = Case.objects.get(kind="alert")
    assert kept.alerts == 1 and case.content["staff"] == bank.rm01.pk
    view = read_alert(case.pk, by=bank.supervisor)
    assert {"Outside the portfolio", "Well-known customers"} <= {one.name for one in view.reasons}
    assert files[0].number in view.numbers
    page = Browser(bank.supervisor).text(f"/custody/alert/{case.pk}/")
    assert "Outside the portfolio" in page and "usually" not in page
    alert.doubt(case.pk, words="说不出理由", by=bank.supervisor)
    with pytest.raises(Refused):
        alert.close_alert(case.pk, words="已约谈本人", by=bank.supervisor)
    assert alert.close_alert(case.pk, words="已约谈本人", by=bank.manager).state == "closed"


@pytest.mark.req("K07")
def test_the_budget_of_a_day_is_kept(bank, monkeypatch):
    many = [Day(one.pk, "rm", 100 + one.pk, off_hours=50) for one in (bank.rm01, bank.rm02, bank.rm03, bank.agent01, bank.officer,
            bank.officer2, bank.compliance)]  # fmt: skip
    monkeypatch.setattr(leak_clock, "days", lambda *_: many)
    made = leak_clock.weigh(timezone.localdate(), by=HOUSE, channel="test")
    assert (made.stood_out, made.alerts, Case.objects.filter(kind="alert").count()) == (7, 5, 5)


@pytest.mark.req("N13")
def test_an_alert_not_reviewed_in_time_goes_to_the_general_manager_but_not_to_whom_it_concerns(bank):
    case = alert.raise_alert(
        staff=bank.manager.pk,
        signals=[{"id": "hours", "count": 9, "usual": 0, "limit": 5}],
        by=HOUSE,
        channel="test",
    )
    assert "alert" not in notices_of(bank.manager)
    leak_clock.tell_of_late_ones(case.due_at + timedelta(minutes=1))
    leak_clock.tell_of_late_ones(case.due_at + timedelta(minutes=2))
    assert notices_of(bank.gm) == ["alert_late"] and "alert_late" not in notices_of(bank.manager)


@pytest.mark.req("N13")
def test_what_is_watched_stands_for_everybody_to_read_with_every_threshold(bank):
    policy = read_watch_policy(by=bank.analyst)
    assert len(policy.signals) == len(table()) and policy.budget == RULE.alerts_per_day
    page = Browser(bank.rm01).text("/custody/watch/")
    assert "At least 30 different files in a day" in page and "relatives" in page
    assert set(NIGHTLY) | {"touch", "trace"} == {one["id"] for one in table()}


# -- broken glasses --------------------------------------------------------------------------------------------------


@pytest.mark.req("H07")
def test_a_break_glass_not_reviewed_is_told_to_reviewers_and_then_to_the_general_manager(bank, journal):
    file = bank.file(manager=bank.rm03)
    break_glass(file.number, reason="客户急需挂失其卡片并核实", by=bank.agent01, purpose="service")
    grant = Grant.objects.get(kind="break_glass")
    leak_clock.tell_of_late_ones(grant.starts_at + timedelta(hours=11))
    assert notices_of(bank.supervisor) == []
    leak_clock.tell_of_late_ones(grant.starts_at + timedelta(hours=13))
    leak_clock.tell_of_late_ones(grant.starts_at + timedelta(hours=14))
    assert notices_of(bank.supervisor) == ["glass"] and notices_of(bank.gm) == []
    leak_clock.tell_of_late_ones(grant.starts_at + timedelta(hours=25))
    assert notices_of(bank.gm) == ["glass_late"]
    assert len(journal("custody:watch:escalate")) == 2


@pytest.mark.req("K07")
def test_a_colleague_whose_handover_is_open_is_watched_as_leaving(bank):
    open_file(bank.file(manager=bank.rm01).number, by=bank.rm01, purpose="service")
    move(bank.rm01, role="rm", unit=bank.east, reason="调往城东支行", by=bank.gm)
    found = {one.staff: one for one in days(timezone.localdate(), RULE)}
    assert found[bank.rm01.pk].leaving
