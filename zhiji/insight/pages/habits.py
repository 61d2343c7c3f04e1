"""How a customer moves money, in words and small charts: each figure with its window and of how many (B12, B13, R19)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from zhiji.access.explain import in_language
from zhiji.insight.columns import columns_of
from zhiji.insight.explorer import words
from zhiji.insight.looks.habits import Span
from zhiji.insight.measures import MEASURES
from zhiji.insight.pages.foretold import written

SHARES = ("remote_share", "cash_share", "spending_share")
CHANGES = ("frequency_change", "money_change")


def habit_words(values: Mapping[str, int | None], trend: Sequence[Span]) -> Mapping[str, Any]:
    """What the card draws; empty where nothing was moved in twelve spans of thirty days and no figure stands."""
    if not any(span.times for span in trend) and values["frequency"] is None:
        return {}
    return {
        "lines": [*map(_line(values), (*SHARES, *CHANGES)), *_spending(values)],
        "times": columns_of([(span.until, span.times) for span in trend]),
        "money": columns_of([(span.until, span.money) for span in trend]),
        "spans": trend,
    }


def window_word(window: str) -> str:
    """A measure's window in the reader's language: its days; any other as it stands."""
    number, _, unit = window.partition(" ")
    if unit != "days" or not number.isdecimal():
        return window
    return ngettext("%(n)s day", "%(n)s days", int(number)) % {"n": number}


def _line(values: Mapping[str, int | None]) -> Any:
    def line(name: str) -> tuple[str, str, str, str, str]:
        """Name, definition, figure, window, of how many."""
        one, value = MEASURES[name], values[name]
        figure = written(name, value)
        if value is not None and one.unit == "ratio":
            figure = f"{words.number(value / 10, 1)} %"
        elif value is not None and name in CHANGES and value > 0:
            figure = f"+{figure}"
        counted = _n(values, one.counted) if value is not None else ""
        return words.measure_name(name), in_language(one.definition), figure, window_word(one.window), counted

    return line


def _spending(values: Mapping[str, int | None]) -> list[tuple[str, str, str, str, str]]:
    """What can be spent in a month: an interval, never a point."""
    low, high = values["spending_low"], values["spending_high"]
    edge = MEASURES["spending_low"]
    told = "–"
    if low is not None and high is not None:
        told = gettext("%(low)s to %(high)s") % {
            "low": written("spending_low", low), "high": written("spending_high", high)
        }  # fmt: skip
    about = gettext(
        "Between the third lowest and the third highest of what was spent in each of the last twelve spans of 30 days."
    )
    counted = _n(values, edge.counted) if told != "–" else ""
    return [(gettext("Spending capacity a month"), about, told, window_word(edge.window), counted)]


def _n(values: Mapping[str, int | None], counted: str) -> str:
    return f"n = {words.number(values[counted] or 0)}" if counted else ""
