"""Scans: what is taken, how it is kept, who may open it."""

import json
from io import BytesIO

import pytest

from zhiji.access.refusals import Refused
from zhiji.customers.actions.evidence import add
from zhiji.customers.looks.evidence import NoSuchScan, list_scans, open_scan
from zhiji.customers.models import Attachment
from zhiji.customers.problems import Invalid
from zhiji.customers.scans import MOST_BYTES, path_of

PDF = b"%PDF-1.7\n" + b"sealed? " * 20_000


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.ZHIJI_HOME = tmp_path


def added(bank, content=PDF, *, by=None, kind="paper", title="身份证正面", purpose="upkeep"):
    file = bank.file()
    scan = add(
        file.number,
        BytesIO(content),
        kind=kind,
        title=title,
        by=by or bank.rm01,
        purpose=purpose,
        channel="test",
    )
    return file, scan


@pytest.mark.req("F09")
def test_a_scan_lies_sealed_and_opens_for_who_sees_the_identity_clear(bank):
    file, scan = added(bank)
    kept = path_of(scan.pk).read_bytes()
    assert b"%PDF" not in kept and b"sealed?" not in kept
    found = open_scan(file.number, scan.pk, by=bank.rm01, purpose="upkeep", channel="test")
    assert (found.media_type, found.size, b"".join(found.chunks)) == ("application/pdf", len(PDF), PDF)
    assert found.file_name == f"{file.number}-{scan.pk}.pdf"


@pytest.mark.req("H01")
def test_a_masked_identity_opens_no_scan_and_the_refusal_is_journalled(bank, journal):
    file, scan = added(bank)
    for who, purpose in ((bank.rm01, "service"), (bank.rm02, "upkeep"), (bank.agent01, "service")):
        with pytest.raises(Refused):
            open_scan(file.number, scan.pk, by=who, purpose=purpose, channel="test")
        assert (journal()[0].outcome, journal()[0].phrase) == ("refused", "customers:attachment:open")


def test_the_list_names_scans_and_says_which_open(bank):
    file, scan = added(bank)
    seen = list_scans(file.number, by=bank.rm01, purpose="upkeep", channel="test")
    assert [(one.id, one.title, one.opens) for one in seen] == [(scan.pk, "身份证正面", True)]
    assert not list_scans(file.number, by=bank.rm02, purpose="service", channel="test")[0].opens


def test_a_scan_of_another_file_is_not_there(bank):
    _, scan = added(bank)
    other = bank.file()
    with pytest.raises(NoSuchScan):
        open_scan(other.number, scan.pk, by=bank.rm01, purpose="upkeep", channel="test")


@pytest.mark.parametrize(
    ("content", "kind", "title", "rules"),
    [
        (b"MZ\x90\x00", "paper", "x", ["type"]),
        (b"<html>", "paper", "x", ["type"]),
        (b"", "paper", "x", ["required"]),
        (b"%PDF-" + b"0" * MOST_BYTES, "paper", "x", ["size"]),
        (PDF, "", "x", ["choice"]),
        (PDF, "paper", " ", ["required"]),
        (PDF, "paper", "x" * 121, ["text.long"]),
        (PDF, "paper", "卡 4111 1111 1111 1111", ["secret.card"]),
        (b"MZ", "", "", ["choice", "required", "type"]),
    ],
)  # fmt: skip
def test_what_is_no_scan_is_refused_with_every_problem_and_nothing_kept(
    bank, content, kind, title, rules, tmp_path
):
    with pytest.raises(Invalid) as caught:
        added(bank, content, kind=kind, title=title)
    assert [problem.rule for problem in caught.value.problems] == rules
    assert not Attachment.objects.exists()
    assert not list(tmp_path.rglob("*.sealed"))


def test_the_same_scan_is_taken_once(bank):
    file, _ = added(bank)
    with pytest.raises(Invalid):
        add(
            file.number,
            BytesIO(PDF),
            kind="other",
            title="again",
            by=bank.rm01,
            purpose="upkeep",
            channel="test",
        )


def test_only_who_keeps_the_file_adds(bank):
    with pytest.raises(Refused):
        added(bank, by=bank.rm02)
    assert not Attachment.objects.exists()


def test_the_journal_holds_no_title(bank, journal):
    added(bank)
    facts = json.loads(journal("customers:attachment:add")[0].facts)
    assert facts["kind"] == "paper" and len(facts["digest"]) == 64
    assert "身份证" not in str(facts)
