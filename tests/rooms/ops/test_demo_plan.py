"""The plan of the demo bank: the same for the same seed, valid by the field register, of every kind a bank has."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest

from zhiji import fields, norms
from zhiji.customers.rules import customer_id_of
from zhiji.insight.suitability import Rating, unsuitable
from zhiji.ops.demo import papers, people, units
from zhiji.ops.demo.bank import BLOCK, Bank
from zhiji.ops.demo.business import YEARS, planned
from zhiji.ops.demo.movements import PATTERNS, course
from zhiji.ops.demo.nights import LEARNT_FROM
from zhiji.ops.demo.seeding import DEFAULT_CUSTOMERS
from zhiji.staff.rules import ROLES

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def bank():
    return Bank(2000, on=DAY)


@pytest.fixture(scope="module")
def plan(bank):
    return list(bank.plan())


@pytest.fixture(scope="module")
def cleaned(plan):
    register = fields.register("bank")
    return [fields.clean_file(one.kind, one.values, on=DAY, register=register) for one in plan]


def test_the_same_seed_gives_the_same_bank_to_the_byte(plan):
    def text(one):
        return json.dumps([one.index, one.kind, one.values, one.manager, one.secrecy], ensure_ascii=False)

    assert list(map(text, plan)) == list(map(text, Bank(2000, on=DAY).plan()))
    assert list(map(text, plan)) != list(map(text, Bank(2000, seed="other", on=DAY).plan()))


def test_a_plan_can_be_taken_up_anywhere(plan, bank):
    assert list(bank.plan(1207)) == plan[1207:]


def test_every_value_is_valid_and_no_number_stands_twice(cleaned, plan):
    errors = Counter((p.field, p.rule) for each in cleaned for p in each.problems if p.severity == "error")
    assert not errors
    numbers = [
        paper["number"] for one in plan for paper in one.values.get("papers", []) if one.kind == "person"
    ]
    assert len(numbers) == len(set(numbers))
    assert all(one.values.keys() == each.values.keys() for one, each in zip(plan, cleaned, strict=True))


@pytest.mark.req("A02", "A03")
def test_people_of_all_ages_origins_and_papers(plan):
    born = [date.fromisoformat(one.values["birth_date"]) for one in plan if one.kind == "person"]
    ages = [(DAY - day).days // 365.25 for day in born]
    assert min(ages) <= 1 and max(ages) >= 90
    held = Counter(paper["type"] for one in plan if one.kind == "person" for paper in one.values["papers"])
    for kind in (
        "resident_id",
        "passport",
        "foreign_permanent",
        "hk_macao_permit",
        "taiwan_permit",
        "hmt_residence",
    ):
        assert held[kind] >= 3, kind
    resident = [
        p["number"]
        for one in plan
        if one.kind == "person"
        for p in one.values["papers"]
        if p["type"] == "resident_id"
    ]
    assert sum(number.endswith("X") for number in resident) > 50
    assert sum(len(number) == 15 for number in resident) > 10
    assert len({number[:2] for number in resident}) == 31
    names = [one.values["name"] for one in plan if one.kind == "person"]
    assert sum("·" in name for name in names) > 20
    assert sum(any(ord(character) > 0xFFFF for character in name) for name in names) > 5
    assert any(name.isascii() for name in names)


def test_the_division_of_a_resident_number_was_in_use_and_often_is_no_more(plan):
    from zhiji.fields.numbers import divisions

    numbers = [
        p["number"]
        for one in plan
        if one.kind == "person"
        for p in one.values["papers"]
        if p["type"] == "resident_id" and len(p["number"]) == 18
    ]
    assert all(divisions.known(number[:6]) for number in numbers)
    assert sum(divisions.ended_before(number[:6], DAY.year) for number in numbers) > 50


@pytest.mark.req("C05", "C09", "C10")
def test_firms_have_owners_in_layers_and_one_ring(plan, bank):
    firms = {bank.number(one.index): one for one in plan if one.kind == "organisation"}
    owners = {
        number: [
            tie["customer"]
            for tie in one.values["ties"]
            if tie["role"] == "shareholder" and not tie.get("of")
        ]
        for number, one in firms.items()
    }

    def depth(number, seen=()):
        if number not in firms or number in seen:
            return 0
        return 1 + max((depth(owner, (*seen, number)) for owner in owners[number]), default=0)

    assert max(depth(number) for number in firms) >= 3

    def behind(number):
        found, waiting = set(), [number]
        while waiting:
            new = [owner for owner in owners.get(waiting.pop(), []) if owner not in found]
            found.update(new)
            waiting += new
        return found

    rings = [number for number in firms if number in behind(number)]
    assert 0 < len(rings) < len(firms) / 4
    for one in firms.values():
        shares = [
            float(tie["share"])
            for tie in one.values["ties"]
            if tie["role"] == "shareholder" and not tie.get("of")
        ]
        assert sum(shares) == 100
    assert {one.kind for one in plan} == set(fields.KINDS)


def test_ties_are_told_at_both_ends(plan, bank):
    by_number = {bank.number(one.index): one for one in plan}
    for one in plan[:400]:
        for tie in one.values.get("ties", []):
            if tie.get("customer") and tie["role"] in ("spouse", "parent", "child", "shareholder"):
                back = [
                    t
                    for t in by_number[tie["customer"]].values.get("ties", [])
                    if t.get("customer") == bank.number(one.index)
                ]
                assert back, (one.index, tie["role"])


@pytest.mark.req("C12", "E10")
def test_minors_have_guardians_and_papers_run_out(plan):
    minors = [
        one
        for one in plan
        if one.kind == "person"
        and DAY - date.fromisoformat(one.values["birth_date"]) < timedelta(days=14 * 365)
    ]
    assert minors
    assert all(any(tie["role"] == "guardian" for tie in one.values["ties"]) for one in minors)
    ends = [
        date.fromisoformat(p["valid_to"])
        for one in plan
        for p in one.values.get("papers", [])
        if "valid_to" in p
    ]
    assert sum(day < DAY for day in ends) >= 20
    assert sum(DAY <= day <= DAY + timedelta(days=90) for day in ends) >= 20


def test_some_files_are_incomplete_secret_or_decoys(plan, cleaned, bank):
    register = fields.register("bank")
    lacking = [
        bool(fields.missing(one.kind, each.values, on=DAY, register=register))
        for one, each in zip(plan, cleaned, strict=True)
    ]
    assert 100 < sum(lacking) < 600
    secrecy = Counter(one.secrecy for one in plan)
    assert (secrecy[1], secrecy[2]) == (6, 3)
    assert {one.custodian for one in plan if one.secrecy} == {"officer", "officer02"}
    assert sum(one.decoy for one in plan) == len(bank.decoys) == 5
    assert not any(one.decoy and one.secrecy for one in plan)
    assert 40 < sum(one.key_customer for one in plan) < 160


@pytest.mark.parametrize("size", [1, 3, BLOCK, 60])
def test_small_banks_are_whole(size):
    plan = list(Bank(size, on=DAY).plan())
    assert [one.index for one in plan] == list(range(size))
    assert size < 60 or (any(one.secrecy == 2 for one in plan) and any(one.decoy for one in plan))


def test_every_role_and_unit_is_staffed_and_every_manager_stands_in_the_branch(plan):
    assert {one.role for one in people.COLLEAGUES} == set(ROLES)
    known = {unit.code for unit in (units.HEAD, *units.DEPARTMENTS, *units.BRANCHES)}
    assert {one.unit for one in people.COLLEAGUES} <= known
    assert len(units.BRANCHES) == 6 and 38 <= len(people.COLLEAGUES) <= 42
    for one in plan:
        assert one.manager.startswith("devofficer") or one.manager in people.of_unit(one.branch, "rm")
        assert one.deputy != one.manager
    assert "newcomer" not in {one.manager for one in plan} | {one.deputy for one in plan}


def test_numbers_in_ties_lead_to_the_customers_they_name(plan, bank):
    for one in plan[:200]:
        for tie in one.values.get("ties", []):
            if number := tie.get("customer"):
                other = plan[customer_id_of(number) - bank.first_id]
                assert other.values["name"] == tie["name"]


def test_the_term_of_a_resident_card_goes_by_age():
    assert [papers.term(date(2000, 6, 1), date(2000 + age, 6, 1)) for age in (0, 15, 16, 25, 26, 45, 46)] == [
        5,
        5,
        10,
        10,
        20,
        20,
        0,
    ]


@pytest.mark.req("B05", "B09")
def test_every_product_of_the_feed_that_needs_a_risk_has_one_and_suits_somebody():
    """Without a risk a wealth product is recommended to nobody, and the demo would show none."""
    rule, rated = norms.on(DAY).offers, Rating("C3", DAY)
    reasons = {
        one["product"]: unsuitable(one["family"], one["risk"], None, rated, DAY, rule)
        for one in planned(Bank(1, on=DAY), [], DAY, DAY)["products"]
        if one["family"] in rule.offered_families
    }
    assert {"WM01", "TD12", "CC01"} <= set(reasons) and not any(reasons.values())


@pytest.mark.req("R18", "L06")
def test_the_default_bank_has_enough_who_leave_to_learn_from_and_every_pattern_to_look_at(plan, bank):
    """30 outcomes are needed before and after the cut; each of the four windows before the last day has a quarter of the past."""
    assert LEARNT_FROM <= DEFAULT_CUSTOMERS
    first = DAY - timedelta(days=365 * YEARS)
    courses = [course(bank.seed, one, first, DAY) for one in plan if one.state != "closed"]
    ends = [(DAY - one.ends).days for one in courses if one.ends]
    assert sum(0 < days <= 180 for days in ends) >= 60 and sum(180 < days <= 360 for days in ends) >= 60
    assert {one.pattern for one in courses} == {*PATTERNS, None}
