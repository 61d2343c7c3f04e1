"""What became of a deposit that matured: did its money stay with the bank in another one? One rule, for alerts and for models.

found = outcomes(tables, matured(tables, first, last, rule), on, rule)   # rule = norms.on(day).maturing

Integers only, the same on every engine. *Stayed* means: of what stood on the account the day before, and of whatever else of this
customer matured up to the last new deposit, ``stay_percent`` or more was put into new deposits within ``stay_days``; or the account itself
was prolonged and still holds as much. What was put into a new deposit before the old one fell due is not seen as its money.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa

from zhiji.insight.measures.arithmetic import day, days_between, in_base
from zhiji.insight.measures.measure import Tables

DUE = pa.schema([("customer", pa.int64()), ("account", pa.int64()), ("matured_on", pa.date32())])
COLUMNS = ("customer", "account", "matured_on", "amount", "placed", "stayed", "over")
"""What ``outcomes`` gives, one row a maturity: ``amount`` stood the day before, ``placed`` is in new deposits or prolonged (hundredths
of the base currency); ``stayed`` is 1 or 0; ``over`` is 1 once the days within which it may stay have passed, else 0."""


def due_rows(rows: Iterable[tuple[int, int, date]]) -> Any:
    """Maturities known otherwise (customer, account, day), as ``outcomes`` takes them: of accounts that were prolonged since,
    today's holdings no longer tell the day."""
    import ibis

    given = [dict(zip(DUE.names, row, strict=True)) for row in rows]
    return ibis.memtable(pa.Table.from_pylist(given, DUE))


def matured(tables: Tables, first: date, last: date, rule: Any) -> Any:
    """The deposits that matured from ``first`` to ``last``, as today's holdings tell: customer, account, matured_on."""
    held = _deposits(tables, rule)
    held = held.filter(
        held.matures_on >= day(first), held.matures_on <= day(last), held.opened_on < held.matures_on
    )
    return held.select("customer", "account", matured_on="matures_on")


def outcomes(tables: Tables, due: Any, on: date, rule: Any) -> Any:
    """``COLUMNS`` for every maturity of ``due`` up to ``on``; ``rule``: the norms' group ``maturing``."""
    import ibis

    due = due.filter(due.matured_on <= day(on))
    stood = _stood(tables, on)
    held = _deposits(tables, rule)
    was = _amounts(due, stood)
    kept = _prolonged(due, held, stood, rule)
    fresh = _fresh(due, held, stood, rule)
    with_all = was.join(kept, ["customer", "account", "matured_on"], how="left")
    with_all = with_all.select(
        "customer", "account", "matured_on", "amount", prolonged=with_all.prolonged.fill_null(0)
    )
    with_all = with_all.join(fresh, ["customer", "account", "matured_on"], how="left")
    with_all = with_all.select(
        "customer",
        "account",
        "matured_on",
        "amount",
        "prolonged",
        "last_opened",
        placed=with_all.placed.fill_null(0),
    )
    beside = _beside(with_all, rule)
    found = with_all.join(beside, ["customer", "account", "matured_on"], how="left")
    percent = rule.stay_percent
    stayed = (found.prolonged * 100 >= found.amount * percent) | (
        found.last_opened.notnull() & (found.placed * 100 >= found.together.fill_null(0) * percent)
    )
    one, none = ibis.literal(1, "int64"), ibis.literal(0, "int64")
    return found.select(
        "customer", "account", "matured_on", "amount", placed=(found.placed + found.prolonged).cast("int64"),
        stayed=((found.amount > 0) & stayed).ifelse(one, none),
        over=(days_between(day(on), found.matured_on) >= rule.stay_days).ifelse(one, none),
    ).select(*COLUMNS)  # fmt: skip


def amounts(tables: Tables, due: Any, on: date) -> Any:
    """What stands on accounts that fall due, as far as ``on`` knows: customer, account, matured_on, amount."""
    return _amounts(due, _stood(tables, on))


def _stood(tables: Tables, on: date) -> Any:
    known = in_base(tables.balances.filter(tables.balances.day <= day(on)), tables, "balance")
    return known.select("customer", "account", "day", "balance")


def _deposits(tables: Tables, rule: Any) -> Any:
    held = tables.holdings
    return held.filter(held.kind == "account", held.family.isin(list(rule.deposits)))


def _amounts(due: Any, stood: Any) -> Any:
    """What stood on the account at the end of the day before; 0 where nothing did."""
    both = due.join(stood, ["customer", "account"])
    both = both.filter(both.day < both.matured_on)
    last = both.group_by("customer", "account", "matured_on").agg(
        amount=both.balance.argmax(both.day).cast("int64")
    )
    every = due.join(last, ["customer", "account", "matured_on"], how="left")
    return every.select("customer", "account", "matured_on", amount=every.amount.fill_null(0))


def _prolonged(due: Any, held: Any, stood: Any, rule: Any) -> Any:
    """What still stands, within the days, on an account that falls due later. One that was closed after the days had passed was
    prolonged all the same: else a maturity of long ago would be judged by what happened since."""
    both = due.join(held.select("customer", "account", "matures_on", "closed_on"), ["customer", "account"])
    open_then = both.closed_on.isnull() | (days_between(both.closed_on, both.matured_on) > rule.stay_days)
    both = both.filter(both.matures_on > both.matured_on, open_then).select(
        "customer", "account", "matured_on"
    )
    both = both.join(stood, ["customer", "account"])
    both = both.filter(days_between(both.day, both.matured_on) <= rule.stay_days)
    return both.group_by("customer", "account", "matured_on").agg(
        prolonged=both.balance.argmax(both.day).cast("int64")
    )


def _fresh(due: Any, held: Any, stood: Any, rule: Any) -> Any:
    """What was put into deposits opened within the days, and when the last of them was opened."""
    opened = held.select("customer", "opened_on", new_account="account")
    both = due.join(opened, "customer")
    after = days_between(both.opened_on, both.matured_on)
    both = both.filter(both.new_account != both.account, after >= 0, after <= rule.stay_days)
    filled = stood.select("customer", "day", "balance", new_account="account")
    both = both.join(filled, ["customer", "new_account"])
    both = both.filter(days_between(both.day, both.matured_on) <= rule.stay_days)
    each = both.group_by("customer", "account", "matured_on", "new_account", "opened_on").agg(
        put=both.balance.argmax(both.day).cast("int64")
    )
    return each.group_by("customer", "account", "matured_on").agg(
        placed=each.put.sum().cast("int64"), last_opened=each.opened_on.max()
    )


def _beside(found: Any, rule: Any) -> Any:
    """What of this customer matured from that day to the last new deposit and was not prolonged: the new ones answer for all of it."""
    other = found.filter(found.prolonged * 100 < found.amount * rule.stay_percent)
    other = other.select("customer", other_on="matured_on", other_amount="amount")
    both = found.join(other, "customer")
    both = both.filter(both.other_on >= both.matured_on, both.other_on <= both.last_opened)
    return both.group_by("customer", "account", "matured_on").agg(
        together=both.other_amount.sum().cast("int64")
    )
