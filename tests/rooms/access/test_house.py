"""The house's own looks and acts: the journal checked, exported and proven, the registers read, each by its roles and on record."""

import subprocess
import sys
from pathlib import Path

import pytest
from plugins.sealing import seal_all

from zhiji import journal
from zhiji.access.actors import Job
from zhiji.access.house import export_journal, order_rotation, prove_entry, verify_journal
from zhiji.access.refusals import Refused
from zhiji.access.registers import read_checkpoint, read_fields

VERIFIER = Path(journal.__file__).parent / "verify_journal.py"


@pytest.fixture
def sealed(committed_bank, settings, tmp_path):
    """The bank with all its entries under a checkpoint."""
    settings.ZHIJI_JOURNAL_WITNESS = tmp_path / "checkpoints"
    seal_all()
    return committed_bank


def test_the_journal_is_verified_exported_and_proven_for_those_who_may(sealed, tmp_path) -> None:
    auditor, page = sealed.auditor, {"channel": "test"}
    for look, given in ((verify_journal, ()), (export_journal, (tmp_path / "no",)), (prove_entry, (1,))):
        with pytest.raises(Refused):
            look(*given, by=sealed.rm, **page)
    assert verify_journal(by=auditor, **page).ok
    first = journal.page(None, None, 1000).lines[-1].id
    assert prove_entry(first, by=auditor, **page)
    assert read_checkpoint(by=auditor, **page).size > 0
    out = tmp_path / "journal.log"
    export_journal(out, by=auditor, **page)
    checked = subprocess.run([sys.executable, VERIFIER, "log", out], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_rotation_is_ordered_by_the_house_and_the_fields_are_read_by_all(bank) -> None:
    with pytest.raises(Refused):
        order_rotation("rewrap", by=bank.rm, channel="test")
    order_rotation("rewrap", by=Job("test"), channel="test")
    newest = journal.page(None, None, 1).lines[0]
    assert (newest.phrase, newest.outcome, newest.facts["kind"]) == ("vault:key:rotate", "done", "rewrap")
    assert read_fields(by=bank.analyst, channel="test").revision
