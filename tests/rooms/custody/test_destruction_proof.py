"""What a destruction leaves: paper before witnesses, certificates, the register, the quarter's checks (Art. 25)."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from plugins.destroyed_bank import CLOCK, MONTH, PNG, approved, closed
from plugins.page_browser import Browser
from plugins.sealing import seal_all

from zhiji import vault
from zhiji.access.refusals import Refused
from zhiji.custody import remains
from zhiji.custody.actions import destroying, destruction, keeping, papers
from zhiji.custody.actions.destruction import propose
from zhiji.custody.looks.destruction import certificate, destruction_of
from zhiji.custody.models import PaperDestruction
from zhiji.custody.problems import Invalid
from zhiji.customers.actions import evidence
from zhiji.customers.scans import path_of

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.mark.req("L02")
def test_art_25_paper_is_never_sold_at_any_door(bank):
    assert set(destroying.METHODS) == {"shredding", "pulping", "burning"}
    file = closed(bank)
    case = approved(bank, [file])
    destroying.execute(case.pk, by=bank.officer, at=MONTH)
    browser = Browser(bank.officer, "review")
    answer = browser.post(f"/custody/destruction/{case.pk}/paper/", {"method": "sold", "on": "2026-11-01"})
    assert answer.status_code == 422
    answer = browser.post(
        f"/api/v1/cases/{case.pk}/paper",
        {"values": {"method": "sold_as_waste_paper", "on": "2026-11-01"}},
        content_type="application/json",
    )
    assert answer.status_code == 422, answer.content
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:destruction:paper', true)")
        cursor.execute(
            'INSERT INTO custody_paperdestruction (case_id, method, "on", volumes, vendor, recorded_by_id) VALUES (%s, %s, now(), 1, false, %s)',
            [case.pk, "sold", bank.officer.pk],
        )


@pytest.fixture
def with_paper(bank, monkeypatch):
    """An executed destruction whose file had two volumes on the shelf; (case, file)."""
    from zhiji.custody.models import Cabinet, Volume

    file = closed(bank)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
        cabinet = Cabinet.objects.create(code="A1", unit=bank.head, kind="person", rows=3, columns=3)
        for part in (1, 2):
            Volume.objects.create(
                customer_id=file.pk, part=part, cabinet=cabinet, row=1, column=part, carrier="paper", ink="carbon", kept_at=MONTH,
                kept_by=bank.officer, review_on=date(2030, 1, 1),
            )  # fmt: skip
        cursor.execute("SELECT set_config('zhiji.act', '', true)")
    case = approved(bank, [file])
    return destroying.execute(case.pk, by=bank.officer, at=MONTH), file


@pytest.mark.req("L01", "L02")
def test_art_25_paper_ends_before_two_witnesses_with_the_vendors_proof(bank, with_paper):
    case, _file = with_paper
    assert case.state == "paper"
    given = {
        "method": "pulping",
        "on": date(2026, 12, 1),
        "vendor": "城北纸业",
        "by": bank.officer,
        "at": MONTH,
    }
    with pytest.raises(Invalid) as invalid:
        destruction.record_paper(case.pk, **given)
    assert [one.rule for one in invalid.value.problems] == ["proof"]
    with pytest.raises(Invalid):
        destruction.record_paper(case.pk, **(given | {"on": date(2027, 1, 1)}))
    papers.add_paper(case.pk, io.BytesIO(PNG), kind="proof", title="监销证明", by=bank.officer)
    assert destruction.record_paper(case.pk, **given).state == "witnessing"
    assert (PaperDestruction.objects.get().volumes, PaperDestruction.objects.get().method) == (2, "pulping")
    with pytest.raises(Refused) as refused:  # who recorded it is no witness
        destruction.witness(case.pk, by=bank.officer)
    assert refused.value.decision.code == "four_eyes"
    assert destruction.witness(case.pk, by=bank.officer2).state == "witnessed"
    with pytest.raises(Refused) as refused:  # one witness is not two
        destruction.witness(case.pk, by=bank.officer2)
    assert refused.value.decision.code == "four_eyes"
    assert destruction.witness(case.pk, by=bank.auditor).state == "destroyed"


@pytest.mark.req("L01")
def test_every_table_that_names_a_customer_is_emptied_or_kept_for_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'customer_id' AND table_schema = 'public'"
        )
        tables = {name for (name,) in cursor.fetchall()}
    unknown = tables - set(remains.EMPTIED) - set(remains.KEPT)
    unknown = {name for name in unknown if not name.startswith(remains.KEPT_ROOMS)}
    assert unknown == set(), "enter the new table in zhiji/custody/remains.py"
    assert set(remains.EMPTIED) <= tables


@pytest.mark.req("L08")
def test_the_quarters_four_checks_are_recorded_once_with_their_evidence(bank):
    from zhiji.custody.looks.evidence import evidence as checks

    file = bank.file()
    scan = evidence.add(
        file.number, io.BytesIO(PNG), kind="paper", title="证件", by=bank.rm01, purpose="onboarding"
    )
    keeping.tick(MONTH)
    keeping.tick(MONTH + timedelta(minutes=1))
    running, recorded = checks(by=bank.auditor, at=MONTH)
    assert {one.principle for one in recorded.checks} == {"safe", "accurate", "complete", "confidential"}
    assert recorded.quarter == date(2026, 7, 1) and running.recorded_at is None
    assert all(
        one.good for one in recorded.checks if "hashed" in str(one.words) or "on disk" in str(one.words)
    )
    path_of(scan.pk).write_bytes(b"something else")
    assert keeping.scan(at=MONTH).changed == [f"attachments/000000/{scan.pk}.sealed"]
    path_of(scan.pk).unlink()
    assert keeping.scan(at=MONTH).missing == [f"attachments/000000/{scan.pk}.sealed"]
    page = Browser(bank.auditor, "audit").text("/custody/keeping/checks/")
    assert "Confidential" in page and "in order" in page


@pytest.mark.req("L08", "N10")
def test_what_the_clock_does_stands_in_the_journal(bank, journal):
    keeping.tick(MONTH)
    done = {entry.phrase for entry in journal(limit=200)}
    assert done >= {
        "custody:destruction:propose", "custody:keeping:scan", "custody:keeping:record", "journal:log:verify",
    }  # fmt: skip
    file = closed(bank)
    case = approved(bank, [file], at=datetime(2027, 1, 1, 2, tzinfo=UTC))
    destroying.execute(case.pk, by=bank.officer, at=MONTH)
    keeping.replay_all(at=MONTH)
    destruction_of(case.pk, by=bank.auditor)
    done = {entry.phrase for entry in journal(limit=200)}
    assert done >= {
        "custody:destruction:appraise", "custody:destruction:hand_on", "custody:destruction:sign", "custody:destruction:approve",
        "custody:destruction:execute", "custody:destruction:shred", "custody:destruction:finish", "custody:destruction:read",
        "custody:keeping:replay",
    }  # fmt: skip
    Browser(bank.auditor, "audit").text("/custody/keeping/checks/")
    assert journal("custody:keeping:evidence")[0].outcome == "granted"


@pytest.mark.req("L01")
def test_the_pages_of_a_destruction(bank):
    one, two = closed(bank), closed(bank)
    (case,) = propose(at=datetime(2026, 11, 1, 2, tzinfo=UTC), **CLOCK)
    officer = Browser(bank.officer, "upkeep")
    page = officer.text(f"/custody/destruction/{case.pk}/")
    assert one.number in page and "Judge all that are left alike" in page
    form = {"customers": f"{one.number}\n{two.number}", "judgement": "destroy", "words": "没有任何价值了"}
    assert (
        "Both conditions" in officer.post(f"/custody/destruction/{case.pk}/appraise/", form).content.decode()
    )
    assert (
        officer.post(f"/custody/destruction/{case.pk}/appraise/", form | {"value_lost": "1"}).status_code
        == 302
    )
    assert officer.post(f"/custody/destruction/{case.pk}/hand_on/", {}).status_code == 302
    assert (
        Browser(bank.supervisor, "review").post(f"/custody/destruction/{case.pk}/sign/", {}).status_code
        == 302
    )
    assert (
        Browser(bank.manager, "review").post(f"/custody/destruction/{case.pk}/approve/", {}).status_code
        == 302
    )
    assert officer.post(f"/custody/destruction/{case.pk}/execute/", {}).status_code == 302
    page = officer.text(f"/custody/destruction/{case.pk}/")
    assert "destroyed" in page and "The certificate" in page
    assert one.number in officer.text("/custody/keeping/destroyed/")
    assert f"D26-{case.pk:06d}" in officer.text(f"/custody/keeping/{one.number}/")
    found = officer.get(f"/api/v1/keeping/destructions/{case.pk}").json()
    assert [item["outcome"] for item in found["items"]] == ["destroyed", "destroyed"]
    assert officer.get("/api/v1/keeping/destroyed").json()["lines"][0]["order"] == f"D26-{case.pk:06d}"
    assert officer.get("/api/v1/keeping/evidence").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("L01", "H05")
def test_the_certificate_holds_before_the_verifier_that_stands_alone(bank):
    file = closed(bank)
    case = approved(bank, [file])
    destroying.execute(case.pk, by=bank.officer, at=MONTH)
    seal_all()
    made = certificate(case.pk, by=bank.auditor)
    assert [(one.number, one.checked) for one in made.proofs] == [(file.number, True)]
    assert [one.verb for one in made.signatures] == [
        "propose",
        "appraise",
        "hand_on",
        "sign",
        "approve",
        "execute",
        "finish",
    ]
    browser = Browser(bank.auditor, "audit")
    assert "verified" in browser.text(f"/custody/destruction/{case.pk}/certificate/")
    proofs = browser.get(f"/custody/destruction/{case.pk}/certificate/?format=json").json()
    assert proofs[file.number]["format"] == "zhiji-inclusion-proof/1"
    assert browser.get(f"/api/v1/keeping/destructions/{case.pk}/certificate").json()["proofs"][0]["checked"]
    assert file.pk in vault.shredded()
