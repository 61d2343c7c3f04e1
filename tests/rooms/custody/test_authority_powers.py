"""The matrix of powers: which authority may ask for what, from which day, by which article (AB01-AB04)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from zhiji.access.refusals import Refused
from zhiji.custody.actions import power
from zhiji.custody.looks.authority import read_matrix
from zhiji.custody.models import AuthorityPower
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.authority import BODIES, POWERS, Laid, matrix

TODAY = date(2026, 11, 22)


@pytest.mark.req("AB02")
def test_the_matrix_is_what_the_rule_says_and_says_what_is_unverified():
    cells = matrix(TODAY)
    assert set(cells) == {(body, one) for body in BODIES for one in POWERS}
    may = {one: {body for body in BODIES if cells[body, one].allowed} for one in POWERS}
    assert may["deduct"] == {"court", "customs", "tax"}
    assert may["query"] - may["freeze"] == {"supervision", "audit", "securities_regulator"}
    assert may["inspect"] == {"bank_supervisor"}
    assert not any(cells["market_regulator", one].allowed or cells["other", one].allowed for one in POWERS)
    assert not cells["court", "query"].verified and cells["court", "query"].source


@pytest.mark.req("AB02")
def test_an_entry_of_the_house_holds_from_its_first_day_and_the_later_law_wins():
    row = Laid(1, "supervision", "freeze", True, date(2027, 1, 1), "监察法", "23", True)
    assert not matrix(date(2026, 12, 31), [row])["supervision", "freeze"].allowed
    cell = matrix(date(2027, 1, 1), [row])["supervision", "freeze"]
    assert (cell.allowed, cell.entry, cell.source, cell.verified) == (True, 1, "监察法", True)
    end = Laid(2, "supervision", "freeze", False, date(2027, 6, 1), "监察法修正", "", False)
    assert matrix(date(2027, 5, 31), [row, end])["supervision", "freeze"].allowed
    assert not matrix(date(2027, 6, 1), [end, row])["supervision", "freeze"].allowed
    old = Laid(3, "court", "query", False, date(2001, 1, 1), "旧规定", "", False)
    assert matrix(TODAY, [old])["court", "query"].allowed  # the norm's first day is the later one


def proposed(bank, day, **more):
    given = {
        "body": "supervision", "power": "freeze", "allowed": "yes", "effective_from": day, "source": "监察法", "article": "23",
        "read_in_source": True, "reason": "监察法规定的冻结权限",
    }  # fmt: skip
    return power.ask(**(given | more), by=bank.compliance)


@pytest.mark.req("AB02")
def test_compliance_proposes_a_second_person_approves_and_the_past_stays(bank):
    today = timezone.localdate()
    with pytest.raises(Invalid) as invalid:
        proposed(bank, today)
    assert [one.rule for one in invalid.value.problems] == ["past"]
    case = proposed(bank, today + timedelta(days=1))
    with pytest.raises(Refused):
        power.approve(case.pk, by=bank.compliance)
    power.approve(case.pk, by=bank.manager)
    made = AuthorityPower.objects.get()
    assert (made.body, made.power, made.allowed, made.case_id) == ("supervision", "freeze", True, case.pk)
    now, then = read_matrix(by=bank.rm01), read_matrix(today + timedelta(days=1), by=bank.rm01)
    at = list(BODIES).index("supervision"), list(POWERS).index("freeze")
    assert [found.rows[at[0]][1][at[1]].allowed for found in (now, then)] == [False, True]
    assert [one.number for one in now.entries] == [made.pk]
    for other in (proposed(bank, today + timedelta(days=9)), proposed(bank, today + timedelta(days=9))):
        power.refuse(other.pk, words="依据不明，请补充", by=bank.gm) if other.pk % 2 else power.withdraw(
            other.pk, by=bank.compliance
        )
    assert AuthorityPower.objects.count() == 1


@pytest.mark.req("AB02")
def test_an_approval_that_comes_after_the_first_day_is_too_late(bank):
    case = proposed(bank, timezone.localdate() + timedelta(days=1))
    with pytest.raises(Invalid):
        power.approve(case.pk, by=bank.gm, at=timezone.now() + timedelta(days=2))


def test_no_entry_is_ever_changed(bank):
    power.approve(proposed(bank, timezone.localdate() + timedelta(days=1)).pk, by=bank.gm)
    for statement in (
        "UPDATE custody_authoritypower SET allowed = false",
        "DELETE FROM custody_authoritypower",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('zhiji.act', 'custody:power:approve', true)")
            cursor.execute(statement)
