"""What deciding costs with 100,000 live grants in the bank, beside deciding with none.

    ZHIJI_HOME=… python tests/bench/granting.py [100000]

Alone it makes a small bank in a database of its own and drops it; in ``make bench`` it is the row ``grants``. What is timed is
the gateway's answer for one file (its row, policy and grants; no receipt, nothing opened), the whole look, the same for files
that none of the reader's grants covers, and lists.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from statistics import median
from typing import Any

from figures import Figure

GRANTS = 100_000
ROUNDS, CALLS, WARM = 5, 150, 12
LISTED = 200
"""Files of a list."""
GOAL = "≤ 1.3"
WHY_LIST = "Each of these files is judged by its own grants, and what they open is opened; without them all stand alike."


def measure(bank: Any = None, size: int = GRANTS) -> Iterator[Figure]:
    """Give the grants, ask in turn with and without them, take them away again."""
    from zhiji.customers.models import File
    from zhiji.staff.models import Staff

    files = list(File.objects.select_related("unit", "manager").order_by("customer_id")[:2_000])
    people = _colleagues(Staff.objects.filter(role="rm", is_active=True).select_related("unit").first())
    reader = people[0]
    _give([one.pk for one in people], [file.customer_id for file in files], size)
    try:
        helped = _helped(reader, files)
        covered, others = (
            [file for file in files if (file.customer_id in helped) is wanted] for wanted in (True, False)
        )
        found = _rounds(_works(reader), {"covered": covered, "others": others})
    finally:
        _take_away()
    for work, goal, told in (
        ("decide", GOAL, "decide on one file"),
        ("in_hand", "", "of it the answer for a row in hand, which asks for the grants alone"),
        ("look", GOAL, "a whole look"),
    ):
        yield from _told(found, work, "covered", told, size, goal, "every file rested on a grant")
        if work != "in_hand":
            beside = "none of the reader's grants covers the file"
            yield from _told(found, work, "others", f"{told} that no grant covers", size, goal, beside)
    for work, told in (("weigh", f"decide on {LISTED} files"), ("names", f"a list of {LISTED} files")):
        share = f"{len(covered[:LISTED])} of {LISTED} files rested on grants"
        yield from _told(found, work, "covered", f"{told} of which grants cover all", size, "", share)
        yield from _told(found, work, "others", f"{told} that no grant covers", size, GOAL, "")


Key = tuple[str, str, bool]


def _works(reader: Any) -> dict[str, tuple[Callable[[Any], object], int]]:
    """What is timed: a function of one file, or of a list of them, with how many files it takes."""
    from django.utils import timezone

    from zhiji.access.gate import Gate
    from zhiji.customers.finding import file_by_number
    from zhiji.customers.looks.opening import open_file
    from zhiji.customers.looks.rows import rows_of

    def gate(phrase: str = "customers:file:open") -> Gate:
        return Gate(phrase, "look", reader, "service", timezone.now(), "test")

    def decide(file: Any) -> None:
        asked = gate()
        asked.decide(file_by_number(asked, file.number))

    def in_hand(file: Any) -> None:
        gate().decide(file)

    def look(file: Any) -> None:
        open_file(file.number, weigh=False, by=reader, purpose="service", channel="test")

    def weigh(files: Any) -> None:
        gate("customers:file:list").foresee(files)

    def names(files: Any) -> None:
        rows_of(files, gate("customers:file:list").permit_many(files))

    return {
        "decide": (decide, 1),
        "in_hand": (in_hand, 1),
        "look": (look, 1),
        "weigh": (weigh, LISTED),
        "names": (names, LISTED),
    }


def _rounds(
    works: dict[str, tuple[Callable[[Any], object], int]], kinds: dict[str, list[Any]]
) -> dict[Key, list[float]]:
    """Milliseconds a call, with the grants (True) and without, a median for each round: in turn, call by call, so that a noisy
    moment falls on both."""
    found: dict[Key, list[float]] = {}
    with _two_sides() as side:
        for place in range(ROUNDS):
            for (name, (function, many)), (kind, files) in product(works.items(), kinds.items()):
                calls = CALLS if many == 1 else CALLS // 10
                taken = [*files[place * calls :], *files] if many == 1 else [files[:many]]
                times: dict[bool, list[float]] = {True: [], False: []}
                for step in range(-WARM, calls):  # first the plans and caches are warmed
                    for full in (True, False) if step % 2 else (False, True):
                        side(full)
                        began = time.perf_counter()
                        function(taken[step % len(taken)])
                        if step >= 0:
                            times[full].append((time.perf_counter() - began) * 1000)
                for full, run in times.items():
                    found.setdefault((name, kind, full), []).append(median(run))
    return found


def _told(
    found: dict[Key, list[float]], work: str, kind: str, told: str, size: int, goal: str, beside: str
) -> Iterator[Figure]:
    filled, empty = found[work, kind, True], found[work, kind, False]
    yield Figure(
        f"{told}, {size:,} live grants, p50", median(filled), "ms", "", f"with none: {median(empty):.3f} ms"
    )
    ratio = median([one / other for one, other in zip(filled, empty, strict=True)])
    yield Figure(f"{told}, with {size:,} grants for without", ratio, "×", goal, beside, WHY_LIST)


def _helped(reader: Any, files: Sequence[Any]) -> frozenset[int]:
    """The files that a grant of the reader opens further."""
    from django.utils import timezone

    from zhiji.access import grants

    found = grants.live(reader, [file.customer_id for file in files], "service", timezone.now())
    return frozenset(customer for customer, held in found.items() if held)


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
    """Live grants spread over colleagues and files, a tenth of them for three files."""
    from django.db import connection, transaction

    from zhiji.access.gateway import _governed_writes

    with connection.cursor() as cursor:
        with transaction.atomic(), _governed_writes("access:glass:break"):
            cursor.execute("SELECT coalesce(max(id), 0) + 1000000 FROM access_grant")
            given = {"first": cursor.fetchone()[0], "staff": list(staff), "people": len(staff), "size": size}
            for statement in _FILL.split(";"):
                cursor.execute(statement, given | {"files": list(files), "count": len(files)})
        cursor.execute("VACUUM ANALYZE access_grant, access_grantedcustomer")  # as the server does by itself


@contextmanager
def _two_sides() -> Iterator[Callable[[bool], None]]:
    """Two connections to the bank: one sees the grants, for the other the same tables are empty. Answers what changes over."""
    from django.db import connections

    full = connections["default"]
    with full.cursor() as cursor:
        cursor.execute("CREATE SCHEMA without")
        for table in _TABLES:
            cursor.execute(f"CREATE TABLE without.{table} (LIKE public.{table} INCLUDING ALL)")
        cursor.execute(f"ANALYZE {', '.join(f'without.{table}' for table in _TABLES)}")
    empty = full.copy()
    empty.settings_dict["OPTIONS"]["options"] = "-c search_path=without,public"

    def change(to_full: bool) -> None:
        connections["default"] = full if to_full else empty

    try:
        yield change
    finally:
        change(True)
        empty.close()
        with full.cursor() as cursor:
            cursor.execute("DROP SCHEMA without CASCADE")


def _take_away() -> None:
    from django.db import connection, transaction

    from zhiji.access.gateway import _governed_writes

    with transaction.atomic(), _governed_writes("access:glass:break"), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM access_grantedcustomer c USING access_grant g WHERE g.id = c.grant_id AND g.reason = 'bench'"
        )
        cursor.execute("DELETE FROM access_grant WHERE reason = 'bench'")


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
