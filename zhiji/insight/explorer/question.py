"""What is asked of the explorer: two traits, a measure, filters, a night. Read from an address and written as one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules
from zhiji.insight.measures import MEASURES

AGGREGATES = ("count", "sum", "average", "median")
PREFIX = "only_"


class WrongQuestion(ValueError):
    """A part of the question is none of what may be asked; ``part`` names it."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


@dataclass(frozen=True, slots=True)
class Question:
    """``columns`` and ``measure`` may be ``""``: no columns; customers are counted. ``filters``: trait and code, at most one each."""

    rows: str = "unit"
    columns: str = "tier"
    measure: str = ""
    aggregate: str = "count"
    filters: tuple[tuple[str, str], ...] = ()
    night: date | None = None

    def as_data(self) -> dict[str, str]:
        """The question as the parts of an address; what is usual and empty is left out."""
        data = {
            "rows": self.rows,
            "columns": self.columns,
            "measure": self.measure,
            "aggregate": self.aggregate,
        }
        data |= {PREFIX + name: code for name, code in self.filters}
        if self.night:
            data["night"] = self.night.isoformat()
        return data

    def address(self) -> str:
        """``?rows=…``"""
        return "?" + urlencode(self.as_data())

    def pivoted(self) -> "Question":
        """Rows and columns changed about."""
        return replace(self, rows=self.columns, columns=self.rows) if self.columns else self

    def drilled(self, row: str, column: str = "") -> "Question | None":
        """One level deeper: only what that cell holds, by the next traits not yet used; None when none is left."""
        given = dict(self.filters)
        given |= {self.rows: row} if row else {}
        given |= {self.columns: column} if column and self.columns else {}
        free = [name for name in DIMENSIONS if name not in given]
        keeps = [name for name in (self.rows, self.columns) if name in free]
        new = [name for name in free if name not in keeps]
        wanted = (keeps + new)[:2] if len(keeps) < 2 else [new[0], keeps[1]] if new else []
        if not wanted:
            return None
        order = {name: place for place, name in enumerate(DIMENSIONS)}
        filters = tuple(sorted(given.items(), key=lambda one: order[one[0]]))
        return replace(self, rows=wanted[0], columns=[*wanted, ""][1], filters=filters)

    def without(self, name: str) -> "Question":
        """The question without one filter."""
        return replace(self, filters=tuple(one for one in self.filters if one[0] != name))


def question_of(data: Mapping[str, str], rules: Rules) -> Question:
    """The question of an address or a form. Raises WrongQuestion.

    A measure with ``count`` counts those who have it; ``sum``, ``average`` and ``median`` need one.
    """
    rows = data.get("rows") or "unit"
    columns = data.get("columns", "tier" if rows != "tier" else "")
    measure, aggregate = data.get("measure") or "", data.get("aggregate") or "count"
    if rows not in DIMENSIONS:
        raise WrongQuestion("rows")
    if columns and (columns not in DIMENSIONS or columns == rows):
        raise WrongQuestion("columns")
    if measure and measure not in MEASURES:
        raise WrongQuestion("measure")
    if aggregate not in AGGREGATES or (aggregate != "count" and not measure):
        raise WrongQuestion("aggregate")
    filters = []
    for name, dimension in DIMENSIONS.items():
        code = data.get(PREFIX + name) or ""
        if not code:
            continue
        known = dimension.codes(rules) if dimension.codes else None
        if (
            code not in known
            if known is not None
            else not (code.isascii() and code.isdecimal() and len(code) < 18)
        ):
            raise WrongQuestion(PREFIX + name)
        filters.append((name, code))
    return Question(rows, columns, measure, aggregate, tuple(filters), _night(data.get("night") or ""))


def _night(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongQuestion("night") from None
