"""The monitoring rules and the rates of the whole bank, as the nightly run reckons them, and the same by hand-written SQL.

By hand: movements that any rule looks at are drawn once for all rules, and the rates stand on one pass over all transactions.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from scale.by_hand import _BASE, BY_THE_BANK, SETTINGS

from zhiji import norms

FIRMS = 20
"""Every so manieth customer is taken for an organisation."""
STRUCK = pa.schema(
    [("rule", pa.string()), ("customer", pa.int64()), ("value", pa.int64()), ("first", pa.string()), ("last", pa.string()),
     ("count", pa.int64()), ("amount", pa.int64()), ("other_count", pa.int64()), ("other_amount", pa.int64())]
)  # fmt: skip
RATED = pa.schema(
    [("rate", pa.string()), ("group", pa.string()), ("part", pa.int64()), ("among", pa.int64())]
)
_CASH, _TRANSFERS = "('deposit', 'withdrawal')", "('transfer_in', 'transfer_out')"
_MOVED = """
CREATE TEMP TABLE moved AS SELECT customer, day, kind, coalesce(counterparty, ref) AS who, {base} AS amount, amount > 0 AS inward
FROM (SELECT customer, day, kind, counterparty, ref, currency, amount AS given FROM transactions
      WHERE day <= DATE '{on}' AND day > DATE '{since}' AND kind IN ('deposit', 'withdrawal', 'transfer_in', 'transfer_out')) JOIN rates USING (currency)
"""
_LARGE = """
SELECT '{rule}', customer, count(*), min(day), max(day), sum(n), sum(total), 0, 0
FROM (SELECT customer, day, count(*) AS n, sum(abs(amount)) AS total FROM moved WHERE kind IN {kinds}
      GROUP BY customer, day, inward HAVING sum(abs(amount)) >= {least})
JOIN people USING (customer) WHERE firm = {firm} OR {everybody} GROUP BY customer
"""
_STRUCTURED = """
SELECT 'structured', customer, times, since, day, times, whole, 0, 0
FROM (SELECT customer, inward, day, sum(n) OVER span AS times, sum(total) OVER span AS whole, min(day) OVER span AS since
      FROM (SELECT customer, inward, day, count(*) AS n, sum(abs(amount)) AS total FROM moved
            WHERE kind IN ('deposit', 'withdrawal') AND abs(amount) < {below} AND abs(amount) >= {near} GROUP BY customer, inward, day)
      WINDOW span AS (PARTITION BY customer, inward ORDER BY day - DATE '2000-01-01' RANGE BETWEEN {back} PRECEDING AND CURRENT ROW))
WHERE times >= {times} QUALIFY row_number() OVER (PARTITION BY customer ORDER BY day DESC, times DESC, inward DESC) = 1
"""
_FAN = """
WITH days AS MATERIALIZED (
    SELECT customer, day, CAST(sum(CASE WHEN {many} THEN 1 ELSE 0 END) AS BIGINT) AS n, CAST(sum(CASE WHEN {many} THEN abs(amount) ELSE 0 END) AS BIGINT) AS total,
        count(*) AS every, CAST(sum(abs(amount)) AS BIGINT) AS whole
    FROM moved WHERE kind IN ('transfer_in', 'transfer_out') GROUP BY customer, day),
spans AS MATERIALIZED (
    SELECT customer, day, min(day) OVER span AS since, CAST(sum(n) OVER span AS BIGINT) AS n, CAST(sum(total) OVER span AS BIGINT) AS total,
        CAST(sum(every - n) OVER span AS BIGINT) AS m, CAST(sum(whole - total) OVER span AS BIGINT) AS rest
    FROM days WINDOW span AS (PARTITION BY customer ORDER BY day - DATE '2000-01-01' RANGE BETWEEN {back} PRECEDING AND CURRENT ROW)),
counted AS (
    SELECT s.customer, s.day, any_value(since) AS since, any_value(n) AS n, any_value(total) AS total, any_value(m) AS m, any_value(rest) AS rest,
        count(DISTINCT CASE WHEN {many} THEN who END) AS people, count(DISTINCT CASE WHEN NOT {many} THEN who END) AS others
    FROM spans s JOIN moved t ON s.customer = t.customer AND s.day - t.day BETWEEN 0 AND {back}
    WHERE kind IN ('transfer_in', 'transfer_out') AND n >= {most} AND m >= 1 AND {came} >= {least} AND {went} * 100 >= {came} * {percent}
    GROUP BY s.customer, s.day),
struck AS MATERIALIZED (SELECT * FROM counted WHERE people >= {most} AND others BETWEEN 1 AND {few})
SELECT '{rule}', customer, people, since, day, n, total, m, rest FROM struck JOIN (SELECT customer, max(day) AS day FROM struck GROUP BY customer) USING (customer, day)
"""
_WOKEN = """
WITH days AS (SELECT customer, day, count(*) AS n, sum(abs({base})) AS total FROM (SELECT customer, day, kind, currency, amount AS given FROM transactions
                  WHERE day <= DATE '{on}' AND kind NOT IN {by_bank}) JOIN rates USING (currency) GROUP BY customer, day),
woke AS (SELECT customer, day, day - before AS slept FROM (SELECT customer, day, lag(day) OVER (PARTITION BY customer ORDER BY day) AS before FROM days)
         WHERE day > DATE '{since}' AND day - before >= {dormant} QUALIFY row_number() OVER (PARTITION BY customer ORDER BY day DESC) = 1)
SELECT 'woken', customer, slept, min(days.day), max(days.day), sum(n), sum(total), 0, 0
FROM woke JOIN days USING (customer) WHERE days.day BETWEEN woke.day AND woke.day + {active} GROUP BY customer, slept HAVING sum(total) >= {least}
"""
_RATES = """
WITH accounts AS MATERIALIZED (
    SELECT customer, account, count(*) FILTER (day > DATE '{year_ago}') AS moved, count(*) FILTER (day > DATE '{year_ago}' AND kind = 'correction') AS corrected,
        count(*) FILTER (own AND day > DATE '{year_ago}') AS lately, count(*) FILTER (own AND day <= DATE '{year_ago}' AND day > DATE '{two_years_ago}') AS earlier,
        bit_or(1 << ({year} - year(day))) FILTER (own AND day >= DATE '{first}-01-01') AS years
    FROM (SELECT customer, account, day, kind, kind NOT IN {by_bank} AS own FROM transactions WHERE day <= DATE '{on}') GROUP BY customer, account),
each AS (SELECT customer, sum(lately) AS lately, sum(earlier) AS earlier, bit_or(years) AS years FROM accounts GROUP BY customer),
began AS (SELECT customer, year(min(opened_on)) AS cohort FROM holdings WHERE opened_on <= DATE '{on}' GROUP BY customer),
cohorts AS (SELECT cohort, count(*) AS among FROM began WHERE cohort >= {first} AND cohort < {year} GROUP BY cohort),
ended AS (SELECT product, closed_on IS NOT NULL AND closed_on < matures_on AND closed_on > DATE '{year_ago}' AND closed_on <= DATE '{on}' AS early,
              (closed_on IS NULL OR closed_on >= matures_on) AND matures_on > DATE '{year_ago}' AND matures_on <= DATE '{on}' AS whole
          FROM holdings WHERE kind = 'account' AND matures_on IS NOT NULL AND product <> '')
SELECT 'churn', '', count(*) FILTER (lately = 0), count(*) FROM each WHERE earlier > 0 HAVING count(*) > 0
UNION ALL
SELECT 'cohort', cohort || '-' || y, count(*), any_value(among) FROM each JOIN began USING (customer) JOIN cohorts USING (cohort), range({first}, {year} + 1) t(y)
WHERE y > cohort AND (years & (1 << ({year} - y)::INTEGER)) <> 0 GROUP BY cohort, y
UNION ALL SELECT 'early_end', product, count(*) FILTER (early), count(*) FROM ended WHERE early OR whole GROUP BY product
UNION ALL SELECT 'reversal', product, sum(corrected), sum(moved) FROM accounts JOIN holdings USING (customer, account)
WHERE kind = 'account' AND product <> '' GROUP BY product HAVING sum(moved) > 0
"""


def people(customers: Any) -> pa.Table:
    """Everybody in the order of the keys, with a kind; nobody's file is top-secret."""
    kinds = ["person" if place % FIRMS else "organisation" for place in range(len(customers))]
    return pa.table({"customer": customers, "kind": kinds, "hidden": [False] * len(customers)})


def struck(given: Mapping[str, Any], everybody: pa.Table, on: date) -> pa.Table:
    """Every rule over everybody, by the night's own step."""
    from zhiji.insight.diligence.monitoring import everybody as rules

    found = [
        {"rule": one.rule, "customer": one.customer, **one.values}
        for one in rules.struck(given, everybody, on)
    ]
    return pa.Table.from_pylist(found, STRUCK).sort_by([("rule", "ascending"), ("customer", "ascending")])


def struck_by_hand(given: Mapping[str, Any], everybody: pa.Table, on: date, spill: Path) -> pa.Table:
    """The same by hand-written SQL."""
    rule, base = norms.on(on).monitoring, _BASE.format("given")
    since, cents = on - timedelta(rule.window_days), 100
    firms = pa.table(
        {
            "customer": everybody["customer"],
            "firm": [kind == "organisation" for kind in everybody["kind"].to_pylist()],
        }
    )
    fan = {
        "back": rule.fan_days - 1, "most": rule.fan_many, "few": rule.fan_few, "percent": rule.fan_percent,
        "least": rule.fan_least_yuan * cents,
    }  # fmt: skip
    asked = [
        _LARGE.format(rule="large_cash", kinds=_CASH, least=rule.large_cash_yuan * cents, firm="false", everybody="true"),
        _LARGE.format(rule="large_transfer", kinds=_TRANSFERS, least=rule.large_person_yuan * cents, firm="false", everybody="false"),
        _LARGE.format(rule="large_transfer_firm", kinds=_TRANSFERS, least=rule.large_firm_yuan * cents, firm="true", everybody="false"),
        _STRUCTURED.format(below=rule.large_cash_yuan * cents, near=rule.large_cash_yuan * cents * rule.structured_percent // 100,
                           back=rule.structured_days - 1, times=rule.structured_times),
        _FAN.format(rule="fan_in", many="inward", came="total", went="rest", **fan),
        _FAN.format(rule="fan_out", many="(NOT inward)", came="rest", went="total", **fan),
        _WOKEN.format(on=on, since=since, base=base, by_bank=BY_THE_BANK, dormant=rule.dormant_days, active=rule.active_days - 1,
                      least=rule.dormant_least_yuan * cents),
    ]  # fmt: skip
    with duckdb.connect(config=SETTINGS | {"temp_directory": str(spill)}) as engine:
        for name, table in {**given, "people": firms}.items():
            engine.register(name, table)
        engine.execute(_MOVED.format(on=on, since=since, base=base))
        rows = [row for text in asked for row in engine.execute(text).fetchall()]
    found = [
        dict(zip(STRUCK.names, (*row[:3], str(row[3]), str(row[4]), *map(int, row[5:])), strict=True))
        for row in rows
    ]
    return pa.Table.from_pylist(found, STRUCK).sort_by([("rule", "ascending"), ("customer", "ascending")])


def rated(given: Mapping[str, Any], _everybody: pa.Table, on: date) -> pa.Table:
    """Every rate of the bank, as the night's own step reckons it."""
    from zhiji.insight.engines import duckdb_engine
    from zhiji.insight.rates import RATES, reckon_rates

    with duckdb_engine(given) as tables:
        return _table(reckon_rates(RATES.values(), tables, on))


def rated_by_hand(given: Mapping[str, Any], _everybody: pa.Table, on: date, spill: Path) -> pa.Table:
    """The same by hand-written SQL."""
    text = _RATES.format(
        on=on,
        year=on.year,
        first=on.year - 6,
        year_ago=on - timedelta(365),
        two_years_ago=on - timedelta(730),
        by_bank=BY_THE_BANK,
    )
    with duckdb.connect(config=SETTINGS | {"temp_directory": str(spill)}) as engine:
        for name, table in given.items():
            engine.register(name, table)
        return _table(engine.execute(text).fetchall())


def _table(rows: Any) -> pa.Table:
    found = pa.Table.from_pylist([dict(zip(RATED.names, row, strict=True)) for row in rows], RATED)
    return found.sort_by([("rate", "ascending"), ("group", "ascending")])
