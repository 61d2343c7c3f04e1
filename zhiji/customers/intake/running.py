"""One run over a file: rows in chunks, pressed by workers, handed back in the order of the file.

Small files are pressed in this process; starting two others takes longer than the work.
"""

import os
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime
from itertools import islice

from zhiji.customers.intake.mapping import ImportMapping, check_columns
from zhiji.customers.intake.pressing import Chunk, Press, Pressed, Setting
from zhiji.customers.intake.shaping import load_joins
from zhiji.customers.intake.table import Table, Unreadable
from zhiji.customers.intake.workers import workers
from zhiji.staff.models import Staff, Unit

CHUNK_ROWS = 4_000
SMALL_ROWS = 3_000
WORKERS_MOST = 8

Draw = Callable[[int], list[int]]


def make_setting(
    mapping: ImportMapping, table: Table, by: int | None, note: str
) -> tuple[Setting, tuple[str, ...]]:
    """What the workers must know, and the file's columns that the mapping does not use. Raises MappingError, Unreadable."""
    joined = load_joins(mapping)
    unused = check_columns(mapping, table.columns, {name: each.columns for name, each in joined.items()})
    units = dict(Unit.objects.values_list("code", "id"))
    staff = {
        username: (pk, unit)
        for username, pk, unit in Staff.objects.filter(is_active=True).values_list(
            "username", "id", "unit_id"
        )
    }
    return Setting(mapping, table.columns, joined, units, staff, by, note, secrets.token_bytes(32)), unused


def pressed_chunks(
    table: Table,
    setting: Setting,
    *,
    after: int,
    at: Callable[[], datetime],
    draw: Draw | None,
    samples: int = 0,
) -> Iterator[Pressed]:
    """Every chunk behind row ``after``, in order. ``draw`` reserves customer ids; None: nothing is sealed."""

    def chunks() -> Iterator[Chunk]:
        rows = table.rows(after)
        while batch := list(islice(rows, CHUNK_ROWS)):
            yield Chunk(batch, draw(len(batch)) if draw else [], at(), samples)

    if table.row_count - after + 1 <= SMALL_ROWS:
        here = Press(setting)
        yield from map(here.press, chunks())
        return
    count = max(1, min(os.cpu_count() or 1, WORKERS_MOST))
    with workers(count, setting) as pressing:
        waiting: deque[Future[Pressed]] = deque()
        for chunk in chunks():
            waiting.append(pressing.press(chunk))
            if len(waiting) > count + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


__all__ = ["CHUNK_ROWS", "Unreadable", "make_setting", "pressed_chunks"]
