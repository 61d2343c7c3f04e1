"""Different questions about groups are counted from the journal: near the limit it is said, above it they are refused."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank, journal  # noqa: F401
from plugins.standing_rows import put_night, row

from zhiji import norms
from zhiji.access.refusals import Refused
from zhiji.insight.looks.explorer import explore
from zhiji.insight.looks.segments import count_segment
from zhiji.insight.segments import Segment, segment_of
from zhiji.journal import Entry, write_many
from zhiji.journal.questions import digest_of

RULE = norms.on(timezone.localdate()).explorer


@pytest.fixture
def bank(db, settings, tmp_path):
    settings.ZHIJI_LAKE = tmp_path / "lake"
    made = Bank()
    put_night([row(100 + n, made.west.pk, aum=100_000 * n) for n in range(20)])
    return made


def already(colleague, many, facts=None):
    """So many different questions in the journal, as the explorer leaves them."""
    told = [facts or {"night": "", "rows": "unit", "only_kind": str(n)} for n in range(many)]
    write_many(
        Entry(actor=colleague.pk, phrase="insight:explorer:open", outcome="granted", channel="test",
              facts=one | {"form": "page", "asked": digest_of(one)})
        for one in told
    )  # fmt: skip


def english(colleague):
    browser = Browser(colleague)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.mark.req("Z02", "H08")
def test_the_same_question_in_another_form_or_order_is_counted_once(bank):
    by = {"by": bank.analyst, "channel": "test"}
    first = explore({"rows": "tier", "columns": ""}, **by).asking
    assert (first.today, first.week, first.near) == (1, 1, False)
    assert explore({"rows": "tier", "columns": ""}, "csv", **by).asking.today == 1
    assert explore({"rows": "kind", "columns": ""}, **by).asking.today == 2
    assert count_segment(segment_of(["aum >= 100", "tier = 0"]), **by).asking.today == 3
    assert count_segment(segment_of(["tier = 0", "aum >= 100"]), **by).asking.today == 3
    assert count_segment(segment_of(["tier = 0", "aum >= 200"]), **by).asking.today == 4
    assert count_segment(Segment(()), **by).asking.today == 0, "without a sign nothing is narrowed"
    assert explore({"rows": "tier", "columns": ""}, by=bank.gm, channel="test").asking.today == 1, (
        "each has an own count"
    )


@pytest.mark.req("Z02", "H08")
def test_near_the_limit_it_is_said_and_above_it_a_new_question_is_refused_with_the_way_out(bank):
    already(bank.analyst, RULE.questions_day * RULE.questions_warned_percent // 100 - 2)
    page = english(bank.analyst)
    words = "Different questions about groups so far"
    assert words not in page.text("/insight/explorer/?rows=kind&columns=")
    assert words in page.text("/insight/explorer/?rows=tier&columns=")
    already(bank.analyst, RULE.questions_day)
    for address in ("/insight/explorer/?rows=grade&columns=", "/insight/segments/?sign=aum+%3E%3D+5"):
        answer = page.get(address)
        text = answer.content.decode()
        assert answer.status_code == 403 and "The explorer shows figures of groups only" in text
        assert str(RULE.questions_day) in text and "statistics report" in text
    live = page.get("/insight/segments/count/?sign=aum+%3E%3D+5")
    assert live.status_code == 403 and "Go on tomorrow" in live.content.decode()
    assert "<html" not in live.content.decode(), "the count alone is exchanged in the page"
    assert page.get("/insight/explorer/?rows=tier&columns=").status_code == 200, "asked already"
    assert page.get("/insight/segments/").status_code == 200
    with pytest.raises(Refused):
        count_segment(segment_of(["tier = 0"]), by=bank.analyst, channel="api")


@pytest.mark.req("Z02")
def test_a_week_has_a_limit_of_its_own_and_what_was_asked_days_ago_counts_no_more_after_it(bank):
    already(bank.analyst, RULE.questions_week)
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Refused) as refusal:
        explore({"rows": "tier", "columns": ""}, by=bank.analyst, channel="test", at=tomorrow)
    assert refusal.value.decision.code == "too_many_questions"
    later = timezone.now() + timedelta(days=7)
    assert (
        explore({"rows": "tier", "columns": ""}, by=bank.analyst, channel="test", at=later).asking.week == 1
    )


@pytest.mark.req("Z02")
def test_the_count_reads_the_entries_with_a_question_of_one_colleague_alone(bank):
    from django.db import connection

    already(bank.analyst, 20)
    with connection.cursor() as database:
        database.execute("SET LOCAL enable_seqscan = off")
        database.execute("SET LOCAL enable_bitmapscan = off")
        database.execute(
            "EXPLAIN SELECT 1 FROM journal_entry e WHERE e.actor = 5 AND e.at >= now() AND e.outcome = 'granted' "
            "AND e.facts LIKE '%%\"asked\":\"%%'", [],
        )  # fmt: skip
        assert "journal_entry_asked" in "\n".join(line for (line,) in database.fetchall())
