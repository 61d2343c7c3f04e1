"""Search without fishing. What must not be found comes first."""

import pytest
from django.db import DatabaseError

from zhiji.access.refusals import PurposeNeeded, Refused
from zhiji.customers.looks.searching import search

SERVICE = {"purpose": "service", "channel": "test"}


def found(result):
    return [hit.row.customer_id for hit in result.hits]


@pytest.mark.req("H01")
def test_no_search_without_a_purpose(bank, journal):
    bank.file()
    with pytest.raises(PurposeNeeded):
        search("沈怀瑾", by=bank.rm01, channel="test")
    assert journal()[0].outcome == "refused"


@pytest.mark.req("H01")
@pytest.mark.parametrize("who", ["analyst", "product", "admin"])
def test_roles_that_never_meet_customers_cannot_search(bank, who):
    with pytest.raises(Refused):
        search("沈怀瑾", by=getattr(bank, who), **SERVICE)


@pytest.mark.req("H01")
def test_a_search_is_not_answered_when_the_journal_cannot_be_written(bank, break_journal):
    bank.file()
    break_journal()
    with pytest.raises(DatabaseError):
        search("沈怀瑾", by=bank.rm01, **SERVICE)


@pytest.mark.req("H08")
@pytest.mark.parametrize("typed", ["怀瑾", "沈", "shj", "huaijin"])
def test_fragments_find_nothing_outside_ones_own_files(bank, typed):
    bank.file(manager=bank.rm03)
    assert found(search(typed, by=bank.rm01, **SERVICE)) == []


@pytest.mark.req("H01")
@pytest.mark.parametrize("who", ["agent01", "supervisor", "gm"])
def test_nobody_at_head_office_fishes_in_the_whole_bank(bank, who):
    bank.file()
    purpose = "service" if who == "agent01" else "review"
    for typed in ("怀瑾", "沈", "shj"):
        assert found(search(typed, by=getattr(bank, who), purpose=purpose, channel="test")) == []


@pytest.mark.req("H08")
def test_a_masked_value_is_never_a_filter(bank):
    """A service look masks paper numbers: no fragment of one may find the file, not even in one's own portfolio."""
    file = bank.file()
    number = "330106199003010"
    assert found(search(number[:6], by=bank.rm01, **SERVICE)) == []
    seen = search(number[:6], by=bank.rm01, purpose="due_diligence", channel="test")
    assert found(seen) == [file.customer_id]


@pytest.mark.req("H08")
def test_a_colleagues_phone_is_no_filter_in_ones_unit(bank):
    bank.file(manager=bank.rm02, values={"phones": [{"number": "13800006620"}]})
    assert found(search("6620", by=bank.rm01, scope="unit", **SERVICE)) == []


@pytest.mark.req("H08")
def test_a_birth_year_one_may_not_see_tells_nothing(bank):
    for _ in range(12):
        bank.file(manager=bank.rm03)
    result = search("沈怀瑾 1990", by=bank.rm01, **SERVICE)
    assert found(result) == []


@pytest.mark.req("J02")
@pytest.mark.parametrize("way", ["number", "name", "paper", "phone", "public"])
def test_a_top_secret_file_is_not_found_in_any_way(bank, way):
    hidden = bank.file("organisation" if way == "public" else "person", secrecy=2, values={
        "name": "绝密机构有限公司" if way == "public" else "隐名者",
        **({} if way == "public" else {"phones": [{"number": "13900001111"}]}),
    })  # fmt: skip
    typed = {
        "number": hidden.number,
        "name": "隐名者",
        "phone": "13900001111",
        "public": "绝密机构",
        "paper": _paper(bank),
    }[way]
    result = search(typed, by=bank.rm03, **SERVICE)
    nothing = search("0000-0000-0000" if way == "number" else "查无此人", by=bank.rm03, **SERVICE)
    assert (
        (found(result), result.too_many, result.narrow)
        == ([], False, "")
        == (found(nothing), nothing.too_many, nothing.narrow)
    )


def _paper(bank):
    return bank.paper_number()


@pytest.mark.req("J03")
def test_a_confidential_file_shows_its_badge_and_nothing_else(bank):
    bank.file(secrecy=1, values={"name": "程机要"})
    (hit,) = search("程机要", by=bank.rm03, **SERVICE).hits
    assert (hit.row.badge_only, hit.row.secrecy) == (True, 1)
    assert (hit.row.name, hit.row.kind, hit.row.manager, hit.row.unit) == (None, "", "", "")


@pytest.mark.req("F04")
def test_full_identifiers_find_bank_wide(bank):
    file = bank.file(values={"emails": ["huaijin@example.com"], "phones": [{"number": "13811112222"}]})
    for typed in (
        "沈怀瑾",
        "shen huai jin",
        "138 1111 2222",
        "huaijin@example.com",
        file.number,
        bank.paper_number(),
    ):
        (hit,) = search(typed, by=bank.rm03, **SERVICE).hits
        assert hit.row.customer_id == file.customer_id, typed
        assert hit.row.name.text == "沈**"


@pytest.mark.req("F04")
def test_any_fragment_finds_in_ones_own_portfolio(bank):
    file = bank.file(values={"phones": [{"number": "13811116620"}]})
    for typed in ("怀瑾", "沈", "shj", "huaij", "6620"):
        (hit,) = search(typed, by=bank.rm01, **SERVICE).hits
        assert (hit.row.customer_id, hit.way) == (file.customer_id, "fragment"), typed
        assert hit.row.name.text == "沈怀瑾"


@pytest.mark.req("F04")
def test_surnames_are_found_as_they_are_read(bank):
    file = bank.file(values={"name": "曾单舒"})
    for typed in ("zds", "zengdan", "cengdan"):
        assert found(search(typed, by=bank.rm01, **SERVICE)) == [file.customer_id], typed


@pytest.mark.req("F04")
@pytest.mark.parametrize("typed", ["纺", "纺织", "兰溪纺织", "蘭溪紡織"])
def test_an_organisations_public_name_is_found_by_any_part(bank, typed):
    file = bank.file("organisation")
    (hit,) = search(typed, by=bank.rm03, **SERVICE).hits
    assert (hit.row.customer_id, hit.way) == (file.customer_id, "public_name")
    assert hit.row.name.level == "clear"


@pytest.mark.req("H01")
def test_a_name_that_many_carry_wants_a_second_identifier(bank, journal):
    for number in range(12):
        bank.file(manager=bank.rm03, values={"phones": [{"number": f"1370000{number:04d}"}]})
    result = search("沈怀瑾", by=bank.rm01, **SERVICE)
    assert (found(result), result.too_many) == ([], True)
    assert result.narrow
    one = search("沈怀瑾 0007", by=bank.agent01, **SERVICE)
    assert (len(one.hits), one.hits[0].way) == (1, "two_identifiers")


@pytest.mark.req("H09")
def test_the_receipt_names_the_way_and_exactly_the_ids_but_never_the_words(bank, journal):
    first, second = bank.file(manager=bank.rm03), bank.file(manager=bank.rm03)
    bank.file(manager=bank.rm03, values={"name": "他人"})
    result = search("沈怀瑾", by=bank.rm01, **SERVICE)
    entry = journal("customers:file:search")[0]
    assert entry.subjects == sorted([first.customer_id, second.customer_id]) == sorted(found(result))
    assert (entry.outcome, entry.purpose) == ("granted", "service")
    assert "沈怀瑾" not in str(entry.facts) and "identifier" in str(entry.facts)
    again = search("沈怀瑾", by=bank.rm02, **SERVICE)
    assert found(again) and journal()[0].facts == entry.facts


def test_odd_questions_are_answered(bank):
    for typed in (
        "",
        " ",
        "'",
        "%",
        "_",
        "@",
        "+",
        "\x00",
        "a" * 500,
        "１３８",
        "👍",
        "沈 怀 瑾 9",
        "1" * 60,
    ):
        search(typed, by=bank.rm01, **SERVICE)


@pytest.mark.req("F04")
def test_a_surname_and_four_digits_find_in_ones_own_portfolio(bank):
    bank.file(values={"phones": [{"number": "13811116621"}]})
    file = bank.file(values={"phones": [{"number": "13811116620"}]})
    assert found(search("沈 6620", by=bank.rm01, **SERVICE)) == [file.customer_id]
