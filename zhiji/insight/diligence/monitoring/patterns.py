"""The patterns as expressions: integers only, the same on every engine. Reasons stand in ``rules``."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from zhiji.insight.diligence.monitoring.rule import COLUMNS, cents
from zhiji.insight.measures.activity import BY_THE_BANK
from zhiji.insight.measures.arithmetic import day, days_between, in_base
from zhiji.insight.measures.measure import Tables

CASH = ("deposit", "withdrawal")
TRANSFERS = ("transfer_in", "transfer_out")
EPOCH = date(2000, 1, 1)


def large(kinds: Sequence[str], least: str) -> Callable[[Tables, date, Any], Any]:
    """Days on which what came in, or what went out, by these kinds of movements reaches a threshold: each side for itself.

    ``value``: how many such sides of days there are.
    """

    def build(tables: Tables, on: date, rule: Any) -> Any:
        moved = _moved(tables, on, rule.window_days, kinds)
        sides = moved.group_by(["customer", "day", "inward"]).agg(
            n=moved.count(), total=_sum(moved.amount.abs())
        )
        struck = sides.filter(sides.total >= cents(getattr(rule, least)))
        found = struck.group_by("customer").agg(
            value=struck.count(), first=struck.day.min(), last=struck.day.max(), count=_sum(struck.n), amount=_sum(struck.total),
        )  # fmt: skip
        return _alone(found)

    return build


def structured(tables: Tables, on: date, rule: Any) -> Any:
    """Cash in one direction, again and again within a few days, each time short of the threshold by little.

    ``value``: how many times within the span, of the latest span that strikes.
    """
    import ibis

    below, near = cents(rule.large_cash_yuan), cents(rule.large_cash_yuan) * rule.structured_percent // 100
    moved = _moved(tables, on, rule.window_days, CASH)
    small = moved.filter(moved.amount.abs() < below, moved.amount.abs() >= near)
    days = small.group_by(["customer", "inward", "day"]).agg(n=small.count(), total=_sum(small.amount.abs()))
    span = _span(days, ["customer", "inward"], rule.structured_days)
    summed = days.select(
        "customer", "inward", "day", times=days.n.sum().over(span).cast("int64"),
        whole=days.total.sum().over(span).cast("int64"), since=days.day.min().over(span),
    )  # fmt: skip
    struck = summed.filter(summed.times >= rule.structured_times)
    best = _best(struck, [ibis.desc("day"), ibis.desc("times"), ibis.desc("inward")])
    return _alone(
        best.select(
            "customer", value=best.times, first=best.since, last=best.day, count=best.times, amount=best.whole
        )
    )


def fan(*, inward: bool) -> Callable[[Tables, date, Any], Any]:
    """Much comes in from many and leaves to few (``inward``), or comes from few and leaves to many: counterparties, within days.

    ``value`` is how many counterparties the many are; ``count`` and ``amount`` are of their transfers, ``other_…`` of those of the few.
    A transfer whose counterparty the feed does not name stands for one of its own: better struck once too often.
    """

    def build(tables: Tables, on: date, rule: Any) -> Any:
        import ibis

        moved = _moved(tables, on, rule.window_days, TRANSFERS)
        size = moved.amount.abs()
        many = moved.inward == ibis.literal(1 if inward else 0, "int64")
        days = moved.group_by(["customer", "day"]).agg(
            n=_sum(many.cast("int64")), total=_sum(many.ifelse(size, 0)),
            m=_sum((~many).cast("int64")), rest=_sum((~many).ifelse(size, 0)),
        )  # fmt: skip
        span = _span(days, ["customer"], rule.fan_days)
        summed = days.select(
            "customer", "day", since=days.day.min().over(span),
            **{name: days[name].sum().over(span).cast("int64") for name in ("n", "total", "m", "rest")},
        )  # fmt: skip
        came, went = (summed.total, summed.rest) if inward else (summed.rest, summed.total)
        spans = summed.filter(
            summed.n >= rule.fan_many, summed.m >= 1, came >= cents(rule.fan_least_yuan), went * 100 >= came * rule.fan_percent,
        )  # fmt: skip
        counted = _counterparties(spans, moved, many, rule.fan_days)
        struck = counted.filter(
            counted.people >= rule.fan_many, counted.others >= 1, counted.others <= rule.fan_few
        )
        best = _best(struck, [ibis.desc("day")])
        return best.select(
            "customer", value=best.people, first=best.since, last=best.day, count=best.n, amount=best.total, other_count=best.m,
            other_amount=best.rest,
        )  # fmt: skip

    return build


def _counterparties(spans: Any, moved: Any, many: Any, length: int) -> Any:
    """The spans with how many counterparties stand behind the many movements in them (``people``) and behind the few (``others``)."""
    import ibis

    who = ibis.coalesce(moved.counterparty, moved.ref)
    each = moved.select(
        "customer", moved_on="day", of_many=many.ifelse(who, None), of_few=many.ifelse(None, who)
    )
    both = spans.select("customer", "day").join(each, "customer")
    back = days_between(both.day, both.moved_on)
    both = both.filter(back >= 0, back < length)
    people = both.group_by("customer", "day").agg(
        people=both.of_many.nunique().cast("int64"), others=both.of_few.nunique().cast("int64")
    )
    return spans.join(people, ["customer", "day"])


def woken(tables: Tables, on: date, rule: Any) -> Any:
    """A customer without a movement of the own for long, who then moves much within days. ``value``: how many days it slept."""
    import ibis

    moved = in_base(tables.transactions, tables, "amount")
    moved = moved.filter(moved.day <= day(on), ~moved.kind.isin(BY_THE_BANK))
    days = moved.group_by(["customer", "day"]).agg(n=moved.count(), total=_sum(moved.amount.abs()))
    before = days.day.lag().over(ibis.window(group_by="customer", order_by="day"))
    gaps = days.mutate(slept=days_between(days.day, before))
    began = day(on - timedelta(days=rule.window_days))
    wakes = gaps.filter(gaps.slept >= rule.dormant_days, gaps.day > began)
    wakes = _best(wakes, [ibis.desc("day")]).select("customer", "slept", woke="day")
    after = days.join(wakes, "customer")
    within = days_between(after.day, after.woke)
    after = after.filter(within >= 0, within < rule.active_days)
    found = after.group_by(["customer", "slept"]).agg(
        first=after.day.min(), last=after.day.max(), count=_sum(after.n), amount=_sum(after.total)
    )
    struck = found.filter(found.amount >= cents(rule.dormant_least_yuan))
    return _alone(struck.select("customer", "first", "last", "count", "amount", value=struck.slept))


def _moved(tables: Tables, on: date, window: int, kinds: Sequence[str]) -> Any:
    """Movements of these kinds in the window up to ``on``, in the base currency; ``inward`` is 1 for money in, else 0."""
    moved = tables.transactions
    moved = moved.filter(
        moved.day <= day(on), moved.day > day(on - timedelta(days=window)), moved.kind.isin(kinds)
    )
    moved = in_base(moved, tables, "amount")
    return moved.mutate(inward=(moved.amount > 0).cast("int64"))


def _span(days: Any, group: Sequence[str], length: int) -> Any:
    """The days from ``length`` - 1 before a row's day up to it, by calendar."""
    import ibis

    number = days_between(days.day, day(EPOCH))
    return ibis.range_window(preceding=length - 1, following=0, group_by=list(group), order_by=number)


def _best(rows: Any, order: Sequence[Any]) -> Any:
    """One row a customer: the first in this order."""
    import ibis

    place = ibis.row_number().over(ibis.window(group_by="customer", order_by=list(order)))
    ranked = rows.mutate(place=place)
    return ranked.filter(ranked.place == 0)


def _sum(column: Any) -> Any:
    """The sum of a column, of the same width on every engine."""
    return column.sum().cast("int64")


def _alone(found: Any) -> Any:
    """The columns of a rule that knows no answering movements."""
    import ibis

    none = ibis.literal(0, "int64")
    return found.mutate(other_count=none, other_amount=none).select(*COLUMNS)
