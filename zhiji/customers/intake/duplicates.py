"""Whether a customer of the file was met before: earlier in the same file, or in the bank.

Within a run, rows are compared by 64-bit keyed marks of their identifiers (the key lives in memory only); two different
identifiers share a mark once in about ten million files of a million rows. Against the bank, the blind index names
candidates and the true identifiers are compared after opening them, for comparison only.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from django.db import connection

from zhiji import fields
from zhiji.access.gateway import Gate
from zhiji.customers.finding import INDEX_COMPARTMENTS
from zhiji.customers.intake.pressing import Identifier, Pressed
from zhiji.customers.models import File
from zhiji.fields import INDEXES

_OPENED_AT_ONCE = 2_000
_CANDIDATES = """
SELECT t.index, t.token, t.customer_id
  FROM unnest(%s::smallint[], %s::bigint[]) AS wanted(index, token)
  JOIN customers_token t ON t.index = wanted.index AND t.token = wanted.token
"""


class Marks:
    """Marks seen so far and the row each stands in: open addressing in two flat arrays, 12 bytes a slot, half full at most.

    >>> marks = Marks(); marks.add(7, 2), marks.row_of(7), marks.row_of(8)
    (None, 2, 0)
    """

    def __init__(self) -> None:
        self._size, self._used = 1 << 12, 0
        self._marks, self._rows = array("Q", bytes(8 * self._size)), array("I", bytes(4 * self._size))

    def row_of(self, mark: int) -> int:
        """The row that brought the mark; 0 when none did."""
        return self._rows[self._slot(mark)]

    def add(self, mark: int, row: int) -> None:
        if self._used * 2 >= self._size:
            self._grow()
        slot = self._slot(mark)
        if not self._rows[slot]:
            self._marks[slot], self._rows[slot] = mark, row
            self._used += 1

    def _slot(self, mark: int) -> int:
        slot, last = mark & (self._size - 1), self._size - 1
        while self._rows[slot] and self._marks[slot] != mark:
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        marks, rows = self._marks, self._rows
        self._size *= 2
        self._marks, self._rows = array("Q", bytes(8 * self._size)), array("I", bytes(4 * self._size))
        for mark, row in zip(marks, rows, strict=True):
            if row:
                slot = self._slot(mark)
                self._marks[slot], self._rows[slot] = mark, row


class OwnIds:
    """The customer ids this run has drawn, as runs of neighbours: its own files need not be opened to be compared."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, ids: Iterable[int]) -> None:
        """Ids in ascending order, above all before."""
        for customer_id in ids:
            if self._lasts and customer_id == self._lasts[-1] + 1:
                self._lasts[-1] = customer_id
            else:
                self._firsts.append(customer_id)
                self._lasts.append(customer_id)

    def __contains__(self, customer_id: int) -> bool:
        place = bisect_right(self._firsts, customer_id) - 1
        return place >= 0 and customer_id <= self._lasts[place]


def within_file(pressed: Pressed, marks: Marks) -> dict[int, int]:
    """Places in the chunk whose identifiers stand in an earlier row, with that row; notes the others' marks."""
    found: dict[int, int] = {}
    for place, identifiers in enumerate(pressed.identifiers):
        for identifier in identifiers:
            if row := marks.row_of(identifier.mark):
                found[place] = row
                break
        else:
            for identifier in identifiers:
                marks.add(identifier.mark, pressed.rows[place])
    return found


def within_bank(gate: Gate, pressed: Pressed, own: OwnIds, leave_out: Iterable[int] = ()) -> set[int]:
    """Places in the chunk whose identifiers stand on a file of the bank already (of another job, or of an earlier run)."""
    skip = set(leave_out)
    wanted: dict[tuple[int, int], list[tuple[int, Identifier]]] = {}
    for place, identifiers in enumerate(pressed.identifiers):
        if place not in skip:
            for identifier in identifiers:
                wanted.setdefault((identifier.index, identifier.token), []).append((place, identifier))
    if not wanted:
        return set()
    candidates: dict[int, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [[index for index, _ in wanted], [token for _, token in wanted]])
        for index, token, customer_id in cursor.fetchall():
            if customer_id not in own:
                candidates.setdefault(customer_id, []).append((index, token))
    met: set[int] = set()
    ids = list(candidates)
    for start in range(0, len(ids), _OPENED_AT_ONCE):
        _compare(gate, {each: candidates[each] for each in ids[start : start + _OPENED_AT_ONCE]}, wanted, met)
    return met


def _compare(
    gate: Gate,
    candidates: dict[int, list[tuple[int, int]]],
    wanted: dict[tuple[int, int], list[tuple[int, Identifier]]],
    met: set[int],
) -> None:
    files = {file.customer_id: file for file in File.objects.filter(pk__in=list(candidates))}
    sealed = []
    for customer_id, hits in candidates.items():
        file = files.get(customer_id)
        names = {name for index, _token in hits for name in INDEX_COMPARTMENTS[INDEXES[index]]}
        sealed += [
            (customer_id, blob) for name in names if file and (blob := getattr(file, name)) is not None
        ]

    def carries(customer_id: int, values: dict[str, object]) -> bool:
        file = files[customer_id]
        held = set(fields.tokens(fields.register(file.pack), file.kind, values))
        hits = [each for hit in candidates[customer_id] for each in wanted[hit]]
        same = {place for place, identifier in hits if (INDEXES[identifier.index], identifier.text) in held}
        met.update(same)
        return bool(same)

    gate.match(sealed, carries)
