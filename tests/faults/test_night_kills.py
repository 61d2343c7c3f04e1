"""A night is killed at every step and finds the disk full: the standings are yesterday's or today's, never between."""

import time

import pytest
from plugins.small_bank import Bank
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.checking import verified
from zhiji.holdings.lake.files import home
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.actions.night import begin
from zhiji.insight.looks.nights import list_nights
from zhiji.insight.models import Alert, NightRun
from zhiji.insight.night.alone import alone, at_work
from zhiji.insight.night.reading import nights, standing_of
from zhiji.insight.night.running import run

HOUSE = {"by": Job("tests"), "channel": "test"}
TODAY = DAY.replace(day=21)
MOST_STEPS = 60


@pytest.fixture
def fed(transactional_db, settings, tmp_path):
    """Yesterday's night stands; today's feed is in, with a movement large enough for an alert."""
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path, tmp_path / "lake"
    file = Bank().file()
    load(write_feed(tmp_path / "yesterday", usual(file.number)), **HOUSE)
    run()
    tables = next_day(file.number, TODAY, amount="900000.00", balance="905799.50")
    load(write_feed(tmp_path / "today", tables, TODAY), **HOUSE)
    return file


@pytest.fixture
def work(fed, worker):
    """``work(step)`` reckons today's night in a process that dies at that step: its exit status and its last word."""
    return worker("night_worker.py", home(), ZHIJI_HOME=str(home().parent))


def state(file):
    """What a reader meets: the newest night, the customer's money in it, the alerts; and that every byte is the one journalled."""
    found = verified()
    assert found.ok, found.findings
    line = standing_of(lasting_key(file.customer_id).opaque)
    return nights()[-1], line["money"], Alert.objects.filter(raised_on=TODAY).count()


def wait_until_let_go(seconds=10):
    """The server notices a little later that a process is gone."""
    deadline = time.monotonic() + seconds
    while at_work():
        assert time.monotonic() < deadline, "the lock outlives its process"
        time.sleep(0.02)


def test_a_run_goes_on_while_it_holds_its_lock(fed):
    with alone() as held:
        begin(TODAY, **HOUSE)
        assert held and list_nights(**HOUSE).lines[0].state == "running"
    assert list_nights(**HOUSE).lines[0].problem == {"code": "killed"}


@pytest.mark.slow
@pytest.mark.req("L07", "E12")
def test_killed_at_every_step_a_night_leaves_yesterday_or_today(fed, work):
    yesterday = state(fed)
    assert yesterday[0] == DAY and yesterday[2] == 0
    seen, died = [], []
    for step in range(1, MOST_STEPS):
        status, word = work(step)
        if status != 9:
            break
        seen.append(state(fed))
        died.append(word)
        wait_until_let_go()
        states = {(one.state, (one.problem or {}).get("code")) for one in list_nights(**HOUSE).lines}
        assert states <= {("done", None), ("failed", "killed")}, "a killed run is not said to go on"
    assert (status, word) == (0, TODAY.isoformat())
    today = state(fed)
    assert today[0] == TODAY and today[1] == yesterday[1] + 90_000_000 and today[2] > 0
    published = (today[0], today[1], 0)
    assert set(seen) == {yesterday, published, today}, (
        "alerts follow what is published, in an act of their own"
    )
    assert seen == sorted(seen)
    assert {"died before a file is safe on disk", "died before a name is put in its place", "died before the journal's entry",
            "died before tidying, after the commit"} <= set(died)  # fmt: skip
    assert len(NightRun.objects.get(day=TODAY).steps) == len(NightRun.objects.get(day=DAY).steps)


@pytest.mark.slow
@pytest.mark.req("L07")
def test_a_full_disk_leaves_yesterday_and_the_night_is_reckoned_when_there_is_room(fed, work):
    yesterday = state(fed)
    assert work("full") == (1, "OSError")
    assert state(fed) == yesterday
    assert NightRun.objects.get(day=TODAY).problem == {"code": "stopped", "kind": "OSError"}
    assert work(0) == (0, TODAY.isoformat())
    assert state(fed)[0] == TODAY
