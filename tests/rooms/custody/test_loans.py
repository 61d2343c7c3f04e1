"""Loans (Art. 19-20): who signs, what goes out, when it ends, and what the pages say."""

# ruff: noqa: F811 (fixtures are asked for by their names)

from datetime import timedelta

import pytest
from django.db import DatabaseError
from plugins.asked_loans import ASKED, ask, in_an_act, lent, shelved  # noqa: F401
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import lending
from zhiji.custody.actions import loan as acts
from zhiji.custody.looks.cases import list_cases, read_case, waiting
from zhiji.custody.models import Case, Loan, LoanItem, Volume
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.loan import Item, items_in
from zhiji.customers.looks.opening import open_file
from zhiji.staff.models import Staff


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
