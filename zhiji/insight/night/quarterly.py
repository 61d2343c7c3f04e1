"""The grade of everybody, given once a quarter and carried from night to night until the next (E10, B07).

It is given from the night that ended the quarter: by that night itself, else by the first night after it, from the kept standings of
the quarter's end or, where no night was run then, from its own. A customer who was not there yet waits for the next quarter.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from zhiji.insight.grading import Scheme, grades_of

COLUMNS = ("grade", "graded_on", "grade_since", "grade_before")
STOOD = pa.schema(
    [("customer", pa.int64()), ("grade", pa.string()), ("graded_on", pa.date32()), ("grade_since", pa.date32()), ("grade_before", pa.string())]
)  # fmt: skip


def quarter_end(day: date) -> date:
    """The last day of the last quarter that was whole on ``day``.

    >>> quarter_end(date(2026, 11, 20)).isoformat(), quarter_end(date(2026, 12, 31)).isoformat()
    ('2026-09-30', '2026-12-31')
    """
    after = day + timedelta(days=1)
    return date(after.year, (after.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def next_review(day: date) -> date:
    """When a customer graded by ``day`` is graded again: the end of the quarter that runs.

    >>> next_review(date(2026, 11, 20)).isoformat(), next_review(date(2026, 12, 31)).isoformat()
    ('2026-12-31', '2027-03-31')
    """
    first = quarter_end(day) + timedelta(days=1)
    return date(first.year + (first.month + 3 > 12), (first.month + 2) % 12 + 1, 1) - timedelta(days=1)


def graded(
    rows: pa.Table, before: pa.Table | None, on: date, last_night: date | None, ended: pa.Table | None, scheme: Scheme, rural: Sequence[int]
) -> dict[str, pa.Array]:  # fmt: skip
    """``COLUMNS`` in the order of ``rows``: tonight's customer, unit and measures.

    ``before``: ``STOOD`` of the night before, which was ``last_night``. ``ended``: customer, unit and measures of the kept night that ended
    the quarter, None where none is kept.
    """
    customers = rows["customer"].combine_chunks()
    stood = _stood(customers, before)
    end = quarter_end(on)
    if on == end:
        source, day = rows, on
    elif last_night is not None and last_night < end:
        source, day = (ended, end) if ended is not None else (rows, on)
    elif last_night is None and ended is not None:
        source, day = ended, end
    else:
        return {name: stood[name] for name in COLUMNS}
    letters = _letters(source, customers, scheme, rural)
    given = letters.is_valid()
    same = pc.fill_null(pc.equal(letters, stood["grade"]), False)
    today = pa.array([day] * len(customers), pa.date32())
    return {
        "grade": letters,
        "graded_on": pc.if_else(given, today, pa.scalar(None, pa.date32())),
        "grade_since": pc.if_else(
            given, pc.if_else(same, stood["grade_since"], today), pa.scalar(None, pa.date32())
        ),
        "grade_before": pc.if_else(given, stood["grade"], pa.scalar(None, pa.string())),
    }


def _stood(customers: pa.Array, before: pa.Table | None) -> dict[str, pa.Array]:
    held = before if before is not None else STOOD.empty_table()
    where = pc.index_in(customers, held["customer"].combine_chunks())
    return {name: held[name].combine_chunks().take(where) for name in COLUMNS}


def _letters(source: pa.Table, customers: pa.Array, scheme: Scheme, rural: Sequence[int]) -> pa.Array:
    import ibis

    engine = ibis.duckdb.connect()
    try:
        engine.con.register("rows", source)
        table = engine.table("rows")
        found = table.select("customer", letter=grades_of(table, scheme, rural)).to_pyarrow()
    finally:
        engine.disconnect()
    where = pc.index_in(customers, found["customer"].combine_chunks())
    return found["letter"].combine_chunks().cast(pa.string()).take(where)
