"""Who is suspected is reckoned once for a destruction, not once a file; what changes while it runs still counts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from plugins.destroyed_bank import MONTH, approved, closed, own_home
from plugins.small_bank import HOUSE, Bank

from zhiji.custody.actions import destroying
from zhiji.custody.models import DestructionItem
from zhiji.insight.diligence.actions.strikes import raise_strikes
from zhiji.insight.diligence.actions.suspicions import raise_suspicion
from zhiji.insight.diligence.models import Strike

__all__ = ["own_home"]
pytestmark = [pytest.mark.req("L04", "L06", "L01"), pytest.mark.usefixtures("own_home")]
VALUES = {
    "value": 3, "first": "2026-11-14", "last": "2026-11-18", "count": 3, "amount": 13_500_000, "other_count": 0, "other_amount": 0,
}  # fmt: skip


@pytest.fixture
def bank(db, settings):
    settings.LANGUAGE_CODE = "en"
    return Bank()


def suspected(bank, file):
    return raise_suspicion(
        customers=[file.number], patterns=["fan_in"], grounds="资金当日分散转入后集中转出", by=bank.compliance
    )


def test_only_the_first_file_of_a_destruction_pays_for_all_who_are_suspected(bank, monkeypatch):
    monkeypatch.setattr("zhiji.custody.keeping.drawn", lambda *_: False)
    for _ in range(5):
        suspected(bank, bank.file())
    raise_strikes(
        date(2026, 11, 20), [(bank.file().pk, "person", "structured", VALUES) for _ in range(5)], **HOUSE
    )
    assert Strike.objects.filter(state="open").count() == 5
    case = approved(bank, [closed(bank) for _ in range(4)])
    destroy, told = destroying.destroy_file, []

    def counted(*args, **more):
        with CaptureQueriesContext(connection) as taken:
            found = destroy(*args, **more)
        told.append(len(taken))
        return found

    monkeypatch.setattr(destroying, "destroy_file", counted)
    destroying.execute(case.pk, by=bank.supervisor, at=MONTH)
    assert set(DestructionItem.objects.filter(case=case).values_list("outcome", flat=True)) == {"destroyed"}
    first, *further = told
    assert len(further) == 3 and max(further) <= first - 6, told


def test_who_is_named_while_it_runs_is_spared(bank, monkeypatch):
    monkeypatch.setattr("zhiji.custody.keeping.drawn", lambda *_: False)
    first, second, third = (closed(bank) for _ in range(3))
    case = approved(bank, [first, second, third])
    order = list(
        DestructionItem.objects.filter(case=case).order_by("pk").values_list("customer_id", flat=True)
    )
    by_id = {one.pk: one for one in (first, second, third)}
    swept = destroying.delete_bytes

    def sweep(number, customer):
        if customer == order[0]:
            suspected(bank, by_id[order[1]])
        if customer == order[1]:
            raise_strikes(date(2026, 11, 20), [(order[2], "person", "structured", VALUES)], **HOUSE)
        swept(number, customer)

    monkeypatch.setattr(destroying, "delete_bytes", sweep)
    destroying.execute(case.pk, by=bank.supervisor, at=MONTH)
    outcomes = dict(DestructionItem.objects.filter(case=case).values_list("customer_id", "outcome"))
    assert [outcomes[one] for one in order] == ["destroyed", "set_apart", "set_apart"]
