"""Writing entries and reading them back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from zhiji import journal
from zhiji.journal import looks


def _entry(**values):
    values = {"actor": 7, "phrase": "customers:file:open", "outcome": "granted", "channel": "test"} | values
    return journal.Entry(**values)


def test_an_entry_comes_back_as_written(db):
    id_ = journal.write(
        _entry(
            customer=42,
            purpose="service",
            rule="own-portfolio",
            reason="问",
            grant=3,
            facts={"b": [1], "a": None},
        )
    )
    (line,) = journal.readers(42).lines
    assert (line.id, line.actor, line.customer, line.rule, line.reason, line.grant) == (
        id_,
        7,
        42,
        "own-portfolio",
        "问",
        3,
    )
    assert line.facts == {"a": None, "b": [1]}
    assert abs(line.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_entry_goes_with_its_transaction(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.write(_entry(customer=42))
        raise ZeroDivisionError
    assert journal.readers(42).lines == ()


@pytest.mark.req("H09")
def test_the_reader_ledger_holds_looks_over_many_once(db):
    first = journal.write(_entry(customer=42))
    many = journal.write(_entry(phrase="customers:search:find", subjects=[44, 42, 43, 42]))
    both = journal.write(_entry(customer=42, subjects=[42, 43]))
    journal.write(_entry(customer=43))
    assert [line.id for line in journal.readers(42).lines] == [both, many, first]
    assert looks.subjects(many) == [42, 43, 44]
    assert looks.entry(many).subject_count == 3
    assert looks.entry(0) is None


def test_pages_follow_each_other_without_gap_or_overlap(db):
    ids = [journal.write(_entry(customer=1, subjects=[2] if n % 2 else [])) for n in range(7)]
    for filters in (None, journal.Filters(customer=1)):
        seen, cursor = [], None
        while True:
            shown = journal.page(filters, cursor, limit=3)
            seen += [line.id for line in shown.lines]
            if (cursor := shown.next) is None:
                break
        assert seen == ids[::-1]
    assert [line.id for line in journal.readers(2, limit=2, before=ids[5]).lines] == [ids[3], ids[1]]


def test_filters_narrow(db):
    opened = journal.write(_entry(purpose="service"))
    found = journal.write(
        _entry(actor=None, phrase="customers:search:find", outcome="refused", channel="api")
    )

    def shown(**filters):
        return [line.id for line in journal.page(journal.Filters(**filters)).lines]

    assert shown(phrase="customers:file:") == [opened]
    assert shown(phrase="customers:") == [found, opened]
    assert shown(phrase="customers:search:find") == [found]
    assert (
        shown(actor=7)
        == shown(outcome="granted")
        == shown(channel="test")
        == shown(purpose="service")
        == [opened]
    )
    now = datetime.now(UTC)
    assert shown(since=now - timedelta(hours=1), until=now + timedelta(hours=1)) == [found, opened]
    assert (
        shown(since=now + timedelta(hours=1)) == shown(until=now - timedelta(hours=1)) == shown(grant=9) == []
    )


def test_many_entries_at_once(db):
    ids = journal.write_many([_entry(customer=n, subjects=range(n), facts={"n": n}) for n in range(50)])
    assert len(set(ids)) == 50
    assert looks.entry(ids[9]).facts == {"n": 9}
    assert looks.subjects(ids[9]) == list(range(9))
    assert journal.write_many([]) == []


def test_the_database_stamps_time_and_transaction(db):
    """A raw statement cannot back-date an entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (at, xid, phrase, outcome, channel) VALUES ('2001-01-01', '3', 'a:b:c', 'done', "
            "'test') RETURNING at > now() - interval '1 minute', xid = pg_current_xact_id()"
        )
        assert cursor.fetchone() == (True, True)


def test_odd_input_does_not_stop_the_journal(db):
    id_ = journal.write(_entry(reason="a\0b\ud800", facts={"text": "a\0b"}))
    assert looks.entry(id_).reason == "a\ufffdb?"
    assert looks.entry(id_).facts == {"text": "a\ufffdb"}


@pytest.mark.parametrize("values", [{"outcome": "maybe"}, {"channel": "telepathy"}, {"phrase": ""}])
def test_an_entry_that_says_nothing_known_is_refused(values):
    with pytest.raises(ValueError, match=r"none of|needs the phrase"):
        _entry(**values)
