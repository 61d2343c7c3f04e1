"""Setting the secrecy level moves the file's key between the two lines (Art. 22, J04)."""

import pytest

from zhiji.customers.actions.keeping import classify
from zhiji.customers.looks.opening import open_file
from zhiji.customers.problems import Invalid
from zhiji.vault.apart import is_apart
from zhiji.vault.errors import KeyUnavailable


def to(bank, file, level):
    classify(
        file.number,
        secrecy=level,
        custodian=bank.officer,
        reason="名人",
        by=bank.supervisor,
        purpose="review",
    )


@pytest.mark.req("J02", "J04")
def test_art_22_the_key_follows_the_mark(bank):
    file, born_secret = bank.file(), bank.file(secrecy=2)
    assert not is_apart(file.customer_id) and is_apart(born_secret.customer_id)
    for level, apart in ((1, False), (2, True), (2, True), (1, False), (2, True), (0, False)):
        to(bank, file, level)
        assert is_apart(file.customer_id) is apart
        assert open_file(file.number, by=bank.rm01, purpose="service").fields["name"].text == "沈怀瑾"


def test_without_the_key_kept_apart_nothing_is_marked(bank, monkeypatch):
    file = bank.file()

    def absent(*_args, **_more):
        raise KeyUnavailable("ZHIJI_APART_KEK_1 is not set")

    monkeypatch.setattr("zhiji.customers.actions.keeping.keep_apart", absent)
    with pytest.raises(Invalid) as invalid:
        to(bank, file, 2)
    assert [one.rule for one in invalid.value.problems] == ["key"]
    file.refresh_from_db()
    assert file.secrecy == 0
