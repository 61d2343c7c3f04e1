"""Art. 22: that there is a top-secret file at all shows in no register, count, desk, step, notice or graph to who may not know."""

import re
from datetime import timedelta

import pytest
from plugins.page_browser import Browser

from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import carrying, copying, reading
from zhiji.custody.looks.cases import list_cases, notices, read_case, waiting
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.listing import list_files

ASKED = {"wanted": "service", "for_whom": "法律顾问何以宁", "reason": "诉讼需要附件", "fields": ["name"]}


@pytest.fixture
def secret(bank):
    """Two requests to copy: of an ordinary file, and of a top-secret one kept by ``officer``; and a parcel with it."""
    bank.plain, bank.secret = bank.file(), bank.file()
    classify(
        bank.secret.number,
        secrecy=2,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )
    bank.open_case = copying.ask(customers=[bank.plain.number], by=bank.rm01, **ASKED)
    bank.secret_case = copying.ask(customers=[bank.secret.number], by=bank.rm01, **ASKED)
    return bank


def _without_marks(page, number):
    """A page without what differs each time: the address asked for, tokens, the minute in the watermark."""
    page = page.replace(f"/custody/copy/{number}/", "")
    page = re.sub(r'(nonce|value|content)="[^"]*"|X-CSRFToken[^}]*', "", page)
    return re.sub(r"\d+", "", page)


@pytest.mark.req("J04")
def test_art_22_registers_and_counts_pass_it_over(secret):
    bank = secret
    for reader, expected in (
        (bank.auditor, 1),
        (bank.supervisor, 2),
        (bank.gm, 2),
        (bank.rm01, 2),
        (bank.rm02, 0),
    ):
        assert len(list_cases("copy", by=reader).rows) == expected, reader.username
    with pytest.raises(NotHere):
        read_case(bank.secret_case.pk, by=bank.auditor)
    assert read_case(bank.secret_case.pk, by=bank.supervisor).numbers == [bank.secret.number]
    pages = [
        _without_marks(Browser(bank.auditor).get(f"/custody/copy/{number}/").content.decode(), number)
        for number in (bank.secret_case.pk, bank.secret_case.pk + 1000)
    ]
    assert pages[0] == pages[1]


@pytest.mark.req("J03", "J04")
def test_art_22_desks_and_parcels_pass_it_over(secret):
    """A parcel with the file is met by nobody who may not know of it; the approver who may has both requests waiting."""
    bank = secret
    case = bank.secret_case
    assert [row.number for row in waiting(by=bank.gm).rows] == [bank.open_case.pk, case.pk]
    parcel = carrying.ask(
        customers=[bank.secret.number], measures=["locked_case", "direct_way"], seal_number="F-2291", destination="城东支行",
        receiver=None, arrival=bank.secret_case.raised_at.replace(microsecond=0) + timedelta(hours=3),
        reason="调阅原件", by=bank.officer,
    )  # fmt: skip
    assert [row.number for row in list_cases("courier", by=bank.auditor).rows] == []
    with pytest.raises(NotHere):
        read_case(parcel.pk, by=bank.officer2)
    assert notices(by=bank.officer2) == []


@pytest.mark.req("J03")
def test_art_22_the_index_shows_the_badge_of_a_confidential_file_and_nothing_else(secret):
    bank = secret
    classify(
        bank.plain.number,
        secrecy=1,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )
    rows = {row.number: row for row in list_files(scope="unit", by=bank.rm02, purpose="service").rows}
    assert set(rows) == {bank.plain.number} and rows[bank.plain.number].badge_only


@pytest.mark.req("J04")
def test_art_22_who_may_not_know_signs_nothing_about_it(secret):
    bank = secret
    case = reading.ask(
        customers=[bank.secret.number], compartments=["identity"], wanted="service", reason="客户委托代办", days=1, uses=1, by=bank.rm01,
    )  # fmt: skip
    reading.sign_for_unit(case.pk, by=bank.rm02)
    assert waiting(by=bank.officer2).rows == []
    with pytest.raises(Refused):
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer2)
    assert [row.number for row in waiting(by=bank.officer).rows] == [case.pk]
    assert (
        reading.examine(case.pk, reason_sufficient=True, papers_complete=True, by=bank.officer).state
        == "with_manager"
    )
