"""How a file is kept: moves by the table, duties, the key mark, secrecy and what it does to the public name."""

import pytest

from zhiji.access.refusals import Refused
from zhiji.customers.actions.keeping import assign, classify, mark, move
from zhiji.customers.looks.searching import search
from zhiji.customers.models import File, StateMove
from zhiji.customers.problems import Invalid

UPKEEP = {"purpose": "upkeep", "channel": "test"}
REASON = "客户来电要求"


@pytest.mark.req("E03")
def test_a_move_is_dated_and_journalled_and_an_illegal_one_changes_nothing(bank, journal):
    file = bank.file()
    with pytest.raises(Invalid):
        move(file.number, "dormant", reason=REASON, by=bank.rm01, **UPKEEP)
    move(file.number, "closed", reason=REASON, by=bank.rm01, **UPKEEP)
    with pytest.raises(Invalid):
        move(file.number, "new", reason=REASON, by=bank.rm01, **UPKEEP)
    made = StateMove.objects.get(customer_id=file.customer_id)
    assert (made.state_from, made.state_to, made.by) == ("prospect", "closed", bank.rm01.pk)
    assert (journal("customers:file:move")[0].outcome, File.objects.get().state) == ("done", "closed")


@pytest.mark.req("P01", "F16")
def test_duties_are_named_by_the_supervisor_and_go_to_fitting_roles_only(bank):
    file = bank.file()
    wanted = {"manager": bank.rm02, "deputy": bank.rm01, "custodian": bank.officer2, "reason": REASON}
    with pytest.raises(Refused):
        assign(file.number, **wanted, by=bank.auditor, purpose="review", channel="test")
    with pytest.raises(Invalid):
        assign(file.number, **wanted | {"manager": bank.admin}, by=bank.supervisor, **UPKEEP)
    assign(file.number, **wanted, by=bank.supervisor, **UPKEEP)
    file.refresh_from_db()
    assert (file.manager, file.deputy, file.custodian) == (bank.rm02, bank.rm01, bank.officer2)


@pytest.mark.req("AA18")
def test_the_key_mark_is_set_and_cleared(bank, journal):
    file = bank.file()
    for wanted in (True, False):
        mark(file.number, key_customer=wanted, by=bank.supervisor, **UPKEEP)
        assert File.objects.get().key_customer is wanted
        assert journal("customers:file:mark")[0].facts.count("true" if wanted else "false") == 1


@pytest.mark.req("J02")
def test_a_classified_name_leaves_the_public_index_and_comes_back(bank):
    file = bank.file("organisation", manager=bank.rm03)

    def found():
        hits = search("兰溪纺织", by=bank.rm01, purpose="service", channel="test").hits
        return [hit.row.customer_id for hit in hits if hit.way == "public_name"]

    keep = {"custodian": bank.officer, "reason": REASON, "by": bank.supervisor}
    assert found() == [file.customer_id]
    classify(file.number, secrecy=1, **keep, **UPKEEP)
    assert found() == []
    classify(file.number, secrecy=0, **keep, **UPKEEP)
    assert found() == [file.customer_id]
