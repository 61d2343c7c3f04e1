"""Letters, certificates and statements as PDF: one plain layout, typeset on this machine, nothing fetched.

    from zhiji.letters import Facts, Letter, Table, Text, typeset

    pdf = typeset(Letter(title="…", number="L26-000041", house="兰亭银行", day="2026年11月22日", language="zh-hans",
                         body=(Text("…"), Facts((("客户号", "0420-1837-5512"),)), Table(("…",), (("…",),)))))

It knows nothing of customers: who calls it has the permit for every value that it is given.
"""

from zhiji.letters.letter import Facts, Letter, Signatures, Table, Text
from zhiji.letters.typesetting import CHINESE, NoFont, has_chinese_font, typeset

__all__ = [
    "CHINESE",
    "Facts",
    "Letter",
    "NoFont",
    "Signatures",
    "Table",
    "Text",
    "has_chinese_font",
    "typeset",
]
