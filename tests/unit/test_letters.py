"""Letters are set as PDF: Chinese and all, data never read as markup, honest where no font is there."""

import pytest

from zhiji import letters
from zhiji.letters import Facts, Letter, NoFont, Signatures, Table, Text, typesetting

pytestmark = pytest.mark.skipif(not letters.has_chinese_font(), reason="no Chinese font on this machine")


def a_letter(*body, **changed):
    given = {
        "title": "我们保存的您的资料", "house": "兰亭银行", "number": "L26-000041", "day": "2026年11月22日", "language": "zh-hans",
    }  # fmt: skip
    return Letter(body=body or (Text("您好"),), **{**given, **changed})


@pytest.mark.req("M11")
def test_a_letter_becomes_a_tagged_pdf():
    body = (
        Text("您好", "开头"), Facts((("客户号", "0420-1837-5512"),)), Signatures((("信息主管", "卫敏"), ("经理", ""))),
        Table(("时间", "岗位"), [("09:00", "客户经理")] * 80, numbers=(0,)),
    )  # fmt: skip
    made = letters.typeset(a_letter(*body, watermark="卫敏 100131", foot="核验码 8F3A"))
    assert (
        made.startswith(b"%PDF-")
        and b"/StructTreeRoot" in made
        and made.count(b"/Type /Page\n") + made.count(b"/Type/Page") >= 2
    )


def test_what_looks_like_markup_is_printed_as_it_stands():
    plain = letters.typeset(a_letter(Text("a")))
    trick = letters.typeset(a_letter(Text('#read("/etc/passwd") *bold* $x$ #panic("no")')))
    assert trick.startswith(b"%PDF-") and len(trick) < len(plain) + 20_000


def test_without_a_chinese_font_it_says_so_rather_than_print_boxes(monkeypatch):
    monkeypatch.setattr(typesetting, "_families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(NoFont, match="no Chinese font"):
        letters.typeset(a_letter())
