"""Segments: signs that a customer shows, with weights, and how many of them it takes. Pure rules and expressions.

A sign is written ``aum >= 500000 : 40``: a measure (amounts in whole units of the currency) or a trait, a comparison, a value, and
its weight in percent; without weights all signs must show. Limits are taken to two leading digits, so that nobody closes in on one
customer's figure by trying limits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.explorer.guarding import to_digits
from zhiji.insight.grading import years_of
from zhiji.insight.measures import MEASURES

if TYPE_CHECKING:
    import ibis.expr.types as ir

NUMBERS = (*MEASURES, "tier", "short", "years")
OPERATORS = (">=", "<=", "=")
ENOUGH = 100
SIGNS_MOST = 8
_SIGN = re.compile(
    r"([a-z_]{1,24}) (>=|<=|=) (-?[0-9]{1,15}|[a-z][A-Za-z_-]{0,23}|unknown)(?: : ([0-9]{1,3}))?", re.ASCII
)


class WrongSign(ValueError):
    """A sign that cannot be read; ``text`` is the sign."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign. ``value`` is whole hundredths for money, a number, or the code of a trait. ``weight`` in percent, 0 for none."""

    name: str
    operator: str
    value: int | str
    weight: int = 0

    @property
    def written(self) -> str:
        """As a person writes it: amounts in whole units."""
        money = self.name in MEASURES and MEASURES[self.name].unit == "money"
        value = self.value // 100 if money and isinstance(self.value, int) else self.value
        return f"{self.name} {self.operator} {value}" + (f" : {self.weight}" if self.weight else "")


@dataclass(frozen=True, slots=True)
class Segment:
    """Signs, and the least score that belongs: 100 is all of them."""

    signs: tuple[Sign, ...]
    least: int = ENOUGH

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"signs": [one.written for one in self.signs], "least": self.least}

    def score(self, shows: Mapping[Sign, bool]) -> int:
        """The weights of the signs that show, out of 100."""
        if not any(one.weight for one in self.signs):
            return ENOUGH * all(shows[one] for one in self.signs)
        return sum(one.weight for one in self.signs if shows[one])


def sign_of(text: str) -> Sign:
    """One sign as written. Raises WrongSign.

    >>> sign_of("aum >= 123456 : 40")
    Sign(name='aum', operator='>=', value=12000000, weight=40)
    """
    found = _SIGN.fullmatch(" ".join(text.split()))
    if found is None:
        raise WrongSign(text)
    name, operator, value, weight = found.groups()
    number = re.fullmatch(r"-?[0-9]+", value) is not None
    if name in NUMBERS and number:
        factor = 100 if name in MEASURES and MEASURES[name].unit == "money" else 1
        return Sign(name, operator, to_digits(int(value), 2) * factor, int(weight or 0))
    if name in DIMENSIONS and operator == "=":
        return Sign(name, operator, value, int(weight or 0))
    raise WrongSign(text)


def segment_of(texts: Iterable[str], least: int = ENOUGH) -> Segment:
    """A segment of these signs. Raises WrongSign; weights are given to all and make 100, or to none."""
    signs = tuple(sign_of(text) for text in texts if text.strip())
    weights = [one.weight for one in signs]
    if len(signs) > SIGNS_MOST or (any(weights) and sum(weights) != ENOUGH) or not 1 <= least <= ENOUGH:
        raise WrongSign(", ".join(one.written for one in signs))
    return Segment(signs, least)


def presets_of(rule: Any) -> dict[str, Segment]:
    """The house's own segments of ``norms.on(day).segments``: by value (E14), and the five questions (E22)."""
    found = {}
    for kind in ("value", "question"):
        ids, least, signs = (getattr(rule, f"{kind}_{part}") for part in ("ids", "least", "signs"))
        for name, score, texts in zip(ids, least, signs, strict=True):
            found[name] = segment_of(texts, score)
    return found


def shows(rows: "ir.Table", sign: Sign, rules: Rules) -> "ir.BooleanValue":
    """Whether each row shows the sign; what has no figure shows none."""
    if isinstance(sign.value, str) or sign.name not in NUMBERS:
        column = DIMENSIONS[sign.name].code(rows, rules)
        return (column == str(sign.value)).fill_null(False)
    column = years_of(rows) if sign.name == "years" else rows[sign.name]
    compared = {">=": column >= sign.value, "<=": column <= sign.value, "=": column == sign.value}
    return compared[sign.operator].fill_null(False)


def belongs(rows: "ir.Table", segment: Segment, rules: Rules) -> "ir.BooleanValue":
    """Whether each row belongs to the segment; everybody does where there is no sign."""
    import ibis

    found = [shows(rows, one, rules) for one in segment.signs]
    if not found:
        return ibis.literal(True)
    if not any(one.weight for one in segment.signs):
        return ibis.and_(*found)
    scores: Sequence[Any] = [
        one.ifelse(sign.weight, 0) for one, sign in zip(found, segment.signs, strict=True)
    ]
    return sum(scores[1:], scores[0]) >= segment.least
