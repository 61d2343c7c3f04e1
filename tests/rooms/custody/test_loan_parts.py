"""A loan that comes back in parts (Art. 19.5, 20): the row is cancelled with the last piece, overdue counts what is still out."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet, kept, lent_paper
from plugins.small_bank import HOUSE

from zhiji.access.people import make_token
from zhiji.access.refusals import Refused
from zhiji.custody.actions import lending
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.loans import loans_by_age
from zhiji.custody.models import Loan, LoanItem, LoanReturn, Volume
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.loan import Item, said, still_out


@pytest.fixture
def out(bank):
    """(bank, a case that is lent: two copies of an application and one contract, in two volumes)."""
    a_cabinet(bank)
    file = bank.file(manager=bank.rm03)
    kept(bank, file)
    kept(bank, file)
    return bank, lent_paper(bank, file)


@pytest.mark.req("I06")
def test_the_row_is_cancelled_only_when_all_are_back(out):
    """Art. 20: piece by piece, volume by volume; the row stays open until nothing is out."""
    bank, case = out
    codes = sorted(one.volume.code for one in LoanItem.objects.select_related("volume__cabinet"))
    assert lending.receive_part(case.pk, back="开户申请书 1", by=bank.officer2).state == "lent"
    view = read_case(case.pk, by=bank.officer)
    assert view.private["left"] == "开户申请书 × 1\n贷款合同 × 1" and view.content["still_out"] == 2
    assert view.private["items"] == "开户申请书 × 2\n贷款合同 × 1"
    case = lending.receive_part(case.pk, back="贷款合同 1", volumes=codes[0].lower(), by=bank.officer)
    assert case.state == "lent" and Loan.objects.get().returned_at is None
    assert sorted(Volume.objects.values_list("state", flat=True)) == ["here", "out"]
    assert (
        lending.receive_part(case.pk, back="开户申请书 1", by=bank.officer).state == "lent"
    )  # a volume is out
    case = lending.receive_part(case.pk, back="", volumes=codes[1], words="齐全", by=bank.officer)
    assert case.state == "returned" and Loan.objects.get().returned_at is not None
    assert not Volume.objects.filter(state="out").exists()
    parts = LoanReturn.objects.order_by("pk").values_list("pieces", "volumes")
    assert list(parts) == [(1, 0), (1, 1), (1, 0), (0, 1)]


@pytest.mark.req("I05", "I06")
def test_overdue_counts_what_is_still_out_and_the_due_time_stands(out):
    """Art. 19.5: a part that comes back does not put the due time of the rest off."""
    bank, case = out
    due = case.due_at
    case = lending.receive_part(case.pk, back="开户申请书 2", by=bank.officer2)
    assert case.due_at == due == Loan.objects.get().due_at
    late = loans_by_age(overdue=True, by=bank.officer, at=due + timedelta(hours=30))
    assert (late.rows[0].copies, late.rows[0].out, late.rows[0].age) == (3, 1, "three")
    assert late.counts["three"] == 1 and late.pieces["three"] == 1
    lending.return_loan(case.pk, by=bank.officer2)
    view = read_case(case.pk, by=bank.officer)
    assert view.content["still_out"] == 0 and view.private["left"] == ""
    assert loans_by_age(by=bank.officer).rows == []


@pytest.mark.req("I06")
@pytest.mark.parametrize(
    ("back", "volumes", "field"),
    [("贷款合同 2", "", "back"), ("地契 1", "", "back"), ("贷款合同", "", "back"), ("", "Z9-1-1", "volumes"), ("", "", "back")],
)  # fmt: skip
def test_what_is_not_out_does_not_come_back(out, back, volumes, field):
    bank, case = out
    with pytest.raises(Invalid) as invalid:
        lending.receive_part(case.pk, back=back, volumes=volumes, by=bank.officer)
    assert [one.field for one in invalid.value.problems] == [field] and not LoanReturn.objects.exists()


@pytest.mark.req("I06")
def test_the_borrower_receives_nothing_and_nothing_comes_back_twice(out):
    """Art. 20: who borrowed does not cancel, not even a part; a part once counted stays."""
    bank, case = out
    with pytest.raises(Refused):
        lending.receive_part(case.pk, back="贷款合同 1", by=bank.rm01)
    lending.receive_part(case.pk, back="贷款合同 1", by=bank.officer)
    with pytest.raises(Invalid):
        lending.receive_part(case.pk, back="贷款合同 1", by=bank.officer)
    lending.return_loan(case.pk, by=bank.officer)
    with pytest.raises(Invalid) as invalid:
        lending.receive_part(case.pk, back="开户申请书 1", by=bank.officer)
    assert [one.field for one in invalid.value.problems] == ["state"]
    with pytest.raises(DatabaseError), transaction.atomic():
        LoanReturn.objects.update(pieces=9)


def test_what_is_left_is_reckoned_by_name():
    assert still_out([Item("借据", 2)], [Item("借据", 2)]) == ([], [])
    assert still_out([Item("借据", 2)], [Item("借据", 1), Item("借据", 2)])[1] == ["借据"]
    assert said([Item("借据", 2), Item("合同", 1)]) == "借据 × 2\n合同 × 1"


@pytest.mark.req("I06")
def test_pages_and_api_of_a_part(out, client):
    bank, case = out
    officer = Browser(bank.officer, "upkeep")
    assert "What came back" in officer.text(f"/custody/loan/{case.pk}/part/")
    typed = {"back": "开户申请书 1", "volumes": "", "words": ""}
    assert officer.post(f"/custody/loan/{case.pk}/part/", typed).status_code == 302
    page = officer.text(f"/custody/loan/{case.pk}/")
    assert "2 pieces are still out" in page and "开户申请书 × 1" in page
    assert "2 of 3 still out" in officer.text("/custody/loans/")
    headers = {"Authorization": "Bearer " + make_token(bank.officer, **HOUSE)}
    found = client.get("/api/v1/loans", headers=headers).json()
    assert found["loans"][0]["out"] == 2 and found["pieces"]["due"] == 2
