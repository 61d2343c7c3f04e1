"""Grades reckoned by hand; what would lift a customer; kinds of relation; the expressions agree with the pure rules."""

from datetime import date
from types import SimpleNamespace

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiji import norms
from zhiji.insight.grading import (
    RELATIONS,
    grade,
    grades_of,
    lift,
    place_of,
    relation_of,
    relations_of,
    scheme_of,
)

ON = date(2026, 11, 20)
RULE = norms.on(ON).grading
SCHEME = scheme_of(RULE)
YUAN = 100


def letters(found):
    return found.letter, found.score, [part.points for part in found.parts]


@pytest.mark.req("E06")
def test_a_grade_reckoned_by_hand():
    # 60,000 a day on average: second step, 50 points x 40; 52 movements: third, 75 x 25; ticket 2,500: 50 x 20; one family: 25 x 15
    values = {"average_quarter": 60_000 * YUAN, "frequency": 52, "ticket": 2_500 * YUAN, "products": 1}
    assert letters(grade(values, "urban", SCHEME)) == ("B", 2000 + 1875 + 1000 + 375, [50, 75, 50, 25])


@pytest.mark.req("E07")
def test_the_same_customer_stands_higher_in_the_country():
    values = {"average_quarter": 200_000 * YUAN, "frequency": 30, "ticket": 5_000 * YUAN, "products": 2}
    assert grade(values, "urban", SCHEME).score == 5000 and grade(values, "urban", SCHEME).letter == "B"
    assert letters(grade(values, "rural", SCHEME)) == ("B", 3000 + 1875 + 1500 + 750, [75, 75, 75, 50])
    assert (place_of("V1", SCHEME), place_of("HZ", SCHEME)) == ("rural", "urban")


@pytest.mark.req("E06")
def test_no_figure_counts_as_nothing_and_edges_belong_to_the_higher_step():
    assert letters(grade({}, "urban", SCHEME)) == ("D", 0, [0, 0, 0, 0])
    edge = {"average_quarter": 10_000 * YUAN, "frequency": 3, "ticket": 49_999, "products": None}
    assert letters(grade(edge, "urban", SCHEME)) == ("D", 1000, [25, 0, 0, 0])
    full = {"average_quarter": 10**12, "frequency": 999, "ticket": 10**9, "products": 9}
    assert letters(grade(full, "urban", SCHEME)) == ("A", 10_000, [100] * 4)


@pytest.mark.req("E10")
def test_what_would_lift_a_customer():
    # 4,250 points so far; B begins at 5,000: one step of the amount (25 x 40 = 1,000) is enough, and weighs most
    values = {"average_quarter": 10_000 * YUAN, "frequency": 52, "ticket": 2_000 * YUAN, "products": 1}
    found = grade(values, "urban", SCHEME)
    assert (found.letter, found.score) == ("C", 1000 + 1875 + 1000 + 375)
    (only,) = lift(found, SCHEME)
    assert (only.criterion.id, only.value, only.to) == ("amount", 10_000 * YUAN, 50_000 * YUAN)


def test_nothing_lifts_the_best_and_a_far_one_is_told_the_fewest_things():
    full = {"average_quarter": 10**12, "frequency": 999, "ticket": 10**9, "products": 9}
    assert lift(grade(full, "urban", SCHEME), SCHEME) == ()
    # from nothing to C (2,500): the amount alone, three steps (75 x 40 = 3,000)
    (only,) = lift(grade({}, "urban", SCHEME), SCHEME)
    assert (only.criterion.id, only.to) == ("amount", 500_000 * YUAN)


@given(
    st.fixed_dictionaries(
        {
            "average_quarter": st.none() | st.integers(-(10**9), 10**9),
            "frequency": st.none() | st.integers(0, 200),
            "ticket": st.none() | st.integers(0, 10**7),
            "products": st.none() | st.integers(0, 6),
        }
    ),
    st.sampled_from(["urban", "rural"]),
)
@settings(deadline=None, max_examples=150)
def test_who_does_what_lifts_is_lifted(values, place):
    found = grade(values, place, SCHEME)
    raised = {one.criterion.measure: one.to for one in lift(found, SCHEME)}
    after = grade({**values, **raised}, place, SCHEME)
    order = [letter for letter, _ in SCHEME.grades]
    assert (
        after.letter == "A" if found.letter == "A" else order.index(after.letter) < order.index(found.letter)
    )


@pytest.mark.req("E15", "E16")
@pytest.mark.parametrize(
    ("values", "years", "kind"),
    [
        ({"frequency": 1, "products": 1, "money": 5_000, "average_year": 9_000}, 4, "one_time"),
        ({"frequency": 30, "products": 1, "money": 5_000, "average_year": 9_000}, 4, "transactional"),
        ({"frequency": 30, "products": 2, "money": 200_001, "average_year": 10_000}, 4, "transactional"),
        ({"frequency": 30, "products": 2, "money": 200_000, "average_year": 10_000}, 4, "relational"),
        ({"frequency": 30, "products": 4, "money": 5_000, "average_year": 9_000}, 5, "cooperative"),
        ({"frequency": 30, "products": 4, "money": 5_000, "average_year": 9_000}, 4, "relational"),
        ({}, 0, "one_time"),
    ],
)
def test_the_kind_of_relation_shows_in_behaviour(values, years, kind):
    assert relation_of(values, years, RULE) == kind and kind in RELATIONS


ROW = st.fixed_dictionaries(
    {
        "unit": st.integers(1, 3),
        "since": st.none() | st.dates(date(2015, 1, 1), ON),
        **{
            name: st.none() | st.integers(low, high)
            for name, low, high in (
                ("average_quarter", -(10**6), 3 * 10**8), ("frequency", 0, 130), ("ticket", 0, 6 * 10**6), ("products", 0, 5),
                ("money", 0, 10**8), ("average_year", -(10**5), 10**7),
            )
        },
    }
)  # fmt: skip


@given(st.lists(ROW, min_size=1, max_size=30))
@settings(deadline=None, max_examples=25)
def test_the_expressions_say_what_the_pure_rules_say(rows):
    kinds = {"unit": pa.int64(), "since": pa.date32()}
    table = pa.table(
        {name: pa.array([row[name] for row in rows], kinds.get(name, pa.int64())) for name in rows[0]}
        | {"day": pa.array([ON] * len(rows), pa.date32())}
    )
    held = ibis.memtable(table)
    found = (
        held.select(letter=grades_of(held, SCHEME, [2]), kind=relations_of(held, RULE))
        .to_pyarrow()
        .to_pylist()
    )
    for row, said in zip(rows, found, strict=True):
        place = "rural" if row["unit"] == 2 else "urban"
        years = (ON - row["since"]).days // 365 if row["since"] else 0
        assert said == {"letter": grade(row, place, SCHEME).letter, "kind": relation_of(row, years, RULE)}


def test_a_scheme_that_contradicts_itself_is_refused():
    rule = {name: getattr(RULE, name) for name in (
        "criteria", "figures", "weights_percent", "points", "urban_steps", "rural_steps", "grades", "least_score", "rural_units",
    )}  # fmt: skip
    for wrong in (
        {"weights_percent": (40, 25, 20, 16)},
        {"points": (25, 50)},
        {"urban_steps": ((2, 1, 3, 4),) * 4},
    ):
        with pytest.raises(ValueError):
            scheme_of(SimpleNamespace(**{**rule, **wrong}))
