"""Opens what a permit allows and masks the rest: the last step of every look, done once for all rooms."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import orjson
from django.utils.translation import get_language

from zhiji import fields, vault
from zhiji.access.permits import FilePermit, joined
from zhiji.access.rules import Decision

T = TypeVar("T")


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
    g lawful ground. Of a hidden field not even its presence is known: ``present`` is None. ``parts``: of a masked
    composite, what its mask leaves open of each entry (a paper's kind and validity beside its masked number).
    """

    field: fields.Field
    level: str
    value: Any
    text: str
    present: bool | None
    provenance: Mapping[str, str]
    parts: tuple[Mapping[str, Any], ...] = ()


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
    files: Sequence[SealedFile], permits: Mapping[int, FilePermit], only: Collection[str] | None = None
) -> dict[int, dict[str, Shown]]:
    """The same for many files at once (keys fetched in one query); ``only`` limits it to some field ids."""
    plans = _plans(files, only)
    return _shown_many(files, permits, plans, _contents(files, permits, plans))


def read_and_weigh(
    files: Sequence[SealedFile], permits: Mapping[int, FilePermit], judge: Callable[[Any, "Weighed"], T]
) -> tuple[dict[int, dict[str, Shown]], dict[int, T]]:
    """Read every field, and let ``judge(file, weighed)`` rate what may be seen of each file, masked values included.

    What ``judge`` answers is shown to the reader: scores, field ids and problems, never a value.
    """
    plans = _plans(files, None)
    contents = _contents(files, permits, plans)
    shown = _shown_many(files, permits, plans, contents)
    judged = {}
    for file in files:
        seen = [one.field for one in shown[file.customer_id].values() if one.level != "hidden"]
        judged[file.customer_id] = judge(file, _weighed(seen, contents[file.customer_id]))
    return shown, judged


@dataclass(frozen=True, slots=True)
class Weighed:
    """What may be seen of a file, for rating it: values and provenance by field id, and every visible field."""

    values: Mapping[str, Any]
    provenance: Mapping[str, Mapping[str, Any]]
    visible: frozenset[str]


def _weighed(seen: Sequence[fields.Field], contents: Mapping[str, dict[str, Any]]) -> Weighed:
    values, provenance = {}, {}
    for field in seen:
        inside = contents.get(field.compartment, _EMPTY)
        if (value := inside["v"].get(field.id)) is not None:
            values[field.id] = value
            provenance[field.id] = inside.get("p", {}).get(field.id) or inside.get("d", {})
    return Weighed(values, provenance, frozenset(field.id for field in seen))


Plans = dict[tuple[str, str], list[fields.Field]]
Contents = Mapping[int, Mapping[str, dict[str, Any]]]


def _plans(files: Sequence[SealedFile], only: Collection[str] | None) -> Plans:
    plans: Plans = {}
    for file in files:
        if (file.pack, file.kind) not in plans:
            every = fields.register(file.pack).for_kind(file.kind)
            plans[file.pack, file.kind] = [field for field in every if only is None or field.id in only]
    return plans


def _contents(files: Sequence[SealedFile], permits: Mapping[int, FilePermit], plans: Plans) -> Contents:
    wanted: list[tuple[int, str, Any]] = []
    for file in files:
        needed = {field.compartment for field in plans[file.pack, file.kind]}
        for name in permits[file.customer_id].compartments:
            if name in needed and (sealed := getattr(file, name)) is not None:
                wanted.append((file.customer_id, name, sealed))
    contents: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    opened = vault.open_many([sealed for *_, sealed in wanted], joined(permits.values()))
    for (customer, name, _), blob in zip(wanted, opened, strict=True):
        contents[customer][name] = payload(blob)
    return contents


def _shown_many(
    files: Sequence[SealedFile], permits: Mapping[int, FilePermit], plans: Plans, contents: Contents
) -> dict[int, dict[str, Shown]]:
    clear: dict[tuple[int, str, str], list[fields.Field]] = {}
    hidden = _unknowable_in(files, permits, plans, contents)
    result = {}
    for file in files:
        permit = permits[file.customer_id]
        key = (id(permit.decision), file.pack, file.kind)
        if key not in clear:
            every = fields.register(file.pack).for_kind(file.kind)
            clear[key] = [field for field in every if shown_level(permit.decision, field) == "clear"]
        plan = plans[file.pack, file.kind]
        result[file.customer_id] = _shown(plan, clear[key], permit, contents[file.customer_id], hidden)
    return result


Unknowable = Callable[[Any, Collection[str]], Collection[str]]
_ask_unknowable: list[Unknowable] = []


def ask_unknowable(answer: Unknowable) -> None:
    """Let the room of the files say which customer numbers a colleague must not even know of (J04): ``answer(by, numbers)``."""
    _ask_unknowable[:] = [answer]


def _unknowable_in(
    files: Sequence[SealedFile], permits: Mapping[int, FilePermit], plans: Plans, contents: Contents
) -> frozenset[str]:
    """The numbers named in these files (ties, employers) that the reader must not meet."""
    named: set[str] = set()
    for file in files:
        for field in plans[file.pack, file.kind]:
            if (
                value := contents[file.customer_id].get(field.compartment, _EMPTY)["v"].get(field.id)
            ) is not None:
                named.update(numbers_in(field, value))
    if not named or not _ask_unknowable:
        return frozenset()
    by = next(iter(permits.values())).by
    return frozenset(_ask_unknowable[0](by, named))


def numbers_in(field: fields.Field, value: Any) -> list[str]:
    """The customer numbers that a value names."""
    if field.type == "customer_number":
        return [value]
    names = [part.id for part in field.parts if part.type == "customer_number"]
    if not names:
        return []
    return [one[name] for one in (value if field.many else [value]) for name in names if one.get(name)]


def without(field: fields.Field, value: Any, hidden: frozenset[str]) -> Any:
    """The value with every item that names a hidden customer left out; None when nothing is left."""
    if not hidden or not (named := numbers_in(field, value)) or not hidden & set(named):
        return value
    if not field.many:
        return None
    return [one for one in value if not hidden & set(numbers_in(field, [one]))] or None


def with_papers_masked(field: fields.Field, value: Any) -> Any:
    """The value with the paper numbers of the people it names masked: who may not see the customer's own number sees no
    relative's or representative's either (H08)."""
    part = next((part for part in field.parts if part.type == "paper"), None)
    if part is None:
        return value

    def masked(one: Mapping[str, Any]) -> Mapping[str, Any]:
        paper = one.get(part.id)
        if not paper or not paper.get("number"):
            return one
        return {**one, part.id: {**paper, "number": fields.mask(part.part("number"), paper["number"])}}

    return [masked(one) for one in value] if field.many else masked(value)


def _shown(
    plan: list[fields.Field],
    clear: list[fields.Field],
    permit: FilePermit,
    contents: Mapping[str, dict[str, Any]],
    unknowable: frozenset[str],
) -> dict[str, Shown]:
    """``clear``: every field this reader may see clear, shown here or on another page, so that no mask is completed there."""
    language = get_language() or "zh-hans"
    decision = permit.decision
    beside = {
        field.id
        for field in clear
        if field.compartment not in contents or field.id in contents[field.compartment]["v"]
    }
    result = {}
    for field in plan:
        level = shown_level(decision, field)
        if level == "hidden":
            result[field.id] = Shown(field, level, None, "", None, {})
            continue
        inside = contents.get(field.compartment, _EMPTY)
        value = inside["v"].get(field.id)
        if value is not None and unknowable:
            value = without(field, value, unknowable)
        if value is None:
            result[field.id] = Shown(field, level, None, "", False, {})
            continue
        provenance = inside.get("p", {}).get(field.id) or inside.get("d", {})
        if level == "clear":
            if decision.level("identity", "papers") != "clear":
                value = with_papers_masked(field, value)
            text = fields.display(field, value, language)
            result[field.id] = Shown(field, level, value, text, True, provenance)
        else:
            masked = fields.mask(field, value, beside=beside)
            result[field.id] = Shown(field, level, None, masked, True, provenance, _open_parts(field, value))
    return result


_EMPTY: dict[str, Any] = {"v": {}}
_OPEN_TYPES = ("date", "bool", "choice")


def _open_parts(field: fields.Field, value: Any) -> tuple[Mapping[str, Any], ...]:
    """Dates, marks and codes of a masked composite: they stand on it in the clear, its numbers and names do not."""
    if not field.parts or field.mask == "hidden":
        return ()
    names = [part.id for part in field.parts if part.type in _OPEN_TYPES and part.mask == "none"]
    return tuple(
        {name: one[name] for name in names if name in one} for one in (value if field.many else [value])
    )


def shown_level(decision: Decision, field: fields.Field) -> str:
    """How a field is shown: what the decision says, but a public field (an organisation's name) has no mask."""
    level = decision.level(field.compartment, field.id)
    return "clear" if level == "masked" and field.public else level
