"""Ties as a list and a drawing, to the natural persons, through files the reader may open and no others."""

from decimal import Decimal

import pytest
from django.db import DatabaseError

from zhiji.access.refusals import NotHere, PurposeNeeded
from zhiji.customers.looks.relations import graph

UPKEEP = {"purpose": "upkeep", "channel": "test"}
DILIGENCE = {"purpose": "due_diligence", "channel": "test"}


def held_by(bank, file, share, role="shareholder"):
    return {"role": role, "name": "持有人", "customer": file.number, "share": str(share)}


def by_label(result):
    return {party.label: party for party in result.parties}


@pytest.fixture
def layers(bank):
    """firm ← holding (60 %) ← 顾长风 (50 %) and an outsider with 40 %."""
    person = bank.file(values={"name": "顾长风"})
    holding = bank.file("organisation", {"name": "长风控股有限公司", "ties": [held_by(bank, person, 50)]})
    outsider = {
        "role": "shareholder",
        "name": "外人甲",
        "share": "40",
        "paper": {"type": "passport", "number": "E98765432"},
    }
    firm = bank.file(
        "organisation", {"name": "长风纺织有限公司", "ties": [held_by(bank, holding, 60), outsider]}
    )
    return firm, holding, person


@pytest.mark.req("H01")
def test_refused_without_purpose_unknown_when_top_secret_silent_without_journal(bank, layers, break_journal):
    with pytest.raises(PurposeNeeded):
        graph(layers[0].number, by=bank.rm01, channel="test")
    with pytest.raises(NotHere):
        graph(bank.file("organisation", secrecy=2).number, by=bank.rm03, **UPKEEP)
    break_journal()
    with pytest.raises(DatabaseError):
        graph(layers[0].number, by=bank.rm01, **UPKEEP)


@pytest.mark.req("C16", "C17")
def test_natural_persons_are_found_through_layers(bank, layers, journal):
    firm, holding, person = layers
    result = graph(firm.number, by=bank.rm01, **UPKEEP)
    parties = by_label(result)
    assert (parties["顾长风"].share, parties["顾长风"].beneficial) == (Decimal("30.00"), True)
    assert (parties["外人甲"].share, parties["外人甲"].outside, parties["外人甲"].beneficial) == (
        Decimal("40.00"),
        True,
        True,
    )
    assert (parties["长风控股有限公司"].share, parties["长风控股有限公司"].beneficial) == (
        Decimal("60.00"),
        False,
    )
    assert (result.threshold, result.norm) == (Decimal(25), "owner2026.threshold")
    layer = {box.id: box.layer for box in result.drawing.boxes}
    assert (
        layer[parties["顾长风"].id]
        < layer[parties["长风控股有限公司"].id]
        < layer[parties["长风纺织有限公司"].id]
    )
    named = {
        number for entry in journal("customers:file:graph") for number in [entry.customer, *entry.subjects]
    }
    assert named == {firm.customer_id, holding.customer_id, person.customer_id}


@pytest.mark.req("C16", "H08")
def test_the_drawing_stops_where_the_readers_right_stops(bank):
    person = bank.file(values={"name": "顾长风"}, manager=bank.rm03)
    holding = bank.file(
        "organisation", {"name": "长风控股有限公司", "ties": [held_by(bank, person, 50)]}, manager=bank.rm03
    )
    firm = bank.file("organisation", {"ties": [held_by(bank, holding, 60)]})
    result = graph(firm.number, by=bank.rm01, **UPKEEP)
    assert len(result.parties) == 2 and person.number not in repr(result)


@pytest.mark.req("H08")
def test_ties_one_sees_masked_are_not_drawn(bank, layers):
    result = graph(layers[0].number, by=bank.supervisor, purpose="review", channel="test")
    assert (result.level, len(result.parties), result.edges) == ("masked", 1, ())
    assert "外人甲" not in repr(result)


@pytest.mark.req("J02")
def test_a_tie_to_a_top_secret_file_is_left_out(bank):
    hidden = bank.file("organisation", {"name": "绝密机构有限公司"}, secrecy=2, manager=bank.rm03)
    firm = bank.file(
        "organisation",
        {"ties": [held_by(bank, hidden, 80), {"role": "legal_representative", "name": "陆清和"}]},
    )
    result = graph(firm.number, by=bank.rm01, **UPKEEP)
    drawn = repr((result.parties, result.edges, result.drawing))
    assert hidden.number not in drawn and f"c{hidden.customer_id}" not in drawn and "持有人" not in drawn
    assert len(result.parties) == 2


@pytest.mark.req("J03")
def test_a_confidential_holder_stays_an_outside_party(bank):
    secret = bank.file("organisation", {"name": "机密机构有限公司"}, secrecy=1, manager=bank.rm03)
    firm = bank.file("organisation", {"ties": [held_by(bank, secret, 80)]})
    party = by_label(graph(firm.number, by=bank.rm01, **UPKEEP))["持有人"]
    assert (party.outside, party.number, party.kind) == (True, "", "")


@pytest.mark.req("C16")
def test_a_circle_is_drawn_once_and_ends(bank):
    from zhiji.customers.actions.tying import link

    first, second = bank.file("organisation"), bank.file("organisation")
    for one, other in ((first, second), (second, first)):
        link(
            one.number,
            {"role": "shareholder", "customer": other.number, "share": "30"},
            source="paper_seen",
            by=bank.rm01,
            **UPKEEP,
        )
    result = graph(first.number, by=bank.rm01, **UPKEEP)
    assert len([edge for edge in result.edges if edge.role == "shareholder"]) == 2
