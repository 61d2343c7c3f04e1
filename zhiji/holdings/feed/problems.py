"""What is wrong with a feed: one message per problem, with file, row, column, rule and mend; never a value."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST = 100
"""Most rows that are listed of one rule on one column; the rest are counted."""

RULES = {
    "manifest": (gettext_lazy("the manifest cannot be used"), gettext_lazy("Write it as docs/how-to/feed.md says.")),
    "file": (gettext_lazy("the file cannot be read"), gettext_lazy("Write the file again and send the whole feed again.")),
    "hash": (
        gettext_lazy("the file is not the one the manifest names"),
        gettext_lazy("Send the whole feed again; write the manifest last."),
    ),
    "count": (gettext_lazy("the number of rows is not the manifest's"), gettext_lazy("Export the table again.")),
    "sum": (gettext_lazy("the sum is not the manifest's"), gettext_lazy("Export the table again.")),
    "column": (gettext_lazy("the column is missing"), gettext_lazy("Map it, or send it.")),
    "needed": (gettext_lazy("the value is missing"), gettext_lazy("Fill it in at its source.")),
    "type": (gettext_lazy("the value is not of the column's type"), gettext_lazy("Compare the mapping and the contract.")),
    "choice": (gettext_lazy("the code is none of the contract's"), gettext_lazy("Translate it in the mapping: codes.")),
    "key": (gettext_lazy("the key stands twice"), gettext_lazy("Send each row once.")),
    "reference": (
        gettext_lazy("what it refers to is not in the feed"),
        gettext_lazy("Send both tables of the same day."),
    ),
    "customer": (
        gettext_lazy("there is no file of this customer"),
        gettext_lazy("Take the customers in first: zhiji import customers."),
    ),
    "day": (gettext_lazy("the day is outside the feed's days"), gettext_lazy("Send the row with its own day.")),
    "dates": (gettext_lazy("it ends before it begins"), gettext_lazy("Correct the dates at their source.")),
    "sign": (gettext_lazy("an amount with a direction has no sign"), gettext_lazy("Leave the sign or the direction out.")),
    "currency": (
        gettext_lazy("this currency has not two decimals"),
        gettext_lazy("Amounts are kept in hundredths; leave such accounts out and tell us."),
    ),
    "chain": (
        gettext_lazy("the running balance does not follow from the row before"),
        gettext_lazy("Export the day again, in the order of booking."),
    ),
    "closing": (
        gettext_lazy("the balance at the day's end is not that of the last transaction"),
        gettext_lazy("Export balances and transactions of the same cut."),
    ),
    "after": (
        gettext_lazy("the days after no longer join"),
        gettext_lazy("Send every day from the corrected one on."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``row`` counts as a spreadsheet does (the header is row 1); None concerns the whole file."""

    file: str
    rule: str
    row: int | None = None
    column: str = ""
    detail: str = ""

    @property
    def message(self) -> str:
        return str(RULES[self.rule][0])

    @property
    def mend(self) -> str:
        return str(RULES[self.rule][1])

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(_("row %(row)s") % {"row": self.row})
        if self.column:
            place.append(_("column %(column)s") % {"column": self.column})
        detail = f" ({self.detail})" if self.detail else ""
        return f"{', '.join(place)}: {self.message}{detail}. {self.mend}"


class FeedRefused(ValueError):
    """The feed was refused whole; nothing was changed. ``counts``: rows by rule, those not listed included."""

    def __init__(self, problems: Iterable[Problem], counts: dict[str, int] | None = None) -> None:
        self.problems = tuple(problems)
        self.counts = counts or _counted(self.problems)
        super().__init__("; ".join(str(one) for one in self.problems[:3]))

    def as_dict(self) -> dict[str, Any]:
        """The report, for ``--json`` and for the file of it."""
        return {
            "counts": self.counts,
            "problems": [asdict(one) | {"message": one.message, "mend": one.mend} for one in self.problems],
        }


def _counted(problems: Iterable[Problem]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in problems:
        counts[one.rule] = counts.get(one.rule, 0) + 1
    return counts
