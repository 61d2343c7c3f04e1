"""That a suspicion was taken down is known to compliance alone (Anti-Money-Laundering Law 2024, arts. 7, 35): no page, list, count,
notice, ledger, journal view, statistic, handover, stand-in or earlier post betrays it, to anybody, of anybody."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import inspect
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plugins.attacked import client_of, token_of
from plugins.colleagues import set_by_hand
from plugins.suspected_bank import GROUNDS, TOLD, bank, others, suspected  # noqa: F401

from zhiji.access import leaving, policy
from zhiji.access.actors import StandingIn
from zhiji.access.gateway import Gate, _governed_writes
from zhiji.access.refusals import Refused
from zhiji.access.standing_in import name_stand_in
from zhiji.custody.cases import tell
from zhiji.custody.looks.cases import list_cases, notices, read_case, unread, waiting
from zhiji.custody.looks.handover import read_handover
from zhiji.custody.models import Case, HandoverItem
from zhiji.insight.diligence.actions.suspicions import (
    approve,
    dismiss,
    examine,
    record_report,
    send_back,
)
from zhiji.insight.diligence.looks.watching import suspicions_about
from zhiji.insight.diligence.steps import STEPS
from zhiji.staff.models import Staff

pytestmark = pytest.mark.req("L06", "H09")


# -- that it works ---------------------------------------------------------------------------------------------------------


def test_two_people_of_compliance_report_it(bank):
    case = suspected(bank)
    with pytest.raises(Refused):
        approve(case.pk, by=bank.compliance)
    send_back(case.pk, words="请补充对手方", by=bank.compliance2)
    examine(case.pk, analysis="已补充对手方与时间序列", by=bank.compliance)
    approve(case.pk, by=bank.compliance2)
    record_report(case.pk, reported_on=timezone.localdate(), reference="STR-2026-0001", by=bank.compliance)
    assert read_case(case.pk, by=bank.compliance2).private["reference"] == "STR-2026-0001"
    assert [one.state for one in suspicions_about(bank.customer.number, by=bank.compliance)] == ["reported"]
    other = suspected(bank, "raised")
    with pytest.raises(Refused):
        dismiss(other.pk, words="经核实不构成可疑", by=bank.compliance)
    assert dismiss(other.pk, words="经核实不构成可疑", by=bank.compliance2).state == "dismissed"


def test_it_is_walked_by_its_forms(bank):
    first, second = client_of(bank.compliance), client_of(bank.compliance2)
    given = {"customers": bank.customer.number, "patterns": ["woken"], "grounds": GROUNDS}
    assert first.post("/custody/suspicious/new/", given).status_code == 302
    case = Case.objects.get(kind="suspicious")
    today = timezone.localdate().isoformat()
    for client, verb, values in (
        (first, "examine", {"analysis": "交易对手众多，金额略低于大额标准"}), (second, "send_back", {"words": "请补充对手方"}),
        (first, "examine", {"analysis": "已补充对手方与时间序列"}), (second, "approve", {}),
        (first, "report", {"reported_on": today, "reference": "STR-2026-0001"}),
    ):  # fmt: skip
        assert client.get(f"/custody/suspicious/{case.pk}/{verb}/").status_code == 200
        answer = client.post(f"/custody/suspicious/{case.pk}/{verb}/", values)
        assert answer.status_code == 302, (verb, answer.status_code)
    case.refresh_from_db()
    assert (
        case.state == "reported" and GROUNDS in first.get(f"/custody/suspicious/{case.pk}/").content.decode()
    )


def test_every_step_of_due_diligence_takes_what_its_form_asks():
    """A form asks a few words beside every signature: an act that does not take them would fail in the hand."""
    for step in STEPS:
        taken = inspect.signature(inspect.unwrap(step.act)).parameters
        assert {ask.name for ask in step.asked} <= set(taken), step.verb


# -- that nothing else knows -------------------------------------------------------------------------------------------------


PAGES = [
    "/", "/custody/", "/custody/?scope=all", "/custody/?scope=overdue", "/custody/?scope=mine", "/custody/notices/", "/custody/notices/bell/",
    "/alerts/", "/custody/reports/", "/diligence/",
]  # fmt: skip
OF_FILE = ["", "ties/", "versions/", "readers/", "diligence/", "holdings/", "holdings/dossiers/", "why/"]


def answers(bank, staff, purpose):
    client = client_of(staff, purpose)
    paths = [*PAGES, *(f"/customers/{bank.customer.number}/{page}" for page in OF_FILE)]
    return {path: client.get(path).content.decode() for path in paths}


def grows(staff, path):
    """What every look of anybody changes: the file's ledger, and the size of the journal on the administrator's first page."""
    return path.endswith("readers/") or (staff.role == "admin" and path == "/")


def scrubbed(text):
    text = re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|\d\d:\d\d(:\d\d)?|entry=\d+|/journal/\d+',
        "",
        text,
    )
    return re.sub(r"\d+ (seconds?|minutes?) ago|just now", "", text)


def test_pages_are_the_same_with_and_without_it(bank):
    """Every page of every role, but for the ledger, which grows by each look: there the looks of compliance must be missing."""
    purposes = {
        staff: next((one.id for one in policy.purposes().values() if staff.role in one.roles), "")
        for staff in others(bank)
    }
    purposes[bank.rm01] = "due_diligence"
    assert (
        "Due diligence"
        in answers(bank, bank.rm01, "due_diligence")[f"/customers/{bank.customer.number}/diligence/"]
    )
    for staff in others(bank):  # the first visit leaves marks of its own
        answers(bank, staff, purposes[staff])
    before = {staff: answers(bank, staff, purposes[staff]) for staff in others(bank)}
    suspected(bank)
    told = []
    for staff in others(bank):
        for path, text in answers(bank, staff, purposes[staff]).items():
            if not grows(staff, path) and scrubbed(text) != scrubbed(before[staff][path]):
                told.append((staff.username, path, "differs"))
            if path not in ("/house/policy/",) and any(word in text for word in TOLD):
                told.append((staff.username, path, "names it"))
    assert told == []


def test_its_addresses_answer_like_those_of_no_case(bank):
    case, nobody = suspected(bank), 99_999
    told = []
    for staff in others(bank):
        client = client_of(staff, "")
        for page in (
            "",
            "approve/",
            "examine/",
            "report/",
            "dismiss/",
            "send_back/",
            "papers/add/",
            "papers/1/",
        ):
            for kind in ("suspicious", "reading"):
                found = [client.get(f"/custody/{kind}/{number}/{page}") for number in (case.pk, nobody)]
                posted = [
                    client.post(f"/custody/{kind}/{number}/{page}", {"words": "试一试能否打开"})
                    for number in (case.pk, nobody)
                ]
                for pair in (found, posted):
                    texts = [
                        scrubbed(one.content.decode()).replace(f"/{kind}/{number}/", f"/{kind}/N/")
                        for one, number in zip(pair, (case.pk, nobody), strict=True)
                    ]
                    if (
                        pair[0].status_code != pair[1].status_code
                        or texts[0] != texts[1]
                        or pair[0].status_code >= 500
                    ):
                        told.append((staff.username, kind, page, pair[0].status_code, pair[1].status_code))
        register = client.get("/custody/suspicious/")
        assert GROUNDS not in register.content.decode() and "DS26-" not in register.content.decode()
        assert "DS26-" not in client.get("/custody/suspicious/?format=csv").content.decode()
    assert told == []


def test_the_api_answers_like_for_no_case(bank):
    case, nobody = suspected(bank), 99_999
    for staff in others(bank):
        client, header = Client(raise_request_exception=False), token_of(staff)
        for verb, path, body in (
            ("GET", "", None),
            ("POST", "/approve", {"values": {}}),
            ("POST", "/dismiss", {"values": {"words": "不成立不成立"}}),
        ):
            found = [
                client.generic(verb, f"/api/v1/cases/{number}{path}", json.dumps(body) if body else "", content_type="application/json", headers=header)
                for number in (case.pk, nobody)
            ]  # fmt: skip
            assert found[0].status_code == found[1].status_code < 500, (staff.username, path)
            assert found[0].content == found[1].content, (staff.username, path)
        listed = client.get("/api/v1/cases", headers=header).content.decode()
        assert f'"number": {case.pk},' not in listed and "suspicious" not in listed


def test_neither_a_stand_in_nor_an_earlier_post_knows_of_it(bank):
    case = suspected(bank)
    name_stand_in(bank.supervisor, ends_at=timezone.now() + timedelta(days=2), by=bank.compliance)
    guise = StandingIn(bank.supervisor, bank.compliance)
    assert case.pk not in [row.number for row in waiting(by=bank.supervisor).rows]
    for by in (guise, bank.supervisor):
        for step in (lambda by=by: approve(case.pk, by=by), lambda by=by: read_case(case.pk, by=by)):
            with pytest.raises(Refused) as one:
                step()
            assert one.value.decision.code in ("unknown", "phrase")
    set_by_hand(bank.compliance, role="rm")
    moved = Staff.objects.get(pk=bank.compliance.pk)
    assert list_cases(mine=True, by=moved).rows == [] and list_cases("suspicious", by=moved).rows == []
    with pytest.raises(Refused):
        read_case(case.pk, by=moved)


def test_notices_of_it_are_gone_with_the_post(bank):
    case = suspected(bank)
    gate = Gate("custody:suspicious:examine", "act", bank.compliance, "", timezone.now(), "test")
    with _governed_writes(gate.phrase):
        tell(gate, [bank.compliance2.pk], "overdue", case)
    assert unread(bank.compliance2) == 1
    set_by_hand(bank.compliance2, role="rm")
    moved = Staff.objects.get(pk=bank.compliance2.pk)
    assert unread(moved) == 0 and list(notices(by=moved)) == []


def test_a_departure_from_compliance_lists_no_such_case(bank):
    case = suspected(bank)
    leaving.leave(bank.compliance, reason="合同到期", by=bank.gm, channel="test")
    handover = Case.objects.get(kind="handover", content__departed=bank.compliance.pk)
    assert not HandoverItem.objects.filter(subject=case.pk).exists()
    assert "DS26" not in str(read_handover(handover.pk, by=bank.supervisor))
    case.refresh_from_db()
    assert case.owner_id is None
    assert approve(case.pk, by=bank.compliance2).state == "approved"
