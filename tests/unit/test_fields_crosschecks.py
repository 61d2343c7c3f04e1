"""Values against each other: identity number, dates of papers, addresses, codes of an organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fields_examples import ORGANISATION, PERSON, TODAY, clean, identity_numbers
from zhiji.fields.numbers import resident_id
from zhiji.fields.problems import Wrong

ID = {"type": "resident_id", "number": "11010519491231002X"}


def rules(cleaned, severity=None):
    return [(p.where, p.rule) for p in cleaned.problems if severity in (None, p.severity)]


@pytest.mark.req("A02")
@given(identity_numbers())
def test_every_valid_number_passes_in_any_spelling(number):
    assert resident_id.clean(number, TODAY) == number
    spaced = f" {number[:6]} {number[6:14]}-{number[14:].lower()} "
    assert clean(papers=[{"type": "身份证", "number": spaced}]).values["papers"][0]["number"] == number


@pytest.mark.req("A02")
@given(identity_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_single_wrong_digit_fails(number, place, digit):
    if number[place] == digit:
        return
    with pytest.raises(Wrong):
        resident_id.clean(number[:place] + digit + number[place + 1 :], TODAY)


@pytest.mark.req("A02")
@given(identity_numbers(), st.integers(0, 15))
def test_any_two_swapped_neighbours_fail(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped == number:
        return
    with pytest.raises(Wrong):
        resident_id.clean(swapped, TODAY)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("1101051949123100", "id.length"),
        ("1101051949123100AX", "id.characters"),
        ("１１０１０５１９４９１２３１００２X", None),
        ("11010519491331002X", "id.checksum"),
        ("110105194913310023", "id.date"),
        ("330602203001010018", "date.future"),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number, rule):
    if rule in ("id.date", "date.future"):
        number = number[:17] + resident_id.check_character(number[:17])
    cleaned = clean(papers=[{"type": "resident_id", "number": number}])
    assert rules(cleaned) == ([("papers.0.number", rule)] if rule else [])
    assert ("papers" in cleaned.values) is (rule is None)


@pytest.mark.req("A03", "A04")
def test_birth_date_and_sex_are_taken_from_the_number():
    cleaned = clean(papers=[ID], sex="未知")
    assert (cleaned.values["birth_date"], cleaned.values["sex"]) == ("1949-12-31", "female")
    assert cleaned.derived == ("birth_date", "sex") and cleaned.problems == []


@pytest.mark.req("A03", "A04")
def test_what_contradicts_the_number_is_refused():
    cleaned = clean(papers=[ID], sex="male", birth_date="1949-12-30", nationality="FR")
    assert rules(cleaned, "error") == [("birth_date", "cross.birth"), ("sex", "cross.sex")]
    assert rules(cleaned, "warning") == [("nationality", "cross.nationality")]
    assert set(cleaned.values) == {"papers", "nationality"}


@pytest.mark.req("C01")
@pytest.mark.parametrize(
    ("paper", "found", "kept"),
    [
        ({"valid_from": "2020-05-01", "valid_to": "2019-05-01"}, ("valid_to", "paper.order"), {"valid_from"}),
        ({"valid_from": "2030-05-01"}, ("valid_from", "paper.issued_future"), set()),
        ({"valid_to": "2020-01-01"}, ("valid_to", "paper.expired"), {"valid_to"}),
        ({"valid_to": "2030-01-01", "long_term": True}, ("valid_to", "paper.both"), {"long_term"}),
        (
            {"valid_from": "2020-01-01", "valid_to": "2030-01-01"},
            ("valid_to", "paper.term"),
            {"valid_from", "valid_to"},
        ),
        ({"valid_from": "2020-01-01", "long_term": True}, None, {"valid_from", "long_term"}),
        ({"valid_from": "2020-02-31"}, ("valid_from", "date"), set()),
    ],
)
def test_dates_of_papers(paper, found, kept):
    cleaned = clean(papers=[ID | paper])
    assert rules(cleaned) == ([(f"papers.0.{found[0]}", found[1])] if found else [])
    assert set(cleaned.values["papers"][0]) == {"type", "number", *kept}


@pytest.mark.req("C01")
@pytest.mark.parametrize(
    ("kind", "number", "fine"),
    [
        ("passport", "E12345678", True),
        ("passport", "e1234 5678", True),
        ("passport", "E12", False),
        ("hk_macao_permit", "H12345678", True),
        ("hk_macao_permit", "H1234567800", True),
        ("hk_macao_permit", "A12345678", False),
        ("taiwan_permit", "12345678", True),
        ("taiwan_permit", "1234567", False),
        ("foreign_permanent", "USA110078010401", True),
        ("foreign_permanent", "9112341990010112", False),
        ("foreign_permanent", "11010519491231002X", False),
        ("military_id", "军字第1234567号", True),
        ("birth_certificate", "T330000001", True),
        ("hmt_residence", "830000199201300022", True),
    ],
)
def test_other_papers(kind, number, fine):
    cleaned = clean(papers=[{"type": kind, "number": number}])
    assert ("papers" in cleaned.values) is fine, cleaned.problems
    assert bool(cleaned.errors) is not fine


def test_new_foreign_permanent_card_carries_birth_and_sex():
    first17 = "911840" + "19900101" + "001"
    number = first17 + resident_id.check_character(first17)
    values = clean(papers=[{"type": "foreign_permanent", "number": number}], nationality="US").values
    assert (values["birth_date"], values["sex"]) == ("1990-01-01", "male")


def test_a_doubtful_division_is_kept_with_a_warning():
    first17 = "990105" + "19491231" + "002"
    cleaned = clean(
        papers=[{"type": "resident_id", "number": first17 + resident_id.check_character(first17)}]
    )
    assert rules(cleaned) == [("papers.0.number", "id.division")] and cleaned.errors == []
    assert "papers" in cleaned.values


@pytest.mark.req("A09")
def test_an_address_elsewhere_must_be_said():
    elsewhere = {"city": "杭州市", "line": "文三路3号"}
    assert rules(clean(**PERSON, habitual_residence=elsewhere, lives_elsewhere=False)) == [
        ("habitual_residence", "cross.habitual")
    ]
    assert rules(clean(**PERSON, habitual_residence=elsewhere, lives_elsewhere=True)) == []


@pytest.mark.req("C05", "C06", "C07")
def test_codes_of_one_organisation_fit_each_other():
    code = ORGANISATION["usc_code"]
    assert rules(clean("organisation", usc_code=code, organisation_code="M000100Y-4", tax_code=code)) == []
    other = clean("organisation", usc_code=code, organisation_code="600037341", tax_code="91110000600037341L")
    assert rules(other, "error") == [("organisation_code", "cross.organisation_code")]
    assert rules(other, "warning") == [("tax_code", "cross.tax_code")]
    assert "organisation_code" not in other.values
    bad = clean("organisation", licences=[{"type": "营业执照", "number": "91350100M000100Y44"}])
    assert rules(bad) == [("licences.0.number", "usc.checksum")]


@pytest.mark.req("E01", "E02")
def test_a_special_customer_needs_its_kind():
    assert rules(clean(customer_class="特殊客户")) == [("customer_class", "cross.special")]
    assert rules(clean(customer_class="特殊客户", special_kind="律师")) == []
    assert rules(clean(customer_class="一般客户")) == []


@pytest.mark.req("A16")
def test_an_opinion_ends():
    cleaned = clean(observations=["行事谨慎"])
    assert cleaned.values["observations"] == [
        {"text": "行事谨慎", "subjective": True, "on": "2026-11-22", "expires": "2027-11-22"}
    ]
    assert rules(cleaned, "warning") == [("observations.0.expires", "observation.expires")]
    assert rules(clean(observations=[{"text": "已婚", "subjective": False}])) == []


@pytest.mark.req("B05", "D04")
def test_ratings_and_agreements_have_an_end():
    assert rules(clean(risk_tolerance={"level": "C3", "valid_until": "2025-01-01"})) == [
        ("risk_tolerance.valid_until", "rating.expired")
    ]
    late = clean(
        pricing_agreements=[
            {"what": "存款利率", "rate": "1.75", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}
        ]
    )
    assert rules(late) == [("pricing_agreements.0.valid_to", "paper.order")]


def test_a_person_of_over_a_hundred_and_twenty_is_doubted():
    assert rules(clean(papers=[{"type": "resident_id", "number": "440524188001010014"}])) == [
        ("papers.0.number", "paper.age")
    ]


def test_a_tie_carries_a_paper_of_its_own():
    cleaned = clean(
        "organisation",
        ties=[{"role": "法定代表人", "name": "王某", "paper": {**ID, "number": "110105194912310021"}}],
    )
    assert rules(cleaned) == [("ties.0.paper.number", "id.checksum")]
    assert cleaned.values["ties"] == [{"role": "legal_representative", "name": "王某"}]
