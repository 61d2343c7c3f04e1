"""What a file lacks: matrix over kinds, and over the days on which the sets were in force."""

from datetime import date

import pytest

from tests.unit.fields_examples import BANK, HOLDER, ORGANISATION, PERSON, TODAY
from zhiji import fields


def lacks(kind, values, on=TODAY):
    return [(p.field, p.rule) for p in fields.missing(kind, values, on=on, register=BANK)]


def without(values, *names):
    return {key: value for key, value in values.items() if key not in names}


@pytest.mark.req("C12", "AA02")
@pytest.mark.parametrize("on", [TODAY, date(2020, 1, 1)])
@pytest.mark.parametrize(
    ("kind", "values"), [("person", PERSON), ("organisation", ORGANISATION), ("sole_trader", ORGANISATION)]
)
def test_a_complete_file_lacks_nothing(kind, values, on):
    assert lacks(kind, values, on) == []


@pytest.mark.req("A01", "A04", "A05", "A06", "A08", "A10", "C01")
@pytest.mark.parametrize(
    "field", ["name", "sex", "nationality", "occupation", "domicile", "phones", "papers"]
)
def test_each_part_of_a_persons_set_is_missed(field):
    found = lacks("person", without(PERSON, field))
    assert [name for name, _rule in found] == [field]
    assert found[0][1] == ("missing.any" if field in ("domicile", "phones") else "missing")


@pytest.mark.req("A08", "A10")
def test_either_of_a_row_will_do():
    assert (
        lacks(
            "person", without(PERSON, "domicile") | {"work_address": {"city": "绍兴市", "line": "解放路1号"}}
        )
        == []
    )
    assert lacks("person", without(PERSON, "phones") | {"wechat": "shen_hj"}) == []


@pytest.mark.req("A09")
def test_habitual_residence_when_it_differs():
    assert lacks("person", PERSON | {"lives_elsewhere": True}) == [("habitual_residence", "missing.habitual")]
    assert (
        lacks("person", PERSON | {"lives_elsewhere": True, "habitual_residence": {"line": "文三路3号"}}) == []
    )
    assert lacks("person", PERSON | {"lives_elsewhere": False}) == []


@pytest.mark.req("C01")
def test_a_paper_needs_its_validity():
    paper = {"type": "passport", "number": "E12345678"}
    assert lacks("person", PERSON | {"papers": [paper]}) == [("papers", "missing.parts")]
    assert lacks("person", PERSON | {"papers": [paper, paper | {"valid_to": "2030-01-01"}]}) == []
    problem = fields.missing("person", PERSON | {"papers": [paper]}, on=TODAY, register=BANK)[0]
    assert "Valid to" in str_in_english(problem) or "有效期" in str(problem)


def str_in_english(problem):
    from django.utils.translation import override

    with override("en"):
        return str(problem)


@pytest.mark.req("A06")
def test_another_occupation_needs_words():
    assert lacks("person", PERSON | {"occupation": "8"}) == [("occupation_detail", "missing.detail")]


@pytest.mark.req("C02", "C03", "C04", "C05", "C07")
@pytest.mark.parametrize("kind", ["organisation", "sole_trader"])
@pytest.mark.parametrize("field", ["name", "registered_address", "business_scope", "usc_code", "licences"])
def test_each_part_of_an_organisations_set_is_missed(kind, field):
    assert [name for name, _rule in lacks(kind, without(ORGANISATION, field))] == [field]


@pytest.mark.req("C05", "C06")
def test_a_legacy_code_stands_for_the_credit_code():
    assert lacks("organisation", without(ORGANISATION, "usc_code") | {"organisation_code": "600037341"}) == []


@pytest.mark.req("C08", "C09", "C10", "C11")
@pytest.mark.parametrize(
    "role", ["actual_controller", "legal_representative", "person_in_charge", "authorised_agent"]
)
def test_each_role_is_missed_and_needs_its_paper(role):
    others = [tie for tie in ORGANISATION["ties"] if tie["role"] != role]
    assert lacks("organisation", ORGANISATION | {"ties": others}) == [("ties", "missing.tie")]
    for bare in ({"name": "王某"}, HOLDER | {"paper": {"type": "passport", "number": "E12345678"}}):
        assert lacks("organisation", ORGANISATION | {"ties": [*others, {"role": role, **bare}]}) == [
            ("ties", "missing.tie_paper")
        ]


@pytest.mark.req("C08")
def test_a_controlling_shareholder_stands_for_the_actual_controller():
    ties = [*ORGANISATION["ties"][1:], {"role": "controlling_shareholder", **HOLDER}]
    assert lacks("organisation", ORGANISATION | {"ties": ties}) == []


def test_before_any_set_was_in_force_nothing_is_missed():
    assert lacks("person", {}, date(2000, 1, 1)) == []


def test_an_empty_file_says_everything_in_plain_words():
    said = [
        str_in_english(problem) for problem in fields.missing("organisation", {}, on=TODAY, register=BANK)
    ]
    assert len(said) == 9
    assert said[0] == "Name: required and not filled. Fill it in."
    assert any("Controlling shareholder, Actual controller" in each for each in said)
