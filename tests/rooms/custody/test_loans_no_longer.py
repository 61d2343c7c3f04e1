"""No longer loan than the norm's days, by any door: rule, act, form, API and the database itself (Art. 19.5)."""

# ruff: noqa: F811 (fixtures are asked for by their names)

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from plugins.asked_loans import ASKED, ask, in_an_act, lent, shelved  # noqa: F401
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import norms
from zhiji.access.people import make_token
from zhiji.custody.actions import lending
from zhiji.custody.actions import loan as acts
from zhiji.custody.models import Case, Loan
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.loan import FLOW

LONG = timedelta(days=3, seconds=1)


@pytest.mark.req("I05")
def test_rule_and_act_refuse_a_fourth_day(shelved):
    """Art. 19.5, the door of the act; and the flow has no move that leads back into a loan."""
    bank, file, _volume = shelved
    for days in (4, 30, 0, -1):
        with pytest.raises(Invalid) as invalid:
            ask(file, bank.rm01, days=days)
        assert [(one.field, one.rule) for one in invalid.value.problems] == [("days", "range")]
    assert not Case.objects.exists()
    assert not [
        move
        for state in ("lent", "open")
        for move in FLOW.moves_from(state)
        if not FLOW.state(move.after).final and move.verb != "part"  # a part comes back; the due time stands
    ]


@pytest.mark.req("I05")
def test_a_request_rewritten_to_four_days_is_not_lent(shelved):
    """Art. 19.5, the door of the stored request: the term is asked again when it is approved."""
    bank, file, _volume = shelved
    case = ask(file, bank.rm01)
    acts.sign_loan(case.pk, by=bank.rm02)
    with in_an_act() as cursor:
        cursor.execute("""UPDATE custody_case SET content = content || '{"days": 4}'""")
    with pytest.raises(Invalid) as invalid:
        acts.approve_loan(case.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["range"] and not Loan.objects.exists()


@pytest.mark.req("I05")
def test_form_and_api_refuse_a_fourth_day(shelved):
    """Art. 19.5, the doors of the page and of the API."""
    bank, file, _volume = shelved
    typed = {"customers": file.number, "medium": "paper", **ASKED}
    answer = Browser(bank.rm01, "service").post("/custody/loan/new/", typed | {"days": "4"})
    assert answer.status_code == 422 and "never extended (Art. 19.5)" in answer.content.decode()
    header = {"Authorization": "Bearer " + make_token(bank.rm01, **HOUSE)}
    answer = Browser(bank.rm01).post(
        "/api/v1/cases/kinds/loan", {"values": typed | {"customers": [file.number], "days": 4}}, headers=header,
        content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 422 and not Case.objects.exists()


@pytest.mark.req("I05")
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE custody_loan SET due_at = lent_at + interval '73 hours'", "never extended"),
        ("UPDATE custody_loan SET due_at = lent_at + interval '71 hours'", "never extended"),
        ("UPDATE custody_loan SET lent_at = lent_at + interval '1 day', due_at = due_at + interval '1 day'", "never extended"),
        ("DELETE FROM custody_loan", "never taken away"),
        (
            "INSERT INTO custody_loan (case_id, borrower_id, lent_by_id, medium, copies, lent_at, due_at) SELECT id, "
            "raised_by_id, raised_by_id, 'paper', 1, now(), now() + interval '3 days 1 second' FROM custody_case", "loan_is_short",
        ),
        (
            "INSERT INTO custody_loan (case_id, borrower_id, lent_by_id, medium, copies, lent_at, due_at) SELECT id, "
            "raised_by_id, raised_by_id, 'paper', 1, now() + interval '9 days', now() + interval '11 days' FROM custody_case", "future",
        ),
        ("UPDATE custody_case SET due_at = due_at + interval '1 second' WHERE kind = 'loan'", "no later than its row"),
        ("UPDATE custody_case SET due_at = NULL WHERE kind = 'loan'", "no later than its row"),
        ("UPDATE access_grant SET ends_at = ends_at + interval '1 second' WHERE kind = 'loan'", "grant of a loan is never"),
        ("UPDATE access_grant SET kind = 'reading', ends_at = ends_at + interval '9 days'", "grant of a loan is never"),
        (
            "INSERT INTO access_grant (staff_id, kind, compartments, purpose, reason, starts_at, ends_at, uses, review_note) SELECT "
            "staff_id, kind, compartments, purpose, reason, now(), now() + interval '4 days', 0, '' FROM access_grant", "loan_grant_is_short",
        ),
    ],
)  # fmt: skip
def test_the_database_saves_no_longer_loan_even_inside_an_act(bank, statement, says):
    """Art. 19.5, the last door: raw SQL that calls itself an act."""
    lent(bank, bank.file(manager=bank.rm03), medium="electronic")
    with pytest.raises(DatabaseError, match=says), in_an_act() as cursor:
        cursor.execute(statement)


def test_outside_an_act_the_register_takes_nothing(bank):
    with pytest.raises(DatabaseError, match="acts only"), transaction.atomic():
        Loan.objects.update(returned_at=timezone.now())


@pytest.mark.req("I05")
def test_the_database_and_the_register_of_norms_name_the_same_longest_loan():
    """The number stands twice, because a constraint cannot ask the norms; here the two are held together."""
    from importlib import import_module

    migration = import_module("zhiji.custody.migrations.0002_shelf_loans")
    for year in (2001, 2026, 2099):
        days = norms.on(timezone.localdate().replace(year=year, day=1)).custody.loan_days
        assert f"interval '{days} days'" == migration.LONGEST


@pytest.mark.req("I05")
def test_a_second_loan_before_the_first_is_back_would_be_an_extension(bank):
    """Art. 19.5: only return and a new loan."""
    file = bank.file(manager=bank.rm03)
    first, second = lent(bank, file, medium="electronic"), ask(file, bank.rm01, medium="electronic")
    acts.sign_loan(second.pk, by=bank.rm02)
    with pytest.raises(Invalid) as invalid:
        acts.approve_loan(second.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["extension"]
    lending.finish_loan(first.pk, by=bank.rm01)
    assert acts.approve_loan(second.pk, by=bank.officer).state == "open"
