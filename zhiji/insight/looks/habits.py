"""How often and how much one customer moved money, span by span (R19): what the figures of habits are read beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiji.holdings.lake.reading import rows_of
from zhiji.insight.measures.activity import BY_THE_BANK, MONTH_DAYS
from zhiji.insight.measures.arithmetic import MILLION
from zhiji.insight.measures.habits import MONTHS
from zhiji.insight.night.rates import rates_of


@dataclass(frozen=True, slots=True)
class Span:
    """Thirty days up to ``until``: movements of the customer's own, and what they moved in and out together, hundredths of the base
    currency by the night's rates; a movement in a currency without one is counted and moves nothing."""

    until: date
    times: int
    money: int


def trend_of(opaque: int, night: date) -> Sequence[Span]:
    """The twelve spans up to the night, oldest first: those the measures of habits are made of."""
    first = night - timedelta(days=MONTHS * MONTH_DAYS - 1)
    table = rows_of(opaque, "transactions", first, night, ["day", "amount", "currency", "kind"])
    rates = rates_of(night)
    worth = dict(zip(rates["currency"].to_pylist(), rates["millionths"].to_pylist(), strict=True))
    times, money = [0] * MONTHS, [0] * MONTHS
    for day, amount, currency, kind in zip(
        *(table[name].to_pylist() for name in table.column_names), strict=True
    ):
        if kind not in BY_THE_BANK:
            span = (night - day).days // MONTH_DAYS
            times[span] += 1
            money[span] += abs((2 * amount * worth.get(currency, 0) + MILLION) // (2 * MILLION))
    return [
        Span(night - timedelta(days=span * MONTH_DAYS), times[span], money[span])
        for span in reversed(range(MONTHS))
    ]
