"""A customer's rights over the own data (PIPL arts. 44-50, M01, M11): clocks, identity, letter, pack, correction."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from plugins.own_data_requests import RIGHT, accepted, asked, identified
from plugins.page_browser import Browser

from zhiji import letters, norms
from zhiji.access.models import Grant
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import own_data, rights
from zhiji.custody.looks.cases import list_cases
from zhiji.custody.looks.rights import read_letter
from zhiji.custody.models import Case, Disclosure
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.rights import GROUNDS, RIGHTS, UNTOLD
from zhiji.custody.steps.authority import askable
from zhiji.customers.actions.filing import amend
from zhiji.customers.looks.opening import open_file


def test_rights_and_grounds_are_those_of_the_register():
    rule = norms.on(date(2026, 11, 22)).rights
    assert (
        tuple(RIGHTS) == rule.kinds
        and tuple(GROUNDS) == rule.refusal_grounds
        and rule.while_retained == "store_only"
    )


@pytest.mark.req("M11")
def test_a_request_has_its_clock_from_the_first_day(bank):
    case = asked(bank, bank.file())
    days = norms.on(timezone.localdate()).rights.answer_days
    assert (case.due_at - case.raised_at) == timedelta(days=days)
    before = case.due_at
    case = rights.identify(
        case.pk, proved=True, paper_seen="original", by=bank.officer, at=timezone.now() + timedelta(days=3)
    )
    assert case.due_at == before
    late = timezone.now() + timedelta(days=days, hours=1)
    assert [row.overdue for row in list_cases("rights", overdue=True, by=bank.supervisor, at=late).rows] == [
        True
    ]


@pytest.mark.req("M11")
def test_who_asks_is_checked_and_another_decides(bank):
    file = bank.file()
    case = asked(bank, file, asker="agent")
    for given in ({"proved": False}, {"proved": True}):
        with pytest.raises(Invalid):
            rights.identify(case.pk, **given, paper_seen="original", by=bank.officer)
    rights.identify(case.pk, proved=True, mandate=True, paper_seen="certified", by=bank.supervisor)
    with pytest.raises(Refused) as refused:
        rights.accept(case.pk, by=bank.supervisor, **RIGHT)
    assert refused.value.decision.code == "four_eyes"
    with pytest.raises(Invalid):
        rights.ask(
            customers=[file.number, bank.file().number],
            right="access",
            asker="self",
            via="app",
            reason="两份一起看",
            by=bank.rm01,
        )
    with pytest.raises(NotHere):
        asked(bank, bank.file(manager=bank.rm03, secrecy=2))


@pytest.mark.req("M11", "M01", "H01")
def test_the_letter_says_what_is_held_why_how_long_and_who_has_looked(bank):
    file = bank.file()
    open_file(file.number, by=bank.rm01, purpose="service")
    open_file(file.number, by=bank.compliance, purpose="inquiry")
    case = identified(bank, file)
    with pytest.raises(NotHere):
        read_letter(case.pk, by=bank.officer, **RIGHT)
    assert open_file(file.number, by=bank.officer, **RIGHT).permit.level("wealth") == "hidden"
    case = rights.accept(case.pk, by=bank.supervisor, **RIGHT)
    with pytest.raises(Invalid) as invalid:
        rights.close(case.pk, delivered="hand", words="当面交付客户", by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["unprinted"]
    with pytest.raises(NotHere):
        read_letter(case.pk, by=bank.supervisor, **RIGHT)
    letter = read_letter(case.pk, by=bank.officer, **RIGHT)
    held = {str(one.label): one for _part, lines in letter.parts for one in lines}
    assert letter.name == "沈怀瑾" and "文三路" in held["Domicile"].text and held["Yearly income"].text
    assert (
        held["Name"].source == "Stated by the customer"
        and held["Name"].since
        and "尽职调查" in held["Name"].why
    )
    assert letter.kept_until is None and letter.years == 10 and letter.receipt and letter.whole
    seen = {(str(one.role), one.purpose) for one in letter.readers}
    assert ("Relationship manager", "Daily service") in seen and not any(
        "inquiry" in why.lower() for _role, why in seen
    )
    done = rights.close(case.pk, delivered="hand", words="当面交付客户", by=bank.officer)
    assert done.state == "done" and Grant.objects.get().revoked_at is not None
    with pytest.raises(Refused):
        read_letter(case.pk, by=bank.officer, **RIGHT)


@pytest.mark.req("M11")
def test_what_is_taken_along_is_what_the_customer_provided_and_goes_out_once(bank):
    file = bank.file()
    amend(file.number, {"habits": "早上来办业务"}, source="observed", by=bank.rm01, purpose="upkeep")
    case = accepted(bank, file, "port")
    with pytest.raises(Invalid):
        own_data.take(case.pk, by=bank.officer2, **RIGHT)
    number, content = own_data.take(case.pk, by=bank.officer, **RIGHT)
    body = json.loads(content)
    assert (
        body["pack"] == number
        and body["fields"]["name"]["value"] == "沈怀瑾"
        and "habits" not in body["fields"]
    )
    with pytest.raises(Invalid) as invalid:
        own_data.take(case.pk, by=bank.officer, **RIGHT)
    assert [one.rule for one in invalid.value.problems] == ["taken"]
    made = Disclosure.objects.get()
    assert made.body is None and made.taken_by_id == bank.officer.pk and len(made.digest) == 64
    assert rights.close(case.pk, delivered="app", words="已加密交付", by=bank.officer).state == "done"


def test_the_pack_as_a_table_and_never_before_it_is_fetched(bank):
    case = accepted(bank, bank.file(), "port")
    with pytest.raises(Invalid) as invalid:
        rights.close(case.pk, delivered="app", words="已加密交付", by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["unfetched"]
    _number, content = own_data.take(case.pk, form="csv", by=bank.officer, **RIGHT)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {"field": "name", "name": "Name", "value": "沈怀瑾", "source": "customer_stated"}.items() <= rows[
        0
    ].items()


@pytest.mark.req("M11", "M02")
def test_a_correction_closes_with_the_version_it_made(bank):
    file = bank.file(custodian=bank.officer)
    case = accepted(bank, file, "correct")
    with pytest.raises(Invalid) as invalid:
        rights.close(case.pk, delivered="told", words="已更正手机号", by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["unchanged"]
    amend(
        file.number, {"phones": ["13900001111"]}, source="customer_stated", by=bank.officer, purpose="upkeep"
    )
    done = rights.close(case.pk, delivered="told", words="已更正手机号", by=bank.officer)
    assert (done.content["version"], done.content["version_after"]) == (1, 2)


@pytest.mark.req("M11")
def test_a_refusal_names_its_ground_in_law_pipl_50(bank):
    case = asked(bank, bank.file(), "delete")
    with pytest.raises(Invalid):
        rights.refuse(case.pk, ground="busy", words="业务繁忙无法办理", by=bank.supervisor)
    with pytest.raises(Invalid):
        rights.refuse(case.pk, ground="contract_runs", words="", by=bank.supervisor)
    done = rights.refuse(
        case.pk, ground="contract_runs", words="您的账户仍在使用，资料为合同所需", by=bank.supervisor
    )
    assert (done.state, done.content["ground"], done.content["articles"]) == (
        "refused",
        "contract_runs",
        "13, 47",
    )
    other = asked(bank, bank.file())
    assert rights.withdraw(other.pk, words="客户当场撤回", by=bank.rm01).state == "withdrawn"


@pytest.mark.req("M11", "M01")
def test_neither_letter_nor_pack_tells_what_the_law_keeps_secret_or_another_customers_number(bank):
    other = bank.file()
    ties = [{"role": "spouse", "name": "陆清和", "customer": other.number}]
    file = bank.file(values={"money_laundering_risk": "high", "ties": ties})
    case = accepted(bank, file)
    told = str(read_letter(case.pk, by=bank.officer, **RIGHT).parts)
    assert "陆清和" in told and other.number not in told and other.number.replace("-", " ") not in told
    assert "Money-laundering risk" not in told
    _number, content = own_data.take(accepted(bank, file, "port").pk, by=bank.officer, **RIGHT)
    body = json.loads(content)["fields"]
    assert "money_laundering_risk" not in body and body["ties"]["value"] == [
        {"role": "spouse", "name": "陆清和"}
    ]
    assert not UNTOLD & {code for code, _words in askable()}


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages_of_a_request(bank):
    file = bank.file()
    desk = Browser(bank.rm01, "service")
    answer = desk.post(
        "/custody/rights/new/",
        {
            "customers": file.number,
            "right": "access",
            "asker": "self",
            "via": "app",
            "reason": "想看看存了什么",
        },
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    officer = Browser(bank.officer, "rights")
    assert (
        officer.post(
            f"/custody/rights/{case.pk}/identify/", {"proved": "1", "paper_seen": "original"}
        ).status_code
        == 302
    )
    deciding = Browser(bank.supervisor, "rights")
    assert deciding.post(f"/custody/rights/{case.pk}/accept/", {}).status_code == 302
    assert "What we hold about you" in officer.text(f"/custody/rights/{case.pk}/")
    page = officer.text(f"/custody/rights/{case.pk}/letter/print/")
    assert "文三路" in page and "Who has looked, by role" in page
    if letters.has_chinese_font():
        answer = officer.get(f"/custody/rights/{case.pk}/letter/pdf/")
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert deciding.get(f"/custody/rights/{case.pk}/letter/print/").status_code == 404
    case = accepted(bank, bank.file(), "port")
    answer = officer.post(f"/custody/rights/{case.pk}/pack/fetch/", {"form": "json"})
    assert json.loads(answer.content)["fields"]["name"]["value"] == "沈怀瑾"
    assert officer.post(f"/custody/rights/{case.pk}/pack/fetch/", {"form": "json"}).status_code == 302
    refused = officer.post(
        f"/custody/rights/{asked(bank, bank.file()).pk}/refuse/",
        {"ground": "not_proved", "words": "未能证明本人身份"},
    )
    assert refused.status_code == 302
