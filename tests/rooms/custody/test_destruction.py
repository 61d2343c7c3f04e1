"""Destruction (Art. 25): proposed, appraised, signed twice, carried out, certified; a hold wins at any moment."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE

from zhiji import journal as log
from zhiji import vault
from zhiji.access import people
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody import remains
from zhiji.custody.actions import destroying, destruction, hold, keeping, papers
from zhiji.custody.actions.destruction import propose
from zhiji.custody.looks.destruction import certificate, destruction_of
from zhiji.custody.looks.keeping import destroyed, keeping_of
from zhiji.custody.models import DestroyedFile, DestructionItem, PaperDestruction
from zhiji.custody.problems import Invalid
from zhiji.customers.actions import evidence
from zhiji.customers.actions.keeping import move
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, PublicName, Token
from zhiji.customers.scans import path_of
from zhiji.staff.models import Staff

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a card"
MONTH = datetime(2026, 12, 1, 2, tzinfo=UTC)
CLOCK = keeping.BY_CLOCK


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"


def closed(bank, *, year=2012, **more):
    file = bank.file(state="established", **more)
    move(
        file.number,
        "closed",
        reason="客户销户离行",
        by=bank.rm01,
        purpose="upkeep",
        at=datetime(year, 6, 1, tzinfo=UTC),
    )
    return file


def appraised(bank, files, *, kept=(), at=MONTH):
    """The month's proposal of these files, judged and handed on."""
    (case,) = propose(at=at, **CLOCK)
    given = {
        "value_lost": True,
        "review_on": None,
        "words": "已无利用、凭证和史料价值",
        "by": bank.officer,
        "at": at,
    }
    gone = [file.number for file in files if file not in kept]
    if gone:
        destruction.appraise(case.pk, customers=gone, judgement="destroy", **given)
    if kept:
        again = {
            "judgement": "keep",
            "value_lost": False,
            "review_on": date(2028, 1, 1),
            "words": "行史资料，继续保存",
        }
        destruction.appraise(case.pk, customers=[one.number for one in kept], **(given | again))
    return destruction.hand_on(case.pk, by=bank.officer, at=at)


def approved(bank, files, **more):
    case = appraised(bank, files, **more)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor, at=MONTH)
    return destruction.approve(case.pk, by=bank.manager, at=MONTH)


@pytest.mark.req("L01")
def test_art_25_the_clock_proposes_once_a_month_what_has_expired_by_custodian(bank):
    mine, hers = closed(bank), closed(bank, custodian=bank.officer2)
    running, young = bank.file(), closed(bank, year=2020)
    made = propose(at=MONTH, **CLOCK)
    assert [(case.owner_id, list(case.files.values_list("customer_id", flat=True))) for case in made] == [
        (bank.officer.pk, [mine.pk]), (bank.officer2.pk, [hers.pk]),
    ]  # fmt: skip
    assert propose(at=MONTH + timedelta(days=3), **CLOCK) == []
    assert propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK) == []  # they stand in a proposal already
    assert not DestructionItem.objects.filter(customer_id__in=[running.pk, young.pk]).exists()


@pytest.mark.req("L01")
def test_art_25_both_conditions_must_hold(bank):
    file = closed(bank)
    (case,) = propose(at=MONTH, **CLOCK)
    given = {
        "customers": [file.number],
        "judgement": "destroy",
        "review_on": None,
        "words": "没有价值了",
        "by": bank.officer,
        "at": MONTH,
    }
    with pytest.raises(Invalid) as invalid:
        destruction.appraise(case.pk, value_lost=False, **given)
    assert [one.rule for one in invalid.value.problems] == ["both"]
    with pytest.raises(Invalid):  # the period is asked again: on this day it had not run out
        destruction.appraise(case.pk, value_lost=True, **(given | {"at": datetime(2015, 1, 1, tzinfo=UTC)}))
    with pytest.raises(Invalid) as invalid:
        destruction.hand_on(case.pk, by=bank.officer, at=MONTH)
    assert [one.rule for one in invalid.value.problems] == ["unjudged"]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'custody:destruction:appraise', true)")
        cursor.execute("UPDATE custody_destructionitem SET judgement = 'destroy'")


@pytest.mark.req("L01")
def test_a_file_found_of_value_is_kept_and_comes_back_on_its_day(bank):
    file = closed(bank)
    case = appraised(bank, [file], kept=[file])
    assert case.state == "kept"
    assert keeping_of(file.number, by=bank.officer, at=MONTH).code == "review"
    assert propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK) == []
    assert len(propose(at=datetime(2028, 1, 1, 2, tzinfo=UTC), **CLOCK)) == 1


@pytest.mark.req("L01", "I03")
def test_art_25_two_people_sign_and_none_of_them_appraised(bank):
    file = closed(bank)
    case = appraised(bank, [file])
    with pytest.raises(Refused):
        destruction.approve(case.pk, by=bank.supervisor)
    people.enrol(
        "supervisor9",
        staff_number="900019",
        name="冯守拙",
        role="supervisor",
        unit=bank.head,
        person=bank.officer.staff_number,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:  # the officer who appraised, under a second account
        destruction.sign_as_supervisor(case.pk, by=Staff.objects.get(username="supervisor9"))
    assert refused.value.decision.code == "four_eyes"
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor)
    people.enrol(
        "manager9",
        staff_number="900029",
        name="卫敏",
        role="manager",
        unit=bank.head,
        person=bank.supervisor.staff_number,
        **HOUSE,
    )
    with pytest.raises(Refused) as refused:
        destruction.approve(case.pk, by=Staff.objects.get(username="manager9"))
    assert refused.value.decision.code == "four_eyes"
    with pytest.raises(Invalid):
        destroying.execute(case.pk, by=bank.officer)
    assert destruction.approve(case.pk, by=bank.manager).state == "approved"


@pytest.mark.req("L01")
def test_a_refused_destruction_spares_the_files_for_a_year(bank):
    file = closed(bank)
    case = appraised(bank, [file])
    assert (
        destruction.refuse(case.pk, words="诉讼风险未排除", by=bank.supervisor, at=MONTH).state == "refused"
    )
    assert propose(at=datetime(2027, 11, 1, 2, tzinfo=UTC), **CLOCK) == []
    assert len(propose(at=datetime(2027, 12, 1, 2, tzinfo=UTC), **CLOCK)) == 1


@pytest.mark.req("L01", "N05")
def test_art_25_nothing_is_left_of_a_destroyed_file_but_its_tombstone(bank, journal):
    firm = closed(bank, kind="organisation")
    stays = bank.file()
    scan = evidence.add(
        firm.number, io.BytesIO(PNG), kind="licence", title="营业执照", by=bank.rm01, purpose="onboarding"
    )
    assert path_of(scan.pk).exists() and PublicName.objects.filter(customer_id=firm.pk).exists()
    case = approved(bank, [firm])
    case = destroying.execute(case.pk, by=bank.officer, at=MONTH)
    assert case.state == "destroyed"
    assert not path_of(scan.pk).exists()
    for table in remains.EMPTIED:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE customer_id = %s", [firm.pk])
            assert cursor.fetchone() == (0,), table
    with pytest.raises(vault.Shredded):
        vault.data_key(firm.pk)
    with pytest.raises(NotHere):
        open_file(firm.number, by=bank.rm01, purpose="service")
    view = keeping_of(firm.number, by=bank.supervisor)
    assert (view.code, view.order) == ("destroyed", f"D26-{case.pk:06d}")
    assert [line.number for line in destroyed(by=bank.auditor).lines] == [firm.number]
    entry = journal("custody:destruction:shred")[0]
    assert entry.customer == firm.pk and '"outcome":"destroyed"' in entry.facts
    assert journal("vault:key:shred")[0].customer == firm.pk
    assert File.objects.filter(pk=stays.pk).exists() and Token.objects.filter(customer_id=stays.pk).exists()
    with pytest.raises(Invalid):  # nothing can be held any more
        hold.place(
            customers=[firm.number], ground="dispute", reference="", reason="客户起诉本行", by=bank.supervisor
        )


@pytest.mark.req("L04")
def test_a_hold_placed_between_approval_and_execution_wins(bank):
    one, two = closed(bank), closed(bank)
    case = approved(bank, [one, two])
    hold.place(
        customers=[one.number],
        ground="authority",
        reference="",
        reason="法院来函要求保全",
        by=bank.compliance,
    )
    case = destroying.execute(case.pk, by=bank.officer, at=MONTH)
    outcomes = {item.number: item.outcome for item in destruction_of(case.pk, by=bank.supervisor).items}
    assert outcomes == {one.number: "held", two.number: "destroyed"}
    assert open_file(one.number, by=bank.rm01, purpose="service").fields["name"].text
    assert case.state == "destroyed" and DestroyedFile.objects.count() == 1


@pytest.mark.req("L04")
def test_when_every_file_is_held_nothing_is_destroyed_and_the_case_says_so(bank):
    file = closed(bank)
    case = approved(bank, [file])
    held = hold.place(
        customers=[file.number], ground="dispute", reference="", reason="客户起诉本行", by=bank.compliance
    )
    assert destroying.execute(case.pk, by=bank.officer, at=MONTH).state == "kept"
    hold.release(held.pk, words="客户已经撤诉", by=bank.supervisor)
    assert (
        len(propose(at=datetime(2027, 1, 1, 2, tzinfo=UTC), **CLOCK)) == 1
    )  # proposed again, all steps anew


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


@pytest.mark.req("L01", "J04")
def test_a_destroyed_top_secret_file_stays_hidden(bank):
    file = closed(bank, secrecy=2, custodian=bank.officer2)
    (case,) = propose(at=MONTH, **CLOCK)
    assert case.owner_id == bank.officer2.pk
    given = {"judgement": "destroy", "value_lost": True, "review_on": None, "words": "已无价值", "at": MONTH}
    with pytest.raises(Refused):
        destruction.appraise(case.pk, customers=[file.number], by=bank.officer, **given)
    destruction.appraise(case.pk, customers=[file.number], by=bank.officer2, **given)
    destruction.hand_on(case.pk, by=bank.officer2)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor)
    destruction.approve(case.pk, by=bank.manager)
    destroying.execute(case.pk, by=bank.officer2, at=MONTH)
    for stranger in (bank.rm02, bank.agent01):
        with pytest.raises(NotHere):
            keeping_of(file.number, by=stranger)
    assert [one.number for one in destroyed(by=bank.officer).lines] == []


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
    log.checkpoint()
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
