"""Backup and restore (N05): what was destroyed never comes back, and what was restored when stands in the journal."""

import io
import json
from datetime import UTC, datetime

import pytest
from plugins.sealing import seal_all
from plugins.small_bank import Bank, journal

from zhiji import vault
from zhiji.access.people import make_token
from zhiji.access.refusals import NotHere
from zhiji.custody.actions import destroying, destruction, keeping
from zhiji.custody.looks.keeping import destroyed, keeping_of
from zhiji.customers.actions import evidence
from zhiji.customers.actions.filing import amend
from zhiji.customers.actions.keeping import move
from zhiji.customers.looks.opening import open_file
from zhiji.customers.models import File, PublicName, Token
from zhiji.customers.scans import path_of
from zhiji.ops import drilling, restoring
from zhiji.ops.backing_up import BackupRefused, back_up
from zhiji.ops.cli import main
from zhiji.vault.models import DataKeyRow

PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of a card"
__all__ = ["journal"]
MONTH = datetime(2026, 12, 1, 2, tzinfo=UTC)


@pytest.fixture
def house(transactional_db, settings, tmp_path):
    """A small bank with a home of its own."""
    settings.ZHIJI_HOME = tmp_path / "home"
    settings.ZHIJI_LAKE = tmp_path / "home" / "lake"
    settings.ZHIJI_JOURNAL_WITNESS = None
    settings.ZHIJI_HOME.mkdir()
    return Bank()


def closed(bank, **more):
    file = bank.file(state="established", **more)
    move(
        file.number,
        "closed",
        reason="客户销户离行",
        by=bank.rm01,
        purpose="upkeep",
        at=datetime(2012, 6, 1, tzinfo=UTC),
    )
    return file


def destroy(bank, file):
    (case,) = destruction.propose(at=MONTH, **keeping.BY_CLOCK)
    destruction.appraise(
        case.pk,
        customers=[file.number],
        judgement="destroy",
        value_lost=True,
        review_on=None,
        words="已无保存价值",
        by=bank.officer,
        at=MONTH,
    )
    destruction.hand_on(case.pk, by=bank.officer, at=MONTH)
    destruction.sign_as_supervisor(case.pk, by=bank.supervisor, at=MONTH)
    destruction.approve(case.pk, by=bank.manager, at=MONTH)
    return destroying.execute(case.pk, by=bank.officer, at=MONTH)


@pytest.mark.req("N05", "L01", "L07")
def test_restoring_an_older_backup_brings_nothing_back(house, tmp_path, journal):
    gone, stays = closed(house, kind="organisation"), house.file()
    name = open_file(stays.number, by=house.rm01, purpose="service").fields["name"].text
    scans = [
        evidence.add(
            one.number, io.BytesIO(PNG), kind="licence", title="证照", by=house.rm01, purpose="onboarding"
        )
        for one in (gone, stays)
    ]
    made = back_up(tmp_path / "backup")
    assert made["files"] >= 3 and journal("ops:backup:make")[0].outcome == "done"
    destroy(house, gone)
    amend(stays.number, {"title": "工程师"}, source="observed", by=house.rm01, purpose="upkeep")

    result = restoring.restore(tmp_path / "backup", force=True)

    assert (result["ok"], result["verified"]) == (True, "verified")
    assert (result["destroyed_again"], result["keys_removed"]) == (1, 1) and result["lost_entries"] > 0
    assert not DataKeyRow.objects.filter(pk=gone.pk).exists()
    assert not any(model.objects.filter(customer_id=gone.pk).exists() for model in (File, Token, PublicName))
    with pytest.raises(vault.Shredded):
        vault.data_key(gone.pk)
    with pytest.raises(NotHere):
        open_file(gone.number, by=house.rm01, purpose="service")
    view = keeping_of(gone.number, by=house.supervisor)
    assert view.code == "destroyed" and view.order and destroyed(by=house.auditor).lines[0].replayed
    # What was not destroyed is there as it was, with its scan; what came after the backup is not.
    back = open_file(stays.number, by=house.rm01, purpose="service")
    assert back.fields["name"].text == name and back.version == 1
    assert path_of(scans[1].pk).exists()
    entry = journal("ops:backup:restore")[0]
    facts = json.loads(entry.facts)
    assert (
        facts["made_at"] == made["made_at"]
        and facts["lost_entries"] == result["lost_entries"]
        and "rto_seconds" in facts
    )
    # Restored once more, nothing changes any more.
    assert restoring.restore(tmp_path / "backup", force=True)["ok"]
    assert not File.objects.filter(pk=gone.pk).exists()


@pytest.mark.req("N05")
def test_what_had_been_ended_after_the_backup_is_ended_again(house, tmp_path):
    from zhiji.access.models import ApiToken

    make_token(house.rm01, by=keeping.CLOCK, channel="test")
    back_up(tmp_path / "backup")
    restoring.restore(tmp_path / "backup", force=True)
    assert not ApiToken.objects.filter(revoked_at=None).exists()


@pytest.mark.req("N05")
def test_a_house_that_is_not_empty_and_a_backup_that_is_damaged_are_refused(house, tmp_path):
    house.file()
    back_up(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="not empty"):
        restoring.restore(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="not empty"):
        back_up(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="no finished backup"):
        restoring.restore(tmp_path / "nothing", force=True)
    dump = tmp_path / "backup" / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    with pytest.raises(BackupRefused, match="damaged"):
        restoring.restore(tmp_path / "backup", force=True)
    assert File.objects.count() == 1


@pytest.mark.req("N05")
def test_a_dump_that_does_not_load_changes_nothing(house, tmp_path):
    house.file()
    back_up(tmp_path / "backup")
    (tmp_path / "torn").write_bytes((tmp_path / "backup" / "database.dump").read_bytes()[:-4000])
    with pytest.raises(BackupRefused, match="nothing was changed"):
        restoring.load(tmp_path / "torn", restoring.connection.settings_dict["NAME"])
    assert File.objects.count() == 1


@pytest.mark.req("N05", "A20")
def test_the_keys_are_apart_or_not_there_and_no_value_is_in_clear(house, tmp_path):
    house.file(values={"name": "鸢尾青甲"})
    with pytest.raises(BackupRefused, match="must not lie with the data"):
        back_up(tmp_path / "b", keys=tmp_path / "b" / "keys")
    with pytest.raises(BackupRefused, match="ZHIJI_HOME"):
        back_up(tmp_path / "home" / "b")
    made = back_up(tmp_path / "b", keys=tmp_path / "elsewhere")
    assert made["key_files"] and {one.name for one in (tmp_path / "elsewhere").iterdir()}
    secrets = [one.read_bytes().strip() for one in (tmp_path / "elsewhere").iterdir()]
    for path in (one for one in (tmp_path / "b").rglob("*") if one.is_file()):
        content = path.read_bytes()
        assert "鸢尾青甲".encode() not in content
        assert not any(secret and secret in content for secret in secrets), path


@pytest.mark.req("N05")
def test_the_ledger_here_wins_and_a_foreign_one_is_refused(house, tmp_path):
    gone = closed(house)
    back_up(tmp_path / "older")
    destroy(house, gone)
    back_up(tmp_path / "newer")
    ledger = restoring.ledger_path()
    whole = ledger.read_bytes()
    restoring._merge_ledger(tmp_path / "older")
    assert ledger.read_bytes() == whole  # the longer one stays
    ledger.unlink()
    restoring._merge_ledger(tmp_path / "newer")
    assert ledger.read_bytes() == whole  # a lost one comes back
    ledger.write_bytes(b'{"seq":1,"other":true}\n')
    with pytest.raises(BackupRefused, match="not that of the backup"):
        restoring._merge_ledger(tmp_path / "newer")


@pytest.mark.req("N05", "L07")
def test_a_drill_records_how_long_it_took_and_leaves_the_house_alone(house, tmp_path, journal):
    house.file()
    back_up(tmp_path / "backup")
    result = drilling.drill(tmp_path / "backup")
    assert (result["ok"], result["said"]) == (True, "verified") and result["customers"] == 1
    facts = json.loads(journal("ops:backup:drill")[0].facts)
    assert facts["rto_seconds"] > 0 and facts["rpo_seconds"] >= 0
    assert File.objects.count() == 1


@pytest.mark.req("N05")
def test_the_commands_say_it_as_people_and_programs_read_it(house, tmp_path, capsys):
    house.file()
    seal_all()
    assert main(["backup", str(tmp_path / "backup"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["journal_entries"] > 0 and said["keys"] == ""
    assert main(["restore", str(tmp_path / "backup")]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["restore"]) == 2
    capsys.readouterr()
    assert main(["restore", str(tmp_path / "backup"), "--force"]) == 0
    assert "stay destroyed" in capsys.readouterr().out
