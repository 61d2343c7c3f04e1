"""The register as shipped: the numbers code relies on, the days they change, unknown names."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiji import norms

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)

# What the law and the house say, written a second time by hand: a slip in the register must not pass unseen.
EXPECTED = {
    "authorities.deduct": ("court", "customs", "tax"),
    "authorities.officers": 2,
    "beneficial_owner.percent": 25,
    "break_glass.minutes": 30,
    "break_glass.review_hours": 24,
    "complaints.days": (15, 30, 60),
    "custody.inspection_months": 6,
    "custody.loan_days": 3,
    "incident.first_report_hours": 2,
    "incident.written_report_hours": 24,
    "minor.age": 14,
    "paper_expiry.notice_days": 90,
    "personal_data.impact_assessment_years": 3,
    "personal_data.sharing_record_years": 3,
    "provision.approvals": 2,
    "purpose.hours": 9,
    "retention.years": 10,
    "rights.answer_days": 30,
    "rights.objection_days": 15,
    "search.partial_identifiers": 2,
    "session.absolute_hours": 12,
    "session.concurrent": 2,
    "session.idle_minutes": 15,
    "sign_in.failures": 5,
    "sign_in.lock_minutes": 15,
}


@pytest.mark.parametrize("parameter", sorted(EXPECTED))
def test_a_parameter_has_the_value_the_rule_gives(parameter: str) -> None:
    group, _, name = parameter.partition(".")
    assert getattr(getattr(norms.on(TODAY), group), name) == EXPECTED[parameter]
    assert norms.on(TODAY).source(parameter).parameters[name] == EXPECTED[parameter]


def test_records_are_kept_five_years_until_the_end_of_2024_and_ten_from_2025() -> None:
    assert norms.on(date(2024, 12, 31)).retention.years == 5
    assert norms.on(date(2025, 1, 1)).retention.years == 10
    assert norms.on(date(2024, 12, 31)).source("retention.years").id == "aml2006.retention"


def test_the_required_set_of_a_person_passes_to_the_new_measures_without_a_gap() -> None:
    last, first = norms.on(date(2025, 12, 31)), norms.on(date(2026, 1, 1))
    assert last.source("cdd.person").id == "cdd2007.person"
    assert first.source("cdd.person").id == "cdd2025.person"
    assert ("domicile", "work_address") in first.cdd.person
    assert first.cdd.person_when_different == ("habitual_residence",)


def test_powers_of_the_authorities_shrink_from_query_to_freeze_to_deduct() -> None:
    powers = norms.on(TODAY).authorities
    assert set(powers.query) - set(powers.freeze) == {"supervision", "audit", "securities_regulator"}
    assert set(powers.deduct) < set(powers.freeze) < set(powers.query)
    assert not set(powers.inspect_only) & set(powers.query)


@pytest.mark.req("N15")
def test_every_row_of_the_groups_that_are_rules_has_a_norm() -> None:
    ids = (ROOT / "docs/reference/requirement_ids.txt").read_text(encoding="utf-8")
    rows = set(re.findall(r"^(?:C|H|I|J|K|L|M|N|AB)\d\d(?= )", ids, re.MULTILINE))
    assert len(rows) == 102
    cited = {row for norm in norms.all() for row in norm.requirements}
    assert sorted(rows - cited) == []
    assert sorted(cited - set(re.findall(r"^[A-Z]+\d\d(?= )", ids, re.MULTILINE))) == []


def test_a_test_that_a_norm_names_exists() -> None:
    named = {norm.test.partition("::")[0] for norm in norms.all() if norm.test}
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_every_successor_begins_the_day_after_its_predecessor_ends() -> None:
    pairs = [(norm, norms.get(norm.replaced_by)) for norm in norms.all() if norm.replaced_by]
    assert len(pairs) >= 9
    for old, new in pairs:
        assert old.effective_to is not None
        assert old.effective_to + timedelta(days=1) == new.effective_from, old.id


def test_every_text_is_there_in_three_languages_and_the_scripts_differ() -> None:
    for norm in norms.all():
        assert set(norm.title) == set(norms.LANGUAGES), norm.id
        assert not re.search(r"[户阅说证险个务对]", norm.title["zh-hant"]), norm.id
        assert re.fullmatch(r"[ -~’–]+", norm.title["en"]), norm.id
    for names in norms.GROUPS.values():
        assert set(names) == set(norms.LANGUAGES)


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    rules = norms.on(TODAY)
    with pytest.raises(
        AttributeError, match=r"no parameter custody\.loan_day in force; the nearest is loan_days"
    ):
        _ = rules.custody.loan_day
    with pytest.raises(AttributeError, match=r"no rule of the group custdy in force; the nearest is custody"):
        _ = rules.custdy
    with pytest.raises(LookupError, match=r"the nearest is custody\.loan_days"):
        rules.source("custody.loandays")
    with pytest.raises(LookupError, match=r"the nearest is house\.loan-period"):
        norms.get("house.loan-periods")


def test_a_rule_of_the_future_is_unknown_before_its_first_day() -> None:
    with pytest.raises(AttributeError):
        _ = norms.on(date(2024, 12, 26)).incident.first_report_hours
    assert norms.on(date(2024, 12, 27)).incident.first_report_hours == 2


def test_a_moment_is_refused_where_a_day_is_meant() -> None:
    with pytest.raises(TypeError, match="time zone"):
        norms.on(datetime(2026, 1, 1, tzinfo=UTC))


def test_the_register_cannot_be_changed_by_who_reads_it() -> None:
    rules = norms.on(TODAY)
    with pytest.raises(AttributeError, match="read-only"):
        rules.custody = 1
    with pytest.raises(AttributeError, match="read-only"):
        rules.custody.loan_days = 4
    with pytest.raises(TypeError):
        norms.get("house.loan-period").parameters["loan_days"] = 4
    with pytest.raises(AttributeError):
        norms.get("house.loan-period").status = "repealed"


def test_what_applies_lists_each_norm_in_force_once_under_its_group() -> None:
    page = norms.what_applies(TODAY)
    assert [group for group, _ in page] == [group for group in norms.GROUPS if group in dict(page)]
    listed = [norm for _, members in page for norm in members]
    assert len(listed) == len(set(listed))
    assert set(listed) == {norm for norm in norms.all() if norm.in_force(TODAY)}
    assert all(norm.group == group for group, members in page for norm in members)


def test_changes_name_the_day_the_norms_and_the_values() -> None:
    (change,) = norms.changes_between(date(2026, 1, 1), date(2026, 1, 31))
    assert change.day == date(2026, 1, 20)
    assert {norm.id for norm in change.begins} == {"owner2026.threshold", "owner2026.discrepancy"}
    assert {norm.id for norm in change.ended} == {"owner2017.threshold"}
    assert change.values["beneficial_owner.discrepancy_working_days"] == (None, 30)
    assert "beneficial_owner.percent" not in change.values
    assert norms.changes_between(date(2026, 1, 20), date(2026, 1, 31)) == []
    assert norms.changes_between(date(2026, 1, 31), date(2026, 1, 1)) == []


DAYS = st.dates(date(1980, 1, 1), date(2040, 1, 1))


@given(DAYS)
def test_a_snapshot_is_what_a_plain_walk_over_the_register_finds(day: date) -> None:
    rules = norms.on(day)
    assert rules is norms.on(day)
    assert rules.first_day <= day
    assert rules.last_day is None or day <= rules.last_day
    walked = {
        f"{norm.group}.{name}": value
        for norm in norms.all()
        if norm.effective_from <= day and (norm.effective_to is None or day <= norm.effective_to)
        for name, value in norm.parameters.items()
    }
    assert rules.parameters() == walked


@given(DAYS, DAYS)
def test_replaying_the_changes_leads_from_one_day_to_the_other(a: date, b: date) -> None:
    a, b = min(a, b), max(a, b)
    values, members = dict(norms.on(a).parameters()), set(norms.on(a).norms)
    for change in norms.changes_between(a, b):
        assert members >= set(change.ended)
        members = (members - set(change.ended)) | set(change.begins)
        for name, (old, new) in change.values.items():
            assert values.get(name) == old
            if new is None:
                del values[name]
            else:
                values[name] = new
    assert values == norms.on(b).parameters()
    assert members == set(norms.on(b).norms)
