"""What a customer holds: accounts with balances and averages, cards, loans, credit lines, flows, maturities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.customers.finding import file_by_number
from zhiji.holdings import rules
from zhiji.holdings.feed.contract import DEPOSITS
from zhiji.holdings.lake.manifest import current
from zhiji.holdings.lake.reading import rows_of
from zhiji.holdings.looks.shown import Held, as_of, held_by, lasting_key, permit_wealth
from zhiji.holdings.rules import Flow, Step

_OWING = ("loan", "mortgage", "credit_line")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its balance (hundredths; None where amounts may not be seen or none is known)."""

    held: Held
    balance: int | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Average:
    """日均 of the deposits in one currency, by period (day, month, quarter, year to date)."""

    currency: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Due:
    """A maturity within the notice: how many days are left, and which notice (30, 7 or 1) it falls under."""

    held: Held
    days: int
    notice: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """All of it. ``level`` is ``clear`` or ``masked`` (no amounts, no numbers). ``as_of``: the last day fed, None: no feed yet.

    ``totals`` and ``mix`` are of deposits, by currency; ``chart``: month-end deposits in the main currency.
    """

    number: str
    customer_id: int
    level: str
    as_of: date | None
    at: datetime
    accounts: tuple[AccountLine, ...]
    others: Mapping[str, tuple[Held, ...]]
    totals: Mapping[str, int]
    mix: Mapping[str, Mapping[str, int]]
    averages: tuple[Average, ...]
    flows: Mapping[str, tuple[Flow, ...]]
    flows_from: date | None
    due: tuple[Due, ...]
    chart: tuple[Step, ...]
    chart_currency: str


@look("holdings:file:open")
def open_holdings(gate: Gate, number: str) -> Holdings:
    """What this customer holds and once held. Masked wealth shows kinds and dates only."""
    file = file_by_number(gate, number)
    permit = permit_wealth(gate, file, clear=False)
    held, day = held_by(file.customer_id, permit), as_of()
    level = permit.level("wealth")
    others: dict[str, tuple[Held, ...]] = {}
    for one in held:
        if one.kind != "account":
            others[one.kind] = (*others.get(one.kind, ()), one)
    accounts = [one for one in held if one.kind == "account"]
    due = _due(held, day) if day else ()
    if level != "clear" or day is None:
        lines = tuple(AccountLine(one, None, None) for one in accounts)
        return Holdings(
            file.number,
            file.customer_id,
            level,
            day,
            gate.at,
            lines,
            others,
            {},
            {},
            (),
            {},
            None,
            due,
            (),
            "",
        )
    return _reckoned(file.number, file.customer_id, accounts, others, due, day, gate.at)


def _reckoned(
    number: str, customer_id: int, accounts: Sequence[Held], others: Mapping[str, tuple[Held, ...]], due: tuple[Due, ...],
    day: date, at: datetime,
) -> Holdings:  # fmt: skip
    norm = norms.on(day).holdings
    steps, moved = steps_of(customer_id), month_start(day, int(norm.flow_months))
    lines = tuple(
        AccountLine(one, rules.balance_on(own, day) if own else None, own[-1][0] if own else None)
        for one in accounts
        for own in [steps.get(one.account_key or 0, [])]
    )
    by_currency: dict[str, list[list[Step]]] = {}
    balances: dict[str, list[tuple[str, int]]] = {}
    for line in lines:
        if line.held.family in DEPOSITS and line.balance is not None:
            by_currency.setdefault(line.held.currency, []).append(steps[line.held.account_key or 0])
            balances.setdefault(line.held.currency, []).append((line.held.family, line.balance))
    deposits = {currency: rules.together(several) for currency, several in by_currency.items()}
    totals = {currency: rules.balance_on(own, day) for currency, own in deposits.items()}
    main = max(totals, key=lambda one: (totals[one], one), default="")
    ends = rules.month_ends(day, int(norm.chart_months)) if main else []
    return Holdings(
        number, customer_id, "clear", day, at, lines, others, totals,
        {currency: rules.mix(parts) for currency, parts in balances.items()},
        tuple(
            Average(currency, {one.id: rules.daily_average(own, one.first, one.last) for one in rules.periods(day)})
            for currency, own in deposits.items()
        ),
        flows_of(customer_id, moved, day), moved, due,
        tuple((end, rules.balance_on(deposits[main], end)) for end in ends), main,
    )  # fmt: skip


def steps_of(customer_id: int) -> dict[int, list[Step]]:
    """The balance steps of every account, by the account's key."""
    table = rows_of(lasting_key(customer_id).opaque, "balances", columns=["account", "day", "balance"])
    steps: dict[int, list[Step]] = {}
    for account, day, balance in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
        steps.setdefault(account, []).append((day, balance))
    return steps


def flows_of(customer_id: int, first: date, last: date) -> dict[str, tuple[Flow, ...]]:
    """Money in and out by counterparty bank, for each currency."""
    table = rows_of(
        lasting_key(customer_id).opaque,
        "transactions",
        first,
        last,
        ["currency", "bank", "amount"],
        current(),
    )
    moves: dict[str, list[tuple[str, int]]] = {}
    for currency, bank, amount in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
        moves.setdefault(currency, []).append((bank or "", amount))
    return {currency: tuple(rules.flows(of_currency)) for currency, of_currency in moves.items()}


def month_start(day: date, months: int) -> date:
    """The day after the same day ``months`` months before: twelve months end on ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1) if day.day > 28 else date(year, month + 1, day.day)


def _due(held: Sequence[Held], day: date) -> tuple[Due, ...]:
    notices = tuple(norms.on(day).holdings.maturity_days)
    found = [
        Due(one, (one.matures_on - day).days, within)
        for one in held
        if one.matures_on is not None
        and (within := rules.notice(one.matures_on, one.closed_on, day, notices)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.days))
