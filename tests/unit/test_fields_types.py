"""Each type: what is taken, what it becomes, what is refused and how the refusal reads."""

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fields_examples import BANK, ORGANISATION, PERSON, TODAY, clean
from zhiji import fields


def rule_of(kind: str = "person", **raw):
    cleaned = clean(kind, **raw)
    assert set(cleaned.values) & set(raw) == set(), cleaned.values
    return [problem.rule for problem in cleaned.problems]


@pytest.mark.req("A01", "C02")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张 三", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
        ("𠮷田𪚥", "𠮷田𪚥"),
        ("\U00031350某", "\U00031350某"),  # newer than Python's Unicode table
        ("〇一", "〇一"),
        ("Ｊｏｈｎ　Smith ", "John Smith"),
        ("Jean-Luc  O'Neil", "Jean-Luc O'Neil"),
        ("\ufeff李四\u200b", "李四"),
        ("兰亭（绍兴）银行", "兰亭（绍兴）银行"),
    ],
)
def test_names(typed, kept):
    assert clean(name=typed).values["name"] == kept


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("沈**", "masked"), ("沈*", "masked"), ("●●●", "masked"), ("123", "name.letters"), ("王\x00五", "text.control"), ("张" * 200, "text.long"),
     ("王13812345678", "name.digits"), (["王"], "text.type"), (True, "text.type")],
)  # fmt: skip
def test_names_refused(typed, rule):
    assert rule_of(name=typed) == [rule]


@pytest.mark.req("A10")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "+8613812345678"),
        ("+86 138-1234-5678", "+8613812345678"),
        ("0086 13812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("(0575) 8800-1234", "+8657588001234"),
        ("010-65001234转801", "+861065001234;ext=801"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+852 2123 4567", "+85221234567"),
        (13812345678, "+8613812345678"),
    ],
)
def test_phones(typed, kept):
    phones = clean(phones=[{"number": typed}]).values["phones"]
    assert phones[0]["number"] == kept
    assert clean(phones=phones).values["phones"] == phones


@pytest.mark.parametrize("typed", ["12812345678x", "1381234567", "0000", "999", "138****5678", "abc"])
def test_phones_refused(typed):
    assert rule_of(phones=typed)[0] in ("phone", "masked")


def test_several_phones_in_one_column_and_a_mobile_is_known_as_one():
    values = clean(phones="13812345678；0575-88001234; 13812345678").values
    assert values["phones"] == [{"number": "+8613812345678", "use": "mobile"}, {"number": "+8657588001234"}]


@pytest.mark.parametrize(
    ("typed", "kept"), [("Shen@Example.ORG", "Shen@example.org"), ("用户@例子.公司", "用户@例子.公司")]
)
def test_emails(typed, kept):
    assert clean(emails=typed).values["emails"] == [kept]


@pytest.mark.parametrize(
    "typed", ["a@b", "a b@c.com", "@c.com", "a@c..com", "s***@example.org", "a..b@c.com"]
)
def test_emails_refused(typed):
    assert rule_of(emails=typed)[0] in ("email", "masked")


@pytest.mark.parametrize(
    "typed",
    [
        "1985-03-07",
        "19850307",
        "1985/3/7",
        "1985.3.7",
        "1985年3月7日",
        "１９８５－０３－０７",
        "1985-03-07 00:00:00",
        date(1985, 3, 7),
        datetime(1985, 3, 7),
    ],
)
def test_dates(typed):
    assert clean(birth_date=typed).values["birth_date"] == "1985-03-07"


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("1985-02-30", "date"),
        ("85-3-7", "date"),
        ("7/3/1985", "date"),
        ("2027-01-01", "date.future"),
        ("1700-01-01", "date.early"),
        ("1985", "date"),
    ],
)
def test_dates_refused(typed, rule):
    assert rule_of(birth_date=typed) == [rule]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,234.5", ("1234.50", "CNY")),
        ("12万", ("120000.00", "CNY")),
        ("￥3.5亿元", None),
        ("3.5亿元", ("350000000.00", "CNY")),
        ("USD 300", ("300.00", "USD")),
        ("300 日元", ("300", "JPY")),
        (Decimal("0.10"), ("0.10", "CNY")),
        (99, ("99.00", "CNY")),
        ({"amount": "5", "currency": "hkd"}, ("5.00", "HKD")),
    ],
)
def test_money(typed, kept):
    values = clean(income=typed).values
    kept = kept or ("350000000.00", "CNY")
    assert values["income"] == dict(zip(("amount", "currency"), kept, strict=True))


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("-5", "money.negative"), ("1.005", "money.decimals"), ("5 XYZ", "money.currency"), ("很多", "money"), ("9" * 20, "most"), ("NaN", "money"),
     ({"amount": "1", "unit": "x"}, "shape.part"), ([], None)],
)  # fmt: skip
def test_money_refused(typed, rule):
    assert rule_of(income=typed) == ([rule] if rule else [])


@pytest.mark.req("A04", "A05", "A06", "A18")
def test_choices_take_codes_and_names_in_three_languages():
    for typed in ("2", "专业技术人员", "專業技術人員", "Professional and technical staff"):
        assert clean(occupation=typed).values["occupation"] == "2"
    for typed in ("CN", "cn", "CHN", "中国", "中國", "China"):
        assert clean(nationality=typed).values["nationality"] == "CN"
    assert clean(education="本科").values["education"] == "20"
    assert rule_of(sex="x") == ["choice"] and rule_of(nationality="Atlantis") == ["country"]


def test_yes_no_numbers_and_shares():
    assert clean(lives_elsewhere="是").values["lives_elsewhere"] is True
    assert rule_of(lives_elsewhere="maybe") == ["bool"]
    assert clean("organisation", staff_count="1,200").values["staff_count"] == 1200
    assert rule_of("organisation", staff_count="-1") == ["least"]
    assert (
        clean(ties=[{"role": "配偶", "name": "王某", "share": "51%"}]).values["ties"][0]["share"] == "51.00"
    )
    assert rule_of(ties=[{"role": "x", "name": "王某"}]) == ["choice"]


@pytest.mark.req("A08", "C03")
@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("浙江省绍兴市越城区解放路1号", ("浙江省", "绍兴市", "越城区", "解放路1号")),
        ("北京市朝阳区建国路2号", ("北京市", None, "朝阳区", "建国路2号")),
        (
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁县城3号",
            ("新疆维吾尔自治区", "伊犁哈萨克自治州", "伊宁县", "城3号"),
        ),
        ("内蒙古自治区锡林郭勒盟正蓝旗上都街4号", ("内蒙古自治区", "锡林郭勒盟", "正蓝旗", "上都街4号")),
        ("解放路1号", (None, None, None, "解放路1号")),
    ],
)
def test_one_line_addresses_are_taken_apart(line, parts):
    named = {
        key: part for key, part in zip(("province", "city", "district", "line"), parts, strict=True) if part
    }
    assert clean(domicile=line).values["domicile"] == named
    assert clean(domicile=named).values["domicile"] == named


def test_a_foreign_address_stays_as_it_is():
    value = {"country": "GB", "line": "10 Downing Street", "city": "London", "postcode": "SW1A 2AA"}
    assert clean(domicile=value).values["domicile"] == value
    assert [p.rule for p in clean(domicile={"line": "路", "postcode": "SW1A"}).problems] == ["postcode"]


def test_problems_name_field_rule_and_mend_in_the_readers_language():
    from django.utils.translation import override

    problem = clean(
        papers=[
            {"type": "passport", "number": "E12345678"},
            {"type": "resident_id", "number": "110105194912310021"},
        ]
    ).problems[0]
    assert (problem.field, problem.where, problem.rule, problem.severity) == (
        "papers",
        "papers.1.number",
        "id.checksum",
        "error",
    )
    with override("en"):
        assert str(problem).startswith("Identity papers 2 Number: the check character")
        assert problem.mend.startswith("One digit is wrong")
    with override("zh-hans"):
        assert str(problem).startswith("身份证件 2 号码: ")
    assert "110105194912310021" not in str(problem) + repr(problem)


def test_unknown_fields_kinds_parts_and_empty_values():
    assert [p.rule for p in clean(colour="red").problems] == ["field.unknown"]
    assert [p.rule for p in clean(usc_code="1").problems] == ["field.kind"]
    assert [p.rule for p in clean(domicile={"street": "x", "city": "绍兴市"}).problems] == ["shape.part"]
    cleaned = clean(employer="", title=None, phones=[])
    assert (
        cleaned.values == {} and cleaned.problems == [] and cleaned.cleared == ("employer", "title", "phones")
    )
    assert [p.rule for p in clean(phones=[{"use": "mobile"}]).problems] == ["part.required"]
    assert [p.rule for p in clean(phones=["13812345678"] * 300).problems] == ["items.most"]


@pytest.mark.parametrize(("kind", "raw"), [("person", PERSON), ("organisation", ORGANISATION)])
def test_complete_files_pass_unchanged_and_are_json(kind, raw):
    cleaned = clean(kind, **raw)
    assert cleaned.problems == [] and cleaned.values == raw
    assert json.loads(json.dumps(cleaned.values)) == cleaned.values


RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=40),
    st.sampled_from(["沈怀瑾", "2026-01-01", "男", "CN", "12万", "13812345678", "11010519491231002X"]),
)
ANYTHING = st.recursive(RAW, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "number", "name", "role", "line", "text", "amount", "paper", "valid_from", "valid_to", "level"]), inner, max_size=4), max_leaves=8)  # fmt: skip


@pytest.mark.parametrize("kind", fields.KINDS)
@given(data=st.data())
def test_cleaning_never_fails_and_is_idempotent(kind, data):
    """Whatever comes in: no exception, values JSON-native, and a second cleaning changes nothing."""
    names = [field.id for field in BANK.for_kind(kind)]
    raw = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING, max_size=6))
    cleaned = fields.clean_file(kind, raw, on=TODAY, register=BANK)
    again = fields.clean_file(kind, cleaned.values, on=TODAY, register=BANK)
    assert json.loads(json.dumps(cleaned.values)) == cleaned.values
    assert again.values == cleaned.values
    assert again.errors == []
    for problem in cleaned.problems:
        assert str(problem)
    fields.missing(kind, cleaned.values, on=TODAY, register=BANK)
    fields.tokens(BANK, kind, cleaned.values)
    for field_id, value in cleaned.values.items():
        for language in fields.LANGUAGES:
            assert isinstance(fields.display(BANK.field(field_id, kind), value, language), str)
        assert fields.mask(BANK.field(field_id, kind), value)
