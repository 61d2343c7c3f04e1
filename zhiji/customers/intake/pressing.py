"""One chunk of rows, cleaned, sealed and packed. Runs in other processes; touches no database.

A worker is started once with a ``Setting`` and then presses chunk after chunk. What comes back holds, for the rows to be
taken in, the packed rows of every table and the identifiers by which a customer met before is known; for the others, why.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from django.utils import timezone

from zhiji import fields, vault
from zhiji.customers import sealing
from zhiji.customers.intake import packing
from zhiji.customers.intake.mapping import ImportMapping
from zhiji.customers.intake.reasons import of_problem, reason
from zhiji.customers.intake.shaping import Joined, Shape, Shaper
from zhiji.customers.intake.table import Row
from zhiji.customers.rules import STATES, completeness
from zhiji.fields import COMPARTMENTS, KINDS

KNOWN_BY = ("paper", "licence", "reference")
"""The blind indexes whose texts belong to one customer only: by these a duplicate is known."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything a worker must know. ``units``: id by code; ``staff``: (id, unit id) by sign-in name."""

    mapping: ImportMapping
    columns: tuple[str, ...]
    joined: Mapping[str, Joined]
    units: Mapping[str, int]
    staff: Mapping[str, tuple[int, int]]
    by: int | None
    note: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows to press, with a customer id for each; without ids nothing is sealed (a preview)."""

    rows: list[Row]
    ids: list[int]
    at: datetime
    samples: int = 0


class Identifier(NamedTuple):
    """One identifying text of a row: its index, its token there, a mark to compare rows of this run by, the text itself."""

    index_number: int
    token: int
    mark: int
    text: str


@dataclass(slots=True)
class Pressed:
    """What became of a chunk. ``files``, ``keys``, ``incomplete`` and ``identifiers`` run parallel to ``rows`` and ``ids``;
    ``tokens`` are packed and sorted; ``rejects`` hold (row number, reasons as JSON); ``warnings`` (row, rule, column, field)."""

    first: int
    last: int
    rows: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    incomplete: list[bool] = field(default_factory=list)
    identifiers: list[tuple[Identifier, ...]] = field(default_factory=list)
    tokens: list[bytes] = field(default_factory=list)
    names: list[tuple[int, bytes]] = field(default_factory=list)
    rejects: list[tuple[int, list[dict[str, Any]]]] = field(default_factory=list)
    warnings: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    samples: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def mark_of(secret: bytes, index: str, text: str) -> int:
    """64 bits that stand for an identifier during one run."""
    digest = hashlib.blake2b(f"{index}\0{text}".encode(), key=secret, digest_size=8).digest()
    return int.from_bytes(digest, "big")


class Press:
    """Presses chunks under one setting."""

    def __init__(self, setting: Setting) -> None:
        self._set = setting
        mapping = setting.mapping
        self._register = fields.register(mapping.pack)
        self._shaper = Shaper(mapping, setting.columns, setting.joined)
        self._ground: dict[tuple[Any, ...], bytes] = {}
        self._indexes = {index: vault.blind.keyed(index) for index in fields.INDEXES}

    def press(self, chunk: Chunk) -> Pressed:
        """Clean, seal and pack; a row with any error is given back whole."""
        done = Pressed(chunk.rows[0][0], chunk.rows[-1][0])
        today = timezone.localdate(chunk.at)
        keys: dict[int, vault.DataKey] = {}
        if chunk.ids:
            keys, rows = vault.wrapped_rows(chunk.ids)
            wrapped = {row[0]: packing.key_row(*row) for row in rows}
        for place, (number, cells) in enumerate(chunk.rows):
            shape, values, wrong = self._clean(number, cells, today, done)
            if wrong:
                done.rejects.append((number, wrong))
                continue
            found = fields.tokens(self._register, shape.kind, values)
            lacking = len(fields.missing(shape.kind, values, on=today, register=self._register))
            done.rows.append(number)
            done.incomplete.append(lacking > 0)
            done.identifiers.append(
                tuple(self._identifier(index, text) for index, text in found if index in KNOWN_BY)
            )
            if place < chunk.samples:
                done.samples.append((shape.kind, values))
            if chunk.ids:
                customer_id = chunk.ids[place]
                done.ids.append(customer_id)
                done.keys.append(wrapped[customer_id])
                # A key is let go with its row: kept to the end of the chunk, its ciphers cost more than they do.
                done.files.append(self._file(keys.pop(customer_id), shape, values, lacking, chunk.at, today))
                done.tokens += self._token_rows(found, customer_id)
                for name in sealing.public_names(shape.kind, 0, values):
                    grams = packing.varchars(sealing.grams(name))
                    packed = packing.columns(packing.int8(customer_id), packing.text(name), grams)
                    done.names.append((customer_id, packed))
        done.tokens.sort()
        return done

    def _clean(
        self, number: int, cells: list[str], today: date, done: Pressed
    ) -> tuple[Shape, dict[str, Any], list[dict[str, Any]]]:
        shaper = self._shaper
        if len(cells) != shaper.width:
            if (len(cells) > shaper.width and any(cells[shaper.width :])) or len(cells) < shaper.width - 1:
                wrong = [reason("row.cells", cells=len(cells), columns=shaper.width)]
                return Shape("", "", None, {}, None), {}, wrong
            cells = (cells + [""] * shaper.width)[: shaper.width]
        shape, wrong = shaper.shape(cells)
        wrong += self._misplaced(shape)
        if shape.kind not in self._register.kinds or shape.kind not in KINDS:
            return shape, {}, wrong
        if not shape.raw and not wrong:
            wrong.append(reason("row.nothing"))
        cleaned = fields.clean_file(shape.kind, shape.raw, on=today, register=self._register)
        for problem in cleaned.problems:
            stored = of_problem(problem, shaper.column_of(problem.where or problem.field))
            if problem.severity == "error":
                wrong.append(stored)
            else:
                done.warnings.append((number, stored))
        return shape, cleaned.values, wrong

    def _misplaced(self, shape: Shape) -> list[dict[str, Any]]:
        """Codes of the row that name nothing here."""
        mapping, wrong = self._set.mapping, []
        if shape.kind not in KINDS:
            wrong.append(reason("row.kind", column=mapping.kind.column or ""))
        if shape.state not in STATES or shape.state == "closed":
            wrong.append(reason("row.state", column=mapping.state.column or ""))
        if mapping.unit is not None and shape.unit not in self._set.units:
            wrong.append(reason("row.unit", column=mapping.unit.column or ""))
        for name, username in shape.people.items():
            if username not in self._set.staff and not (name == "deputy" and not username):
                wrong.append(reason("row.staff", column=mapping.people[name].column or ""))
        return wrong

    def _identifier(self, index: str, text: str) -> Identifier:
        # One token per text: identifiers that belong to one customer only need no salts.
        token = self._indexes[index].token(text, 0)
        return Identifier(sealing.INDEX_NUMBER[index], token, mark_of(self._set.secret, index, text), text)

    def _token_rows(self, found: list[tuple[str, str]], customer_id: int) -> list[bytes]:
        entries = set()
        for index, text in found:
            keyed = self._indexes[index]
            entries.add((sealing.INDEX_NUMBER[index], keyed.token(text, keyed.salt(customer_id))))
        return [packing.token_row(index, token, customer_id) for index, token in entries]

    def _file(
        self,
        key: vault.DataKey,
        shape: Shape,
        values: dict[str, Any],
        lacking: int,
        at: datetime,
        today: date,
    ) -> bytes:
        learned = date.fromisoformat(shape.learned) if shape.learned else today
        origin = sealing.Origin(self._set.mapping.source, learned)
        blobs = sealing.seal_new(key, self._register, values, origin)
        sealed = b"".join([packing.octets(blobs.get(name)) for name in COMPARTMENTS])
        return b"".join(
            (_HEAD, packing.int8(key.customer_id), self._middle(shape, lacking, at, today), sealed)
        )

    def _middle(self, shape: Shape, lacking: int, at: datetime, today: date) -> bytes:
        """The unsealed columns; rows that agree in them share the bytes."""
        people = tuple(shape.people.get(name) or "" for name in ("manager", "deputy", "custodian"))
        known = (shape.kind, shape.state, shape.unit, people, lacking, at)
        packed = self._ground.get(known)
        if packed is None:
            if len(self._ground) > 10_000:
                self._ground.clear()
            packed = self._ground[known] = self._packed_middle(shape, lacking, at, today)
        return packed

    def _packed_middle(self, shape: Shape, lacking: int, at: datetime, today: date) -> bytes:
        staff, mapping = self._set.staff, self._set.mapping
        manager, home = staff[str(shape.people["manager"])]
        unit = self._set.units[str(shape.unit)] if mapping.unit is not None else home
        deputy = staff[str(shape.people["deputy"])][0] if shape.people.get("deputy") else None
        required = _required(mapping.pack, shape.kind, today)
        return b"".join(
            (
                packing.text(mapping.pack), packing.text(shape.kind), packing.text(shape.state), packing.int2(0),
                packing.boolean(False), packing.int8(unit), packing.int8(manager), packing.int8(deputy),
                packing.int8(staff[str(shape.people["custodian"])][0]), packing.instant(at), packing.int4(1),
                packing.instant(at), packing.int8(self._set.by), packing.text(mapping.source),
                packing.text(self._set.note), packing.int2(completeness(lacking, required)), packing.int2(lacking),
            )
        )  # fmt: skip


_HEAD = len(packing.FILE_COLUMNS).to_bytes(2, "big")


@lru_cache(maxsize=64)
def _required(pack: str, kind: str, today: date) -> int:
    return len(fields.missing(kind, {}, on=today, register=fields.register(pack)))


def packed_json(reasons: list[dict[str, Any]]) -> str:
    """Reasons as the database keeps them."""
    return orjson.dumps(reasons).decode()
