"""Grants against a simple model: whatever the order of giving, using, waiting, ending and moving people, both say the same.

The model knows one list of grants and one rule: a grant is judged alone. The house is asked through its public door: files
are opened by the look, the glass is broken and grants are revoked by their acts.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from plugins.small_bank import Bank

from zhiji.access import rules
from zhiji.access.breaking import revoke
from zhiji.access.gate import Gate
from zhiji.access.gateway import _governed_writes
from zhiji.access.granting import end, give
from zhiji.access.models import Grant
from zhiji.access.policy import COMPARTMENTS
from zhiji.access.refusals import Refused
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.looks.opening import open_file
from zhiji.journal import looks as journal
from zhiji.staff.models import Staff

PURPOSES = ("service", "complaint")
"""Of a relationship manager and of a service agent alike."""

CHANGES = ({"role": "agent"}, {"role": "rm"}, {"unit": "east"}, {"unit": "west"}, {"is_active": False})


@dataclass
class Held:
    """One grant as the model knows it. Minutes since the beginning; ``most`` None: not counted."""

    id: int
    who: int
    customers: frozenset[int]
    compartments: frozenset[str]
    purpose: str
    begin: int
    end: int
    most: int | None
    used: int = 0
    ended: bool = False

    def live(self, minute: int) -> bool:
        return (
            not self.ended
            and self.begin <= minute < self.end
            and (self.most is None or self.used < self.most)
        )


@dataclass
class Model:
    """The grants given so far, and the rule by which one opens a file."""

    held: list[Held] = field(default_factory=list)

    def look(
        self, who: int, customer: int, purpose: str, minute: int, seen: frozenset[str]
    ) -> tuple[list[Held], frozenset[str]]:
        """The grants a look rests on, and what it shows clear; ``seen`` is what the policy alone shows clear."""
        used = []
        for one in self.held:
            fits = (
                one.who == who and customer in one.customers and one.purpose == purpose and one.live(minute)
            )
            if fits and one.compartments - seen:
                used.append(one)
                seen |= one.compartments
        for one in used:
            one.used += 1
        return used, seen


places = st.integers(0, 30)
person = st.sampled_from(
    [0, 0, 0, 1]
)  # most steps about one colleague, one file, one purpose: so that grants overlap
file = st.sampled_from([0, 0, 0, 1, 2])
purpose = st.sampled_from([PURPOSES[0], *PURPOSES])
parts = st.sets(st.sampled_from(["contact", "work", "wealth"]), min_size=1)
counts = st.sampled_from([None, 1, 1, 2])
looks = st.tuples(st.just("look"), person, file, purpose)
gives = st.tuples(
    st.just("give"), st.sampled_from(["reading", "loan"]), person, st.sets(file, min_size=1), parts, purpose, st.integers(5, 40), counts,
)  # fmt: skip
others = st.one_of(
    st.tuples(st.just("glass"), person, file, purpose),
    st.tuples(st.just("wait"), st.integers(1, 25)),
    st.tuples(st.sampled_from(["revoke", "end"]), places),
    st.tuples(st.just("move"), person, st.sampled_from(range(len(CHANGES)))),
)
steps = st.builds(
    lambda first, second, rest: [first, second, *rest],
    gives, gives, st.lists(st.one_of(gives, looks, looks, looks, others), min_size=2, max_size=12),
)  # fmt: skip


class House:
    """The real house beside the model, step by step."""

    def __init__(self, bank: SimpleNamespace) -> None:
        self.bank, self.model, self.minute = bank, Model(), 0
        self.start = timezone.now() + timedelta(days=1)  # ahead of the database's own clock

    @property
    def at(self) -> datetime:
        return self.start + timedelta(minutes=self.minute)

    def person(self, place: int) -> Staff:
        return Staff.objects.select_related("unit").get(pk=self.bank.people[place])

    def take(self, step: tuple) -> None:
        getattr(self, step[0])(*step[1:])
        self.agree()

    def give(self, kind, place, files, compartments, purpose, length, most) -> None:
        who = self.person(place)
        customers = [self.bank.files[one].customer_id for one in sorted(files)]
        gate = Gate("custody:reading:examine", "act", self.bank.officer, "", self.at, "test")
        ends_at = self.at + timedelta(minutes=length)
        with _governed_writes(gate.phrase):
            try:
                made = give(
                    gate, who, customers, kind=kind, compartments=sorted(compartments), purpose=purpose, reason="reason",
                    ends_at=ends_at, uses=most,
                )  # fmt: skip
            except ValueError:
                assert not who.is_active, "a colleague at work may be given it"
                return
        self.keep(made, place, customers, frozenset(compartments), purpose, length, most)

    def keep(self, made, place, customers, compartments, purpose, length, most) -> None:
        self.model.held.append(
            Held(
                made.pk,
                place,
                frozenset(customers),
                compartments,
                purpose,
                self.minute,
                self.minute + length,
                most,
            )
        )

    def glass(self, place, number, purpose) -> None:
        file = self.bank.files[number]
        made = break_glass(
            file.number, reason="客户在医院，需要联系家属", by=self.person(place), purpose=purpose, at=self.at
        )
        self.keep(made, place, [file.customer_id], frozenset(COMPARTMENTS), purpose, 30, None)

    def look(self, place, number, purpose) -> None:
        who, file = self.person(place), self.bank.files[number]
        policy = rules.decide(who, "customers:file:open", file, purpose)
        clear = frozenset(name for name in COMPARTMENTS if policy.level(name) == "clear")
        used, expected = self.model.look(place, file.customer_id, purpose, self.minute, clear)
        try:
            permit = open_file(file.number, weigh=False, by=who, purpose=purpose, at=self.at).permit
        except Refused:
            assert not policy.allowed and not used, "the model opens what the house refuses"
            return
        assert policy.allowed or used, "the house opens what the model refuses"
        assert frozenset(name for name in COMPARTMENTS if permit.level(name) == "clear") == expected
        entry = journal.readers(file.customer_id).lines[0]
        assert sorted(map(int, entry.facts.get("opened", {}))) == [one.id for one in used], (
            "every look cites its grants"
        )
        assert entry.grant == (used[0].id if used else None)

    def wait(self, minutes) -> None:
        self.minute += minutes

    def revoke(self, place) -> None:
        if self.model.held:
            one = self.model.held[place % len(self.model.held)]
            revoke(one.id, reason="不再需要", by=self.bank.supervisor, at=self.at)
            one.ended = True

    def end(self, place) -> None:
        if self.model.held:
            one = self.model.held[place % len(self.model.held)]
            gate = Gate("custody:reading:end", "act", self.bank.officer, "", self.at, "test")
            with _governed_writes(gate.phrase):
                end(gate, [one.id])
            one.ended = True

    def move(self, place, number) -> None:
        """Another role or unit, or gone: whichever act does it, the database sees it."""
        change, who = dict(CHANGES[number]), self.person(place)
        if "unit" in change:
            change["unit"] = getattr(self.bank, change["unit"])
        if all(getattr(who, name) == value for name, value in change.items()):
            return
        with _governed_writes("test"):
            Staff.objects.filter(pk=who.pk).update(**change)
        for one in self.model.held:
            one.ended = one.ended or one.who == place

    def agree(self) -> None:
        """No step changed any grant but the one it was about."""
        rows = {row.pk: row for row in Grant.objects.filter(pk__in=[one.id for one in self.model.held])}
        for one in self.model.held:
            row = rows[one.id]
            assert row.uses == one.used
            assert row.ends_at == self.start + timedelta(minutes=one.end) and row.uses_allowed == one.most
            live = (
                row.revoked_at is None and row.starts_at <= self.at < row.ends_at
                and (row.uses_allowed is None or row.uses < row.uses_allowed)
            )  # fmt: skip
            assert live == one.live(self.minute)


@pytest.fixture
def bank(db) -> SimpleNamespace:
    made = Bank()
    files = [
        made.file(manager=made.rm03),
        made.file(manager=made.rm02),
        made.file(manager=made.rm03, secrecy=1),
    ]
    return SimpleNamespace(
        people=[made.rm01.pk, made.agent01.pk], files=files, officer=made.officer, supervisor=made.supervisor, east=made.east,
        west=made.west,
    )  # fmt: skip


@pytest.mark.req("H07", "H09")
@settings(max_examples=80, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.reuse])
@given(taken=steps)
def test_grants_agree_with_the_model(bank, taken) -> None:
    mark = transaction.savepoint()
    try:
        house = House(bank)
        for step in taken:
            house.take(step)
    finally:
        transaction.savepoint_rollback(mark)


def test_two_overlapping_grants_are_told_apart(bank) -> None:
    """One example by hand, so that the steps above are known to reach what they are made for."""
    house = House(bank)
    file, two = {0}, ("look", 0, 0, "service")
    house.take(("give", "reading", 0, file, {"wealth"}, "service", 40, 1))
    house.take(("give", "loan", 0, file, {"wealth", "contact"}, "service", 40, 2))
    for step in (two, two, two, two):
        house.take(step)
    assert [one.used for one in house.model.held] == [1, 2], "the first is used up, the second goes on alone"
    house.take(("give", "reading", 0, file, {"work"}, "complaint", 5, None))
    house.take(two)
    assert house.model.held[2].used == 0, "another purpose does not use it"
    house.take(("give", "reading", 0, file, {"contact"}, "service", 40, None))
    house.take(("give", "reading", 0, file, {"contact"}, "service", 40, 1))
    house.take(two)
    assert [one.used for one in house.model.held][3:] == [1, 0], "one that adds nothing is not used"
    house.take(("move", 0, 2))
    assert all(one.ended for one in house.model.held)


def test_the_model_itself_can_fail() -> None:
    one = Held(1, 0, frozenset({1}), frozenset({"work"}), "service", 0, 5, 1)
    model = Model([one])
    assert model.look(0, 1, "service", 0, frozenset()) == ([one], {"work"})
    assert model.look(0, 1, "service", 0, frozenset()) == ([], frozenset())


def test_a_grant_cannot_be_given_to_who_could_not_use_it(bank) -> None:
    gate = Gate("custody:reading:examine", "act", bank.officer, "", timezone.now(), "test")
    who = Staff.objects.get(pk=bank.people[0])
    usual = {
        "kind": "reading", "compartments": ["contact"], "purpose": "service", "reason": "r",
        "ends_at": gate.at + timedelta(days=1), "uses": 1,
    }  # fmt: skip
    for wrong in (
        {"purpose": "audit"}, {"ends_at": gate.at}, {"uses": 0}, {"compartments": []}, {"compartments": ["soul"]},
    ):  # fmt: skip
        with pytest.raises(ValueError):
            give(gate, who, [1], **usual | wrong)
