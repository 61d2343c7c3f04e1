"""A dossier: everything of a customer and a period in one sealed pack; made and opened by compliance alone."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from plugins.small_feed import DAY, usual, write_feed

from zhiji.access.actors import Job
from zhiji.access.refusals import Refused
from zhiji.custody.remains import bytes_of
from zhiji.customers.actions.filing import amend
from zhiji.customers.problems import Invalid
from zhiji.holdings.actions.dossiers import make_dossier, path_of
from zhiji.holdings.actions.loading import load
from zhiji.holdings.looks.dossiers import NoSuchDossier, list_dossiers, open_dossier
from zhiji.holdings.looks.holding import open_holdings

HOUSE = {"by": Job("tests"), "channel": "test"}
YEAR = (date(2026, 1, 1), date(2099, 12, 31))
"""From a whole year of the feed to after every version made while the test runs."""


@pytest.fixture
def fed(bank, tmp_path, settings):
    file = bank.file()
    amend(
        file.number,
        {"employer": "乌篷船运"},
        source="customer_stated",
        by=bank.rm01,
        purpose="upkeep",
        channel="test",
    )
    amend(
        file.number,
        {"employer": "画桥设计"},
        source="customer_stated",
        by=bank.rm01,
        purpose="upkeep",
        channel="test",
    )
    assert load(write_feed(tmp_path / "feed", usual(file.number)), **HOUSE).ok
    open_holdings(file.number, by=bank.rm01, purpose="service", channel="test")
    return file


def asking(bank, purpose="inquiry"):
    return {"by": bank.compliance, "purpose": purpose, "channel": "test"}


def opened(bank, file, dossier):
    content = b"".join(open_dossier(file.number, dossier.pk, **asking(bank)).chunks)
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.req("L06", "L03", "L05")
def test_the_pack_holds_identity_versions_holdings_transactions_and_readers(bank, fed):
    made = make_dossier(fed.number, *YEAR, **asking(bank))
    pack = opened(bank, fed, made)
    about, identity, versions, held, readers = (
        json.loads(pack.read(f"{name}.json"))
        for name in ("dossier", "identity", "versions", "holdings", "readers")
    )
    assert (about["number"], about["transactions"], about["purpose"]) == (fed.number, 3, "inquiry")
    assert (
        about["hidden"] == ["personal"] and "name" in identity and identity["employer"]["text"] == "画桥设计"
    )
    assert [one["fields"].get("employer") for one in versions] == [None, "乌篷船运", "画桥设计"]
    assert {one["kind"] for one in held} == {"account", "card", "loan", "credit_line"}
    lines = pack.read("transactions.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 4 and "-1200.50" in lines[2] and "西溪书店" in lines[2]
    assert "holdings:file:open" in {one["phrase"] for one in readers}
    for line in pack.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(pack.read(name)).hexdigest() == digest


@pytest.mark.req("L06", "N05")
def test_the_pack_lies_sealed_and_its_hash_stands_in_the_journal(bank, fed, journal):
    made = make_dossier(fed.number, *YEAR, **asking(bank))
    content = path_of(made.digest).read_bytes()
    assert "画桥设计".encode() not in content and content[:2] != b"PK"
    assert (
        hashlib.sha256(content).hexdigest() == made.digest
        and made.digest in journal("holdings:dossier:make")[0].facts
    )
    assert bytes_of(fed.customer_id) == [f"dossiers/{made.digest}.sealed"], "destruction finds it"
    listed = list_dossiers(fed.number, **asking(bank, "due_diligence"))
    assert [(one.id, one.transactions, one.first) for one in listed] == [(made.pk, 3, YEAR[0])]


@pytest.mark.req("H01", "C15")
def test_nobody_but_compliance_makes_or_opens_one(bank, fed):
    made = make_dossier(fed.number, *YEAR, **asking(bank))
    for colleague, purpose in (
        (bank.rm01, "due_diligence"),
        (bank.auditor, "audit"),
        (bank.gm, "review"),
        (bank.admin, ""),
    ):
        for call in (
            lambda who: make_dossier(fed.number, *YEAR, **who), lambda who: list_dossiers(fed.number, **who),
            lambda who: open_dossier(fed.number, made.pk, **who),
        ):  # fmt: skip
            with pytest.raises(Refused):
                call({"by": colleague, "purpose": purpose, "channel": "test"})
    with pytest.raises(NoSuchDossier):
        open_dossier(bank.file().number, made.pk, **asking(bank))
    with pytest.raises(Invalid):
        make_dossier(fed.number, DAY, date(2026, 1, 1), **asking(bank))


def test_a_text_that_a_spreadsheet_would_run_is_quoted(bank, tmp_path):
    file = bank.file()
    tables = usual(file.number)
    tables["transactions"][0]["remark"] = "=HYPERLINK(1)"
    assert load(write_feed(tmp_path / "feed", tables), **HOUSE).ok
    made = make_dossier(file.number, *YEAR, **asking(bank))
    assert ",'=HYPERLINK(1)" in opened(bank, file, made).read("transactions.csv").decode()
