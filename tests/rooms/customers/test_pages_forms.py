"""Forms built from the register: every field has its inputs, and what is drawn and sent back untouched changes nothing."""

from datetime import date

import pytest
from django.http import QueryDict

from zhiji import fields
from zhiji.customers.forms.building import control
from zhiji.customers.forms.layout import compartment, new_file, required_first
from zhiji.customers.forms.reading import as_posted, mark_of, raw_of, touched

TODAY = date(2026, 11, 22)
BANK = fields.register()
VALUES = {
    "name": "沈怀瑾",
    "nationality": "CN",
    "papers": [{"type": "resident_id", "number": "33010619900301002X", "valid_to": "2030-05-01", "issued_in": "CN"}],
    "phones": [{"number": "+8613812345678", "use": "mobile", "bounced": True}, {"number": "+8657188888888"}],
    "lives_elsewhere": False,
    "domicile": {"country": "CN", "province": "浙江省", "line": "文三路1号"},
    "income": {"amount": "120000.00", "currency": "CNY"},
    "credit_lines": [{"kind": "general", "limit": {"amount": "5000.00", "currency": "USD"}}],
    "ties": [{"role": "spouse", "name": "陆清和", "paper": {"type": "passport", "number": "E12345678"}, "share": "51.00"}],
    "contact_wishes": {"channels": ["phone"], "do_not_contact": True},
}  # fmt: skip


def posted(*controls):
    """What a browser would send, marks included."""
    data = QueryDict(mutable=True)
    for one in controls:
        data.update(as_posted(one))
        data[f"m.{one.field.id}"] = one.mark
    return data


@pytest.mark.parametrize("kind", fields.KINDS)
def test_every_field_of_the_register_has_a_control(kind):
    first, folds = new_file(BANK, kind, TODAY, {}, (), "/duplicates/")
    drawn = [one.field.id for one in (*first, *(each for fold in folds for each in fold.controls))]
    assert sorted(drawn) == sorted(field.id for field in BANK.for_kind(kind))
    assert all(list(one.inputs) for one in first)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_drawn_and_sent_back_cleans_to_itself(name):
    field = BANK.field(name)
    before, problems = fields.clean_value(field, VALUES[name], on=TODAY)
    assert not problems, problems
    again, problems = fields.clean_value(field, raw_of(field, posted(control(field, before))), on=TODAY)
    assert not problems
    assert again == before


def test_only_touched_fields_are_sent():
    known = {field.id: field for field in BANK.for_kind("person")}
    drawn = [control(known[name], value, salt="N1") for name, value in VALUES.items()]
    data = posted(*drawn)
    assert touched(known, data, "N1") == {}
    data["f.phones.0.number"] = "13900000000"
    data["f.name"] = ""
    assert set(touched(known, data, "N1")) == {"phones", "name"}
    assert touched(known, data, "N1")["name"] is None


def test_marks_of_equal_values_differ_between_files():
    field = BANK.field("name")
    assert mark_of(field, "沈怀瑾", "N1") != mark_of(field, "沈怀瑾", "N2")


def test_a_row_with_nothing_but_its_preset_is_no_value():
    phones, ties = BANK.field("phones"), BANK.field("ties")
    assert raw_of(phones, {"f.phones.0.number": " ", "f.phones.0.use": "mobile"}) is None
    assert raw_of(ties, {"f.ties.0.role": "legal_representative", "f.ties.0.name": ""}) is None
    assert raw_of(phones, {"f.phones.3.number": "1", "f.phones.7.number": "2"}) == [
        {"number": "1"},
        {"number": "2"},
    ]


def test_a_problem_stands_at_its_input_and_the_typed_text_stays():
    given = {"papers": [{"type": "resident_id", "number": "330106199003010020"}]}
    cleaned = fields.clean_file("person", given, on=TODAY, register=BANK)
    made = control(
        BANK.field("papers"), given["papers"], [one for one in cleaned.problems if one.field == "papers"]
    )
    wrong = [one for one in made.inputs if one.problems]
    assert [one.name for one in wrong] == ["f.papers.0.number"]
    assert wrong[0].value == "330106199003010020"


def test_required_fields_come_first_by_the_rule_in_force():
    assert [field.id for field in required_first(BANK, "person", TODAY)][:3] == ["name", "sex", "nationality"]
    first, _ = new_file(BANK, "organisation", TODAY, {}, (), "")
    ties = next(one for one in first if one.field.id == "ties")
    assert [item.inputs[0].value for item in ties.items] == [
        "controlling_shareholder", "legal_representative", "person_in_charge", "authorised_agent",
    ]  # fmt: skip


def test_identifying_inputs_ask_for_duplicates():
    first, folds = new_file(BANK, "person", TODAY, {}, (), "/duplicates/")
    every = [
        one for each in (*first, *(one for fold in folds for one in fold.controls)) for one in each.inputs
    ]
    asking = {one.name for one in every if "hx-post" in one.attributes}
    assert {"f.name", "f.papers.0.number", "f.phones.0.number"} <= asking
    assert "f.employer" not in asking


def test_a_masked_field_is_drawn_empty_and_kept():
    from zhiji.access.reading import Shown

    shown = {"phones": Shown(BANK.field("phones"), "masked", None, "138****5678", True, {})}
    made = next(
        one for one in compartment(BANK, "person", "contact", shown, {}, (), "N1") if one.field.id == "phones"
    )
    assert made.kept == "138****5678"
    assert not any("138" in one.value for one in made.inputs)
