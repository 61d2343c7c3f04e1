"""Whose list is this: the entry of a copy is found by its code through an index, not by reading the journal."""

import pytest
from django.db import connection

from zhiji.journal import Entry, write
from zhiji.journal.tracing import copied


def entry(code, phrase="insight:principle:failing", outcome="granted"):
    return write(
        Entry(
            actor=1,
            phrase=phrase,
            outcome=outcome,
            channel="test",
            facts={"form": "csv", "copy": code, "rows": 3},
        )
    )


@pytest.mark.req("K08")
@pytest.mark.django_db
def test_the_entries_of_some_codes_and_phrases_come_oldest_first():
    first, second = entry("AAAAAAAAAA"), entry("BBBBBBBBBB")
    entry("AAAAAAAAAA", phrase="custody:copy:make")
    entry("AAAAAAAAAA", outcome="refused")
    entry('x","copy":"BBBBBBBBBB')  # a code that pretends: in the entry its quotes are escaped
    found = copied(["BBBBBBBBBB", "AAAAAAAAAA"], ["insight:principle:failing"])
    assert [one["entry"] for one in found] == [first, second]
    assert found[0]["facts"]["rows"] == 3 and found[0]["actor"] == 1


@pytest.mark.django_db
def test_it_is_read_by_the_index():
    with connection.cursor() as database:
        database.execute("SET LOCAL enable_seqscan = off")
        database.execute(
            "EXPLAIN SELECT 1 FROM journal_entry e WHERE e.facts LIKE '%%\"copy\":\"%%' "
            "AND split_part(split_part(e.facts, '\"copy\":\"', 2), '\"', 1) = ANY(%s)", [["AAAAAAAAAA"]],
        )  # fmt: skip
        assert "journal_entry_copy" in "\n".join(line for (line,) in database.fetchall())
