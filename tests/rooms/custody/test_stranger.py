"""“A stranger knew my name, my ID and my card” (K08): who saw all of it is found in the journal and sealed (Art. 27)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji.access.refusals import Refused
from zhiji.custody.actions import stranger
from zhiji.custody.looks.watch import read_suspects
from zhiji.custody.models import Case
from zhiji.custody.rules.stranger import Sighting, suspects
from zhiji.customers.looks.opening import open_file


@pytest.mark.req("K08")
def test_only_readers_who_saw_all_that_the_stranger_knew_are_pointed_to(bank):
    file = bank.file(manager=bank.rm01)
    open_file(file.number, by=bank.rm01, purpose="onboarding")
    open_file(file.number, by=bank.agent01, purpose="service")
    case = stranger.take_down(
        customers=[file.number],
        known=["name", "paper", "phone"],
        called_at=timezone.now(),
        account="来电能报出证件号",
        by=bank.agent01,
        purpose="service",
    )
    found = read_suspects(case.pk, by=bank.supervisor)
    assert [one.staff for one in found] == [bank.rm01.name_en]
    with pytest.raises(Refused):
        read_suspects(case.pk, by=bank.agent01)
    assert (
        bank.rm01.name_en
        not in Browser(bank.agent01).text(f"/custody/stranger/{case.pk}/").split("Signatures")[0]
    )
    assert bank.rm01.name_en in Browser(bank.manager).text(f"/custody/stranger/{case.pk}/")
    taken = stranger.take_up(case.pk, words="指向一名同事", by=bank.supervisor)
    assert Case.objects.get(pk=taken.content["leak"]).kind == "leak"
    second = stranger.take_down(
        customers=[file.number], known=["income"], called_at=timezone.now(), by=bank.agent01
    )
    stranger.settle(second.pk, words="行外来源", by=bank.supervisor)


@pytest.mark.req("K08")
def test_readers_are_ranked_by_how_many_customers_they_saw_whole_then_by_how_lately():
    at = datetime(2026, 11, 1, tzinfo=timezone.get_current_timezone())
    whole, part = ("identity.name", "identity.papers"), ("identity.name",)
    seen = [
        Sighting(1, 10, at, part), Sighting(1, 10, at, ("identity.papers",)), Sighting(2, 10, at, whole),
        Sighting(2, 11, at, ("identity",)), Sighting(3, 11, at + timedelta(days=1), whole), Sighting(4, 10, at, part),
    ]  # fmt: skip
    found = suspects(seen, ["identity.name", "identity.papers"])
    assert [(one.staff, one.customers) for one in found] == [(2, 2), (3, 1), (1, 1)]
    assert suspects([Sighting(5, 10, at, ("identity", "holdings:"))], ["holdings:"])[0].staff == 5
