"""The attacker gate: on no indexed field does the token column help anybody guess much.

What the figures mean is in docs/design/vault.md; run with ``-s`` to see them.
"""

import os
from pathlib import Path

import pytest
from plugins import synthetic_people as people
from plugins.frequency_attacker import attack, surname_bound

from zhiji.vault.blind import KeyedIndex
from zhiji.vault.plans import EXPECTED_CUSTOMERS, IDENTIFIERS, Plan, plan
from zhiji.vault.suites import AES256GCM_SHA256

ROWS = 200_000
ALLOWED = 1.5
MASTER = bytes(range(32))
SHARED = Path(os.environ.get("ZHIJI_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
BY_INDEX = {identifier.index: identifier for identifier in IDENTIFIERS}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def persons():
    return people.names(ROWS, people.surnames(SHARED))


@pytest.fixture(scope="module")
def texts(persons):
    """index → the text of each row."""
    full = [name for _surname, name in persons]
    return {
        "name": full,
        "pinyin": people.pinyin(full),
        "paper": people.unique(ROWS, lambda n: f"{11010119700101 + n}0012"),
        "phone": people.shared_by_some(ROWS, lambda n: f"+86138{n:08d}"),
        "email": people.shared_by_some(ROWS, lambda n: f"a{n}@example.com", seed=2),
        "licence": people.unique(ROWS, lambda n: f"91330100{n:09d}X"),
        "account": people.unique(ROWS, lambda n: f"6200{n:012d}"),
        "reference": people.unique(ROWS, lambda n: f"K{n:08d}"),
        "card": people.unique(ROWS, lambda n: f"622848{n:013d}"),
    }


def tokens(column, chosen):
    keyed = KeyedIndex(chosen, AES256GCM_SHA256, MASTER)
    return [keyed.token(text, keyed.salt(customer_id)) for customer_id, text in enumerate(column)]


@pytest.mark.req("N04")
@pytest.mark.parametrize("expected", [ROWS, EXPECTED_CUSTOMERS])
@pytest.mark.parametrize("index", BY_INDEX)
def test_the_attacker_gains_too_little(texts, index, expected):
    chosen = plan(BY_INDEX[index], expected)
    score = attack(texts[index], tokens(texts[index], chosen), chosen.salts, chosen.bits)
    print(f"\n{index}: {chosen.salts} salts, {chosen.bits} bits, gain {score.gain:.2f} {score}")
    assert score.gain <= ALLOWED


@pytest.mark.parametrize("index", ["name", "pinyin"])
def test_without_salts_and_cutting_the_attacker_wins(texts, index):
    """The negative control: the gate must be able to fail."""
    naive = Plan(index, salts=1, bits=63)
    score = attack(texts[index], tokens(texts[index], naive), 1, 63)
    print(f"\n{index}: no salts, full token, gain {score.gain:.2f} {score}")
    assert score.gain > ALLOWED


@pytest.mark.parametrize("expected", [ROWS, EXPECTED_CUSTOMERS])
def test_surnames_do_not_show_through_full_names(persons, texts, expected):
    column = tokens(texts["name"], plan(BY_INDEX["name"], expected))
    bound = surname_bound([surname for surname, _name in persons], column)
    print(f"\nsurname through full name: gain at most {bound:.2f}")
    assert bound <= ALLOWED


def test_an_index_of_surnames_would_give_them_away(persons):
    """Why there is none: whatever the plan, a few hundred texts cannot hide their frequencies."""
    surnames = [surname for surname, _name in persons]
    naive = Plan("name", salts=1, bits=63)
    assert surname_bound(surnames, tokens(surnames, naive)) > 5


def test_a_query_brings_up_few_strangers():
    for rows in (ROWS, EXPECTED_CUSTOMERS):
        assert all(plan(identifier, rows).strangers(rows) < 100 for identifier in IDENTIFIERS)


def test_enumerable_texts_stay_hidden_among_several_rows():
    for index in BY_INDEX.keys() - {"name", "pinyin"}:
        chosen = plan(BY_INDEX[index], EXPECTED_CUSTOMERS)
        assert EXPECTED_CUSTOMERS / 2**chosen.bits >= 7.5
