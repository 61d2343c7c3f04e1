"""Who has looked (H09), and the card that can be printed (F25)."""

import pytest
from django.db import DatabaseError

from zhiji import journal as journal_room
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.customers.looks.card import card
from zhiji.customers.looks.ledger import readers
from zhiji.customers.looks.opening import open_file

SERVICE = {"purpose": "service", "channel": "test"}


@pytest.mark.req("H01")
@pytest.mark.parametrize("look", [readers, card])
def test_refused_without_purpose_unknown_when_top_secret_silent_without_journal(bank, look, break_journal):
    file, hidden = bank.file(), bank.file(secrecy=2)
    with pytest.raises(PurposeNeeded):
        look(file.number, by=bank.rm01, channel="test")
    with pytest.raises(NotHere):
        look(hidden.number, by=bank.rm03, **SERVICE)
    with pytest.raises(Refused):
        look(file.number, by=bank.admin, **SERVICE)
    break_journal()
    with pytest.raises(DatabaseError):
        look(file.number, by=bank.rm01, **SERVICE)


@pytest.mark.req("H09")
def test_every_reader_stands_in_the_ledger_the_refused_ones_too(bank):
    file = bank.file(secrecy=1)
    open_file(file.number, by=bank.supervisor, purpose="review", channel="test")
    with pytest.raises(Refused):
        open_file(file.number, by=bank.rm02, **SERVICE)
    ledger = readers(file.number, by=bank.rm01, **SERVICE)
    told = [(line.name, line.outcome, line.phrase) for line in ledger.lines]
    assert told[:3] == [
        (bank.rm01.display_name, "granted", "customers:file:readers"),
        (bank.rm02.display_name, "refused", "customers:file:open"),
        (bank.supervisor.display_name, "granted", "customers:file:open"),
    ]
    line = ledger.lines[2]
    assert (line.role, line.unit, line.purpose) == (
        str(bank.supervisor.role_label),
        bank.head.label,
        "review",
    )
    assert line.purpose_label and line.phrase_label and (line.leaf, line.proof) == (None, False)
    again = readers(file.number, by=bank.rm01, **SERVICE)
    assert again.lines[1].entry == ledger.lines[0].entry


@pytest.mark.req("H09")
def test_the_ledger_pages_without_gap_and_shows_leaves_once_sealed(bank):
    file = bank.file()
    for _ in range(5):
        open_file(file.number, by=bank.rm01, **SERVICE)
    first = readers(file.number, by=bank.rm01, limit=4, **SERVICE)
    rest = readers(file.number, by=bank.rm01, limit=50, before=first.next, **SERVICE)
    numbers = [line.entry for line in first.lines + rest.lines]
    assert numbers == sorted(set(numbers), reverse=True) and len(numbers) == 7


@pytest.mark.req("H09")
def test_whoever_serves_the_customer_is_not_told_of_an_inquiry(bank):
    file = bank.file()
    open_file(file.number, by=bank.compliance, purpose="inquiry", channel="test")
    assert bank.compliance.pk not in {
        line.staff_id for line in readers(file.number, by=bank.rm01, **SERVICE).lines
    }
    assert readers(file.number, by=bank.rm01, **SERVICE).reserved
    seen = readers(file.number, by=bank.auditor, purpose="audit", channel="test")
    assert bank.compliance.pk in {line.staff_id for line in seen.lines} and seen.reserved


@pytest.mark.req("F25", "H08")
def test_the_card_is_masked_like_the_file_and_names_its_printer(bank):
    file = bank.file()
    mine, theirs = card(file.number, by=bank.rm01, **SERVICE), card(file.number, by=bank.rm03, **SERVICE)
    texts = {line.field.id: line.text for line in mine.lines}
    assert texts["name"] == "沈怀瑾" and "1990" not in texts["papers"]
    assert {line.field.id: line.text for line in theirs.lines}["name"] == "沈**"
    assert "phones" not in {line.field.id for line in theirs.lines}
    assert bank.rm01.staff_number in mine.watermark and mine.watermark != theirs.watermark
    entry = journal_room.readers(file.customer_id).lines[1]
    assert (entry.id, entry.phrase) == (mine.receipt, "customers:file:card")


@pytest.mark.req("AA01", "AA02", "AA03", "AA04", "AA05")
def test_an_opened_file_carries_the_five_scores_of_what_is_seen(bank):
    file = bank.file()
    mine = open_file(file.number, by=bank.rm01, purpose="upkeep", channel="test").quality
    theirs = open_file(file.number, by=bank.rm03, **SERVICE).quality
    assert mine.score("truthfulness") == 0 and mine.score("standardisation") == 100
    assert mine.visible == mine.of > theirs.visible
    seen = {one.field for score in theirs.scores for one in score.raises}
    assert "income" not in seen and "phones" not in seen
