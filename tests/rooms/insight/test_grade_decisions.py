"""A grade by decision: asked by the manager of the customer, approved by another person, for a time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from plugins.page_browser import Browser
from plugins.small_bank import HOUSE
from plugins.small_feed import usual, write_feed

from zhiji.access.refusals import Refused
from zhiji.custody.looks.cases import read_case
from zhiji.custody.models import Notice
from zhiji.custody.problems import Invalid
from zhiji.holdings.actions.loading import load
from zhiji.insight.actions.grade_decisions import approve_grade, ask_for_grade, end_grade, refuse_grade
from zhiji.insight.looks.standing import open_standing
from zhiji.insight.night.running import run

pytestmark = pytest.mark.req("E10", "B07")
SERVICE = {"purpose": "service", "channel": "test"}
REASON = "客户名下企业本季度结算量大，个人账户未体现"


@pytest.fixture
def bank(compliant, tmp_path):
    compliant.customer = compliant.file()
    assert load(write_feed(tmp_path / "one", usual(compliant.customer.number)), **HOUSE).ok
    run()
    return compliant


def asked(bank, days=90, **more):
    given = {
        "customers": [bank.customer.number],
        "grade": "A",
        "until": timezone.localdate() + timedelta(days=days),
        "reason": REASON,
    }
    return ask_for_grade(**(given | more), by=bank.rm01, **SERVICE)


def decided(bank, **more):
    return open_standing(bank.customer.number, by=bank.rm01, **SERVICE, **more).graded.decided


def test_it_stands_beside_the_reckoned_grade_from_approval_to_its_last_day(bank):
    case = asked(bank)
    assert decided(bank) is None
    approve_grade(case.pk, by=bank.manager)
    found = decided(bank)
    assert (found.letter, found.until, found.case) == (
        "A",
        timezone.localdate() + timedelta(days=90),
        case.pk,
    )
    assert decided(bank, at=timezone.now() + timedelta(days=91)) is None
    rm = Browser(bank.rm01, "service")
    rm.cookies["django_language"] = "en"
    assert "By decision A" in rm.text(f"/customers/{bank.customer.number}/standing/")
    told = rm.get(f"/api/v1/customers/{bank.customer.number}/standing?purpose=service").json()
    assert told["by_decision"] == "A" and told["grade"] != "A"
    end_grade(case.pk, words="结算业务已转走", by=bank.manager)
    assert decided(bank) is None


@pytest.mark.req("E11")
def test_who_keeps_the_customer_proposes_the_grade_and_is_told_what_became_of_it(bank):
    case = asked(bank)
    assert not Notice.objects.filter(staff=bank.rm01, case_id=case.pk).exists()
    approve_grade(case.pk, by=bank.manager)
    assert Notice.objects.filter(staff=bank.rm01, case_id=case.pk).count() == 1
    end_grade(case.pk, words="结算业务已转走", by=bank.manager)
    assert Notice.objects.filter(staff=bank.rm01, case_id=case.pk).count() == 2


def test_four_eyes_own_customers_and_a_reason(bank):
    with pytest.raises(Refused):
        ask_for_grade(
            customers=[bank.customer.number],
            grade="A",
            until=timezone.localdate() + timedelta(days=9),
            reason=REASON,
            by=bank.rm03,
            **SERVICE,
        )
    case = asked(bank)
    for nobody in (bank.rm01, bank.officer, bank.compliance):
        with pytest.raises(Refused):
            approve_grade(case.pk, by=nobody)
    refuse_grade(case.pk, words="依据不足，请补充材料", by=bank.manager)
    assert decided(bank) is None


@pytest.mark.parametrize(
    ("more", "rule"),
    [({"grade": "E"}, "grade: choice"), ({"days": 185}, "until: range"), ({"days": 0}, "until: range")],
)
def test_what_cannot_be_asked(bank, more, rule):
    with pytest.raises(Invalid, match=rule):
        asked(bank, **more)


def test_one_at_a_time_and_none_approved_after_its_day(bank):
    case = asked(bank, days=3)
    with pytest.raises(Invalid, match="customers: open"):
        asked(bank)
    with pytest.raises(Invalid, match="until: past"):
        approve_grade(case.pk, by=bank.manager, at=timezone.now() + timedelta(days=4))


def test_the_letter_stands_sealed_and_its_readers_see_it(bank):
    case = asked(bank)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text FROM custody_case WHERE id = %s", [case.pk])
        assert cursor.fetchone() == ("{}",)
    assert read_case(case.pk, by=bank.manager).private["grade"] == "A"
    rm = Browser(bank.rm01, "service")
    assert rm.get(f"/custody/grading/new/?customers={bank.customer.number}").status_code == 200


def test_the_letter_is_read_by_who_decides_and_by_whom_the_file_shows_its_wealth(bank):
    """Being a reader of the kind is not enough: neither role sees the wealth of a file, so neither reads the letter elsewhere."""
    case = asked(bank)
    assert read_case(case.pk, by=bank.auditor, purpose="audit").private == {}
    assert read_case(case.pk, by=bank.manager).private["grade"] == "A"
    assert read_case(case.pk, by=bank.rm01, purpose="service").private["grade"] == "A"
    assert read_case(case.pk, by=bank.rm01, purpose="marketing").private == {}
    approve_grade(case.pk, by=bank.manager)
    for reader, purpose in ((bank.manager, "review"), (bank.gm, "review"), (bank.auditor, "audit")):
        assert read_case(case.pk, by=reader, purpose=purpose).private == {}, reader.role
        assert '"grade"' not in Browser(reader, purpose).get(f"/api/v1/cases/{case.pk}").content.decode()
