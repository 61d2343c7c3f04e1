"""Won, identified, managed: reckoned by hand by unit, small cells left out, top-secret files in none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import Bank

from zhiji.access.refusals import Refused
from zhiji.customers.models import File
from zhiji.insight.diligence.models import Rating
from zhiji.insight.explorer.guarding import TOTAL
from zhiji.insight.looks.winning import read_winning
from zhiji.insight.models import Alert


@pytest.fixture
def bank(db, settings):
    """In the west 24 customers, 7 of them new, 12 identified, of 14 with alerts 6 answered in time; in the east 6, none new."""
    settings.LANGUAGE_CODE = "en"
    bank = Bank()
    west = [bank.file() for _ in range(24)]
    east = [bank.file(manager=bank.rm03) for _ in range(6)]
    bank.far = east
    secret, prospect = bank.file(), bank.file()
    today, now = timezone.localdate(), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    every = File.objects.all()
    every.update(opened_at=now - timedelta(days=400), state="established", missing=1)
    every.filter(pk__in=[one.pk for one in west[:7]]).update(opened_at=now - timedelta(days=10))
    every.filter(pk__in=[one.pk for one in west[:13]]).update(missing=0)
    every.filter(pk=secret.pk).update(secrecy=2, opened_at=now)
    every.filter(pk=prospect.pk).update(state="prospect", opened_at=now)
    Rating.objects.bulk_create(
        Rating(customer_id=one.pk, at=now, body=b"", review_due=today + timedelta(days=30 if place else -1))
        for place, one in enumerate(west[:13])
    )
    raised = today - timedelta(days=20)

    def alert(one, key, after, on=raised, **more):
        given = {"state": "done", "settled_at": now - timedelta(days=20 - after)} if after is not None else {}
        return Alert(customer_id=one.pk, kind="movement", key=key, raised_on=on, **given, **more)

    Alert.objects.bulk_create([
        *(alert(one, "a", 14) for one in west[:7]), *(alert(one, "a", 15) for one in west[7:9]), *(alert(one, "a", None) for one in west[9:14]),
        alert(west[6], "b", None), alert(west[20], "a", None, today - timedelta(days=13)), alert(secret, "a", 1),
        alert(west[21], "a", None, today - timedelta(days=91)),
    ])  # fmt: skip
    return bank


def cells(found, stage, unit):
    code = str(unit.pk) if unit else TOTAL
    return tuple(found.tables[stage].cells.get((code, one), 0) for one in ("yes", "no", TOTAL))


@pytest.mark.req("U26", "G11")
def test_won_identified_and_managed_are_reckoned_by_unit_and_small_cells_left_out(bank):
    found = read_winning(by=bank.gm)
    assert cells(found, "won", bank.west) == (5, 15, 25) and cells(found, "won", bank.east) == (0, 5, 5)
    assert cells(found, "identified", bank.west) == (10, 10, 25) and cells(found, "won", None) == (5, 25, 30)
    assert cells(found, "managed", bank.west) == (5, 10, 15) and cells(found, "managed", bank.east) == (
        0,
        0,
        0,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhiji.act', 'tests', true)")
    File.objects.filter(pk__in=[one.pk for one in bank.far[:2]]).update(opened_at=timezone.now())
    few = read_winning(by=bank.gm)
    assert cells(few, "won", bank.east)[:2] == cells(few, "won", bank.west)[:2] == (None, None)
    assert cells(read_winning(30, by=bank.manager), "managed", bank.west) == (5, 10, 15)
    for nobody in (bank.rm01, bank.analyst, bank.compliance):
        with pytest.raises(Refused):
            read_winning(by=nobody)


@pytest.mark.req("U26", "U24")
def test_the_boards_say_of_which_days_they_are_and_what_cannot_be_known(bank):
    text = Browser(bank.gm).text("/insight/board/customers/?days=90")
    for words in (
        "Won",
        "Identified",
        "Managed",
        "···",
        "in time is within 14 days",
        "Market share and marketing efficiency",
        "as of",
    ):
        assert words in text, words
    assert "Won, identified, managed" in Browser(bank.gm).text("/insight/board/")
    file = Browser(bank.gm).get("/insight/board/customers/file/csv/?days=30").content.decode()
    assert "the last 30 days" in file and "Copy for" in file and "Won: new in the period" in file
    body = Browser(bank.gm).get("/api/v1/insight/board/customers?days=90").json()
    assert body["answer_days"] == 14 and body["stages"]["managed"][-1]["unit"] == ""


def test_a_bank_without_customers_is_told_so(db, settings):
    settings.LANGUAGE_CODE = "en"
    assert "Nobody this could be said of." in Browser(Bank().gm).text("/insight/board/customers/")
