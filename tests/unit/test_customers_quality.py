"""The five principles, each with what would raise it."""

from datetime import date

import pytest

from zhiji import fields
from zhiji.customers.quality import PRINCIPLES, Keeping, rate

pytestmark = pytest.mark.req("AA01", "AA02", "AA03", "AA04", "AA05")
DAY = date(2026, 11, 22)
WELL = {"s": "paper_seen", "l": "2026-10-01", "w": "2026-10-01", "b": 1, "g": "cdd.identity-set"}
VALUES = {
    "name": "沈怀瑾", "sex": "female", "nationality": "CN", "birth_date": "1990-03-01",
    "phones": [{"number": "+8613800001111", "use": "mobile"}],
    "papers": [{"type": "passport", "number": "E12345678", "valid_from": "2020-01-01", "valid_to": "2029-12-31"}],
}  # fmt: skip


def rated(values=VALUES, provenance=None, visible=None, keeping=None, missing=()):
    register = fields.register()
    every = frozenset(field.id for field in register.for_kind("person"))
    values = {name: value for name, value in values.items() if name not in missing}
    held = dict.fromkeys(values, WELL) | (provenance or {})
    keeping = keeping or Keeping(True, True, True, True)
    return rate(
        register, "person", values, held, every if visible is None else frozenset(visible), keeping, DAY
    )


def raises(quality, principle):
    return {one.field for score in quality.scores if score.principle == principle for one in score.raises}


def test_all_five_are_scored_in_order_and_never_outside_0_to_100():
    assert [score.principle for score in rated().scores] == list(PRINCIPLES)
    empty = rated({}, keeping=Keeping(False, False, False, False))
    assert [score.score for score in empty.scores] == [None, 0, None, None, 0]


def test_an_unverified_statement_lowers_truthfulness():
    doubtful = rated(provenance={"phones": {"s": "customer_stated", "l": "2026-10-01", "g": "x"}})
    assert rated().score("truthfulness") == 100 and doubtful.score("truthfulness") == 83
    assert raises(doubtful, "truthfulness") == {"phones"}


def test_a_missing_required_field_lowers_completeness():
    assert rated(missing=("nationality",)).score("completeness") < rated().score("completeness")
    assert "nationality" in raises(rated(missing=("nationality",)), "completeness")


def test_old_values_and_expired_papers_lower_timeliness():
    old = rated(provenance={"phones": WELL | {"l": "2020-01-01", "w": "2020-01-01"}})
    assert raises(old, "timeliness") == {"phones"} and old.score("timeliness") == 50
    gone = rated(VALUES | {"papers": [VALUES["papers"][0] | {"valid_to": "2026-11-21"}]})
    assert raises(gone, "timeliness") == {"papers"}
    assert rated().score("timeliness") == 100


def test_a_second_valid_paper_makes_up_for_an_expired_one():
    old = VALUES["papers"][0] | {"number": "E12345679", "valid_to": "2020-01-01"}
    assert rated(VALUES | {"papers": [old, VALUES["papers"][0]]}).score("timeliness") == 100


def test_what_the_checks_warn_of_lowers_standardisation():
    odd = rated(VALUES | {"papers": [VALUES["papers"][0] | {"number": "E1"}]})
    assert odd.score("standardisation") < 100 and "papers" in raises(odd, "standardisation")
    assert rated().score("standardisation") == 100


def test_a_duty_nobody_holds_and_a_value_without_ground_lower_institutionalisation():
    assert rated().score("institutionalisation") == 100
    loose = rated(provenance={"sex": {"s": "observed"}}, keeping=Keeping(True, False, True, True))
    assert loose.score("institutionalisation") == 80
    assert raises(loose, "institutionalisation") == {"", "sex"}


def test_what_is_out_of_sight_counts_neither_way():
    seen = rated(visible={"name", "sex"}, missing=("nationality",))
    assert seen.score("completeness") == 100
    assert seen.visible == 2
    assert all(one.field in ("name", "sex", "") for score in seen.scores for one in score.raises)
