"""A mapping is checked word by word; what is wrong is named with its table, its key and the mend."""

import pytest

from zhiji.customers.intake.derive import DERIVATIONS
from zhiji.customers.intake.mapping import check_columns, parse
from zhiji.customers.intake.recipes import MappingError
from zhiji.customers.intake.shaping import Shaper

GOOD = """
source = "other_system"
kind = { column = "TYPE", codes = { P = "person", C = "organisation" } }
manager = "rm01"
custodian = { column = "KEEPER", default = "officer" }
key = { system = "core", columns = ["NO", "BRANCH"] }
[fields]
name = "NAME"
papers.0.type = { constant = "resident_id" }
"papers.0.number" = "ID"
papers.0.valid_to = { column = "TO", date = "%d.%m.%Y", empty = ["-"] }
domicile = { country = { constant = "CN" }, city = "CITY" }
emails.1 = "MAIL2"
emails.0 = "MAIL"
"""
COLUMNS = ("NO", "BRANCH", "TYPE", "NAME", "ID", "TO", "CITY", "MAIL", "MAIL2", "KEEPER", "SPARE")


def shaped(**cells):
    shaper = Shaper(parse(GOOD), COLUMNS, {})
    return shaper.shape([cells.get(column, "") for column in COLUMNS])


@pytest.mark.req("F27")
def test_a_row_takes_its_shape():
    shape, wrong = shaped(
        NO="7", BRANCH="HZ", TYPE="P", NAME=" 沈怀瑾 ", ID="330106199003010020", TO="01.03.2030", CITY="杭州", MAIL="a@b.cn", MAIL2="c@d.cn"
    )  # fmt: skip
    assert wrong == []
    assert (shape.kind, shape.people) == ("person", {"manager": "rm01", "custodian": "officer"})
    assert shape.raw == {
        "name": "沈怀瑾",
        "papers": [{"type": "resident_id", "number": "330106199003010020", "valid_to": "2030-03-01"}],
        "domicile": {"country": "CN", "city": "杭州"},
        "emails": ["a@b.cn", "c@d.cn"],
        "other_numbers": ["core:7-HZ"],
    }


def test_entries_of_constants_only_are_left_out():
    shape, wrong = shaped(NO="7", TYPE="C", NAME="兰溪纺织", TO="-")
    assert (shape.kind, shape.raw, wrong) == ("organisation", {"name": "兰溪纺织", "papers": []}, [])


def test_a_cell_that_cannot_be_read_is_a_reason_not_a_crash():
    _shape, wrong = shaped(NO="7", TYPE="P", TO="2030/03/01")
    assert wrong == [{"r": "cell.date", "w": "papers.0.valid_to", "c": "TO", "p": {"form": "%d.%m.%Y"}}]


def test_unused_columns_are_told():
    assert check_columns(parse(GOOD), COLUMNS, {}) == ("SPARE",)


@pytest.mark.req("F27")
@pytest.mark.parametrize(
    ("old", "new", "table", "key"),
    [
        ('source = "other_system"', "", "", "source"),
        ('source = "other_system"', 'source = "hearsay"', "", "source"),
        ('manager = "rm01"', "", "", "manager"),
        ('manager = "rm01"', 'manger = "rm01"', "", "manger"),
        ('C = "organisation"', 'C = "company"', "", "kind"),
        ('system = "core"', 'system = ""', "key", "system"),
        ('name = "NAME"', 'nmae = "NAME"', "fields", "nmae"),
        ('name = "NAME"', 'other_numbers = "NAME"', "fields", "other_numbers"),
        ('"papers.0.number"', '"papers.0.numbr"', "fields", "papers.0.numbr"),
        ('"papers.0.number"', '"papers.number"', "fields", "papers.number"),
        ('emails.0 = "MAIL"', 'emails.0 = { column = "MAIL", derive = "guess" }', "fields", "emails.0"),
        ('emails.0 = "MAIL"', 'emails.0 = { column = "MAIL", constant = "x" }', "fields", "emails.0"),
        ('emails.0 = "MAIL"', 'emails.0 = ["MAIL"]', "fields", "emails.0"),
        ('emails.0 = "MAIL"', 'emails.0 = { column = "MAIL", code = {} }', "fields.emails.0", "code"),
        ("[fields]", "[file]\nformat = \"doc\"\n[fields]", "file", "format"),
        ("[fields]", "[join.place]\npath = \"none.csv\"\ncolumn = \"NO\"\nkey = \"NO\"\n[fields]", "join.place", "path"),
        ("[fields]", "[fields", "", "TOML"),
    ],
)  # fmt: skip
def test_every_slip_is_named_with_its_mend(old, new, table, key):
    with pytest.raises(MappingError) as refusal:
        parse(GOOD.replace(old, new))
    assert (refusal.value.table, refusal.value.key) == (table, key)
    assert refusal.value.mend


def test_a_missing_column_is_named_with_those_that_are_there():
    with pytest.raises(MappingError) as refusal:
        check_columns(parse(GOOD), COLUMNS[1:], {})
    assert (refusal.value.table, refusal.value.key) == ("key", "columns")
    assert "BRANCH" in refusal.value.mend


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("czech_birth_date", "706213", "1970-12-13"), ("czech_sex", "706213", "female"), ("czech_sex", "450204", "male"),
        ("digits_only", "手机 138-1234 5678", "13812345678"), ("long_term", "9999-12-31", True), ("valid_to", "长期", None),
        ("valid_to", "2031-05-01", "2031-05-01"),
    ],
)  # fmt: skip
def test_derivations(name, text, value):
    assert DERIVATIONS[name](text) == value


@pytest.mark.parametrize("text", ["70621", "706213X", "701350", "700230", "702150"])
def test_a_birth_number_that_is_none(text):
    with pytest.raises(ValueError):
        DERIVATIONS["czech_birth_date"](text)
