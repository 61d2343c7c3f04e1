"""Identifiers for the blind index: two spellings of one identifier meet, two identifiers do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fields_examples import BANK, ORGANISATION, PERSON, clean
from zhiji import fields
from zhiji.fields.pinyin import readings


@pytest.mark.req("F04")
def test_tokens_of_a_person_and_of_an_organisation():
    assert fields.tokens(BANK, "person", PERSON | {"emails": ["Shen@example.org"]}) == [
        ("name", "沈怀瑾"),
        ("pinyin", "shenhuaijin"),
        ("paper", "11010519491231002X"),
        ("phone", "+8613812345678"),
        ("email", "shen@example.org"),
    ]
    assert fields.tokens(BANK, "organisation", ORGANISATION) == [
        ("name", "兰亭纺织有限公司"),
        ("pinyin", "lantingfangzhiyouxiangongsi"),
        ("licence", "91350100M000100Y43"),
    ]


@pytest.mark.parametrize(
    ("index", "spellings"),
    [
        ("name", ["沈懷瑾", "沈怀瑾", "沈 怀瑾", "沈　怀瑾"]),
        ("name", ["阿依古丽·买买提", "阿依古丽•買買提", "阿依古丽买买提"]),
        ("name", ["John Smith", "ＪＯＨＮ　ＳＭＩＴＨ", "john-smith"]),
        ("name", ["José", "JOSE", "Jose\u0301"]),
        ("name", ["𠮷田𪚥", "𠮷田 𪚥"]),
        ("pinyin", ["shenhuaijin", "Shen Huaijin", "SHĚN huái-jǐn", "shen'huaijin"]),
        ("pinyin", ["lvmei", "lü mei", "LÜ MEI", "Lyu Mei", "lǚ méi"]),
        (
            "paper",
            ["11010519491231002X", "110105 19491231 002x", "１１０１０５19491231002Ｘ", "110105491231002"],
        ),
        ("phone", ["+8613812345678", "138 1234 5678", "0086-13812345678"]),
        ("phone", ["+8657588001234", "0575-88001234", "0575-88001234转801"]),
        ("email", ["Shen@Example.org", " shen@example.org"]),
        ("licence", ["91350100M000100Y43", "91350100 m000100y43"]),
        ("account", ["6222 0212 3456", "622202123456"]),
    ],
)
def test_spellings_meet(index, spellings):
    assert len({fields.normalise(index, each) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("曾国华", ["zengguohua", "cengguohua"]),
        ("单雄信", ["shanxiongxin", "danxiongxin"]),
        ("解缙", ["xiejin", "jiejin"]),
        ("仇和", ["qiuhe", "chouhe"]),
        ("查良镛", ["zhaliangyong", "chaliangyong"]),
        ("盖聂", ["genie", "gainie"]),
        ("区小明", ["ouxiaoming", "quxiaoming"]),
        ("朴志勇", ["piaozhiyong", "puzhiyong"]),
        ("尉迟恭", ["yuchigong", "weichigong"]),
        ("单于飞", ["chanyufei"]),
        ("吕布", ["lvbu"]),
        ("王乐", ["wangle", "wangyue"]),
        ("阿依·古丽", ["ayiguli"]),
        ("John Smith", []),
    ],
)
def test_surnames_are_read_as_surnames(name, expected):
    found = readings(name)
    assert list(found[: len(expected)]) == expected and len(found) <= 4


def test_what_a_query_finds_is_what_was_stored():
    stored = dict.fromkeys(
        fields.tokens(
            BANK, "person", clean(name="曾懷樂", phones="0575-88001234", latin_name="Zeng Huaile").values
        )
    )
    for index, typed in (
        ("name", "曾怀乐"),
        ("pinyin", "Zēng Huái Lè"),
        ("pinyin", "zeng huai yue"),
        ("pinyin", "ceng huaile"),
        ("phone", "0575 88001234"),
    ):
        assert (index, fields.normalise(index, typed)) in stored


def test_no_surname_and_no_fragment_is_indexed():
    texts = {text for _index, text in fields.tokens(BANK, "person", PERSON)}
    assert not texts & {"沈", "shen", "5678", "002X", "怀瑾"}


@given(
    st.lists(
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=3),
        min_size=2,
        max_size=2,
        unique=True,
    )
)
def test_normalising_is_idempotent(pair):
    for index in ("name", "paper", "email"):
        once = fields.normalise(index, pair[0])
        assert fields.normalise(index, once) == once


def test_ties_are_no_identifiers_of_the_customer():
    """A tie's paper belongs to another party; it must not make this file turn up as that party."""
    assert all(index != "paper" for index, _text in fields.tokens(BANK, "organisation", ORGANISATION))
