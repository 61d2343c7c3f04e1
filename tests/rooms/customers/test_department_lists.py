"""Who supervises from a department sees the lists of its branch or head office, not an empty one; nobody else does so."""

from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.small_bank import HOUSE, names

from zhiji.access import people
from zhiji.customers.looks.listing import list_files
from zhiji.customers.looks.searching import search
from zhiji.customers.looks.watch import completion_queue, papers_expiring

SOON = (timezone.localdate() + timedelta(days=5)).isoformat()


@pytest.mark.req("F02", "C07")
def test_who_supervises_from_a_department_sees_what_lacks_something_and_what_expires(bank):
    paper = {
        "type": "resident_id",
        "number": bank.paper_number(1),
        "valid_from": "2006-12-01",
        "valid_to": SOON,
    }
    west = bank.file(values={"papers": [paper], "occupation": None})
    east = bank.file(manager=bank.rm03, values={"occupation": None})
    of_head = people.make_unit("D9", "department", names("信息部"), parent=bank.head, **HOUSE)
    deeper = people.make_unit("D91", "department", names("档案组"), parent=of_head, **HOUSE)
    of_west = people.make_unit("W19", "department", names("支行办公室"), parent=bank.west, **HOUSE)
    for unit, who, seen in (
        (of_head, bank.supervisor, {west, east}), (deeper, bank.manager, {west, east}), (of_west, bank.manager, {west}),
    ):  # fmt: skip
        who.unit = unit
        asked = {"by": who, "purpose": "review", "channel": "test"}
        assert {one.customer_id for one in list_files("unit", **asked).rows} == {one.pk for one in seen}
        assert {one.row.customer_id for one in completion_queue(**asked).files} == {one.pk for one in seen}
        assert [one.row.customer_id for one in papers_expiring(**asked).papers] == [west.pk]
        assert not search("沈怀", by=who, purpose="review", scope="unit", channel="test").hits, (
            "no fishing from there"
        )
    bank.officer.unit = of_head
    assert not list_files("unit", by=bank.officer, purpose="upkeep", channel="test").rows
