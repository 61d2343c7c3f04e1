"""The policy table: what every combination of role, relation, purpose and secrecy yields."""

import itertools
from dataclasses import dataclass

import pytest

from zhiji import norms
from zhiji.access import policy, rules
from zhiji.access.explain import explain
from zhiji.access.policy import COMPARTMENTS, LEVELS
from zhiji.staff.rules import ROLES


@dataclass
class Person:
    pk: int
    role: str
    unit_path: str


@dataclass
class Paper:
    customer_id: int = 7
    unit_path: str = "1/2/"
    manager_id: int | None = 1
    deputy_id: int | None = 2
    custodian_id: int | None = 3
    store_only: bool = False
    unprofiled: bool = False
    secrecy: int = 0


def all_cases():
    people = [(1, "1/2/"), (2, "1/2/"), (3, "1/9/"), (4, "1/2/"), (5, "1/3/")]
    for (pk, path), role, phrase, purpose, secrecy in itertools.product(
        people, ROLES, policy.phrases().values(), ["", *policy.purposes()], (0, 1, 2)
    ):
        if phrase.subject == "file":
            yield Person(pk, role, path), phrase, purpose, Paper(secrecy=secrecy)


def test_every_norm_named_by_the_policy_exists() -> None:
    for row in policy.rows():
        assert norms.get(row.norm), row.id
    for purpose in policy.purposes().values():
        assert norms.get(purpose.basis), purpose.id


@pytest.mark.req("H01", "N10")
def test_default_is_deny_and_every_permission_rests_on_a_row() -> None:
    rows = {row.id: row for row in policy.rows()}
    seen = 0
    for person, phrase, purpose, paper in all_cases():
        decision = rules.decide(person, phrase.id, paper, purpose)
        if not decision.allowed:
            assert decision.code and not decision.levels
            continue
        seen += 1
        assert person.role in phrase.roles and purpose and person.role in policy.purposes()[purpose].roles
        used = [rows[name] for name in decision.rules]
        assert used, "allowed without a row"
        for name in COMPARTMENTS:
            granted = [row for row in used if name in row.clear or name in row.masked]
            level = decision.level(name)
            assert level == "hidden" or granted
            if level == "clear":
                assert any(name in row.clear for row in granted)
    assert seen > 500


@pytest.mark.req("H08", "A20")
@pytest.mark.parametrize("role", ["admin", "analyst", "product"])
def test_these_roles_never_meet_customer_data(role: str) -> None:
    for person, phrase, purpose, paper in all_cases():
        if person.role == role:
            assert not rules.decide(person, phrase.id, paper, purpose).allowed


@pytest.mark.req("J04")
def test_top_secret_is_known_only_to_those_a_row_names() -> None:
    for person, phrase, purpose, paper in all_cases():
        if paper.secrecy != 2:
            continue
        decision = rules.decide(person, phrase.id, paper, purpose)
        knows = any(
            person.role in row.roles and 2 in row.secrecy and rules.relations(person, paper) & row.relations
            for row in policy.rows()
        )
        assert decision.allowed or decision.hides == (not knows)
        assert not (decision.allowed and not knows)


def test_more_relations_never_show_less() -> None:
    for role, purpose, secrecy in itertools.product(ROLES, policy.purposes(), (0, 1, 2)):
        near = rules.decide(Person(1, role, "1/2/"), "customers:file:open", Paper(secrecy=secrecy), purpose)
        far = rules.decide(Person(9, role, "1/5/"), "customers:file:open", Paper(secrecy=secrecy), purpose)
        for name in COMPARTMENTS:
            assert LEVELS.index(near.level(name)) >= LEVELS.index(far.level(name))


def test_the_explanation_says_what_was_enforced() -> None:
    """Trust goal 17: the words come from the same decision, for every combination the policy knows."""
    for person, phrase, purpose, paper in all_cases():
        decision = rules.decide(person, phrase.id, paper, purpose)
        told = explain(decision, by=person, subject=paper, purpose=purpose)
        assert told.allowed == decision.allowed
        assert told.sentences and all(told.sentences)
        for name, level in told.levels.items():
            assert level == decision.level(name)
        for remedy in told.remedies:
            if remedy.kind == "purpose":
                assert rules.decide(person, phrase.id, paper, remedy.value).allowed
        if decision.hides:
            assert not told.remedies, "a way out would tell that the file exists"


def test_a_grant_only_adds() -> None:
    paper = Paper()
    for role, purpose in itertools.product(ROLES, policy.purposes()):
        before = rules.decide(Person(9, role, "1/5/"), "customers:file:open", paper, purpose)
        after = rules.with_grant(before, frozenset({"wealth"}), 1)
        if before.level("wealth") == "clear":
            assert after is before, "a grant that adds nothing is not used"
            continue
        assert after.allowed and after.level("wealth") == "clear" and after.grant == 1
        assert rules.with_grant(after, frozenset({"wealth"}), 2) is after
        for name in COMPARTMENTS:
            assert LEVELS.index(after.level(name)) >= LEVELS.index(before.level(name))


def test_the_loader_refuses_a_row_for_a_role_that_may_not_see(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {
        "id": "bad", "roles": ["admin"], "relations": ["bank"], "purposes": ["audit"], "secrecy": [0],
        "clear": [], "masked": ["identity"], "why": {}, "norm": "x",
    }  # fmt: skip
    monkeypatch.setattr(policy, "_load", lambda name, key: [entry] if key == "row" else _real(name, key))
    policy.rows.cache_clear()
    with pytest.raises(policy.PolicyError, match="admin"):
        policy.rows()
    policy.rows.cache_clear()


_real = policy._load
