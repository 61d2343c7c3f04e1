"""Opens what a permit allows and masks the rest: the last step of every look, done once for all rooms."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from django.utils.translation import get_language

from zhiji import fields, vault
from zhiji.access.permits import FilePermit, joined, mint_for_matching
from zhiji.access.policy import COMPARTMENTS


class SealedFile(Protocol):
    """A file with its six sealed compartments as attributes named after them."""

    customer_id: int
    pack: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as this reader may see it.

    ``value`` is the true value only when ``level`` is ``clear``; ``text`` is what to print: the value as the reader's
    language writes it, its mask, or nothing. ``provenance`` keys: s source, l learned, w verified, b verified by,
    g lawful ground. Of a hidden field not even its presence is known: ``present`` is None.
    """

    field: fields.Field
    level: str
    value: Any
    text: str
    present: bool | None
    provenance: Mapping[str, str]


def payload(blob: bytes) -> dict[str, Any]:
    """A compartment's contents: ``v`` values by field, ``d`` provenance of all, ``p`` provenance of single fields."""
    return orjson.loads(blob)


def open_payloads(file: SealedFile, permit: FilePermit, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The raw contents of compartments the permit covers. For acts that rewrite them; looks use ``read``."""
    held = [(name, sealed) for name in names if (sealed := getattr(file, name)) is not None]
    opened = vault.open_many([sealed for _, sealed in held], permit.vault)
    return {name: payload(blob) for (name, _), blob in zip(held, opened, strict=True)}


def read(file: SealedFile, permit: FilePermit) -> dict[str, Shown]:
    """Every field of the file's kind, by id, as the permit allows."""
    return read_many([file], {file.customer_id: permit})[file.customer_id]


def read_many(
    files: Sequence[SealedFile], permits: Mapping[int, FilePermit], only: Sequence[str] | None = None
) -> dict[int, dict[str, Shown]]:
    """The same for many files at once (keys fetched in one query); ``only`` limits it to some field ids."""
    wanted: list[tuple[int, str, Any]] = []
    plans: dict[tuple[str, str], list[fields.Field]] = {}
    for file in files:
        plan = plans.get((file.pack, file.kind))
        if plan is None:
            plan = [f for f in fields.register(file.pack).for_kind(file.kind) if only is None or f.id in only]
            plans[file.pack, file.kind] = plan
        needed = {field.compartment for field in plan}
        for name in permits[file.customer_id].compartments:
            if name in needed and (sealed := getattr(file, name)) is not None:
                wanted.append((file.customer_id, name, sealed))
    contents: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    opened = vault.open_many([sealed for *_, sealed in wanted], joined(permits.values()))
    for (customer, name, _), blob in zip(wanted, opened, strict=True):
        contents[customer][name] = payload(blob)
    return {
        file.customer_id: _shown(plans[file.pack, file.kind], permits[file.customer_id], contents[file.customer_id])
        for file in files
    }


def _shown(plan: list[fields.Field], permit: FilePermit, contents: Mapping[str, dict[str, Any]]) -> dict[str, Shown]:
    language = get_language() or "zh-hans"
    decision = permit.decision
    beside = {
        field.id
        for field in plan
        if decision.level(field.compartment, field.id) == "clear"
        and field.id in contents.get(field.compartment, _EMPTY)["v"]
    }
    result = {}
    for field in plan:
        level = decision.level(field.compartment, field.id)
        if level == "masked" and field.public:
            level = "clear"
        if level == "hidden":
            result[field.id] = Shown(field, level, None, "", None, {})
            continue
        inside = contents.get(field.compartment, _EMPTY)
        value = inside["v"].get(field.id)
        if value is None:
            result[field.id] = Shown(field, level, None, "", False, {})
            continue
        provenance = inside.get("p", {}).get(field.id) or inside.get("d", {})
        if level == "clear":
            result[field.id] = Shown(field, level, value, fields.display(field, value, language), True, provenance)
        else:
            result[field.id] = Shown(field, level, None, fields.mask(field, value, beside=beside), True, provenance)
    return result


_EMPTY: dict[str, Any] = {"v": {}}


def compare(sealed: Iterable[tuple[int, Any]], fits: Callable[[int, dict[str, Any]], bool]) -> list[int]:
    """Which customers' compartments satisfy ``fits(customer_id, values)``. Values never leave this function."""
    pairs = list(sealed)
    permit = mint_for_matching((customer, item.compartment) for customer, item in pairs)
    found: dict[int, None] = {}
    for (customer, _), blob in zip(pairs, vault.open_many([item for _, item in pairs], permit), strict=True):
        if fits(customer, payload(blob)["v"]):
            found[customer] = None
    return list(found)


__all__ = ["COMPARTMENTS", "Shown", "compare", "open_payloads", "payload", "read", "read_many"]
