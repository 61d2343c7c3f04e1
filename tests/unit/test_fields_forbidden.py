"""C3 secrets and whole numbers are refused at every text, and the refusal never repeats them."""

import pytest

from tests.unit.fields_examples import clean
from zhiji import fields

CARD = "6222 0212 3456 7894"
ID = "11010519491231002X"

SECRET = [
    ("密码是123456", "secret.code"),
    ("交易密码：abcdef", "secret.code"),
    ("his PIN is 4821", "secret.code"),
    ("password: hunter", "secret.code"),
    ("cvv2 123", "secret.code"),
    ("卡背后三位 739", "secret.code"),
    ("驗證碼 882913", "secret.code"),
    ("卡号4111111111111111", "secret.card"),
    ("卡号 4111-1111-1111-1111 请回电", "secret.card"),
    ("４１１１１１１１１１１１１１１１", "secret.card"),
    ("13812345678 4111 1111 1111 1111", "secret.card"),
    (f"身份证{ID}", "secret.identity"),
    ("11010519491231002x是他的", "secret.identity"),
    ("110105 19491231 002X", "secret.identity"),
    ("老号110105491231002", "secret.identity"),
]
FINE = [
    "电话 13812345678，传真 0575-88001234",
    "密码器已领取",
    "忘记密码，已重置",
    "pinned to the board in 2024",
    "尾号1111的卡",
    "合同编号 2026112200017",
    "订单 8613812345678",
    "注册资本 12000000000 元",
    "统一社会信用代码 91110000600037341L",
    "营业执照 330602000012345",
    "安全码头 12 号",
]


@pytest.mark.req("J10")
@pytest.mark.parametrize(("text", "rule"), SECRET)
def test_secrets_in_free_text_are_refused_and_redacted(text, rule):
    found = fields.secrets_in(text)
    assert [problem.rule for problem in found] == [rule]
    cleaned = clean(employer=text)
    assert cleaned.values == {}
    said = " ".join(map(str, [*found, *cleaned.problems])) + repr(cleaned.problems)
    for digits in ("1111", "123456", "4821", "hunter", "19491231", "739"):
        assert digits not in said
    assert fields.secrets_in(fields.redact(text)) == []


@pytest.mark.parametrize("text", FINE)
def test_harmless_text_passes(text):
    assert fields.secrets_in(text) == []
    assert fields.redact(text) == text
    assert clean(employer=text).values == {"employer": text}


def test_redaction_keeps_the_last_four_of_a_card():
    assert fields.redact("卡号 4111 1111 1111 1111。") == "卡号 ●●●1111。"
    assert fields.redact(f"{ID}和{ID}") == "●●●和●●●"


@pytest.mark.parametrize(
    "name",
    ["CVV", "cvv2", "PIN", "pin code", "card_pin", "password", "交易密码", "取款密碼", "fingerprint", "指纹"],
)
def test_columns_of_secrets_are_refused(name):
    assert fields.is_secret_field(name)
    assert [problem.rule for problem in clean(**{name: "4821"}).problems] == ["field.secret"]
    assert "4821" not in str(clean(**{name: "4821"}).problems[0])


@pytest.mark.parametrize("name", ["name", "pinyin", "postcode", "客户号", "编码", "密级"])
def test_other_columns_are_not(name):
    assert not fields.is_secret_field(name)


def test_a_secret_as_a_column_name_is_not_echoed():
    problem = clean(**{ID: "x"}).problems[0]
    assert problem.rule == "field.unknown" and "1949" not in str(problem) + repr(problem)


@pytest.mark.parametrize("field", ["business_scope", "relationship_purpose"])
def test_notes_of_every_kind_are_guarded(field):
    assert clean("organisation", **{field: f"备注\n{CARD.replace(' ', '')[:0]}4111111111111111"}).values == {}


def test_parts_of_composites_are_guarded():
    cleaned = clean(
        observations=[{"text": "密码 123456", "on": "2026-01-01"}],
        domicile={"line": f"号{ID}", "city": "绍兴市"},
    )
    assert "observations" not in cleaned.values
    assert cleaned.values["domicile"] == {"city": "绍兴市"}
    assert {problem.where for problem in cleaned.errors} == {"observations.0.text", "domicile.line"}
