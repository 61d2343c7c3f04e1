"""Which articles of the house rule a text cites.

>>> sorted(cited("as Art. 9-11 and 13 say; Art. 19.5, 20"))
[9, 10, 11, 13, 19, 20]
"""

import re

LAST = 29
_NUMBER = r"[0-9]{1,2}(?:\.[0-9])?"
_SPAN = rf"{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?"
_CITATION = re.compile(rf"\bArt(?:s|icles?)?\.?\s({_SPAN}(?:(?:,\s?|\sand\s|,\sand\s){_SPAN})*)")


def cited(text: str) -> set[int]:
    """Articles named as ``Art. 14``, ``Art. 19.5, 20`` or ``Art. 9-13``; not those of a law (``… Law, Art. 47``)."""
    return {
        number
        for match in _CITATION.finditer(text)
        if not re.search(r"Law(?: [0-9]{4})?,?\s$", text[: match.start()])
        for number in spanned(match[1])
    }


def spanned(text: str) -> set[int]:
    """The articles of a list such as ``9-13`` or ``19.5, 20``.

    >>> spanned("19.5, 20")
    {19, 20}
    """
    found: set[int] = set()
    for part in re.findall(_SPAN, text):
        ends = [int(one.split(".")[0]) for one in re.findall(_NUMBER, part)]
        found.update(range(ends[0], ends[-1] + 1))
    return {number for number in found if 1 <= number <= LAST}
