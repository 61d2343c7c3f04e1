"""The explanation of one file: the enforced decision in words, compartment by compartment."""

import pytest

from zhiji.access.refusals import NotHere, Refused
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.looks.explaining import why
from zhiji.customers.looks.opening import open_file


def answers(bank, who, purpose, file):
    found = why(file.number, by=who, purpose=purpose, channel="test")
    return {one.id: one for one in found.compartments}, found


@pytest.mark.req("H05")
@pytest.mark.parametrize("purpose", ["service", "upkeep", "visit", "due_diligence"])
@pytest.mark.parametrize("who", ["rm01", "rm02", "rm03"])
def test_the_explanation_says_what_the_look_showed(bank, who, purpose):
    file = bank.file()
    colleague = getattr(bank, who)
    parts, _ = answers(bank, colleague, purpose, file)
    view = open_file(file.number, by=colleague, purpose=purpose, channel="test")
    for shown in view.fields.values():
        part = parts[shown.field.compartment]
        assert shown.level == part.fields.get(shown.field.id, part.level)
        assert part.reasons or shown.level == "hidden"


def test_a_clear_compartment_names_only_the_rows_that_cleared_it(bank):
    parts, found = answers(bank, bank.rm01, "upkeep", bank.file())
    assert [reason.rule for reason in parts["identity"].reasons] == ["own-file-work"]
    assert found.explanation.remedies == ()


def test_ways_out_open_more_than_now(bank):
    _, found = answers(bank, bank.rm01, "service", bank.file())
    kinds = {(way.kind, way.value) for way in found.explanation.remedies}
    assert ("purpose", "upkeep") in kinds and ("purpose", "visit") not in kinds


def test_a_broken_glass_is_named(bank):
    file = bank.file()
    break_glass(
        file.number, reason="客户在柜台昏倒，需联系家属", by=bank.rm03, purpose="service", channel="test"
    )
    parts, found = answers(bank, bank.rm03, "service", file)
    assert found.grant is not None
    assert {one.level for one in parts.values()} == {"clear"}


@pytest.mark.req("J04")
def test_what_may_not_be_known_is_not_explained(bank):
    with pytest.raises(NotHere):
        answers(bank, bank.rm02, "service", bank.file(secrecy=2))
    with pytest.raises(Refused):
        answers(bank, bank.admin, "service", bank.file())
