"""Weighing one file: how long a change took to be recorded, what two sources differ in, which of the two stands."""

from datetime import date
from types import SimpleNamespace

import pytest

from zhiji import fields
from zhiji.customers.quality import PRINCIPLES, Keeping
from zhiji.insight.principles.measures import DEFINITIONS, added, median_lag, score_of
from zhiji.insight.principles.weighing import Weighable, differences, lag_of, weigh

DAY = date(2026, 11, 22)
ORDER = ("paper_seen", "public_register", "customer_stated", "other_system")
RULE = SimpleNamespace(check_days=365, source_order=ORDER)


def origin(source="customer_stated", learned="2026-11-01", **more):
    return {"s": source, "l": learned, "g": "cdd2025.person"} | more


def file(now, past=(), recorded=DAY):
    return Weighable("person", Keeping(True, True, True, True), recorded, now, past)


def contact(phone, told):
    return {"contact": {"v": {"phones": phone}, "d": told}}


@pytest.mark.req("AA22")
@pytest.mark.parametrize(
    ("now", "before", "stronger"),
    [
        (
            origin("other_system"),
            origin("paper_seen"),
            "before",
        ),  # a weaker source took the place of a stronger one
        (origin("paper_seen"), origin("other_system"), None),  # the stronger source stands: nothing to ask
        (origin("customer_stated"), origin("customer_stated"), None),  # the same source told something newer
        (
            origin("hearsay"),
            origin("rumour"),
            "now",
        ),  # two sources the rule does not know are alike: the newer stands
        (
            origin("other_system", w="2026-11-02", b=1),
            origin("paper_seen"),
            None,
        ),  # somebody verified it since
        (
            origin("other_system", w="2026-10-02", b=1),
            origin("paper_seen"),
            "before",
        ),  # verified before it was told
    ],
)
def test_of_two_tellings_the_stronger_source_stands_until_somebody_verifies(now, before, stronger) -> None:
    found = list(differences(file(contact("138", now), [contact("139", before)]), ORDER))
    assert [one.stronger for one in found] == ([stronger] if stronger else [])


@pytest.mark.req("AA22")
def test_a_later_change_of_another_field_does_not_bury_a_difference() -> None:
    weak, strong = origin("other_system"), origin("paper_seen")
    now = {"contact": {"v": {"phones": "138", "emails": "b"}, "d": strong, "p": {"phones": weak}}}
    middle = {"contact": {"v": {"phones": "138", "emails": "a"}, "d": strong, "p": {"phones": weak}}}
    assert [one.field for one in differences(file(now, [middle, contact("139", strong)]), ORDER)] == [
        "phones"
    ]
    assert not list(differences(file(now, [middle]), ORDER))


@pytest.mark.req("AA22")
def test_what_the_house_concludes_itself_is_told_by_nobody() -> None:
    rated = [
        {"ties": {"v": {"money_laundering_risk": level}, "d": origin(source)}}
        for level, source in (("low", "observed"), ("medium", "other_system"))
    ]
    assert not list(differences(file(rated[0], rated[1:]), ORDER))


@pytest.mark.req("AA10")
def test_the_lag_is_that_of_the_newest_change_alone() -> None:
    assert lag_of(file(contact("138", origin(learned="2026-11-12")))) == 10
    old, new = origin(learned="2020-01-01"), origin(learned="2026-11-20")
    now = {"contact": {"v": {"phones": "138", "emails": "b"}, "d": old, "p": {"emails": new}}}
    before = {"contact": {"v": {"phones": "138", "emails": "a"}, "d": old}}
    assert lag_of(file(now, [before])) == 2
    # a compartment that the change left alone says nothing of it
    untouched = {"identity": {"v": {"name": "沈怀瑾"}, "d": origin(learned="2010-01-01")}}
    assert lag_of(file(now | untouched, [before])) == 2
    # verified later than learned: the fact that is recorded is the verification
    assert lag_of(file(contact("138", origin(learned="2020-01-01", w="2026-11-21")))) == 1
    assert lag_of(file(contact("138", {"s": "observed"}))) is None


@pytest.mark.req("AA13")
def test_a_file_counts_as_monitored_when_somebody_verified_a_value_lately() -> None:
    register = fields.register()
    values = {"identity": {"v": {"name": "沈怀瑾"}, "d": origin(w="2025-11-22")}}
    assert weigh(file(values), register, RULE, DAY).checked
    values = {"identity": {"v": {"name": "沈怀瑾"}, "d": origin(w="2025-11-21")}}
    assert not weigh(file(values), register, RULE, DAY).checked


@pytest.mark.req("AA01", "AA02", "AA03", "AA04", "AA05")
def test_a_score_is_its_numerator_over_its_denominator_and_never_100_by_rounding() -> None:
    counts = {one: [999, 1000] for one in PRINCIPLES}
    figures = {
        "kinds": {"person": counts, "organisation": {one: [1000, 1000] for one in PRINCIPLES}},
        "staff": {},
    }
    for name in PRINCIPLES:
        assert DEFINITIONS[name].pair(figures) == (1999, 2000)
        assert score_of(name, figures) == 99, name
    assert score_of("truthfulness", {"kinds": {}}) is None


@pytest.mark.req("AA05")
def test_institutionalisation_is_the_mean_of_files_and_procedures() -> None:
    staff = {"people": 2, "signed": 2, "passed": 0, "inspected": 0, "inspections": 1}
    figures = {"kinds": {"person": {"institutionalisation": [100, 100]}}, "staff": staff}
    assert DEFINITIONS["procedures"].pair(figures) == (2, 5)
    assert score_of("institutionalisation", figures) == 70


@pytest.mark.req("AA10")
def test_units_add_up_and_the_median_is_of_all_their_changes() -> None:
    one = {"kinds": {"person": {"files": 3, "lags": {"0": 2, "9": 1}, "truthfulness": [1, 2]}}}
    two = {
        "kinds": {
            "person": {"files": 4, "lags": {"9": 2}, "truthfulness": [3, 4]},
            "organisation": {"lags": {"30": 1}},
        }
    }
    whole = added([one, two])
    assert whole["kinds"]["person"]["files"] == 7 and whole["kinds"]["person"]["truthfulness"] == [4, 6]
    assert (median_lag(one), median_lag(two), median_lag(whole), median_lag({})) == (0, 9, 9, None)
    assert one["kinds"]["person"]["truthfulness"] == [1, 2], "adding must not change what is added"
