"""A feed is killed at every step and finds the disk full: the lake and the tables show yesterday or today, never between."""

import pytest
from plugins.small_bank import Bank
from plugins.small_feed import DAY, next_day, usual, write_feed

from zhiji.access.actors import Job
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.checking import verified
from zhiji.holdings.lake.files import home
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.looks.shown import lasting_key
from zhiji.holdings.models import Feed, Holding

HOUSE = {"by": Job("tests"), "channel": "test"}
TODAY = DAY.replace(day=21)
MOST_STEPS = 40


@pytest.fixture
def fed(transactional_db, settings, tmp_path):
    """Yesterday is in; today's feed waits in a folder."""
    settings.ZHIJI_LAKE = tmp_path / "lake"
    file = Bank().file()
    assert load(write_feed(tmp_path / "yesterday", usual(file.number)), **HOUSE).ok
    tables = next_day(file.number, TODAY)
    tables["credit_lines"][0]["used"] = "20000.00"
    return file, write_feed(tmp_path / "today", tables, TODAY)


@pytest.fixture
def work(fed, worker):
    """``work(step)`` takes today's feed in, in a process that dies at that step: its exit status and its last word."""
    return worker("feed_worker.py", fed[1], home())


def state(file):
    """What a reader meets: generation, rows, the line's as-of day, feeds; and that every byte is the one journalled."""
    found = verified()
    assert found.ok, found.findings
    rows = rows_of(lasting_key(file.customer_id).opaque, "transactions").num_rows
    line = Holding.objects.get(kind="credit_line")
    return current().generation, rows, line.as_of, Feed.objects.count()


@pytest.mark.slow
@pytest.mark.req("L04", "L07")
def test_killed_at_every_step_a_feed_leaves_yesterday_or_today(fed, work):
    file, _folder = fed
    yesterday, today = (1, 3, DAY, 1), (2, 4, TODAY, 2)
    assert state(file) == yesterday
    seen, died = [], []
    for step in range(1, MOST_STEPS):
        status, word = work(step)
        seen.append(state(file))
        assert status == 9, word
        died.append(word)
        if seen[-1] == today:
            break  # the commit is behind it: from here on the feed is taken
    assert set(seen) <= {yesterday, today} and seen[-1] == today
    assert seen == sorted(seen) and len(died) >= 8
    assert {"died before a file is safe on disk", "died before a name is put in its place", "died before the journal's entry",
            "died before today's holdings", "died before tidying, after the commit"} <= set(died)  # fmt: skip
    assert work(0) == (0, "taken")
    assert state(file) == today


@pytest.mark.slow
@pytest.mark.req("L07")
def test_a_full_disk_leaves_yesterday_and_the_feed_goes_in_when_there_is_room(fed, work):
    file, folder = fed
    assert work("full") == (1, "OSError")
    assert state(file) == (1, 3, DAY, 1)
    assert load(folder, **HOUSE).ok
    assert state(file) == (2, 4, TODAY, 2)
    held = {one.path for one in current().segments}
    before = [one for one in home().glob("*/*.parquet") if one not in held]
    assert not before, "what the stopped one left behind is tidied away"
