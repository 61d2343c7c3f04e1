"""Reminders, overdue loans by age, and what the first page says of them (Art. 19.5, 20)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept, lent_paper

from zhiji.access.refusals import Refused
from zhiji.custody import clock
from zhiji.custody.actions import lending
from zhiji.custody.looks.cases import notices
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.models import Loan, Notice
from zhiji.custody.rules.loan import age_of
from zhiji.journal import Filters, page


@pytest.fixture
def out(bank):
    """(bank, case): one volume lent to rm01 for two days."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    kept(bank, file)
    return bank, lent_paper(bank, file, days=2)


def what(staff):
    return [one.what for one in notices(by=staff) if one.what.startswith("loan")]


@pytest.mark.req("I05")
def test_the_borrower_is_reminded_once_before_and_all_are_told_once_when_it_is_overdue(out):
    """Art. 19.5: reminders come before the due time and at it, each once however often the clock runs."""
    bank, case = out
    due = Loan.objects.get().due_at
    lending.tick(due - timedelta(hours=13))
    assert what(bank.rm01) == []
    for _minute in range(2):
        lending.tick(due - timedelta(hours=12))
    assert what(bank.rm01) == ["loan_due"] and what(bank.supervisor) == []
    for _minute in range(2):
        lending.tick(due + timedelta(minutes=1))
    assert what(bank.rm01) == ["loan_overdue", "loan_due"]
    assert what(bank.officer) == what(bank.supervisor) == ["loan_overdue"]
    case.refresh_from_db()
    assert case.state == "lent"  # paper does not come back by itself
    assert len(page(Filters(phrase="custody:loan:remind")).lines) == 2


def test_the_clock_writes_nothing_when_nothing_is_due(out):
    bank, _case = out
    before = Notice.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_entry")
        entries = cursor.fetchone()
        lending.tick(timezone.now())
        cursor.execute("SELECT count(*) FROM journal_entry")
        assert cursor.fetchone() == entries and Notice.objects.count() == before
    assert lending.tick in clock.TICKS
    with pytest.raises(Refused):
        lending.remind(by=bank.officer)


@pytest.mark.req("I06")
def test_loans_stand_by_age_until_they_are_cancelled(out):
    """Art. 20: a loan that is not cancelled promptly stands ever further to the right."""
    bank, case = out
    due = Loan.objects.get().due_at
    for late, age in ((-1, "due"), (12, "day"), (60, "three"), (100, "week"), (24 * 9, "longer")):
        found = loans_by_age(by=bank.supervisor, at=due + timedelta(hours=late))
        assert [row.age for row in found.rows] == [age] and found.counts[age] == 1
    row = found.rows[0]
    assert (row.case, row.copies, row.borrower, row.codes) == (case.pk, 3, "rm01", ["A1-01-01"])
    assert loans_by_age(overdue=True, by=bank.supervisor).rows == []
    lending.return_loan(case.pk, by=bank.officer, at=due + timedelta(days=9))
    assert loans_by_age(by=bank.supervisor).rows == []
    assert page(Filters(phrase="custody:loan:return")).lines[0].facts["late_hours"] == 9 * 24
    with pytest.raises(Refused):
        loans_by_age(by=bank.rm01)


def test_age_is_told_at_its_edges():
    now = timezone.now()
    assert [age_of(now, now + timedelta(days=days)) for days in (0, 1, 3, 7)] == [
        "due",
        "day",
        "three",
        "week",
    ]


@pytest.mark.req("I06")
def test_overdue_loans_stand_on_their_page_and_on_the_first_page(bank):
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    kept(bank, file)
    case = lent_paper(bank, file, days=2, at=timezone.now() - timedelta(days=4))
    browser = Browser(bank.supervisor, "review")
    text = browser.text("/custody/loans/?overdue=1")
    assert "1 to 3 days overdue" in text and f"/custody/loan/{case.pk}/" in text
    assert "Overdue loans" in browser.text("/")
    assert "Overdue loans" not in Browser(bank.manager, "review").text("/")
