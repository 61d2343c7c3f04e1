"""Attacks on what was granted and what goes out: cards, loans, packs, handovers, formulas, paths, the glass, odd moments."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from plugins.attacked_institution import (
    RIGHT,
    a_request,
    built,
    granted,
    read_request,
    rights_case,
)
from plugins.page_browser import Browser
from plugins.shelved_bank import a_cabinet
from plugins.small_bank import HOUSE

from zhiji.access import policy
from zhiji.access.breaking import GlassProblem, review
from zhiji.access.gateway import _governed_writes
from zhiji.access.leaving import move
from zhiji.access.models import Grant
from zhiji.access.people import enrol, make_token
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import (
    handover,
    loan,
    own_data,
    rights,
)
from zhiji.custody.looks.cases import read_case
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.card import card
from zhiji.customers.looks.opening import open_file
from zhiji.holdings.feed.manifest import read_manifest
from zhiji.holdings.feed.problems import FeedRefused
from zhiji.ops.backing_up import FORMAT, BackupRefused
from zhiji.ops.restoring import checked
from zhiji.staff.models import Staff


@pytest.fixture
def bank(db):
    return built()


# -- grants --------------------------------------------------------------------------------------------------------------


@pytest.mark.req("H07", "J05")
def test_a_grant_to_read_a_classified_file_prints_no_card_of_it(bank) -> None:
    """Art. 23.1: a classified file is copied with an approval of its own."""
    file = bank.file(manager=bank.rm03)
    classify(
        file.number, secrecy=1, custodian=bank.officer, reason="名人", by=bank.supervisor, purpose="review"
    )
    file.refresh_from_db()
    granted(bank, file)
    assert open_file(file.number, by=bank.rm01, purpose="service").permit.level("contact") == "clear"
    with pytest.raises(Refused):
        card(file.number, by=bank.rm01, purpose="service")


@pytest.mark.req("I02", "I03")
def test_a_loan_dies_with_the_post_it_was_asked_from(bank) -> None:
    a_cabinet(bank)
    case = loan.ask_loan(
        customers=[bank.file(manager=bank.rm03).number], medium="electronic", compartments=["contact"], days=3, items="合同 1",
        wanted="service", reason="客户委托核对合同", by=bank.rm01,
    )  # fmt: skip
    loan.sign_loan(case.pk, by=bank.rm02)
    move(bank.rm01, role="agent", unit=bank.head, reason="调往客服中心", **HOUSE)
    with pytest.raises(Invalid) as invalid:
        loan.approve_loan(case.pk, by=bank.officer)
    assert [one.rule for one in invalid.value.problems] == ["moved"] and not Grant.objects.exists()


@pytest.mark.req("H07", "M09")
def test_a_grant_for_a_post_that_lost_its_purpose_is_refused_in_words(bank, monkeypatch) -> None:
    """The table of purposes changed since the request: the next step says so with its mend, on the page and by the API."""
    case, before = rights_case(bank, bank.file()), policy.purposes()
    fewer = replace(before["rights"], roles=before["rights"].roles - {"officer"})
    monkeypatch.setattr(policy, "purposes", lambda: {**before, "rights": fewer})
    with pytest.raises(Invalid) as invalid:
        rights.accept(case.pk, by=bank.supervisor, **RIGHT)
    (problem,) = invalid.value.problems
    assert (problem.field, problem.rule) == ("purpose", "purpose") and "Refuse" in str(problem.mend)
    browser = Browser(bank.supervisor, "rights")
    browser.cookies["django_language"] = "en"
    page = browser.post(f"/custody/rights/{case.pk}/accept/", {"words": "同意"})
    assert page.status_code < 500 and "no purpose of the post" in page.content.decode()
    token = make_token(bank.supervisor, **HOUSE)
    answer = Client().post(
        f"/api/v1/cases/{case.pk}/accept?purpose=rights", "{}", "application/json", headers={"authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "purpose"
    assert not Grant.objects.exists()


@pytest.mark.req("M11")
def test_a_refused_request_gives_no_pack_out(bank) -> None:
    case = rights_case(bank, bank.file(), right="port")
    rights.accept(case.pk, by=bank.supervisor, **RIGHT)
    rights.refuse(case.pk, ground="not_proved", words="证件存疑", by=bank.officer)
    with pytest.raises(Invalid):
        own_data.take(case.pk, by=bank.officer, **RIGHT)


@pytest.mark.req("F15", "AB04")
def test_an_open_case_is_handed_over_to_who_may_take_its_step(bank) -> None:
    """A request of an authority, or any other, never passes to a role that has no part in it."""
    asked = a_request(bank, bank.file())
    move(bank.compliance, role="auditor", unit=bank.head, reason="调往审计部", **HOUSE)
    left = Case.objects.get(kind="handover")
    with pytest.raises(Invalid):
        handover.assign(left.pk, group="owned", successor=bank.rm01, by=bank.manager)
    with pytest.raises(NotHere):
        read_case(asked.pk, by=bank.rm01)


# -- files that go out ---------------------------------------------------------------------------------------------------


@pytest.mark.req("H04")
def test_no_cell_of_a_register_is_a_formula(bank) -> None:
    with _governed_writes("staff:person:enrol"):
        Staff.objects.filter(pk=bank.rm01.pk).update(name="=1+1", name_en="=1+1")
    read_request(bank, bank.file(manager=bank.rm03))
    text = Browser(bank.auditor).get("/custody/reading/?format=csv").content.decode()
    assert "'=1+1" in text


def test_a_manifest_and_a_backup_name_nothing_outside_their_folder(tmp_path) -> None:
    (tmp_path / "manifest.json").write_text(
        json.dumps({
            "format": 1, "system": "core", "first": "2026-11-01", "last": "2026-11-01", "tables": {}, "files": {"../../etc/passwd": "0"},
        })
    )  # fmt: skip
    with pytest.raises(FeedRefused) as refused:
        read_manifest(tmp_path)
    assert "plain name" in refused.value.problems[0].detail
    (tmp_path / "files.jsonl").write_text(json.dumps(["../../outside", 1, "0"]))
    (tmp_path / "manifest.json").write_text(
        json.dumps({"format": FORMAT, "migrations": [], "database": {"sha256": ""}, "files": {"sha256": ""}, "ledger": {"sha256": ""}})
    )  # fmt: skip
    with pytest.raises(BackupRefused, match="outside"):
        checked(tmp_path, lambda *_: None)


# -- breaking the glass --------------------------------------------------------------------------------------------------


@pytest.mark.req("N11", "I03")
def test_a_second_account_neither_reviews_the_own_break_glass_nor_goes_on_breaking(bank) -> None:
    for name, role in (("twin_rm", "rm"), ("twin_supervisor", "supervisor")):
        number = f"9000{len(name):02d}"
        enrol(
            name,
            staff_number=number,
            name="林若溪",
            role=role,
            unit=bank.west,
            person=bank.rm01.staff_number,
            **HOUSE,
        )
    twin, judge = (Staff.objects.get_by_natural_key(name) for name in ("twin_rm", "twin_supervisor"))
    file, later = bank.file(manager=bank.rm03), timezone.now() + timedelta(hours=25)
    grant = break_glass(file.number, reason="客户在柜台等候，账户被盗用", by=bank.rm01, purpose="service")
    with pytest.raises(Refused):
        review(grant.pk, ok=True, note="情况属实", by=judge)
    with pytest.raises(GlassProblem) as problem:
        break_glass(file.number, reason="客户在柜台等候，账户被盗用", by=twin, purpose="service", at=later)
    assert [one.rule for one in problem.value.problems] == ["unreviewed"]
    assert review(grant.pk, ok=True, note="情况属实", by=bank.supervisor).review_ok


# -- the API -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said_at", ["2026-11-01T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_moment_without_a_zone_or_at_the_edge_of_time_is_no_fault_of_the_server(bank, said_at) -> None:
    file = bank.file()
    secret = make_token(bank.rm01, **HOUSE)
    answer = Client(raise_request_exception=False).post(
        f"/api/v1/consents/{file.number}?purpose=service",
        {"use": "service", "what": "told", "said_at": said_at, "via": "counter", "evidence": "signature"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code < 500, answer.content[:300]
    for address in ("/api/v1/authorities/powers?day=", "/api/v1/rule?on="):
        answer = Client(raise_request_exception=False).get(
            address + said_at[:10], headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code < 500, (address, answer.content[:300])
