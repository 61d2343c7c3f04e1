"""Whether a customer of the file was met before: earlier in the same file, or in the bank.

Within a run, rows are compared by 64-bit keyed marks of their identifiers (the key lives in memory only); two different
identifiers share a mark once in about ten million files of a million rows. Against the bank there are two ways, and the
cheaper one is taken: the blind index names candidates, which are opened and compared; or, for a long file, every file of
the bank is opened once and its marks are noted. The index names strangers on purpose (tokens are cut short), so a long file
would open every file of the bank many times over. All identifiers that count lie in the identity compartment.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from zhiji import fields
from zhiji.access.gateway import Gate
from zhiji.access.rules import TOP_SECRET, may_know
from zhiji.customers.intake.pressing import KNOWN_BY, Identifier, Pressed, mark_of
from zhiji.customers.models import File
from zhiji.fields import INDEXES, Register
from zhiji.vault import Sealed
from zhiji.vault.plans import plans

IN_BANK = 1
"""The row number that stands for a file of the bank; row 1 of a file is its header."""
_OPENED_AT_ONCE = 2_000
_CANDIDATES = """
SELECT t.index, t.token, t.customer_id
  FROM unnest(%s::smallint[], %s::bigint[]) AS wanted(index, token)
  JOIN customers_token t ON t.index = wanted.index AND t.token = wanted.token
 WHERE t.id > %s
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
    """Places in the chunk whose identifiers stand in an earlier row (``IN_BANK``: on a file the bank was scanned for),
    with that row; notes the others' marks.
    """
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


def worth_scanning(rows: int) -> bool:
    """Whether opening every file once costs less than opening the candidates of every row.

    A token of an identifier brings up one file in ``2 ** bits``; so many look-ups open each file once.
    """
    return rows * len(KNOWN_BY) > 1 << plans()["paper"].bits


class Bank:
    """What the bank holds already. Ask ``scan`` once for a long file, then ``met`` for every chunk."""

    def __init__(self) -> None:
        self.own = OwnIds()
        self._scanned = False
        self._floor = 0
        self._expected: int | None = None

    def scan(self, gate: Gate, marks: Marks, secret: bytes) -> int:
        """Open every file once, for comparison only, and note the marks of its identifiers; how many there were."""
        self._floor = self._expected = _last_token()
        count, after = 0, 0
        while (read := _batch(gate, after))[1]:
            batch, after = read
            count += len(batch)
            _note(gate, batch, marks, secret)
        self._scanned = True
        return count

    def met(self, gate: Gate, pressed: Pressed, leave_out: Iterable[int]) -> set[int]:
        """Places in the chunk whose identifiers stand on a file of the bank: of another job, or of an earlier run.

        After a scan only what others have written since is looked at; while nobody has, nothing is.
        """
        if self._expected is not None and self._expected == _last_token():
            return set()
        self._expected = None
        return _met(gate, pressed, self.own, set(leave_out), self._floor if self._scanned else 0)

    def wrote(self, tokens: int) -> None:
        """So many tokens of this run go into the index now."""
        if self._expected is not None:
            self._expected += tokens


def _last_token() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value - (NOT is_called)::int FROM customers_token_id_seq")
        return int(cursor.fetchone()[0])


Held = tuple[int, str, str, Sealed]
"""Of a file: its id, pack, kind and sealed identity."""


def _held(gate: Gate, files: QuerySet[File]) -> tuple[list[Held], int]:
    """What may be compared of these files, and the last id among all of them (0 for none).

    A top-secret file is no customer of the bank to whoever may not know of it: “known already” would betray it (J04).
    """
    columns = ("customer_id", "pack", "kind", "identity", "secrecy")
    rows = list(files.values_list(*columns))
    secret = [row[0] for row in rows if row[4] >= TOP_SECRET]
    known = File.objects.select_related("unit").filter(pk__in=secret) if secret else ()
    hidden = {file.customer_id for file in known if not may_know(gate.by, file)}
    return [row[:4] for row in rows if row[0] not in hidden], rows[-1][0] if rows else 0


def _batch(gate: Gate, after: int) -> tuple[list[Held], int]:
    files = File.objects.filter(customer_id__gt=after, identity__isnull=False).order_by("customer_id")
    return _held(gate, files[:_OPENED_AT_ONCE])


def _note(gate: Gate, batch: list[Held], marks: Marks, secret: bytes) -> None:
    held = {customer_id: (pack, kind) for customer_id, pack, kind, _sealed in batch}

    def fits(customer_id: int, values: dict[str, Any]) -> bool:
        for index, text in _known_by(*held[customer_id], values):
            marks.add(mark_of(secret, index, text), IN_BANK)
        return False

    gate.match([(customer_id, sealed.of(customer_id)) for customer_id, _pack, _kind, sealed in batch], fits)


def _known_by(pack: str, kind: str, values: dict[str, Any]) -> list[tuple[str, str]]:
    register = fields.register(pack)
    telling = {name: values[name] for name in _telling(register, kind) if name in values}
    return fields.tokens(register, kind, telling)


@lru_cache(maxsize=64)
def _telling(register: Register, kind: str) -> tuple[str, ...]:
    return tuple(field.id for field in register.for_kind(kind) if field.index in KNOWN_BY)


def _met(gate: Gate, pressed: Pressed, own: OwnIds, leave_out: set[int], floor: int) -> set[int]:
    wanted: dict[tuple[int, int], list[tuple[int, Identifier]]] = {}
    for place, identifiers in enumerate(pressed.identifiers):
        if place not in leave_out:
            for identifier in identifiers:
                wanted.setdefault((identifier.index_number, identifier.token), []).append((place, identifier))
    if not wanted:
        return set()
    candidates: dict[int, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [[index for index, _ in wanted], [token for _, token in wanted], floor])
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
    found = {
        each[0]: each
        for each in _held(gate, File.objects.filter(pk__in=list(candidates), identity__isnull=False))[0]
    }

    def carries(customer_id: int, values: dict[str, Any]) -> bool:
        _id, pack, kind, _sealed = found[customer_id]
        held = set(_known_by(pack, kind, values))
        hits = [each for hit in candidates[customer_id] for each in wanted[hit]]
        same = {
            place for place, identifier in hits if (INDEXES[identifier.index_number], identifier.text) in held
        }
        met.update(same)
        return bool(same)

    gate.match([(customer_id, each[3].of(customer_id)) for customer_id, each in found.items()], carries)
