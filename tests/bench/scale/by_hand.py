"""The same figures as SQL, the way a good engineer writes them for DuckDB by hand: one pass over transactions, one over balances.

No fairness is owed to the product here: whatever is true of the lake is used (rows belong to one customer, amounts are hundredths), and
nothing is written that the figures do not need. Rounding is the product's: halves up.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhiji import norms

BY_THE_BANK = "('fee', 'interest', 'correction', 'opening', 'closing')"
OWED = "('loan', 'mortgage', 'credit_line')"
SETTINGS = {"memory_limit": "6GB", "threads": 2, "preserve_insertion_order": False}
_BASE = "CASE WHEN millionths = 1000000 THEN {0} ELSE (({0} * millionths + 500000) - ((({0} * millionths + 500000) % 1000000 + 1000000) % 1000000)) // 1000000 END"
_RATIO = "((2 * {0} + {1}) - (((2 * {0} + {1}) % (2 * {1}) + 2 * {1}) % (2 * {1}))) // (2 * {1})"
_MOVED = """
SELECT customer, DATE '{on}' - max(day) FILTER (own) AS recency,
    nullif(count(*) FILTER (own AND day > DATE '{year_ago}'), 0) AS frequency,
    nullif(count(*) FILTER (own AND day > DATE '{two_years_ago}' AND day <= DATE '{year_ago}'), 0) AS frequency_before,
    sum(abs(amount)) FILTER (own AND day > DATE '{year_ago}') AS money,
    sum(amount) FILTER (own AND day > DATE '{ninety}') AS net,
    sum(amount) FILTER (own AND day > DATE '{before}' AND day <= DATE '{ninety}') AS net_before,
    bit_count(bit_or(1 << (({year} - year(day)) * 12 + 12 - month(day))) FILTER (own AND day > DATE '{year_ago}')) AS regularity,
    -sum(amount) FILTER (kind = 'transfer_out' AND bank <> '' AND day > DATE '{year_ago}') AS outside,
    -sum(amount) FILTER (kind IN ('fee', 'interest') AND day >= DATE '{year}-01-01') AS income,
    nullif(sum(CASE channel {channels} END) FILTER (own AND day >= DATE '{year}-01-01'), 0) AS cost_to_serve,
    count(*) FILTER (own AND day > DATE '{ninety}') AS times_now,
    count(*) FILTER (own AND day > DATE '{before}' AND day <= DATE '{ninety}') AS times_then,
    sum(abs(amount)) FILTER (own AND day > DATE '{ninety}') AS money_now,
    sum(abs(amount)) FILTER (own AND day > DATE '{before}' AND day <= DATE '{ninety}') AS money_then,
    count(*) FILTER (own AND day > DATE '{year_ago}' AND channel IN ('online', 'mobile')) AS remote,
    count(*) FILTER (own AND day > DATE '{year_ago}' AND kind IN ('deposit', 'withdrawal')) AS cash,
    count(*) FILTER (own AND day > DATE '{year_ago}' AND spending) AS spending,
    {spans}
FROM (SELECT customer, day, {base} AS amount, kind, channel, bank, kind NOT IN {by_bank} AS own, kind IN ('card', 'payment') AS spending
      FROM transactions JOIN rates USING (currency) WHERE day <= DATE '{on}')
GROUP BY customer
"""
_SPAN = (
    "-sum(amount) FILTER (spending AND amount < 0 AND day > DATE '{0}' AND day <= DATE '{1}') AS spent_{2}"
)
_STOOD = """
SELECT customer, sum(balance) FILTER (now) AS balance,
    sum(balance) FILTER (now AND balance > 0 AND family NOT IN {owed}) AS aum,
    {averages}, {days}, {owed_days}
FROM (SELECT s.customer, s.day, s.until, s.balance, s.until > DATE '{on}' AS now, h.family
      FROM (SELECT customer, account, day, {base} AS balance,
                coalesce(lead(day) OVER (PARTITION BY customer, account ORDER BY day), DATE '{after}') AS until
            FROM (SELECT * FROM balances WHERE day BETWEEN DATE '{earliest}' AND DATE '{on}' UNION ALL
                  SELECT customer, account, max(day) AS day, arg_max(balance, day) AS balance, any_value(currency) AS currency
                  FROM balances WHERE day < DATE '{earliest}' GROUP BY customer, account) JOIN rates USING (currency)) s
      LEFT JOIN (SELECT customer, account, family FROM holdings WHERE kind = 'account') h USING (customer, account)
      WHERE s.until > DATE '{earliest}')
GROUP BY customer
"""
_AVERAGE = "sum(balance * (until - greatest(day, DATE '{0}'))) FILTER (until > DATE '{0}') AS total_{1}"
_FAMILY = "sum(balance * (until - greatest(day, DATE '{0}'))) FILTER (family = '{1}'{2}) AS {3}_{1}"
_HOLDINGS = """
SELECT customer, DATE '{on}' - min(opened_on) AS tenure,
    nullif(count(DISTINCT family) FILTER ((closed_on > DATE '{on}' OR closed_on IS NULL)
        AND kind IN ('account', 'card', 'loan', 'credit_line')), 0) AS products
FROM holdings WHERE opened_on <= DATE '{on}' GROUP BY customer
"""
_WHOLE = """
SELECT *, {net} AS profit_net FROM (SELECT *, {total} AS profit_total FROM (
SELECT customer, recency, frequency, money, {ticket} AS ticket, CASE WHEN recency >= 365 THEN recency END AS dormancy,
    balance, {month} AS average_month, {quarter} AS average_quarter, {year} AS average_year, aum, products, net AS net_inflow,
    CASE WHEN net IS NOT NULL OR net_before IS NOT NULL THEN coalesce(net, 0) - coalesce(net_before, 0) END AS inflow_change,
    {transfer} AS transfer_margin, income, cost_to_serve, {loss} AS expected_loss,
    CASE WHEN transfer_margin IS NOT NULL OR income IS NOT NULL THEN coalesce(transfer_margin, 0) + coalesce(income, 0) END AS profit_marginal,
    tenure, regularity, frequency_before, outside, {loyalty} AS loyalty,
    CASE WHEN times_now + times_then > 0 THEN times_now - times_then END AS frequency_change,
    CASE WHEN money_now IS NOT NULL OR money_then IS NOT NULL THEN coalesce(money_now, 0) - coalesce(money_then, 0) END AS money_change,
    {remote} AS remote_share, {cash} AS cash_share, {spending} AS spending_share,
    CASE WHEN ordered[12] > 0 THEN len(list_filter(ordered, spent -> spent > 0)) END AS spending_months,
    CASE WHEN ordered[12] > 0 THEN ordered[3] END AS spending_low, CASE WHEN ordered[12] > 0 THEN ordered[10] END AS spending_high
FROM (SELECT *, list_sort([{spent}]) AS ordered FROM ({moved})) FULL JOIN ({stood}) USING (customer) FULL JOIN ({holdings}) USING (customer)))
ORDER BY customer
"""
_TOTAL = "CASE WHEN profit_marginal IS NOT NULL OR cost_to_serve IS NOT NULL THEN coalesce(profit_marginal, 0) - coalesce(cost_to_serve, 0) END"
_LOYALTY = """CASE WHEN coalesce(tenure, products, regularity, recency) IS NOT NULL THEN
    coalesce({0}, 0) + coalesce({1}, 0) + coalesce({2}, 0) + coalesce(250 - {3}, 0) END"""
_MONTH = """
SELECT customer, {ratio} AS average FROM (
    SELECT customer, sum(balance * (until - greatest(day, DATE '{first}'))) AS total
    FROM (SELECT customer, account, day, {base} AS balance,
              coalesce(lead(day) OVER (PARTITION BY customer, account ORDER BY day), DATE '{after}') AS until
          FROM (SELECT * FROM balances WHERE day BETWEEN DATE '{first}' AND DATE '{on}' UNION ALL
                SELECT customer, account, max(day) AS day, arg_max(balance, day) AS balance, any_value(currency) AS currency
                FROM balances WHERE day < DATE '{first}' GROUP BY customer, account) JOIN rates USING (currency)) s
    JOIN holdings h USING (customer, account)
    WHERE h.kind = 'account' AND h.family NOT IN {owed} AND balance > 0 AND until > DATE '{first}'
    GROUP BY customer)
"""
_PLACED = """
SELECT customer, CAST(CASE {tiers} ELSE 0 END AS TINYINT) AS tier, CASE WHEN aum IS NOT NULL THEN CASE {layers} END END AS layer
FROM (SELECT customer, aum, row_number() OVER (ORDER BY aum DESC NULLS LAST, customer) AS place, count(aum) OVER () AS among FROM measured)
LEFT JOIN ({month}) USING (customer) ORDER BY customer
"""


def measures(given: Mapping[str, Any], on: date, spill: Path | None = None) -> pa.Table:
    """Every measure as one statement; one column each."""
    return _asked(given, statement(on), spill)


def placing(
    given: Mapping[str, Any], on: date, tiers: Sequence[Any], layers: Sequence[str], permille: Sequence[int], spill: Path | None = None
) -> pa.Table:  # fmt: skip
    """Tier reached by the month's average, and layer of the pyramid; ``given`` with ``measured`` (customer, aum)."""
    first = on.replace(day=1)
    month = _MONTH.format(
        first=first, on=on, after=on + timedelta(1), base=_BASE.format("balance"), owed=OWED,
        ratio=_RATIO.format("total", (on - first).days + 1),
    )  # fmt: skip
    reached = " ".join(
        f"WHEN average >= {one.least} THEN {place}" for place, one in reversed(list(enumerate(tiers)))
    )
    cut = " ".join(
        f"WHEN place <= (among * {share} + 999) // 1000 THEN '{name}'"
        for name, share in zip(layers, permille, strict=True)
    )
    return _asked(given, _PLACED.format(tiers=reached, layers=cut, month=month), spill)


def _asked(given: Mapping[str, Any], text: str, spill: Path | None) -> pa.Table:
    with duckdb.connect(config=SETTINGS | ({"temp_directory": str(spill)} if spill else {})) as engine:
        for name, table in given.items():
            engine.register(name, table)
        return engine.execute(text).to_arrow_table()


def statement(on: date) -> str:
    """The statement; the prices of profit are the norm's, as everywhere."""
    rule, first = norms.on(on).profit, date(on.year, 1, 1)
    begins = {
        "month": on.replace(day=1),
        "quarter": date(on.year, 3 * ((on.month - 1) // 3) + 1, 1),
        "year": first,
    }
    moved = _MOVED.format(
        on=on, year=on.year, year_ago=on - timedelta(365), two_years_ago=on - timedelta(730), ninety=on - timedelta(90),
        before=on - timedelta(180), base=_BASE.format("amount"), by_bank=BY_THE_BANK,
        spans=", ".join(_SPAN.format(on - timedelta(30 * n + 30), on - timedelta(30 * n), n) for n in range(12)),
        channels=" ".join(f"WHEN '{name}' THEN {fen}" for name, fen in zip(rule.channels, rule.channel_fen, strict=True)),
    )  # fmt: skip
    priced = {name: rate for name, rate in zip(rule.families, rule.transfer_bp, strict=True) if rate}
    risky = {name: rate for name, rate in zip(rule.families, rule.risk_bp, strict=True) if rate}
    stood = _STOOD.format(
        on=on, after=on + timedelta(1), earliest=first, owed=OWED, base=_BASE.format("balance"),
        averages=", ".join(_AVERAGE.format(day, name) for name, day in begins.items()),
        days=", ".join(_FAMILY.format(first, name, "", "days") for name in priced),
        owed_days=", ".join(_FAMILY.format(first, name, " AND balance < 0", "owed") for name in risky),
    )  # fmt: skip
    ratios = {name: _RATIO.format(f"total_{name}", (on - day).days + 1) for name, day in begins.items()}
    shares = {name: _RATIO.format(f"({name} * 1000)", "frequency") for name in ("remote", "cash", "spending")}
    return _WHOLE.format(
        moved=moved, stood=stood, holdings=_HOLDINGS.format(on=on), ticket=_RATIO.format("money", "frequency"), **ratios, **shares,
        spent=", ".join(f"coalesce(spent_{n}, 0)" for n in range(12)),
        transfer=_rated("days", priced), loss=f"-({_rated('owed', risky)})", total=_TOTAL,
        net=_RATIO.format("((CASE WHEN profit_total IS NOT NULL OR expected_loss IS NOT NULL THEN coalesce(profit_total, 0) - "
                          "coalesce(expected_loss, 0) END) * 750)", 1000),
        loyalty=_LOYALTY.format(*(_RATIO.format(f"(CASE WHEN {name} > {cap} THEN {cap} ELSE {name} END * 250)", cap)
                                  for name, cap in (("tenure", 3650), ("products", 5), ("regularity", 12), ("recency", 180)))),
    )  # fmt: skip


def _rated(name: str, rates: Mapping[str, int]) -> str:
    """Each family's balance-days at its rate, rounded family by family; null for who had no balance this year."""
    parts = " + ".join(
        _RATIO.format(f"(coalesce({name}_{family}, 0) * {rate})", 3_650_000) for family, rate in rates.items()
    )
    return f"CASE WHEN total_year IS NOT NULL THEN {parts} END"
