"""The review of a customer by two people, and evidence asked of its manager (C13-C15, C18, C19)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from plugins.page_browser import Browser

from zhiji import norms
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.actions.papers import add_paper
from zhiji.custody.looks.cases import list_cases, notices, read_case, waiting
from zhiji.custody.models import Case
from zhiji.custody.problems import Invalid
from zhiji.customers.actions.keeping import move
from zhiji.customers.looks.opening import open_file
from zhiji.insight.diligence.actions.ratings import make_rating, raise_rating
from zhiji.insight.diligence.actions.reviews import (
    accept,
    ask_again,
    ask_evidence,
    assess,
    confirm,
    decline,
    open_review,
    send_back,
    stop,
    supply,
    withdraw,
)  # fmt: skip
from zhiji.insight.diligence.clock import tick
from zhiji.insight.diligence.looks.ratings import read_rating, reviews_due
from zhiji.insight.diligence.rating import checks_of, review_due

DUE = {"purpose": "due_diligence"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da63fccff00f0002050180"
    "a02a65d20000000049454e44ae426082"
)
"""A scan of one dot."""


def checked(level="low", kind="person"):
    rule = norms.on(timezone.localdate()).cdd
    measure = dict(zip(rule.rating_levels, rule.rating_measures, strict=True))[level]
    return checks_of(measure, kind, rule)


def begun(bank, file):
    return open_review(customers=[file.number], reason="到期复核", by=bank.compliance)


def assessed(bank, file, level="low", by=None, **more):
    case = begun(bank, file)
    given = {
        "level": level,
        "checks": checked(level),
        "relationship_purpose": "工资代发和日常结算",
        "source_of_funds": "工资",
    } | more
    return assess(case.pk, **given, by=by or bank.compliance)


@pytest.mark.req("C13", "C14", "C15", "C19")
def test_two_people_review_and_level_purpose_and_clock_stand(compliant):
    file = compliant.file()
    make_rating(file.number, by=compliant.compliance, **DUE)
    raise_rating(file.number, level="high", words="媒体报道其涉诉", by=compliant.compliance, **DUE)
    case = assessed(compliant, file, "medium", words="诉讼已撤，风险回落")
    with pytest.raises(Refused):
        confirm(case.pk, by=compliant.compliance, **DUE)
    confirm(case.pk, by=compliant.compliance2, **DUE)
    seen = read_rating(file.number, by=compliant.compliance, **DUE)
    assert (seen.level, seen.measure, seen.explained["origin"]) == ("medium", "normal", "review")
    assert seen.review_due == review_due("medium", timezone.localdate(), norms.on(timezone.localdate()).cdd)
    assert seen.explained["words"] == "诉讼已撤，风险回落" and seen.explained["checks"] == sorted(
        checked("medium")
    )
    told = open_file(file.number, by=compliant.rm01, **DUE).fields
    assert told["relationship_purpose"].value == "工资代发和日常结算"
    assert told["money_laundering_risk"].value == "medium"


@pytest.mark.req("C14")
def test_a_level_falls_only_with_a_reason(compliant):
    file = compliant.file()
    make_rating(file.number, by=compliant.compliance, **DUE)
    raise_rating(file.number, level="high", words="媒体报道其涉诉", by=compliant.compliance, **DUE)
    case = assessed(compliant, file, "low")
    with pytest.raises(Invalid) as refused:
        confirm(case.pk, by=compliant.compliance2, **DUE)
    assert refused.value.problems[0].rule == "lowers"
    send_back(case.pk, words="请写明理由", by=compliant.compliance2)
    assess(case.pk, level="low", checks=checked("low"), words="报道失实，已更正", by=compliant.compliance)
    confirm(case.pk, by=compliant.compliance2, **DUE)
    assert read_rating(file.number, by=compliant.compliance, **DUE).level == "low"


@pytest.mark.req("C13", "C15")
def test_each_measure_wants_its_checks_and_the_highest_the_purpose(compliant):
    file = compliant.file()
    case = begun(compliant, file)

    def refused(**given):
        with pytest.raises(Invalid) as found:
            assess(case.pk, **({"level": "high", "checks": checked("high")} | given), by=compliant.compliance)
        return [(one.field, one.rule) for one in found.value.problems]

    assert refused() == [("relationship_purpose", "required")]
    assert refused(checks=checked("low"), relationship_purpose="结算") == [("checks", "lacking")]
    assert refused(level="none") == [("level", "choice")]
    assert refused(level="low", checks=checked("low"), marks=["listed"]) == [("level", "marked")]
    assert "owners" not in checked("high") and "owners" in checked("high", "organisation")


def test_what_was_assessed_is_covered_by_the_signature_and_sealed(compliant):
    case = assessed(compliant, compliant.file())
    kept = Case.objects.get(pk=case.pk)
    assert set(kept.content) == {"assessed"} and len(kept.content["assessed"]) == 64
    assert read_case(case.pk, by=compliant.compliance2).private["level"] == "low"


def test_a_review_is_compliances_and_one_at_a_time(compliant):
    file = compliant.file()
    case = begun(compliant, file)
    with pytest.raises(Invalid):
        begun(compliant, file)
    for nobody in (compliant.rm01, compliant.auditor, compliant.gm, compliant.supervisor):
        with pytest.raises(NotHere):
            read_case(case.pk, by=nobody)
        assert list_cases("diligence", by=nobody).rows == []
    stop(case.pk, words="客户已销户", by=compliant.compliance2)
    assert begun(compliant, file).pk != case.pk


# -- the list of what is due ---------------------------------------------------------------------------------------------


@pytest.mark.req("C14")
def test_overdue_reviews_stand_on_top_and_a_manager_sees_the_own_ones(compliant):
    late, soon, quiet = compliant.file(), compliant.file(manager=compliant.rm03), compliant.file()
    now = timezone.now()
    for file, ago in ((late, 800), (soon, 715), (quiet, 10)):
        make_rating(file.number, by=compliant.compliance, at=now - timedelta(days=ago), **DUE)
    case = begun(compliant, late)
    found = reviews_due(by=compliant.compliance, **DUE)
    assert [(row.number, row.overdue, row.case) for row in found.rows] == [
        (late.number, True, case.pk), (soon.number, False, 0),
    ]  # fmt: skip
    assert {row.level for row in found.rows} == {"low"}
    assert [row.number for row in reviews_due(by=compliant.rm01, **DUE).rows] == [late.number]
    with pytest.raises(Refused):
        reviews_due(by=compliant.auditor, purpose="audit")


# -- evidence ------------------------------------------------------------------------------------------------------------


@pytest.mark.req("C18", "C19")
def test_evidence_is_asked_of_the_manager_with_a_clock(compliant):
    file = compliant.file()
    case = ask_evidence(customers=[file.number], reason="请取得近一年纳税证明", by=compliant.compliance)
    days = norms.on(timezone.localdate()).cdd.evidence_days
    assert case.owner == compliant.rm01 and case.due_at - case.raised_at == timedelta(days=days)
    assert [row.number for row in waiting(by=compliant.rm01).rows] == [case.pk]
    assert "your_step" in [one.what for one in notices(by=compliant.rm01)]
    add_paper(case.pk, io.BytesIO(PIXEL), kind="other", title="纳税证明", by=compliant.rm01)
    supply(case.pk, words="已取得纳税证明，见附件", by=compliant.rm01)
    ask_again(case.pk, words="请补充第四季度", by=compliant.compliance)
    supply(case.pk, words="已补充齐全", by=compliant.rm01)
    assert accept(case.pk, by=compliant.compliance).state == "accepted"


def test_evidence_that_cannot_be_had_is_said_so_and_another_colleague_sees_none_of_it(compliant):
    file = compliant.file()
    case = ask_evidence(customers=[file.number], reason="请取得购销合同", by=compliant.compliance)
    with pytest.raises(NotHere):
        read_case(case.pk, by=compliant.rm02)
    for step in (supply, decline):
        with pytest.raises(Refused):
            step(case.pk, words="不是我的客户", by=compliant.rm02)
    assert decline(case.pk, words="客户拒绝提供", by=compliant.rm01).state == "lacking"
    other = ask_evidence(customers=[file.number], reason="请取得购销合同", by=compliant.compliance)
    assert withdraw(other.pk, words="不再需要", by=compliant.compliance).state == "withdrawn"
    with pytest.raises(Invalid):
        ask_evidence(
            customers=[file.number, compliant.file().number], reason="一次两位", by=compliant.compliance
        )


def test_the_steps_are_pages_of_the_institution(compliant):
    file = compliant.file()
    browser = Browser(compliant.compliance, "due_diligence")
    answer = browser.post("/custody/diligence/new/", {"customers": file.number, "reason": "到期复核"})
    case = Case.objects.get(kind="diligence")
    assert answer.url == f"/custody/diligence/{case.pk}/"
    page = browser.text(f"/custody/diligence/{case.pk}/assess/")
    assert "Source of funds" in page and "High" in page
    given = {"checks": list(checked("low")), "level": "low", "relationship_purpose": "日常结算"}
    assert browser.post(f"/custody/diligence/{case.pk}/assess/", given).status_code == 302
    assert (
        Browser(compliant.compliance2, "due_diligence")
        .post(f"/custody/diligence/{case.pk}/confirm/", {})
        .status_code
        == 302
    )
    assert Case.objects.get(pk=case.pk).state == "done"


# -- by the clock ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("C14")
def test_the_clock_rates_who_is_unrated_and_opens_what_is_due_once(compliant):
    fresh, late, gone, _prospect = (compliant.file() for _ in range(4))
    now = timezone.now()
    for file in (fresh, late, gone):
        move(file.number, to="new", reason="开户", by=compliant.rm01, purpose="upkeep")
    for file in (late, gone):
        make_rating(file.number, by=compliant.compliance, at=now - timedelta(days=720), **DUE)
    move(gone.number, to="closed", reason="客户销户", by=compliant.rm01, purpose="upkeep")
    assert tick(now) == (1, 1) and tick(now) == (0, 0)
    case = Case.objects.get(kind="diligence")
    assert case.raised_by is None and list(case.files.values_list("customer_id", flat=True)) == [late.pk]
    assert read_rating(fresh.number, by=compliant.compliance, **DUE).past == []
    assert [row.number for row in waiting(by=compliant.compliance).rows] == [case.pk]
