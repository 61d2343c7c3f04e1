"""What deciding costs with 100,000 live grants in the bank, beside deciding with none.

    ZHIJI_HOME=… python tests/bench/granting.py [100000]

Alone it makes a small bank in a database of its own and drops it; in ``make bench`` it is the row ``grants``. What is timed is
the gateway's answer for one file (policy and grants; no receipt, nothing opened), and the whole look.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from figures import Figure

GRANTS = 100_000
ROUNDS, CALLS = 7, 200
GOAL = "≤ 1.3"


def measure(bank: Any = None, size: int = GRANTS) -> Iterator[Figure]:
    """Give the grants, ask in turn with and without them, take them away again."""
    from django.utils import timezone

    from zhiji.access.gate import Gate
    from zhiji.customers.looks.opening import open_file
    from zhiji.customers.models import File
    from zhiji.staff.models import Staff

    files = list(File.objects.select_related("unit").order_by("customer_id")[:2_000])
    people = _colleagues(Staff.objects.filter(role="rm", is_active=True).select_related("unit").first())
    reader = people[0]
    others = files  # none of them is the reader's own

    def decide(file: Any) -> None:
        Gate("customers:file:open", "look", reader, "service", timezone.now(), "test").decide(file)

    def look(file: Any) -> None:
        open_file(file.number, weigh=False, by=reader, purpose="service", channel="test")

    _give([one.pk for one in people], [file.customer_id for file in files], size)
    found: dict[tuple[str, bool], list[float]] = {}
    try:
        for _round in range(ROUNDS):
            for function in (decide, look):
                for full in (True, False):
                    with _tables(full=full):
                        _timed(function, others, 30)  # plans and caches warm
                        found.setdefault((function.__name__, full), []).append(
                            _timed(function, others, CALLS)
                        )
        gate = Gate("customers:file:open", "look", reader, "service", timezone.now(), "test")
        helped = sum(gate.decide(file).grant is not None for file in others[:CALLS])
    finally:
        _take_away()
    for name, told in (("decide", "decide on one file"), ("look", "a whole look")):
        filled, empty = median(found[name, True]), median(found[name, False])
        yield Figure(f"{told}, {size:,} live grants, p50", filled, "ms", "", f"with none: {empty:.3f} ms")
        ratios = [one / other for one, other in zip(found[name, True], found[name, False], strict=True)]
        rested = f"{helped} of {min(CALLS, len(others))} files rested on a grant"
        yield Figure(f"{told}, with {size:,} grants for without", median(ratios), "×", GOAL, rested)


def _colleagues(like: Any) -> list[Any]:
    """Five hundred managers with no portfolio, so that the grants are spread as in a bank: two hundred each."""
    from django.db import transaction

    from zhiji.access.gateway import _governed_writes
    from zhiji.staff.models import Staff

    with transaction.atomic(), _governed_writes("access:glass:break"):
        Staff.objects.bulk_create(
            (
                Staff(username=f"bench{n:04d}", staff_number=f"B{n:05d}", name="b", role="rm", unit=like.unit)
                for n in range(500)
            ),
            ignore_conflicts=True,
        )
    return list(Staff.objects.filter(username__startswith="bench").select_related("unit").order_by("pk"))


_FILL = """
INSERT INTO access_grant (id, staff_id, kind, compartments, purpose, reason, starts_at, ends_at, uses, review_note)
SELECT %(first)s + n, (%(staff)s::bigint[])[1 + n %% %(people)s], 'reading', '{contact,work}',
    (ARRAY['service', 'visit'])[1 + n / %(people)s %% 2], 'bench', now() - interval '1 minute', now() + interval '3 days', 0, ''
FROM generate_series(0, %(size)s - 1) n;
INSERT INTO access_grantedcustomer (grant_id, staff_id, customer_id)
SELECT %(first)s + n, (%(staff)s::bigint[])[1 + n %% %(people)s], (%(files)s::bigint[])[1 + (n / %(people)s + step) %% %(count)s]
FROM generate_series(0, %(size)s - 1) n, generate_series(0, CASE WHEN n %% 10 = 0 THEN 2 ELSE 0 END) step
"""
_TABLES = ("access_grant", "access_grantedcustomer")


def _give(staff: Sequence[int], files: Sequence[int], size: int) -> None:
    """Live grants spread over colleagues and files, a tenth of them for three files; beside them the same tables empty."""
    from django.db import connection, transaction

    from zhiji.access.gateway import _governed_writes

    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE {table}_none (LIKE {table} INCLUDING ALL)")
        with transaction.atomic(), _governed_writes("access:glass:break"):
            cursor.execute("SELECT coalesce(max(id), 0) + 1000000 FROM access_grant")
            given = {"first": cursor.fetchone()[0], "staff": list(staff), "people": len(staff), "size": size}
            for statement in _FILL.split(";"):
                cursor.execute(statement, given | {"files": list(files), "count": len(files)})
        cursor.execute("ANALYZE access_grant, access_grantedcustomer")


@contextmanager
def _tables(*, full: bool) -> Iterator[None]:
    """With the grants in place, or with the empty tables under their names: turn and turn about, so that both meet the same
    machine."""
    if not full:
        _rename(("", "_full"), ("_none", ""))
    try:
        yield
    finally:
        if not full:
            _rename(("", "_none"), ("_full", ""))


def _rename(*names: tuple[str, str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for before, after in names:
            for table in _TABLES:
                cursor.execute(f"ALTER TABLE {table}{before} RENAME TO {table}{after}")


def _take_away() -> None:
    from django.db import connection, transaction

    from zhiji.access.gateway import _governed_writes

    with transaction.atomic(), _governed_writes("access:glass:break"), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM access_grantedcustomer c USING access_grant g WHERE g.id = c.grant_id AND g.reason = 'bench'"
        )
        cursor.execute("DELETE FROM access_grant WHERE reason = 'bench'")
        for table in _TABLES:
            cursor.execute(f"DROP TABLE {table}_none")


def _timed(function: Callable[[Any], None], files: Sequence[Any], calls: int) -> float:
    """Milliseconds a call, the median of many."""
    found = []
    for place in range(calls):
        began = time.perf_counter()
        function(files[place % len(files)])
        found.append(time.perf_counter() - began)
    return median(found) * 1000


def main() -> int:
    """The row alone, in a small bank of its own."""
    import os
    from pathlib import Path

    import bank as banks
    import taking_in

    home = Path(os.environ.get("ZHIJI_HOME", "var")).expanduser().resolve() / "bench"
    made = banks.prepare(home, 2_000, keep=False)
    taking_in.fill(made)
    missed = 0
    for figure in measure(made, int(sys.argv[1]) if len(sys.argv) > 1 else GRANTS):
        print(f"  {figure}", flush=True)
        missed += figure.met is False
    return missed


if __name__ == "__main__":
    sys.exit(main())
