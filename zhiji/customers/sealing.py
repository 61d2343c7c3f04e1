"""From a file's values to its sealed compartments and index tokens, and back to the payload they came from.

Used by every writer (form, API, import, rotation of the register), so that a file is built in one place only.
A compartment's payload is JSON: ``v`` values by field id, ``d`` provenance of all of them, ``p`` provenance of single
fields where it differs. Provenance keys: ``s`` source, ``l`` learned on, ``w`` verified on, ``b`` verified by (staff id),
``g`` lawful ground (norm id).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from zhiji import fields, vault
from zhiji.fields import COMPARTMENTS, INDEXES, Register

INDEX_NUMBER = {name: number for number, name in enumerate(INDEXES)}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where values come from (A21, M02): the five principles are computed from this, never claimed."""

    source: str
    learned: date
    verified: date | None = None
    verified_by: int | None = None
    ground: str = "cdd2025.person"

    def as_payload(self) -> dict[str, Any]:
        """The short form kept beside the values."""
        short: dict[str, Any] = {"s": self.source, "l": self.learned.isoformat(), "g": self.ground}
        if self.verified is not None:
            short["w"] = self.verified.isoformat()
            short["b"] = self.verified_by
        return short


def split(register: Register, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Values by compartment."""
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        parts.setdefault(register.field(name).compartment, {})[name] = value
    return parts


def seal_new(
    key: vault.DataKey, register: Register, values: Mapping[str, Any], origin: Origin
) -> dict[str, bytes]:
    """The sealed compartments of a file's first version; compartments without values are left out."""
    provenance = origin.as_payload()
    return {
        name: vault.seal(
            key, COMPARTMENTS.index(name), 1, register.revision, orjson.dumps({"v": part, "d": provenance})
        )
        for name, part in split(register, values).items()
    }


def reseal(
    key: vault.DataKey, register: Register, compartment: str, version: int, contents: Mapping[str, Any]
) -> bytes:
    """One compartment of a later version."""
    return vault.seal(
        key, COMPARTMENTS.index(compartment), version, register.revision, orjson.dumps(contents)
    )


def amended(contents: dict[str, Any] | None, changes: Mapping[str, Any], origin: Origin) -> dict[str, Any]:
    """A compartment's payload with some values changed (None removes one); untouched values keep their provenance."""
    provenance = origin.as_payload()
    before = contents or {"v": {}, "d": provenance}
    values, own = dict(before["v"]), dict(before.get("p", {}))
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
            own.pop(name, None)
        else:
            values[name] = value
            own[name] = provenance
    return {"v": values, "d": before["d"], "p": own}


def tokens(
    register: Register, kind: str, values: Mapping[str, Any], customer_id: int
) -> set[tuple[int, int]]:
    """The blind-index entries of a file, as (index number, token)."""
    return index_entries(fields.tokens(register, kind, values), customer_id)


def index_entries(identifiers: Iterable[tuple[str, str]], customer_id: int) -> set[tuple[int, int]]:
    """The same for identifiers already taken out of the values by ``fields.tokens``."""
    return {(INDEX_NUMBER[index], vault.index_token(index, text, customer_id)) for index, text in identifiers}


def grams(name: str) -> list[str]:
    """The characters of a public name and their neighbouring pairs: found by any one, two or more characters in a row."""
    text = fields.normalise("name", name)
    return sorted({text[place : place + 2] for place in range(len(text) - 1)} | set(text))


def public_names(kind: str, secrecy: int, values: Mapping[str, Any]) -> Iterable[str]:
    """The names of a file that are public: an unclassified organisation's registered name."""
    if kind == "organisation" and secrecy == 0 and values.get("name"):
        yield values["name"]
