"""Loans (Art. 19-20): who signs, how long, and that no door saves a longer one."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept
from plugins.small_bank import HOUSE

from zhiji import norms
from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import lending
from zhiji.custody.actions import loan as acts
from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.models import Case, Loan, LoanItem, Volume
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.loan import FLOW, Item, items_in
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff

ASKED = {"wanted": "service", "reason": "客户委托核对合同", "items": "开户申请书 2\n贷款合同 1"}


def ask(file, by, *, days=3, medium="paper", **more):
    compartments = ["contact"] if medium == "electronic" else []
    return acts.ask_loan(
        customers=[file.number], medium=medium, compartments=compartments, days=days, by=by, **ASKED | more
    )


def lent(bank, file, *, medium="paper", days=3):
    case = ask(file, bank.rm01, medium=medium, days=days)
    acts.sign_loan(case.pk, by=bank.rm02)
    return acts.approve_loan(case.pk, by=bank.officer)


@pytest.fixture
def shelved(bank):
    """(bank, a file of the east, its volume in cabinet A1)."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    return bank, file, kept(bank, file)


@pytest.mark.req("I01", "I02", "I03", "I04", "I06")
def test_a_paper_loan_goes_out_and_comes_back(shelved):
    """Art. 19.2-19.5, 20: asked, signed, approved, registered with items, copies, time, reason and signature; cancelled."""
    bank, file, volume = shelved
    case = lent(bank, file)
    row = Loan.objects.get()
    assert (case.state, row.copies, row.borrower, row.lent_by) == ("lent", 3, bank.rm01, bank.officer)
    assert row.due_at - row.lent_at == timedelta(days=3) and row.due_at == case.due_at
    view = read_case(case.pk, by=bank.officer)
    assert view.private["items"] == "开户申请书 × 2\n贷款合同 × 1" and "开户" not in str(
        Case.objects.get().content
    )
    assert [(one.verb, len(one.digest)) for one in view.signatures] == [
        ("ask", 64),
        ("sign", 64),
        ("approve", 64),
    ]
    volume.refresh_from_db()
    assert volume.state == "out" and row.items.get().volume == volume
    with pytest.raises(Refused):
        lending.return_loan(case.pk, by=bank.rm01)
    assert lending.return_loan(case.pk, words="份数核对无误", by=bank.officer2).state == "returned"
    volume.refresh_from_db()
    assert volume.state == "here" and Loan.objects.get().returned_at and LoanItem.objects.get().back_at


@pytest.mark.req("I03")
def test_nobody_approves_the_own_loan_or_one_signed_before(shelved):
    """Art. 19.4: the information officer approves, never oneself."""
    bank, file, _volume = shelved
    case = ask(file, bank.officer)
    acts.sign_loan(case.pk, by=bank.gm)
    with pytest.raises(Refused) as refused:
        acts.approve_loan(case.pk, by=bank.officer)
    assert refused.value.decision.code == "four_eyes"
    with pytest.raises(Refused):
        acts.approve_loan(case.pk, by=bank.supervisor)
    assert acts.approve_loan(case.pk, by=bank.officer2).state == "lent"


@pytest.mark.req("I02")
def test_only_the_head_of_the_borrowers_unit_signs(shelved):
    """Art. 19.3."""
    bank, file, _volume = shelved
    case = ask(file, bank.rm01)
    with pytest.raises(Refused):
        acts.sign_loan(case.pk, by=bank.rm03)
    with pytest.raises(Invalid):
        acts.approve_loan(case.pk, by=bank.officer)
    acts.sign_loan(case.pk, by=bank.rm02)
    with pytest.raises(Invalid) as invalid:
        acts.refuse_loan(case.pk, words="", by=bank.officer)
    assert [one.field for one in invalid.value.problems] == ["words"]
    assert acts.refuse_loan(case.pk, words="理由不充分", by=bank.officer).state == "refused"
    assert acts.withdraw_loan(ask(file, bank.rm01).pk, by=bank.rm01).state == "withdrawn"


@pytest.mark.req("I01", "I05")
def test_an_electronic_loan_opens_the_file_and_ends_by_itself(bank):
    """Art. 19.5: what is lent electronically closes at its due time, without anybody's doing."""
    file = bank.file(manager=bank.rm03)
    case = lent(bank, file, medium="electronic", days=2)
    view = open_file(file.number, by=bank.rm01, purpose="service")
    assert case.state == "open" and view.permit.level("contact") == "clear"
    due = Loan.objects.get().due_at
    later = open_file(file.number, by=bank.rm01, purpose="service", at=due)
    assert later.permit.level("contact") == "hidden"  # the grant ends even where the clock stands still
    lending.tick(due - timedelta(seconds=1))
    assert Case.objects.get().state == "open"
    lending.tick(due)
    lending.tick(due)
    case.refresh_from_db()
    assert (case.state, case.signatures.last().hand) == ("ended", None) and case.grant.revoked_at is None
    with pytest.raises(Invalid):
        lending.end_loan(case.pk, by=lending.CLOCK)


def test_who_borrowed_electronically_may_give_it_back_early(bank):
    file = bank.file(manager=bank.rm03)
    case = lent(bank, file, medium="electronic")
    with pytest.raises(Refused):
        lending.finish_loan(case.pk, by=bank.rm02)
    assert lending.finish_loan(case.pk, by=bank.rm01).state == "returned"
    assert open_file(file.number, by=bank.rm01, purpose="service").permit.level("contact") == "hidden"


@pytest.mark.req("I04")
def test_the_same_paper_is_not_lent_twice(shelved):
    """An open loan blocks another of the same volume: in the act, and in the database."""
    bank, file, volume = shelved
    waiting_one = ask(file, bank.officer2)
    case = lent(bank, file)
    with pytest.raises(Invalid) as invalid:
        ask(file, bank.rm03)
    assert [one.rule for one in invalid.value.problems] == ["out"]
    acts.sign_loan(waiting_one.pk, by=bank.gm)
    with pytest.raises(Invalid) as invalid:
        acts.approve_loan(waiting_one.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["out"]
    with pytest.raises(DatabaseError, match="volume_lent_once"), in_an_act() as cursor:
        cursor.execute(
            "INSERT INTO custody_loanitem (loan_id, volume_id) SELECT id, %s FROM custody_loan", [volume.pk]
        )
    assert Case.objects.get(pk=case.pk).state == "lent"


@pytest.mark.req("J04")
def test_a_top_secret_file_is_never_lent_and_stays_unknown_to_others(bank):
    """Art. 22: who may not know of it meets the same answer as for a file that is not there."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03, secrecy=2)
    with pytest.raises(NotHere):
        ask(file, bank.rm01)
    with pytest.raises(Invalid) as invalid:
        ask(file, bank.rm03)
    assert [one.rule for one in invalid.value.problems] == ["secrecy"]


def test_a_classified_file_waits_for_the_manager_as_well(bank):
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03, secrecy=1)
    kept(bank, file)
    case = lent(bank, file)
    assert case.state == "with_manager" and not Loan.objects.exists()
    assert acts.confirm_loan(case.pk, by=bank.manager).state == "lent"
    assert Loan.objects.get().lent_by == bank.manager


# -- no longer loan, by any door ---------------------------------------------------------------------------------------

LONG = timedelta(days=3, seconds=1)


def in_an_act():
    """A cursor inside what the database takes for an act."""

    class Inside:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            self.cursor = connection.cursor()
            self.cursor.execute("SELECT set_config('zhiji.act', 'custody:loan:approve', true)")
            return self.cursor

        def __exit__(self, *why):
            self.cursor.close()
            return self.atomic.__exit__(*why)

    return Inside()


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


# -- items, pages, lists -----------------------------------------------------------------------------------------------


@pytest.mark.req("I04")
@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("开户申请书 2", [Item("开户申请书", 2)]),
        ("开户申请书，2份", [Item("开户申请书", 2)]),
        ("Contract 2024 x 3 copies\n\nID copy: 1", [Item("Contract 2024", 3), Item("ID copy:", 1)]),
        ("借据 0", []),
        ("借据 999", []),
        ("借据", []),
    ],
)
def test_items_are_read_with_their_copies(typed, items):
    """Art. 19.5: name and number of copies."""
    assert items_in(typed)[0] == items


def test_items_without_copies_are_told(shelved):
    bank, file, _volume = shelved
    for items in ("借据", "", "\n".join(f"第{n}号 1" for n in range(21))):
        with pytest.raises(Invalid) as invalid:
            ask(file, bank.rm01, items=items)
        assert "items" in [one.field for one in invalid.value.problems]
    with pytest.raises(Invalid) as invalid:
        ask(file, bank.rm01, medium="tape")
    assert [one.field for one in invalid.value.problems] == ["medium"]
    with pytest.raises(Invalid) as invalid:
        acts.ask_loan(customers=[file.number], medium="electronic", days=1, by=bank.rm01, **ASKED)
    assert [one.field for one in invalid.value.problems] == ["compartments"]
    with pytest.raises(Invalid) as invalid:
        ask(file, bank.rm01, wanted="audit")
    assert [one.field for one in invalid.value.problems] == ["wanted"]


def test_what_is_not_on_the_shelf_or_missing_cannot_be_lent_on_paper(shelved):
    bank, file, volume = shelved
    other = bank.file(manager=bank.rm03)
    with pytest.raises(Invalid) as invalid:
        ask(other, bank.rm01)
    assert [one.rule for one in invalid.value.problems] == ["shelf"]
    with in_an_act():
        Volume.objects.filter(pk=volume.pk).update(state="missing")
    with pytest.raises(Invalid) as invalid:
        ask(file, bank.rm01)
    assert [one.rule for one in invalid.value.problems] == ["missing"]


@pytest.mark.req("I04")
def test_the_pages_of_a_loan(shelved):
    bank, file, _volume = shelved
    borrower = Browser(bank.rm01, "service")
    assert f"/custody/loan/new/?customers={file.number}" in borrower.text(f"/customers/{file.number}/")
    assert f"/custody/shelf/?q={file.number}" in Browser(bank.officer, "upkeep").text(
        f"/customers/{file.number}/"
    )
    assert "Items and copies" in borrower.text("/custody/loan/new/")
    typed = {"customers": file.number, "medium": "paper", "days": "2", **ASKED}
    assert borrower.post("/custody/loan/new/", typed).status_code == 302
    case = Case.objects.get()
    page = borrower.text(f"/custody/loan/{case.pk}/")
    assert "开户申请书" in page and file.number in page and "Loan" in page
    assert [row.number for row in waiting(by=bank.rm02).rows] == [case.pk]
    assert Browser(bank.rm02, "service").post(f"/custody/loan/{case.pk}/sign/", {}).status_code == 302
    officer = Browser(Staff.objects.get(username="officer2"), "upkeep")
    assert officer.post(f"/custody/loan/{case.pk}/approve/", {}).status_code == 302
    assert [row.state for row in list_cases("loan", by=bank.officer).rows] == ["lent"]
    assert officer.post(f"/custody/loan/{case.pk}/return/", {"words": ""}).status_code == 302
    assert Loan.objects.get().returned_at is not None
