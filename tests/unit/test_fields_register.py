"""The register itself: complete, in three languages, and open to new fields and packs without code."""

import re
from datetime import date
from pathlib import Path

import pytest

from zhiji import fields, norms
from zhiji.fields import countries
from zhiji.fields.rules import RULES

TODAY = date(2026, 11, 22)
PACKS = ("bank", "hotel")
# Ids that forms, imports and the demo bank are written against.
RELIED_ON = [
    "name",
    "former_names",
    "sex",
    "nationality",
    "birth_date",
    "papers",
    "usc_code",
    "organisation_code",
    "tax_code",
    "licences",
    "phones",
    "emails",
    "wechat",
    "domicile",
    "habitual_residence",
    "work_address",
    "registered_address",
    "occupation",
    "employer",
    "title",
    "post",
    "rank",
    "education",
    "business_scope",
    "industry",
    "size",
    "registered_capital",
    "income",
    "assets",
    "risk_tolerance",
    "credit_lines",
    "household",
    "preferences",
    "habits",
    "occasions",
    "observations",
    "ties",
]


def every(field: fields.Field):
    yield field
    for part in field.parts:
        yield from every(part)


@pytest.mark.parametrize("pack", PACKS)
def test_every_field_is_fully_declared(pack):
    seen = 0
    for field in fields.register(pack).fields:
        assert field.klass in ("C1", "C2"), field
        assert field.compartment in fields.COMPARTMENTS
        assert field.sources and field.requirements
        assert all(re.fullmatch(r"[A-Z]{1,2}\d\d", row) for row in field.requirements)
        for each in every(field):
            assert set(each.names) == set(fields.LANGUAGES)
            assert all(set(names) == set(fields.LANGUAGES) for names in each.choices.values())
            seen += 1
    assert seen > 50


@pytest.mark.req("A20", "A22")
def test_bank_register_has_what_others_build_on():
    bank = fields.register()
    assert [field_id for field_id in RELIED_ON if field_id not in bank] == []
    assert bank.revision == 1
    for kind in fields.KINDS:
        assert bank.field("name", kind).public is (kind == "organisation")
    assert {field.data_class for field in bank.fields} == {"descriptive", "promotional", "transactional"}
    sensitive = {field.compartment for field in bank.fields if field.sensitive}
    assert {"wealth", "personal"} <= sensitive
    assert all(field.sensitive for field in bank.fields if field.compartment in ("wealth", "personal"))


# Rows of the inventory that are kept on the file. The others of these groups are computed, or acts rather than data:
# A21 A24 A25 (views), A22 (the class of every field), C12 (required sets), C18-C20 (work on the file), C13 (case file).
@pytest.mark.req(
    "A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10", "A11", "A12", "A13", "A14", "A15", "A16",
    "A17", "A18", "A19", "A20", "A23", "A26", "A27", "A28", "A29",
    "B05",
    "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C14", "C15", "C16", "C17",
    "D01", "D02", "D03", "D04", "D05", "D06",
    "E01", "E02", "E05",
)  # fmt: skip
def test_every_kept_requirement_row_has_a_field(request):
    kept = set(request.node.get_closest_marker("req").args)
    cited = {row for field in fields.register().fields for row in field.requirements}
    assert sorted(kept - cited) == []


def test_sources_are_known():
    known = set(fields.register().field("preferences").part("source").choices)
    for pack in PACKS:
        assert {source for field in fields.register(pack).fields for source in field.sources} <= known


@pytest.mark.req("C12")
def test_required_by_agrees_with_the_rule_register():
    """The field says which norm requires it; the norm lists the field: they are checked against each other."""
    bank, cdd = fields.register(), norms.on(TODAY).cdd
    for kind, rows in (("person", cdd["person"]), ("organisation", cdd["organisation"])):
        named = {field_id for row in rows for field_id in row}
        if kind == "person":
            named |= set(cdd["person_when_different"])
        else:
            named |= {"ties"}
        declared = {field.id for field in bank.for_kind(kind) if field.required_by}
        assert declared == named
        for field in bank.for_kind(kind):
            assert field.required_by is None or norms.get(field.required_by).effective_from <= TODAY
    roles = {role for row in cdd["organisation_ties"] for role in row}
    assert roles <= set(bank.field("ties").part("role").choices)


@pytest.mark.req("A05")
def test_countries_are_iso_3166():
    names, also = countries.choices()
    assert len(names) == 249
    assert names["CN"]["zh-hant"] == "中國" and also["chn"] == "CN" and also["united kingdom"] == "GB"


@pytest.mark.req("A13", "A17", "A18", "A26", "A27", "A28", "A29", "D01", "D02", "D03", "D04")
def test_the_hotel_pack_needs_no_code():
    hotel = fields.register("hotel")
    raw = {
        "name": "沈懷瑾",
        "rank": "總經理",
        "education": "本科",
        "papers": [{"type": "護照", "number": "e12345678", "valid_to": "20300101"}],
        "phones": "138 1234 5678",
        "household": [{"relation": "女儿", "birth_year": 2015}],
        "stays": [{"on": "2026/5/1", "until": "2026-05-03", "reason": "参加书会"}],
        "preferences": ["高层、安静的房间"],
        "occasions": [{"kind": "婚庆", "day": "5月20日", "year": 2010}],
        "evaluations": [{"about": "早餐", "score": 5}],
    }
    cleaned = fields.clean_file("person", raw, on=TODAY, register=hotel)
    assert cleaned.problems == []
    assert set(cleaned.values) == set(raw)
    assert cleaned.values["occasions"] == [{"kind": "wedding", "day": "05-20", "year": 2010}]
    assert fields.missing("person", cleaned.values, on=TODAY, register=hotel) == []
    assert [p.field for p in fields.missing("person", {}, on=TODAY, register=hotel)] == [
        "name",
        "papers",
        "phones",
    ]
    assert ("paper", "E12345678") in fields.tokens(hotel, "person", cleaned.values)
    firm = {"name": "兰亭纺织有限公司", "nature": "民营企业", "contact_people": [{"role": "负责人", "name": "王某"}],
            "room_rates": [{"what": "标准间", "price": "388", "discount": "85", "payment": "月结"}], "needs": ["会议室"]}  # fmt: skip
    assert fields.clean_file("organisation", firm, on=TODAY, register=hotel).problems == []


def pack_with(folder: Path, entry: str) -> Path:
    home = folder / "tobacco"
    home.mkdir(parents=True)
    (home / "pack.toml").write_text(
        'revision = 3\nnames = {zh-hans = "零售户", zh-hant = "零售戶", en = "Retailer"}\nkinds = ["sole_trader"]\n'
        '[compartments.identity]\nnames = {zh-hans = "身份", zh-hant = "身份", en = "Identity"}\n',
        encoding="utf-8",
    )
    (home / "identity.toml").write_text(entry, encoding="utf-8")
    return folder


NEW_FIELD = """
[permit]
names = { zh-hans = "烟草专卖许可证", zh-hant = "煙草專賣許可證", en = "Tobacco permit" }
type = "licence"
many = true
mask = "hidden"
find = "licence"
required_by = "house.tobacco"
sources = ["paper_seen"]
requirements = ["E06"]
"""


def test_a_new_field_is_one_entry(tmp_path):
    register = fields.register("tobacco", folder=pack_with(tmp_path, NEW_FIELD))
    raw = {
        "permit": [
            {
                "type": "其他",
                "name": "烟草专卖零售许可证",
                "number": "33 0602 100123",
                "valid_to": "2029年1月1日",
            }
        ]
    }
    cleaned = fields.clean_file("sole_trader", raw, on=TODAY, register=register)
    field = register.field("permit")
    assert cleaned.problems == [] and register.revision == 3
    assert fields.tokens(register, "sole_trader", cleaned.values) == [("licence", "330602100123")]
    assert "烟草专卖零售许可证" in fields.display(field, cleaned.values["permit"], "zh-hans")
    assert fields.mask(field, cleaned.values["permit"]) == "●●●"
    assert [p.rule for p in fields.missing("sole_trader", {}, on=TODAY, register=register)] == ["missing"]
    assert field.label.text("en") == "Tobacco permit"


@pytest.mark.parametrize(
    "slip",
    ['type = "licence"', 'type = "no_such"'],
    ids=["twice the same key", "unknown type"],
)
def test_a_slip_in_an_entry_stops_the_start(tmp_path, slip):
    entry = NEW_FIELD + slip if "licence" in slip else NEW_FIELD.replace('type = "licence"', slip)
    with pytest.raises(fields.RegisterError):
        fields.register("tobacco", folder=pack_with(tmp_path / slip[-4:-1], entry))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('find = "licence"', 'find = "surname"'),
        ('mask = "hidden"', 'mask = "half"'),
        ("many = true", "manny = true"),
        (', en = "Tobacco permit"', ""),
        ('sources = ["paper_seen"]', "sources = []"),
        ("many = true", 'data_class = "other"'),
    ],
)
def test_every_word_of_an_entry_is_checked(tmp_path, right, wrong):
    with pytest.raises(fields.RegisterError):
        fields.register("tobacco", folder=pack_with(tmp_path, NEW_FIELD.replace(right, wrong)))


def test_labels_follow_the_language():
    from django.utils.translation import override

    label = fields.register().field("domicile").label
    with override("zh-hant"):
        assert str(label) == "住所地"
    with override("en"):
        assert str(label) == "Domicile"


def test_every_rule_has_two_sentences_that_never_hold_a_value():
    for rule, (message, mend) in RULES.items():
        assert str(message).endswith((".", "%(fields)s.", "%(parts)s.")), rule
        assert str(mend)[0].isupper() and str(mend).endswith("."), rule
        names = set(re.findall(r"%\((\w+)\)", str(message) + str(mend)))
        assert names <= {"fields", "parts", "roles", "max", "most", "least", "form", "currency"}, rule


def test_the_examples_in_the_docstrings_hold():
    import doctest
    import importlib
    import pkgutil

    ran = 0
    for module in pkgutil.walk_packages(fields.__path__, "zhiji.fields."):
        result = doctest.testmod(importlib.import_module(module.name))
        assert result.failed == 0, module.name
        ran += result.attempted
    assert ran >= 12
