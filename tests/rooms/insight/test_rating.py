"""Rating a customer's money-laundering risk: reckoned by hand, told line by line, never lowered by one person."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.refusals import NotHere, Refused
from zhiji.custody.problems import Invalid
from zhiji.customers.looks.opening import open_file
from zhiji.insight.diligence import rating as rules
from zhiji.insight.diligence.actions.ratings import make_rating, raise_rating
from zhiji.insight.diligence.looks.ratings import read_rating
from zhiji.insight.diligence.models import Rating
from zhiji.insight.diligence.rating import Item, Known, items_of, rate, review_due, stands

RULE = norms.on(date(2026, 11, 22)).cdd
DUE = {"purpose": "due_diligence"}
ON = date(2026, 11, 22)


def points(**factors):
    return [Item(factor, "x", value) for factor, value in factors.items()]


@pytest.mark.req("C14")
def test_the_score_is_the_sum_of_weight_times_points_by_five():
    # 30 x 4 + 15 x 1 + 20 x 3 + 15 x 2 + 20 x 5 = 325; / 5 = 65
    found = rate(points(traits=4, geography=1, industry=3, product=2, transactions=5), RULE)
    assert (found.score, found.level) == (65, "high")
    # 30 x 3 + 15 + 60 + 30 + 20 = 215; / 5 = 43: below 45
    assert rate(points(traits=3, industry=3, product=2), RULE).score == 43
    assert rate(points(traits=3, industry=3, product=2), RULE).level == "low"
    assert rate([], RULE).score == 20


@pytest.mark.req("C14")
def test_the_worst_item_of_a_factor_counts():
    assert rate([Item("traits", "a", 1), Item("traits", "b", 4)], RULE).factors["traits"] == 4


def test_a_listed_country_is_the_highest_level_and_a_public_body_the_lowest():
    high = rate([Item("geography", "country_listed", 5)], RULE)
    assert (high.level, high.score, high.direct) == ("high", 32, "country")
    low = rate([Item("traits", "public_body", 1), Item("industry", "industry", 3)], RULE)
    assert (low.level, low.direct) == ("low", "public_body")
    assert rate([Item("traits", "public_body", 1), Item("product", "foreign", 4)], RULE).direct == ""


def test_lists_of_a_norm_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="100"):
        rate([], SimpleNamespace(rating_factors=("a",), rating_weights=(99,), rating_points=5))


@pytest.mark.req("C14")
def test_the_findings_of_a_person_one_by_one():
    values = {
        "papers": [{"type": "resident_id", "number": "x", "valid_to": "2026-11-21"}], "nationality": "KP",
        "domicile": {"country": "HK"}, "occupation": "80", "income": {"amount": "1000.00", "currency": "CNY"},
    }  # fmt: skip
    known = Known(
        2,
        ON - timedelta(days=364),
        frozenset({"fx"}),
        frozenset({"USD"}),
        ("structured",),
        500_001,
        100_000,
        10,
        9,
    )
    found = {item.code: item.points for item in items_of("person", values, known, RULE, ON)}
    assert found == {
        "papers_expired": 4, "missing": 3, "new": 2, "country_listed": 5, "occupation": 4, "foreign": 4, "remote": 2, "hits": 3,
        "income_beyond": 4,
    }  # fmt: skip


def test_the_findings_of_a_quiet_person():
    values = {"papers": [{"valid_to": "2026-11-22"}], "nationality": "CN", "occupation": "2"}
    known = Known(
        0, ON - timedelta(days=365), frozenset({"savings"}), income=100, came=500, moves=10, remote=8
    )
    found = items_of("person", values, known, RULE, ON)
    assert {item.code for item in found} == {
        "papers_valid", "whole", "new", "country_home", "occupation", "plain", "remote", "hits", "income_fits",
    }  # fmt: skip
    assert max(item.points for item in found) == 2 and rate(found, RULE).level == "low"


def test_an_organisation_without_a_named_owner_is_a_risk():
    known = Known(0, date(2000, 1, 1))
    codes = {item.code: item.points for item in items_of("organisation", {"industry": "F"}, known, RULE, ON)}
    assert codes["owners_unknown"] == 4 and codes["no_papers"] == 4 and codes["industry"] == 4
    held = {"ties": [{"role": "shareholder", "name": "x"}, {"role": "shareholder", "name": "y", "of": True}]}
    named = next(
        item for item in items_of("organisation", held, known, RULE, ON) if item.code == "owners_named"
    )
    assert named.facts == {"count": 1}


@pytest.mark.req("C14")
def test_reckoning_alone_never_lowers():
    assert [stands("low", before, RULE) for before in (None, "medium", "high")] == ["low", "medium", "high"]
    assert stands("high", "low", RULE) == "high" and stands("low", "upper_medium", RULE) == "high"


@pytest.mark.req("C14", "L06")
def test_the_review_is_due_by_the_levels_term():
    assert review_due("high", date(2026, 8, 31), RULE) == date(2027, 2, 28)
    assert review_due("medium", ON, RULE) == date(2027, 11, 22)
    assert review_due("low", date(2024, 2, 29), RULE) == date(2026, 2, 28)
    months = RULE.review_months
    assert months[-1] <= 6 and all(lower <= 2 * higher for lower, higher in pairwise(months))


# -- in the bank -------------------------------------------------------------------------------------------------------


@pytest.mark.req("C14", "C13")
def test_a_rating_goes_in_force_with_level_measure_and_clock(compliant):
    file = compliant.file()
    made = make_rating(file.number, by=compliant.compliance, **DUE)
    seen = read_rating(file.number, by=compliant.compliance, **DUE)
    assert (seen.level, seen.measure) == ("low", "simplified")
    assert seen.review_due == review_due("low", timezone.localdate(), RULE) == made.review_due
    assert {item["factor"] for item in seen.explained["items"]} == set(RULE.rating_factors)
    told = open_file(file.number, by=compliant.rm01, **DUE).fields
    assert told["money_laundering_risk"].value == "low" and told["diligence_level"].value == "simplified"


def test_the_manager_sees_the_level_and_the_clock_but_not_why(compliant):
    file = compliant.file()
    make_rating(file.number, by=compliant.compliance, **DUE)
    raise_rating(file.number, level="high", words="媒体报道其涉诉", by=compliant.compliance, **DUE)
    seen = read_rating(file.number, by=compliant.rm01, **DUE)
    assert (seen.level, seen.measure, seen.explained, seen.past) == ("high", "enhanced", {}, ())
    with pytest.raises(Refused):
        make_rating(file.number, by=compliant.rm01, **DUE)
    other = read_rating(file.number, by=compliant.rm02, **DUE)  # of the same branch: masks only
    assert other.level is None and other.review_due is None


@pytest.mark.req("C14")
def test_one_person_raises_and_nobody_lowers_alone(compliant):
    file = compliant.file()
    make_rating(file.number, by=compliant.compliance, **DUE)
    for level in ("low", "higher", ""):
        with pytest.raises(Invalid):
            raise_rating(file.number, level=level, words="核对后维持", by=compliant.compliance, **DUE)
    with pytest.raises(Invalid):
        raise_rating(file.number, level="high", words=" ", by=compliant.compliance, **DUE)
    raise_rating(file.number, level="high", words="媒体报道其涉诉", by=compliant.compliance, **DUE)
    again = make_rating(file.number, by=compliant.compliance2, **DUE)
    seen = read_rating(file.number, by=compliant.compliance, **DUE)
    assert seen.level == "high" and seen.explained["reckoned"] == "low" and seen.explained["before"] == "high"
    assert again.review_due == review_due("high", timezone.localdate(), RULE)
    assert [one.origin for one in seen.past] == ["raised", "made"] and seen.past[0].words == "媒体报道其涉诉"
    with pytest.raises(Invalid):
        raise_rating(
            compliant.file().number, level="high", words="未评级即调高", by=compliant.compliance, **DUE
        )


def test_the_house_rates_without_reading_and_a_changed_customer_rises(compliant):
    file = compliant.file()
    house = {"by": Job("tests"), "channel": "test"}
    make_rating(file.number, **house)
    listed = compliant.file(values={"nationality": "KP"})
    make_rating(listed.number, **house)
    assert read_rating(listed.number, by=compliant.compliance, **DUE).explained["direct"] == "country"
    assert Rating.objects.filter(current=True).count() == 2


def test_a_rating_again_does_not_put_its_review_off(compliant):
    file = compliant.file()
    first = make_rating(file.number, by=compliant.compliance, at=timezone.now() - timedelta(days=200), **DUE)
    again = make_rating(file.number, by=compliant.compliance, **DUE)
    assert again.review_due == first.review_due
    assert Rating.objects.filter(customer_id=file.pk).count() == 2


def test_of_a_top_secret_file_compliance_learns_nothing(compliant):
    from zhiji.customers.actions.keeping import classify

    file = compliant.file()
    classify(
        file.number,
        secrecy=2,
        custodian=compliant.officer,
        reason="名人",
        by=compliant.supervisor,
        purpose="review",
    )
    with pytest.raises(NotHere):
        read_rating(file.number, by=compliant.compliance, **DUE)


def test_the_scale_of_five_levels_on_old_files_fits_the_three_in_force():
    assert [
        rules.place_of(one, RULE) for one in ("low", "lower_medium", "medium", "upper_medium", "high")
    ] == [0, 1, 1, 2, 2]
