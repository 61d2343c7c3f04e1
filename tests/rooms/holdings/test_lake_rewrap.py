"""The keys of the lake's files follow a rotation: no file changes, nothing needs the old key, a stop leaves all as it was."""

import json

import pytest
from plugins.small_bank import Bank
from plugins.small_feed import usual, write_feed

from zhiji import vault
from zhiji.access.actors import Job
from zhiji.holdings.actions import lake as acts
from zhiji.holdings.actions.loading import load
from zhiji.holdings.lake.files import _footer
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.lake.reading import every_row, rows_of
from zhiji.holdings.looks.lake import verify
from zhiji.holdings.looks.shown import lasting_key
from zhiji.ops.cli import main
from zhiji.vault.lasting import rewrapped_file_key
from zhiji.vault.providers import _provider, provider

HOUSE = {"by": Job("tests"), "channel": "test"}


@pytest.fixture
def fed(db, settings, tmp_path):
    """A bank with keys of its own, one customer's feed in its lake."""
    settings.ZHIJI_HOME, settings.ZHIJI_LAKE = tmp_path / "home", tmp_path / "lake"
    file = Bank().file()
    assert load(write_feed(tmp_path / "feed", usual(file.number)), **HOUSE).ok
    return file


def epochs():
    return {one.key.partition(":")[0] for one in current().segments}


def forget():
    """As a process that starts now."""
    _provider.cache_clear()
    _footer.cache_clear()


@pytest.mark.req("N04", "N05")
def test_after_a_rotation_no_file_of_the_lake_needs_the_old_key(fed, settings, capsys, journal):
    before = {one.name: one.sha256 for one in current().segments}
    assert epochs() == {"1"}
    assert main(["keys", "rotate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (told["epoch"], told["lake_files"], told["lake_left"]) == (2, 2, 0)
    assert epochs() == {"2"} and {one.name: one.sha256 for one in current().segments} == before
    assert '"rewrapped":2' in journal("holdings:lake:rewrap")[0].facts
    (settings.ZHIJI_HOME / "keys" / "kek-1.key").rename(settings.ZHIJI_HOME / "old-epoch")
    forget()
    assert rows_of(lasting_key(fed.customer_id).opaque, "transactions").num_rows == 3
    assert every_row("balances").count_rows() > 0 and verify(**HOUSE).ok


def test_keys_that_are_under_the_newest_epoch_stay_as_they_are(fed):
    generation = current().generation
    assert acts.rewrap(**HOUSE).files == 0 and current().generation == generation
    one = current().segments[0]
    assert rewrapped_file_key(one.name, one.key) == one.key


@pytest.mark.req("L07")
def test_a_stop_leaves_every_key_as_it_was_and_the_next_run_does_it(fed, monkeypatch, capsys):
    provider().new_epoch()
    put = acts.lake.put

    def stopped(*given):
        put(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as then:
        then.setattr(acts.lake, "put", stopped)
        with pytest.raises(KeyboardInterrupt):
            acts.rewrap(**HOUSE)
    assert epochs() == {"1"} and verify(**HOUSE).ok
    assert main(["lake", "rewrap", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.strip().splitlines()[-1])["files"] == 2
    assert epochs() == {"2"} and verify(**HOUSE).ok


def test_a_key_that_cannot_be_had_is_named_and_the_others_go_over(fed, monkeypatch, capsys):
    provider().new_epoch()
    broken = current().of("balances")[0].name

    def some(name, kept):
        if name == broken:
            raise vault.KeyUnavailable("epoch 1")
        return rewrapped_file_key(name, kept)

    monkeypatch.setattr(acts, "rewrapped_file_key", some)
    assert main(["lake", "rewrap", "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out.strip().splitlines()[-1])["left"] == 1 and broken in told.err
    assert {one.key[0] for one in current().of("transactions")} == {"2"} and verify(**HOUSE).ok
