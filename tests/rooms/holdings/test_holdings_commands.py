"""The commands of the holdings: exit statuses, one JSON line, and words for people."""

import json

import pytest
from plugins.small_feed import DAY, usual, write_feed

from zhiji.ops.cli import main


@pytest.fixture
def folder(bank, tmp_path):
    return write_feed(tmp_path / "feed", usual(bank.file().number))


def told(capsys):
    out = capsys.readouterr()
    return json.loads(out.out.strip().splitlines()[-1]), out.err


@pytest.mark.req("Z08", "L07")
def test_a_feed_is_taken_in_once_and_the_lake_verifies(folder, capsys):
    assert main(["import", "feed", str(folder), "--json"]) == 0
    taken, _ = told(capsys)
    assert (taken["ok"], taken["already"], taken["rows"]["transactions"]) == (True, False, 3)
    assert main(["import", "feed", str(folder), "--json"]) == 0 and told(capsys)[0]["already"]
    assert main(["lake", "verify", "--json"]) == 0 and told(capsys)[0]["files"] == 2
    assert main(["lake", "merge", "--json"]) == 0 and main(["lake", "retain", "--json"]) == 0


def test_a_refused_feed_ends_with_1_and_tells_every_problem(folder, capsys):
    (folder / "transactions.csv").write_text("torn", encoding="utf-8")
    assert main(["import", "feed", str(folder), "--json"]) == 1
    refused, said = told(capsys)
    assert refused["counts"] == {"hash": 1} and refused["problems"][0]["mend"]
    assert "transactions.csv: the file is not the one the manifest names" in said


@pytest.mark.parametrize(
    "wrong", [["import", "feed", "/nowhere"], ["import", "manifest", ".", "--first", "x", "--last", "y"]]
)
def test_wrong_arguments_end_with_2(bank, wrong):
    assert main(wrong) == 2


def test_a_manifest_is_written_for_who_cannot(folder, capsys):
    (folder / "manifest.json").unlink()
    days = ["--first", DAY.isoformat(), "--last", DAY.isoformat(), "--system", "zhiji"]
    assert main(["import", "manifest", str(folder), *days, "--json"]) == 0
    assert main(["import", "feed", str(folder)]) == 0
    assert "3 transactions" in capsys.readouterr().out
