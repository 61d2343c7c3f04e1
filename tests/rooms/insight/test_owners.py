"""Beneficial owners of an organisation: by share, by control, else who manages; declared ones compared (C16, C17)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from zhiji.customers.looks.relations import graph
from zhiji.insight.diligence.owners import owners_of

pytestmark = pytest.mark.req("C16", "C17")
DUE = {"purpose": "due_diligence"}


def firm(bank, name, *ties):
    return bank.file(kind="organisation", values={"name": name, "ties": list(ties)})


def held_by(file, share=None, role="shareholder", name="持有人"):
    tie = {"role": role, "name": name}
    return (
        tie
        | ({"customer": file.number} if file is not None else {})
        | ({"share": str(share)} if share else {})
    )


def person(bank, name):
    return bank.file(values={"name": name})


def found(bank, file):
    return owners_of(graph(file.number, by=bank.compliance, **DUE))


def test_shares_multiply_through_layers_and_add_over_ways(compliant):
    ann, bob = person(compliant, "安然"), person(compliant, "白露")
    upper = firm(compliant, "上层有限公司", held_by(ann, 50), held_by(bob, 20))
    root = firm(
        compliant, "目标有限公司", held_by(upper, 60), held_by(bob, 15), held_by(None, 25, name="外人")
    )
    owners = found(compliant, root)
    assert [(one.party.label, one.share, one.why) for one in owners.found] == [
        ("安然", Decimal("30.00"), "share"), ("白露", Decimal("27.00"), "share"), ("外人", Decimal("25.00"), "share"),
    ]  # fmt: skip
    bobs = next(one for one in owners.found if one.party.label == "白露")
    assert bobs.paths == [
        (["白露", "目标有限公司"], Decimal("15.00")),
        (["白露", "上层有限公司", "目标有限公司"], Decimal("12.00")),
    ]
    assert (
        owners.unknown == Decimal("18.00") and owners.layers == 2
    )  # 60 % of the 30 % of which nobody is named


def test_a_circle_of_holdings_is_reckoned_to_the_end(compliant):
    ann = person(compliant, "安然")
    root = firm(compliant, "目标有限公司")
    upper = firm(compliant, "环形控股有限公司", held_by(ann, 40), held_by(root, 50))
    from zhiji.customers.actions.tying import link

    link(root.number, held_by(upper, 50), source="paper_seen", by=compliant.rm01, purpose="upkeep")
    owners = found(compliant, root)
    # 0.5 x 0.4 / (1 - 0.5 x 0.5) = 26.67 %: by the plain way 20 only, below the threshold
    ann_owns = owners.found[0]
    assert (ann_owns.share, ann_owns.paths[0][1], ann_owns.by_circle) == (
        Decimal("26.67"),
        Decimal("20.00"),
        Decimal("6.67"),
    )
    assert sorted(owners.circles) == ["环形控股有限公司", "目标有限公司"]


def test_who_controls_is_an_owner_without_a_share(compliant):
    ann = person(compliant, "安然")
    root = firm(
        compliant, "目标有限公司", held_by(ann, role="actual_controller"), held_by(None, 10, name="小股东")
    )
    owners = found(compliant, root)
    assert [(one.party.label, one.why) for one in owners.found] == [("安然", "control")]
    assert [(one.party.label, one.share) for one in owners.below] == [("小股东", Decimal("10.00"))]


def test_where_nobody_reaches_the_share_it_is_who_manages(compliant):
    ties = [held_by(None, 20, name=f"股东{number}") for number in range(5)]
    root = firm(
        compliant,
        "目标有限公司",
        *ties,
        held_by(None, role="senior_manager", name="经理"),
        held_by(None, role="legal_representative", name="法人"),
    )
    owners = found(compliant, root)
    assert [(one.party.label, one.why) for one in owners.found] == [("法人", "manager")] and len(
        owners.below
    ) == 5
    empty = firm(compliant, "无人有限公司", held_by(None, role="authorised_agent", name="经办"))
    assert found(compliant, empty).found == []


def test_a_declared_owner_is_compared_with_what_the_holdings_say(compliant):
    ann, bob = person(compliant, "安然"), person(compliant, "白露")
    root = firm(
        compliant, "目标有限公司", held_by(ann, 60), held_by(ann, 51, "beneficial_owner"), held_by(bob, 40),
        held_by(None, 30, "beneficial_owner", name="挂名"),
    )  # fmt: skip
    owners = found(compliant, root)
    assert [(one.party.label, one.share, one.declared, one.differs) for one in owners.found] == [
        ("安然", Decimal("60.00"), Decimal("51"), True), ("白露", Decimal("40.00"), None, False),
    ]  # fmt: skip
    assert owners.undeclared == [("挂名", Decimal("30"))]


def test_holders_who_claim_more_than_the_whole_are_named(compliant):
    ann, bob = person(compliant, "安然"), person(compliant, "白露")
    root = firm(compliant, "目标有限公司", held_by(ann, 90), held_by(bob, 60))
    owners = found(compliant, root)
    assert owners.over == ["目标有限公司"] and [one.share for one in owners.found] == [
        Decimal("60.00"),
        Decimal("40.00"),
    ]


def dated(tie, since="", until=""):
    return tie | ({"since": since} if since else {}) | ({"until": until} if until else {})


def test_a_holding_that_has_ended_or_not_begun_counts_no_more(compliant):
    """Neither as a share, nor as control, nor as management; what was held before and is held again counts as it is now."""
    ann, bob, eve = (person(compliant, name) for name in ("安然", "白露", "夏荷"))
    today = timezone.localdate()
    root = firm(
        compliant, "目标有限公司",
        dated(held_by(ann, 60), until=(today - timedelta(days=1)).isoformat()),
        dated(held_by(bob, 30), since="2010-01-01", until="2015-12-31"),
        dated(held_by(bob, 40), since="2018-01-01"),
        dated(held_by(eve, 26), until=today.isoformat()),
        dated(held_by(ann, role="actual_controller"), until="2020-06-30"),
        dated(held_by(eve, 30, role="beneficial_owner"), since=(today + timedelta(days=9)).isoformat()),
    )  # fmt: skip
    owners = found(compliant, root)
    assert [(one.party.label, one.share, one.why) for one in owners.found] == [
        ("白露", Decimal("40.00"), "share"), ("夏荷", Decimal("26.00"), "share"),
    ]  # fmt: skip
    assert owners.unknown == Decimal("34.00") and owners.undeclared == [] and owners.found[1].declared is None
    drawn = graph(root.number, by=compliant.compliance, **DUE)
    told = {one.label: (one.share, one.control, one.beneficial) for one in drawn.parties}
    assert told["安然"] == (None, False, False) and told["白露"] == (Decimal("40.00"), False, True)
    assert {one.until for one in drawn.edges} >= {"2020-06-30"}, "what has ended is drawn all the same"
    managed = firm(
        compliant,
        "无主有限公司",
        dated(held_by(ann, role="legal_representative"), until="2020-06-30"),
        held_by(bob, role="director"),
    )
    assert [(one.party.label, one.why) for one in found(compliant, managed).found] == [("白露", "manager")]
