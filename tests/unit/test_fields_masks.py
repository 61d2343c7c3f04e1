"""Masks: nothing hidden comes through, no mask beside what completes it, no masked echo taken back as a value."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.fields_examples import BANK, ORGANISATION, PERSON, clean, identity_numbers
from zhiji import fields
from zhiji.fields import masks
from zhiji.fields.numbers.resident_id import check_character

PAPERS = BANK.field("papers")


def shown(field_id, value, kind="person", **more):
    return fields.mask(BANK.field(field_id, kind), value, **more)


@pytest.mark.req("A02", "A20")
@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("name", "沈怀瑾", "沈**"),
        ("name", "沈瑾", "沈*"),
        ("name", "欧阳修远", "欧阳**"),
        ("name", "阿依古丽·买买提", "阿***"),
        ("name", "𠮷田一郎太", "𠮷***"),
        ("name", "John Smith", "J*** S***"),
        ("phones", [{"number": "+8613812345678"}], "138****5678"),
        ("phones", [{"number": "+8657588001234;ext=801"}], "+86********234"),
        ("phones", [{"number": "+442079460958"}], "+44*******958"),
        ("emails", ["wang@example.org"], "w***@example.org"),
        ("wechat", "shen_huaijin", "sh********in"),
        ("domicile", PERSON["domicile"], "浙江省绍兴市越城区●●●"),
        ("domicile", {"line": "解放路1号"}, "●●●"),
        ("income", {"amount": "1.00", "currency": "CNY"}, "●●●"),
        ("birth_date", "1949-12-31", "●●●"),
        ("preferences", [{"topic": "food", "text": "龙井"}], "●●●"),
        ("employer", "兰亭小学", "●●●"),
    ],
)
def test_masks(field, value, expected):
    assert shown(field, value) == expected


def test_names_of_organisations_are_public():
    assert shown("name", "兰亭纺织有限公司", "organisation") == "兰亭纺织有限公司"
    assert shown("name", "沈记面馆", "sole_trader") == "沈***"


def test_cards():
    assert masks.card_number("6222021234567894") == "622202******7894"
    assert masks.card_number("123456789") == "12*****89"


@pytest.mark.req("A02")
def test_an_identity_number_beside_what_completes_it():
    paper = [{"type": "resident_id", "number": "11010519491231002X"}]
    end = fields.mask(PAPERS, paper).split()[-1]
    assert end == "110105********002X"
    for beside in ({"birth_date"}, {"age"}, {"occasions"}):
        assert fields.mask(PAPERS, paper, beside=beside).split()[-1] == "****************2X"
        assert fields.mask(PAPERS, paper, beside=beside | {"domicile"}).split()[-1] == "●●●"


def candidates(mask: str, known: dict[str, object]) -> int:
    """How many valid numbers of living adults fit a shown mask and what stands clear beside it.

    An attacker's count: the division is one of 3,000 unless an address tells it; births 18 to 100 years before 2026.
    Numbers are counted over (birth, sequence) for one division; the check character follows from the rest.
    """
    divisions = 1 if "domicile" in known or mask[0].isdigit() else 3000
    division = mask[:6] if mask[0].isdigit() else "330602"
    born = [date(1926, 1, 1) + timedelta(days=n) for n in range(30_000)]
    if "birth_date" in known:
        born = [known["birth_date"]]
    elif "age" in known:
        born = [date(known["age"], 1, 1) + timedelta(days=n) for n in range(365)]
    elif "occasions" in known:
        born = [each for each in born if (each.month, each.day) == known["occasions"]]
    pattern = mask if len(mask) == 18 else "*" * 18
    count = 0
    sequences = [f"{n:03}" for n in range(1000)]
    sequences = [s for s in sequences if all(p in ("*", c) for p, c in zip(pattern[14:17], s, strict=True))]
    if "sex" in known:
        sequences = [s for s in sequences if int(s[2]) % 2 == known["sex"]]
    for each in born:
        for sequence in sequences:
            if (
                pattern[17] == "*"
                or check_character(division + each.strftime("%Y%m%d") + sequence) == pattern[17]
            ):
                count += 1
        if count * divisions >= 1000:
            break
    return count * divisions


@pytest.mark.req("A02")
@settings(max_examples=8)
@given(identity_numbers())
def test_any_view_leaves_a_thousand_candidates(number):
    """Over every set of neighbours that a view can show clear. With birth date, division and sex all shown, even no mask
    at all leaves but 500 numbers: there the mask adds nothing, which is all that it can do."""
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    facts = {
        "birth_date": born,
        "age": born.year,
        "occasions": (born.month, born.day),
        "sex": int(number[16]) % 2,
        "domicile": "x",
    }
    if not 1926 <= born.year <= 2007 or number[:6] == "830000":
        return
    for size in range(len(facts) + 1):
        for beside in combinations(facts, size):
            mask = masks.identity_number(number, beside)
            known = {name: facts[name] for name in beside}
            left = candidates(mask, known)
            assert left >= 1000 or mask == masks.HIDDEN, (mask, beside, left)


@given(identity_numbers())
def test_hidden_digits_never_come_through(number):
    for beside in ((), ("birth_date",), ("age", "domicile")):
        for kind in ("resident_id", "household_register", "other", "foreign_permanent"):
            mask = fields.mask(PAPERS, [{"type": kind, "number": number}], beside=beside)
            assert number[6:14] not in mask and number[6:12] not in mask and number[8:14] not in mask
    assert number[6:14] not in shown("tax_code", number + "01") + shown("tax_code", number)


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


@given(NAMES, st.integers(10**9, 10**10 - 1), st.text("abcdefgh.", min_size=3, max_size=12))
def test_no_mask_shows_a_whole_value(name, tail, local):
    assert shown("name", name) != name and name[-1:] not in shown("name", name)[1:].replace("*", "")
    number = f"+861{tail}"
    assert str(tail)[3:6] not in shown("phones", [{"number": number}])[3:7]
    assert shown("emails", [f"{local}@example.org"]).partition("@")[0] == local[0] + "***"


@pytest.mark.parametrize(("kind", "values"), [("person", PERSON), ("organisation", ORGANISATION)])
def test_a_masked_echo_is_never_taken_for_the_value(kind, values):
    """What a mask shows, sent back by a form, is refused or at least leaves nothing that differs from the truth."""
    values = values | {
        "emails": ["wang@example.org"],
        "income": {"amount": "1.00", "currency": "CNY"},
        "employer": "兰亭小学",
    }
    tried = 0
    for field in BANK.for_kind(kind):
        if field.id in values and field.mask != "none" and not field.public:
            echo = fields.mask(field, values[field.id])
            cleaned = clean(kind, **{field.id: echo})
            assert field.id not in cleaned.values, (field, echo)
            assert cleaned.errors
            tried += 1
    assert tried >= 2


def test_clear_display_in_three_languages():
    def show(field_id, value, kind="person"):
        return [fields.display(BANK.field(field_id, kind), value, language) for language in fields.LANGUAGES]

    assert show("birth_date", "1985-03-07") == ["1985年3月7日", "1985年3月7日", "7 Mar 1985"]
    assert show("sex", "female") == ["女", "女", "Female"]
    assert show("nationality", "CN") == ["中国", "中國", "China"]
    assert show("income", {"amount": "12000.50", "currency": "CNY"}) == [
        "¥12,000.50",
        "CN¥12,000.50",
        "CN¥12,000.50",
    ]
    assert show("phones", PERSON["phones"]) == ["138 1234 5678"] * 3
    assert show("domicile", PERSON["domicile"])[0] == "浙江省绍兴市越城区解放路1号"
    assert show(
        "domicile", {"country": "GB", "line": "1 High Street", "city": "Oxford", "postcode": "OX1 1AA"}
    )[2] == ("1 High Street, Oxford, OX1 1AA, United Kingdom")
    assert show("lives_elsewhere", True) == ["是", "是", "Yes"]
    assert (
        show("papers", PERSON["papers"])[2]
        == "Resident identity card 11010519491231002X (2010-01-05 – long-term)"
    )
    assert show("ties", [{"role": "spouse", "name": "王某", "share": "51.00"}])[2] == "Spouse · 王某 · 51%"
