"""Retention per file and holds (Art. 25; Anti-Money-Laundering Law art. 34)."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji import norms
from zhiji.access.gateway import _governed_writes
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions import hold, keeping
from zhiji.custody.looks.keeping import keeping_of, outlook
from zhiji.custody.models import Case, Restriction
from zhiji.custody.problems import Invalid
from zhiji.customers.actions.keeping import classify, move
from zhiji.customers.models import File
from zhiji.holdings.models import Holding

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def closed(bank, day, **more):
    """A file of rm01 whose relationship ended on a day."""
    file = bank.file(state=more.pop("state", "established"), **more)
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    move(file.number, "closed", reason="客户销户离行", by=bank.rm01, purpose="upkeep", at=at)
    return file


@pytest.mark.req("L04", "L09")
def test_a_file_says_until_when_it_is_kept_and_by_which_law(bank):
    running = bank.file()
    old, young = closed(bank, date(2016, 11, 22)), closed(bank, date(2018, 5, 1))
    assert keeping_of(running.number, by=bank.officer, at=NOW).code == "runs"
    ripe = keeping_of(old.number, by=bank.officer, at=NOW)
    assert (ripe.code, ripe.until) == ("kept", date(2026, 11, 22))  # its last day is still a day of keeping
    after = keeping_of(old.number, by=bank.officer, at=NOW.replace(day=23))
    assert after.code == "expired" and "34" in after.rules[0][1]
    assert keeping_of(young.number, by=bank.officer, at=NOW).until == date(2028, 5, 1)
    as_of_2024 = keeping_of(young.number, by=bank.officer, at=datetime(2024, 6, 1, tzinfo=UTC))
    assert (as_of_2024.code, as_of_2024.until) == ("expired", date(2023, 5, 1))


@pytest.mark.req("L04")
def test_who_never_became_a_customer_is_kept_for_a_shorter_time(bank):
    file = closed(bank, date(2024, 1, 10), state="prospect")
    view = keeping_of(file.number, by=bank.officer, at=NOW)
    assert (view.kept_as, view.until, view.code) == ("prospect", date(2026, 1, 10), "expired")


@pytest.mark.req("L04")
def test_a_hold_wins_and_is_released_by_another_person_only(bank):
    file = closed(bank, date(2010, 1, 1))
    case = hold.place(
        customers=[file.number],
        ground="dispute",
        reference="投诉 2026-18",
        reason="客户起诉，证据须保全",
        by=bank.compliance,
    )
    view = keeping_of(file.number, by=bank.supervisor, at=NOW)
    assert (view.code, view.held, [one.number for one in view.holds]) == ("held", True, [case.pk])
    assert (
        keeping_of(file.number, by=bank.rm01, at=NOW).holds == ()
    )  # that there is an inquiry is not everybody's business
    with pytest.raises(Refused) as refused:
        hold.release(case.pk, words="争议已解决", by=bank.compliance)
    assert refused.value.decision.code == "four_eyes"
    assert hold.renew(case.pk, words="二审尚未判决", by=bank.compliance).state == "in_force"
    assert hold.release(case.pk, words="争议已解决", by=bank.supervisor).state == "released"
    assert keeping_of(file.number, by=bank.supervisor, at=NOW).code == "expired"


def test_a_hold_needs_one_of_its_grounds_and_a_role_that_may_place_it(bank):
    file = bank.file()
    with pytest.raises(Invalid):
        hold.place(
            customers=[file.number], ground="whim", reference="", reason="没有理由的保全", by=bank.compliance
        )
    with pytest.raises(Refused):
        hold.place(
            customers=[file.number], ground="dispute", reference="", reason="不是我的权限", by=bank.rm01
        )


@pytest.mark.req("J04")
def test_the_keeping_of_a_top_secret_file_is_as_hidden_as_the_file(bank):
    file = closed(bank, date(2011, 1, 1))
    classify(
        file.number,
        secrecy=2,
        custodian=bank.officer2,
        reason="重要人士",
        by=bank.supervisor,
        purpose="review",
    )
    with pytest.raises(NotHere):
        keeping_of(file.number, by=bank.rm02, at=NOW)
    assert outlook(by=bank.officer, at=NOW).closed == 0


@pytest.mark.req("L04")
def test_a_closed_file_is_only_stored_from_then_on(bank, journal):
    file = closed(bank, date(2020, 1, 1))
    assert keeping.restrict(by=keeping.CLOCK, channel="job") == 1
    assert File.objects.get(pk=file.pk).store_only
    assert journal("custody:keeping:restrict")[0].customer == file.pk
    assert keeping.restrict(by=keeping.CLOCK, channel="job") == 0


def a_holding(file, **more):
    usual = {"kind": "account", "key": file.pk, "digest": 1, "as_of": date(2026, 11, 1), "details": b""}
    with transaction.atomic(), _governed_writes("test"):
        return Holding.objects.create(customer_id=file.pk, opened_on=date(2015, 1, 1), **usual | more)


@pytest.mark.req("L04", "M11")
def test_a_closed_file_with_an_open_holding_is_still_served(bank):
    """PIPL art. 47: only what has ended is only stored; a holding that opens later frees the file, a request for deletion
    keeps it."""
    served, ended, asked = (closed(bank, date(2020, 1, 1)) for _ in range(3))
    holding = a_holding(served)
    keeping.tick(NOW)
    stored = dict(File.objects.values_list("pk", "store_only"))
    assert stored == {served.pk: False, ended.pk: True, asked.pk: True}
    with transaction.atomic(), _governed_writes("test"):
        Holding.objects.filter(pk=holding.pk).update(closed_on=date(2026, 11, 2))
        case = Case.objects.create(kind="rights", state="stored", raised_at=NOW, reason="t")
        Restriction.objects.create(
            customer_id=asked.pk,
            case=case,
            at=NOW,
            relation_ended=date(2020, 1, 1),
            destroy_on=date(2030, 1, 1),
        )
    a_holding(ended)
    a_holding(asked)
    keeping.tick(NOW)
    stored = dict(File.objects.values_list("pk", "store_only"))
    assert stored == {served.pk: True, ended.pk: False, asked.pk: True}
    assert keeping.restrict(by=keeping.CLOCK, channel="job") == 0


def test_the_law_of_storing_only_is_a_norm_of_its_own():
    """Nobody asks for it: the bank stops of its own accord when the relationship has ended (PIPL art. 47)."""
    rule = norms.on(NOW.date()).rights
    assert rule.while_retained == "store_only" and set(rule.store_only_when) == {"asked", "ended"}
    assert norms.on(NOW.date()).source("rights.store_only_when").article == "47"


@pytest.mark.req("L04")
def test_the_pages_of_keeping(bank):
    file = closed(bank, date(2010, 1, 1))
    later = closed(bank, date(2017, 3, 1))
    browser = Browser(bank.supervisor, "review")
    page = browser.text(f"/custody/keeping/{file.number}/")
    assert "1 Jan 2020" in page and "34" in page and "Place a hold" in page
    assert "1 Mar 2027" in browser.text(f"/custody/keeping/{later.number}/")
    page = browser.text("/custody/keeping/")
    assert "2027" in page
    assert browser.get("/custody/keeping/0420-1837-5512/").status_code == 404
    answer = browser.get(f"/api/v1/keeping/files/{file.number}")
    assert answer.status_code == 200 and answer.json()["until"] == "2020-01-01"
    assert browser.get("/api/v1/keeping/outlook").json()["expired"] == 1


@pytest.mark.req("L04", "L09")
def test_a_file_taken_over_as_closed_is_kept_until_its_end_is_recorded(bank):
    file, now = bank.file(state="closed"), timezone.now()
    view = keeping_of(file.number, by=bank.officer, at=now)
    assert (view.code, view.undated) == ("runs", True)
    given = {"reason": "原销户登记簿第12页", "by": bank.officer, "at": now}
    with pytest.raises(Invalid):
        keeping.date_end(file.number, ended=date(2001, 1, 1), **given)  # before it was opened
    with pytest.raises(Refused):
        keeping.date_end(file.number, ended=date(2026, 11, 21), **(given | {"by": bank.officer2}))
    today = timezone.localdate(file.opened_at)
    keeping.date_end(file.number, ended=today, **given)
    assert keeping_of(file.number, by=bank.officer, at=now).ended == today
    with pytest.raises(Invalid):
        keeping.date_end(file.number, ended=today, **given)
    other = bank.file(state="closed")
    browser = Browser(bank.officer, "upkeep")
    assert "Record when it ended" in browser.text(f"/custody/keeping/{other.number}/")
    assert (
        browser.post(f"/custody/keeping/{other.number}/end/", {"ended": "", "words": ""}).status_code == 422
    )
    form = {"ended": today.isoformat(), "words": "原销户登记簿第13页"}
    assert browser.post(f"/custody/keeping/{other.number}/end/", form).status_code == 302
