"""Where a customer's life with the bank has come to (U20), and who is a large customer (E04). Rules by norms, no model.

Pure rules (norms ``house.life-cycle``, ``house.large-customer``), and the same as expressions for everybody at once; the tests hold the two
together. The first stage that fits, in the order of ``STAGES``; growing and declining by two signs: money of 90 days, movements of a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

HUNDREDTHS = 100
STAGES = ("gone", "new", "asleep", "growing", "declining", "steady")
"""``gone``: the file is closed, or nothing is held any more; ``new``: since less than ``new_days``; ``asleep``: no movement of the own for
``asleep_days``, or never; ``growing``, ``declining``: the signs together; else ``steady``."""
CLOSED = "closed"
GOES_BY = ("products", "tenure", "recency", "aum", "balance", "net_inflow", "frequency", "frequency_before")
"""The measures it goes by."""


@dataclass(frozen=True, slots=True)
class Staged:
    """``days``: since the first product (without one: since the file was opened). ``money``, ``movements``: 1 grows, −1 falls, 0 neither;
    ``stood``: assets 90 days ago, ``net``: what came in since, both hundredths."""

    stage: str
    days: int | None
    recency: int | None
    money: int
    movements: int
    stood: int
    net: int
    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Large:
    """Whether a large customer: assets or what is owed reach the limit of the kind, in hundredths."""

    large: bool
    assets: int
    owed: int
    least_assets: int
    least_owed: int


def stage_of(values: Mapping[str, int | None], state: str, opened: int | None, rule: Any) -> Staged:
    """The stage with its reasons. ``opened``: days since the file was opened; ``rule``: the norms' group ``grading``."""
    tenure, recency = values.get("tenure"), values.get("recency")
    days = opened if tenure is None else tenure
    net, now, before = (
        values.get("net_inflow") or 0,
        values.get("frequency") or 0,
        values.get("frequency_before"),
    )
    stood = max((values.get("aum") or 0) - net, 0)
    money = _sign(net, stood, rule.turn_percent)
    movements = _sign(now - before, before, rule.turn_percent) if before else 0
    if state == CLOSED or (tenure is not None and not values.get("products")):
        stage = "gone"
    elif days is not None and days < rule.new_days:
        stage = "new"
    elif recency is None or recency >= rule.asleep_days:
        stage = "asleep"
    else:
        stage = {1: "growing", -1: "declining"}.get(max(-1, min(1, money + movements)), "steady")
    return Staged(stage, days, recency, money, movements, stood, net, now, before)


def _sign(change: int, base: int, percent: int) -> int:
    """1 or −1 where the change is at least so many percent of the base."""
    if not change or abs(change) * 100 < percent * base:
        return 0
    return 1 if change > 0 else -1


def stages_of(rows: "ir.Table", rule: Any) -> "ir.StringValue":
    """``stage_of`` for every row of the standings."""
    import ibis

    days = ibis.coalesce(rows.tenure, rows.day.delta(rows.since, unit="day"))
    net, now, before = (
        rows.net_inflow.fill_null(0),
        rows.frequency.fill_null(0),
        rows.frequency_before.fill_null(0),
    )
    money = _signs(net, (rows.aum.fill_null(0) - net).clip(lower=0), rule.turn_percent)
    movements = (before > 0).ifelse(_signs(now - before, before, rule.turn_percent), 0)
    return ibis.cases(
        ((rows.state == CLOSED) | (rows.tenure.notnull() & (rows.products.fill_null(0) == 0)), "gone"),
        ((days < rule.new_days).fill_null(False), "new"),
        (rows.recency.isnull() | (rows.recency >= rule.asleep_days), "asleep"),
        (money + movements > 0, "growing"),
        (money + movements < 0, "declining"),
        else_="steady",
    )


def _signs(change: Any, base: Any, percent: int) -> Any:
    reached = (change.abs() * 100 >= base * percent) & (change != 0)
    return reached.ifelse(change.sign().cast("int64"), 0)


def large_of(values: Mapping[str, int | None], kind: str, rule: Any) -> Large:
    """Whether a customer of this kind is a large one; what is owed is what assets stand above all balances together."""
    assets = values.get("aum") or 0
    owed = max(assets - (values.get("balance") or 0), 0)
    least_assets, least_owed = _limits(rule).get(kind, (0, 0))
    reached = bool(least_assets) and (assets >= least_assets or owed >= least_owed)
    return Large(reached, assets, owed, least_assets, least_owed)


def larges_of(rows: "ir.Table", rule: Any) -> "ir.BooleanValue":
    """``large_of`` for every row of the standings."""
    import ibis

    assets = rows.aum.fill_null(0)
    owed = (assets - rows.balance.fill_null(0)).clip(lower=0)
    kinds = [
        (rows.kind == kind, (assets >= least) | (owed >= least_owed)) for kind, (least, least_owed) in _limits(rule).items()
    ]  # fmt: skip
    return ibis.cases(*kinds, else_=False)


def _limits(rule: Any) -> dict[str, tuple[int, int]]:
    """Least assets and least owed by kind, hundredths."""
    limits = zip(rule.large_kinds, rule.large_assets_yuan, rule.large_owed_yuan, strict=True)
    return {kind: (assets * HUNDREDTHS, owed * HUNDREDTHS) for kind, assets, owed in limits}
