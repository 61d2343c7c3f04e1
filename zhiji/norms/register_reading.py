"""Reads ``register/*.toml`` into norms and refuses a register that is incomplete or contradicts itself."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from zhiji.norms.norm import GROUPS, LANGUAGES, STATUSES, Norm

FOLDER = Path(__file__).parent / "register"
REQUIRED = {
    "id",
    "group",
    "title",
    "source",
    "article",
    "effective_from",
    "status",
    "verified",
    "requirements",
    "test",
}
OPTIONAL = {"effective_to", "parameters", "note", "replaced_by"}
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
NORM_ID = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)+")
REQUIREMENT = re.compile(r"[A-Z]{1,2}\d{2}")


class RegisterError(ValueError):
    """The register is wrong; the text names the file, the norm and the mend."""


def read(folder: Path = FOLDER) -> tuple[Norm, ...]:
    """All norms of a folder, in the order of GROUPS, then by first day, then by id. Raises RegisterError."""
    found: list[Norm] = []
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if strange := set(content) - {"norm"}:
            raise RegisterError(
                f"{path.name}: only [[norm]] tables are allowed, not {', '.join(sorted(strange))}"
            )
        found += [norm_of(raw, where=path.name) for raw in content.get("norm", [])]
    together(found)
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda norm: (order.index(norm.group), norm.effective_from, norm.id)))


def norm_of(raw: Mapping[str, object], *, where: str) -> Norm:
    """One norm out of its TOML table. Raises RegisterError."""
    here = f"{where}, norm {raw.get('id', '(without id)')}"
    if lacking := REQUIRED - set(raw):
        raise RegisterError(f"{here}: lacks {', '.join(sorted(lacking))}")
    if strange := set(raw) - REQUIRED - OPTIONAL:
        raise RegisterError(f"{here}: unknown key {', '.join(sorted(strange))}")
    for key in ("id", "group", "source", "article", "status", "test"):
        if not isinstance(raw[key], str):
            raise RegisterError(f"{here}: {key} must be text")
    if not NORM_ID.fullmatch(str(raw["id"])):
        raise RegisterError(f"{here}: an id looks like aml2024.retention (lower case, at least one dot)")
    if raw["group"] not in GROUPS:
        raise RegisterError(f"{here}: unknown group {raw['group']}; the groups are {', '.join(GROUPS)}")
    title = raw["title"]
    if not isinstance(title, dict) or set(title) != set(LANGUAGES) or not all(title.values()):
        raise RegisterError(f"{here}: the title must be given in {', '.join(LANGUAGES)} and nothing else")
    first, last = day_of(raw["effective_from"], here), raw.get("effective_to")
    if last is not None and day_of(last, here) < first:
        raise RegisterError(f"{here}: ends before it begins")
    if raw["status"] not in STATUSES:
        raise RegisterError(f"{here}: status is one of {', '.join(STATUSES)}")
    if raw["status"] == "repealed" and last is None:
        raise RegisterError(f"{here}: a repealed norm needs effective_to, its last day")
    if raw["status"] == "in_force" and last is not None:
        raise RegisterError(f"{here}: a norm with a last day is repealed, not in_force")
    if not isinstance(raw["verified"], bool):
        raise RegisterError(f"{here}: verified is true or false")
    if not raw["verified"] and not raw.get("note"):
        raise RegisterError(f"{here}: an unverified norm needs a note that says what could not be read")
    requirements = raw["requirements"]
    if not isinstance(requirements, list) or not all(REQUIREMENT.fullmatch(str(row)) for row in requirements):
        raise RegisterError(f"{here}: requirements is a list of row ids such as I05")
    parameters = raw.get("parameters", {})
    if not isinstance(parameters, dict) or not all(IDENTIFIER.fullmatch(name) for name in parameters):
        raise RegisterError(f"{here}: parameters is a table of lower_case names")
    return Norm(
        id=str(raw["id"]),
        group=str(raw["group"]),
        title=MappingProxyType(dict(title)),
        source=str(raw["source"]),
        article=str(raw["article"]),
        effective_from=first,
        effective_to=None if last is None else day_of(last, here),
        status=str(raw["status"]),
        verified=raw["verified"],
        parameters=MappingProxyType({name: frozen(value) for name, value in parameters.items()}),
        requirements=tuple(requirements),
        test=str(raw["test"]),
        note=str(raw.get("note", "")),
        replaced_by=str(raw.get("replaced_by", "")),
    )


def day_of(value: object, here: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RegisterError(f"{here}: write a day as 2025-01-01, without quotation marks and without a time")
    return value


def frozen(value: object) -> object:
    """A TOML value made unchangeable: lists become tuples, tables become read-only mappings."""
    if isinstance(value, list):
        return tuple(frozen(item) for item in value)
    if isinstance(value, dict):
        return MappingProxyType({key: frozen(item) for key, item in value.items()})
    return value


def together(norms: Sequence[Norm]) -> None:
    """Checks norms against each other: ids once, successors exist, one value per parameter and day."""
    ids: set[str] = set()
    setters: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        if norm.id in ids:
            raise RegisterError(f"norm {norm.id} is declared twice")
        ids.add(norm.id)
        for name in norm.parameters:
            setters[f"{norm.group}.{name}"].append(norm)
    for norm in norms:
        if norm.replaced_by and norm.replaced_by not in ids:
            raise RegisterError(
                f"norm {norm.id} is replaced by {norm.replaced_by}, which is not in the register"
            )
    for parameter, versions in setters.items():
        one_at_a_time(parameter, versions)


def one_at_a_time(parameter: str, versions: Iterable[Norm]) -> None:
    for earlier, later in pairwise(sorted(versions, key=lambda norm: norm.effective_from)):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise RegisterError(
                f"{parameter} has two values on {later.effective_from}: {earlier.id} and {later.id}; "
                f"end {earlier.id} the day before {later.id} begins"
            )
