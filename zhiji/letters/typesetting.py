"""Typesets a letter with Typst. The layout file reads data only: no text of a letter is ever read as markup."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from zhiji.letters.letter import Letter

LAYOUT = Path(__file__).parent / "layouts" / "letter.typ"
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimSun",
    "WenQuanYi Zen Hei",
)
"""Families of which one must be installed to print Chinese, the first found is used."""


class NoFont(RuntimeError):
    """There is no Chinese font on this machine. Mend: install one, for instance the package ``fonts-noto-cjk``."""


def typeset(letter: Letter) -> bytes:
    """The letter as a tagged PDF, bytes. Raises ``NoFont`` rather than print empty boxes for Chinese."""
    if not has_chinese_font():
        raise NoFont("no Chinese font is installed: install one of " + ", ".join(CHINESE[:3]))
    import typst

    data = asdict(letter)
    for kept, part in zip(data["body"], letter.body, strict=True):
        kept["kind"] = type(part).__name__.lower()
    data["fonts"] = [name for name in CHINESE if name in _families()]
    return typst.compile(
        str(LAYOUT), sys_inputs={"letter": json.dumps(data, ensure_ascii=False)}, format="pdf"
    )


def has_chinese_font() -> bool:
    """Whether this machine can print Chinese; asked by ``zhiji check`` as well."""
    return any(name in _families() for name in CHINESE)


@cache
def _families() -> frozenset[str]:
    import typst

    return frozenset(typst.Fonts().families())
