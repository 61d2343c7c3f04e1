"""Numbers and life cycle of a customer file."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from zhiji.customers import rules


@given(st.integers(min_value=1, max_value=99_999_999_976))
def test_number_and_id_are_one_to_one(customer_id: int) -> None:
    number = rules.number_of(customer_id)
    assert rules.customer_id_of(number) == customer_id
    assert rules.customer_id_of(number.replace("-", "")) == customer_id
    assert luhn.is_valid(number.replace("-", ""))


@given(st.integers(min_value=1, max_value=99_999_999_976), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(customer_id: int, place: int, shift: int) -> None:
    digits = list(rules.number_of(customer_id).replace("-", ""))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert rules.customer_id_of("".join(digits)) is None


@pytest.mark.parametrize("typed", ["", "abc", "123", "１２３４５６７８９０１２", "0000-0000-0000", "1" * 40])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert rules.customer_id_of(typed) is None


def test_numbers_of_neighbours_do_not_run() -> None:
    numbers = [int(rules.number_of(n).replace("-", "")) for n in range(1, 200)]
    assert all(abs(a - b) > 1000 for a, b in itertools.pairwise(numbers))


@pytest.mark.req("E03")
def test_life_cycle_moves() -> None:
    legal = {(a, b) for a in rules.STATES for b in rules.STATES if rules.can_move(a, b)}
    assert legal == {
        ("prospect", "new"), ("prospect", "closed"), ("new", "established"), ("new", "dormant"), ("new", "closed"),
        ("established", "dormant"), ("established", "closed"), ("dormant", "established"), ("dormant", "closed"),
    }  # fmt: skip


def test_a_tie_mirrored_twice_is_the_tie() -> None:
    for role in [*rules.COUNTERPARTS, "legal_representative", "controlling_shareholder", "guardian"]:
        tie = {"role": role, "name": "甲", "customer": "1", "share": "30.00"}
        back = rules.mirrored_tie(rules.mirrored_tie(tie, name="乙", number="2"), name="甲", number="1")
        assert back == tie
