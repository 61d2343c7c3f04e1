"""What is reckoned from balances and transactions: averages, flows, maturities. Pure: no database, no clock.

Amounts are whole hundredths; days are the bank's. A *step* is (day, balance at its end): the balance holds until the next one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

Step = tuple[date, int]


def balance_on(steps: Sequence[Step], day: date, opening: int = 0) -> int:
    """The balance at the end of ``day``; ``steps`` in order of day."""
    balance = opening
    for at, after in steps:
        if at > day:
            break
        balance = after
    return balance


def daily_average(steps: Sequence[Step], first: date, last: date, opening: int = 0) -> int:
    """日均: the sum of the balances at the end of every day from ``first`` to ``last``, by the number of days (B02).

    Every day of the calendar counts, 29 February too; days before the account was opened count with 0. Rounded half up.

    >>> daily_average([(date(2024, 2, 1), 2900)], date(2024, 2, 1), date(2024, 2, 29))
    2900
    >>> daily_average([(date(2024, 2, 29), 2900)], date(2024, 2, 1), date(2024, 2, 29))
    100
    """
    if last < first:
        raise ValueError("the last day is before the first")
    total, balance, since = 0, opening, first
    for at, after in steps:
        if at > last:
            break
        if at > since:
            total += balance * (at - since).days
            since = at
        balance = after
    total += balance * ((last - since).days + 1)
    mean = Fraction(total, (last - first).days + 1)
    return int((mean + Fraction(1, 2)).__floor__())


def together(accounts: Iterable[Sequence[Step]]) -> list[Step]:
    """The steps of several accounts' sum.

    >>> together([[(date(2026, 1, 1), 5)], [(date(2026, 1, 1), 1), (date(2026, 1, 3), 0)]])
    [(datetime.date(2026, 1, 1), 6), (datetime.date(2026, 1, 3), 5)]
    """
    changes: dict[date, int] = {}
    for steps in accounts:
        before = 0
        for day, after in steps:
            changes[day] = changes.get(day, 0) + after - before
            before = after
    found, balance = [], 0
    for day in sorted(changes):
        balance += changes[day]
        found.append((day, balance))
    return found


@dataclass(frozen=True, slots=True)
class Period:
    """``day``, ``month``, ``quarter`` or ``year`` so far."""

    id: str
    first: date
    last: date


def periods(on: date) -> tuple[Period, ...]:
    """Day, month, quarter and year to date: what the bank's daily averages are told of."""
    quarter = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    return (
        Period("day", on, on), Period("month", on.replace(day=1), on), Period("quarter", quarter, on),
        Period("year", date(on.year, 1, 1), on),
    )  # fmt: skip


def month_ends(on: date, count: int) -> list[date]:
    """The last days of the ``count`` months before that of ``on``, and ``on`` itself; oldest first."""
    ends, first = [on], on.replace(day=1)
    for _ in range(count):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends[::-1]


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in and out (both 0 or more) with one counterparty bank, and how often."""

    bank: str
    inflow: int
    outflow: int
    count: int

    @property
    def net(self) -> int:
        return self.inflow - self.outflow


def flows(movements: Iterable[tuple[str, int]]) -> list[Flow]:
    """Movements (bank, amount) summed by bank, the largest turnover first; ``""`` is within the house (B06)."""
    held: dict[str, list[int]] = {}
    for bank, amount in movements:
        of_bank = held.setdefault(bank, [0, 0, 0])
        of_bank[0 if amount >= 0 else 1] += abs(amount)
        of_bank[2] += 1
    found = [Flow(bank, *sums) for bank, sums in held.items()]
    return sorted(found, key=lambda one: (-(one.inflow + one.outflow), one.bank))


def mix(balances: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Balances (family, amount) by family, the largest first; the parts sum to the whole (B03)."""
    held: dict[str, int] = {}
    for family, amount in balances:
        held[family] = held.get(family, 0) + amount
    return dict(sorted(held.items(), key=lambda pair: (-pair[1], pair[0])))


def usage(limit: int, used: int) -> int | None:
    """How much of a credit line is drawn, in whole percent, rounded up: a line that is touched is never shown as 0."""
    return None if limit <= 0 else -(-100 * used // limit)


def notice(matures_on: date | None, closed_on: date | None, today: date, days: Sequence[int]) -> int | None:
    """Within which notice a maturity lies: the smallest of ``days`` that covers it; None beyond all, past, or closed (B10).

    >>> notice(date(2026, 5, 6), None, date(2026, 5, 1), (30, 7, 1))
    7
    """
    if matures_on is None or (closed_on is not None and closed_on <= today):
        return None
    left = (matures_on - today).days
    return min((each for each in days if 0 <= left <= each), default=None)


def outcome(was_due: date, matures_on: date | None, closed_on: date | None, today: date) -> str:
    """What came of a maturity: ``due``, ``paid_out`` (closed), ``renewed`` (it ends later now), ``overdue``."""
    if closed_on is not None and closed_on <= today:
        return "paid_out"
    if matures_on is not None and matures_on > was_due:
        return "renewed"
    return "due" if was_due >= today else "overdue"


def summed(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Amounts by currency, added up."""
    total: dict[str, int] = {}
    for part in parts:
        for currency, amount in part.items():
            total[currency] = total.get(currency, 0) + amount
    return total


def written(hundredths: int) -> str:
    """An amount with two decimals.

    >>> written(-5), written(120031)
    ('-0.05', '1200.31')
    """
    sign, rest = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    return f"{sign}{rest // 100}.{rest % 100:02d}"
