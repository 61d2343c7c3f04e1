"""The quarter's grades: given once, carried, told when they move; and whose grade the night stores is whose page shows."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE, Bank
from plugins.small_feed import usual, write_feed

from zhiji import norms
from zhiji.holdings.actions.loading import load
from zhiji.holdings.looks.shown import lasting_key
from zhiji.insight.alerts.raising import grades
from zhiji.insight.grading import scheme_of
from zhiji.insight.looks.alerts import list_alerts
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.models import Alert
from zhiji.insight.night.quarterly import COLUMNS, STOOD, graded, next_review
from zhiji.insight.night.reading import standing_of
from zhiji.insight.night.running import run

END, BEFORE, AFTER = date(2026, 9, 30), date(2026, 9, 29), date(2026, 10, 1)
SCHEME = scheme_of(norms.on(END).grading)
SERVICE = {"purpose": "service", "channel": "test"}


def night_of(*rows):
    """customer, daily average of the quarter in yuan; everything else makes 0 points, so A needs more than money."""
    full = [{"customer": one, "unit": 1, "average_quarter": yuan * 100, "frequency": 120, "ticket": 5_000_000, "products": count}
            for one, yuan, count in rows]  # fmt: skip
    return pa.Table.from_pylist(full, pa.schema([("customer", pa.int64()), ("unit", pa.int64()), *((name, pa.int64()) for name in ("average_quarter", "frequency", "ticket", "products"))]))  # fmt: skip


def stood(*rows):
    return pa.Table.from_pylist([dict(zip(STOOD.names, row, strict=True)) for row in rows], STOOD)


def lines(*given):
    found = graded(*given, SCHEME, [])
    return [tuple(found[name][place].as_py() for name in COLUMNS) for place in range(len(found["grade"]))]


# points 25/50/75/100 by steps 10,000 / 50,000 / 500,000 / 2,000,000 at 40 %; volume 25 + ticket 20 are full; breadth 15: 1 family 3.75
RICH, POOR = (1, 2_000_000, 4), (2, 0, 0)  # 40 + 45 + 15 = 100: A;  0 + 45 + 0 = 45: C


@pytest.mark.req("E10", "B07")
def test_the_night_that_ends_the_quarter_gives_grades_and_remembers_the_one_before():
    was = stood(
        (1, "B", date(2026, 6, 30), date(2026, 3, 31), "B"),
        (2, "C", date(2026, 6, 30), date(2025, 12, 31), "D"),
    )
    assert lines(night_of(RICH, POOR), was, END, BEFORE, None) == [
        ("A", END, END, "B"), ("C", END, date(2025, 12, 31), "C"),
    ]  # fmt: skip


def test_every_other_night_carries_them_and_a_newcomer_waits():
    was = stood((1, "B", END, END, "A"))
    assert lines(night_of(RICH, POOR), was, AFTER, END, night_of(RICH)) == [
        ("B", END, END, "A"),
        (None, None, None, None),
    ]


def test_a_quarters_end_without_a_night_is_made_up_for_by_the_first_night_after_it():
    was = stood((1, "B", date(2026, 6, 30), date(2026, 6, 30), None))
    assert lines(night_of(RICH), was, AFTER, BEFORE, None) == [("A", AFTER, AFTER, "B")]
    assert lines(night_of((1, 0, 0)), was, AFTER, BEFORE, night_of(RICH)) == [("A", END, END, "B")], (
        "the kept night of the end"
    )


def test_the_first_night_of_all_gives_none_unless_it_ends_a_quarter():
    assert lines(night_of(RICH), None, AFTER, None, None) == [(None, None, None, None)]
    assert lines(night_of(RICH), None, END, None, None) == [("A", END, END, None)]


@pytest.mark.req("E10")
def test_a_grade_that_moved_is_told_once_in_the_night_that_gives_it():
    def table(*rows):
        names = ("customer", "grade", "graded_on", "grade_before")
        return pa.table({name: [row[place] for row in rows] for place, name in enumerate(names)})

    now = table((1, "A", END, "B"), (2, "D", END, "C"), (3, "C", END, "C"), (4, "C", END, None))
    earlier = table(
        (1, "B", date(2026, 6, 30), None),
        (2, "C", date(2026, 6, 30), None),
        (3, "C", date(2026, 6, 30), None),
        (4, None, None, None),
    )
    told = [(one.customer, one.kind, one.key, dict(one.facts)) for one in grades(now, earlier)]
    assert told == [
        (1, "grade_up", "2026-09-30", {"from": "B", "to": "A"}), (2, "grade_down", "2026-09-30", {"from": "C", "to": "D"}),
    ]  # fmt: skip
    assert list(grades(now, now)) == [] and list(grades(now, None)) == []


def test_when_it_is_given_again():
    assert [next_review(day) for day in (BEFORE, END, date(2026, 12, 31))] == [
        END,
        date(2026, 12, 31),
        date(2027, 3, 31),
    ]


@pytest.mark.req("B07", "E10")
def test_from_feed_to_page_a_customer_moves_with_why_since_and_the_next_review(db, settings, tmp_path):
    bank = Bank()
    settings.LANGUAGE_CODE = "en"
    file = bank.file()
    tables = usual(file.number) | {"balances": [], "transactions": []}
    first = date(2026, 6, 30)
    tables["transactions"] = [
        {"transaction": "Q1", "account": "6217000000000001", "day": first.isoformat(), "amount": "9000000.00", "balance": "9000000.00",
         "kind": "deposit", "channel": "counter"}
    ]  # fmt: skip
    assert load(write_feed(tmp_path / "one", tables, first), **HOUSE).ok
    run()
    tables["transactions"] = [
        {"transaction": "Q2", "account": "6217000000000001", "day": END.isoformat(), "amount": "-10.00", "balance": "8999990.00",
         "kind": "withdrawal", "channel": "counter"}
    ]  # fmt: skip
    assert load(write_feed(tmp_path / "two", tables, first + timedelta(days=1), END), **HOUSE).ok
    run()
    line = standing_of(lasting_key(file.pk).opaque, END)
    view = open_standing(file.number, by=bank.rm01, **SERVICE).graded
    assert (view.provisional, view.grade.letter, view.since, view.before) == (
        False,
        line["grade"],
        line["grade_since"],
        line["grade_before"],
    )
    assert line["graded_on"] == END and view.review == date(2026, 12, 31)
    assert [one.criterion.id for one in view.moved] == ["amount"], (
        "the quarter's average rose from one day's ninetieth to all of it"
    )
    (alert,) = Alert.objects.filter(kind="grade_up")
    assert alert.facts == {"from": line["grade_before"], "to": line["grade"]}
    rm = Browser(bank.rm01, "service")
    rm.cookies["django_language"] = "en"
    text = rm.text(f"/customers/{file.number}/standing/")
    assert "What moved it" in text and "Given again on" in text and "Ask for another grade" in text
    told = rm.get(f"/api/v1/customers/{file.number}/standing?purpose=service").json()
    assert (told["grade_since"], told["next_grade"], told["by_decision"]) == ("2026-09-30", "2026-12-31", "")
    assert [one.kind for one in list_alerts("grade_up", by=bank.rm01, at=alert_day(), **SERVICE).lines] == [
        "grade_up"
    ]


def alert_day():
    from datetime import UTC, datetime

    return datetime(2026, 10, 1, 4, tzinfo=UTC)
