"""How an article is cited in the reader's language. Registers and code write ``19.5, 20`` or ``9-13``; a Chinese law is cited
in its own numerals, and the number after the point is an item of the article (项)."""

import re

_ARTICLE = r"\d+(?:\.\d+)?"
_LIST = re.compile(rf"(?:Art\. )?({_ARTICLE}(?:(?:, | ?[-–] ?){_ARTICLE})*)")
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_SIGNS = {"zh-hans": ("第", "条", "项"), "zh-hant": ("第", "條", "項")}


def numeral(number: int) -> str:
    """A Chinese numeral, from 1 to 9999.

    >>> [numeral(one) for one in (7, 10, 14, 20, 105, 110, 1198)]
    ['七', '十', '十四', '二十', '一百零五', '一百一十', '一千一百九十八']
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"{number}: only 1 to 9999 are written out")
    written, empty = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += (_DIGITS[0] if empty else "") + _DIGITS[digit] + _PLACES[place]
        empty = bool(written) and not digit
    return written[1:] if written.startswith("一十") else written


def cite(articles: str, language: str) -> str | None:
    """Articles as they are cited in a language code; None when the text is no list of articles.

    >>> cite("Art. 19.5, 20", "zh-hans"), cite("9-13", "zh-hans"), cite("17-18", "zh-hans"), cite("19.5, 20", "en")
    ('第十九条第五项、第二十条', '第九条至第十三条', '第十七条、第十八条', 'Art. 19.5, 20')
    >>> cite("信息安全", "zh-hans")
    """
    found = _LIST.fullmatch(articles)
    if found is None:
        return None
    if language not in _SIGNS:
        return f"Art. {found[1]}"
    spans = [re.split(r" ?[-–] ?", part) for part in found[1].split(", ")]
    return "、".join(_between(span).join(_one(article, language) for article in span) for span in spans)


def _between(span: list[str]) -> str:
    """Two articles that follow each other are named side by side; 至 leads over those between."""
    first, last = (span[place].partition(".")[0] for place in (0, -1))
    return "、" if int(last) - int(first) == 1 else "至"


def _one(article: str, language: str) -> str:
    before, after, item_sign = _SIGNS[language]
    number, _point, item = article.partition(".")
    written = f"{before}{numeral(int(number))}{after}"
    return f"{written}{before}{numeral(int(item))}{item_sign}" if item else written
