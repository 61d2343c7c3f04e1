"""The mapping file: TOML that says which column of a table goes to which field of the register.

    source = "other_system"                       # a code of the list of sources
    key = { system = "berka", columns = ["client_id"] }
    kind = "person"                               # or { column = "type", codes = { P = "person", C = "organisation" } }
    custodian = "officer"                         # a sign-in name; likewise manager, deputy; unit = "code of the unit"

    [fields]
    name = "NAME"                                 # a column
    "papers.0.number" = "ID_NO"                   # a part of the first paper
    "papers.0.type" = { constant = "resident_id" }
    sex = { column = "SEX", codes = { "1" = "male", "2" = "female" } }

Every word is explained in docs/how-to/import.md. Every error names the table, the key and the mend.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from zhiji import fields
from zhiji.customers.intake.reading import FORMATS
from zhiji.customers.intake.recipes import (
    MappingError,
    Value,
    check_path,
    flat_paths,
    known_words,
    only_allowed,
    tables_of,
    text_of,
    value_of,
)
from zhiji.customers.intake.table import Layout, digest_of
from zhiji.customers.rules import STATES
from zhiji.fields import Register

_TOP = (
    "title",
    "pack",
    "source",
    "learned",
    "state",
    "kind",
    "unit",
    "manager",
    "deputy",
    "custodian",
    "key",
    "file",
    "join",
    "fields",
)
_DUTIES: tuple[str, ...] = ("manager", "deputy", "custodian")
_FILE = ("format", "encoding", "delimiter", "quote", "sheet")
_JOIN = (*_FILE, "path", "column", "key")


@dataclass(frozen=True, slots=True)
class Join:
    """A second table: the row whose ``key`` equals our ``column`` lends its columns, as ``<name>.<column>``."""

    path: Path
    column: str
    key: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A mapping that was read and checked against the register. ``digest`` covers its text and the joined files."""

    pack: str
    source: str
    learned: Value | None
    state: Value
    kind: Value
    people: Mapping[str, Value]
    unit: Value | None
    key_system: str
    key_columns: tuple[str, ...]
    layout: Layout
    joins: Mapping[str, Join]
    values: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    digest: str = ""


def read_mapping(path: Path, *folders: Path) -> ImportMapping:
    """The mapping in a file; joined files are looked for in ``folders``, then beside it."""
    return parse(text_of(path), (*folders, path.parent))


def parse(text: str, folders: tuple[Path, ...] = ()) -> ImportMapping:
    """The mapping written in ``text``; joined files are looked for in ``folders``. Raises MappingError."""
    data = tables_of(text)
    known_words("", data, _TOP)
    register = _register(data)
    kind = value_of(
        "", "kind", _needed(data, "kind", _('Say kind = "person", or name the column that holds it.'))
    )
    only_allowed("", "kind", kind, fields.KINDS)
    state = value_of("", "state", data.get("state", "established"))
    only_allowed("", "state", state, tuple(state for state in STATES if state != "closed"))
    duties = [name for name in _DUTIES if name in data]
    people = {name: value_of("", name, data[name]) for name in duties}
    for name in ("manager", "custodian"):
        if name not in people:
            mend = _("Write the sign-in name of a colleague, or the column that holds it.")
            raise MappingError("", name, _("every file needs one."), mend)
    system, columns = _key(data)
    joins = {name: _join(name, table, folders) for name, table in _table(data, "join").items()}
    mapping = ImportMapping(
        pack=register.pack,
        source=_source(data, register),
        learned=value_of("", "learned", data["learned"]) if "learned" in data else None,
        state=state,
        kind=kind,
        people=people,
        unit=value_of("", "unit", data["unit"]) if "unit" in data else None,
        key_system=system,
        key_columns=columns,
        layout=_layout("file", _table(data, "file")),
        joins=joins,
        values=_fields(_table(data, "fields"), register, kind),
        digest=_digest(data, joins),
    )
    _check_joins(mapping)
    return mapping


def check_columns(
    mapping: ImportMapping, columns: tuple[str, ...], joined: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """That every column the mapping names is there; answers the columns it does not use."""
    used: set[str] = set()
    for table, key, column in _named_columns(mapping):
        home, _dot, rest = column.partition(".")
        inside = joined.get(home) if _dot and column not in columns else None
        if column not in columns and (inside is None or rest not in inside):
            there = ", ".join(columns if inside is None else (f"{home}.{name}" for name in inside))
            message = _("the file has no column %(column)s.") % {"column": column}
            raise MappingError(table, key, message, _("Its columns are: %(columns)s.") % {"columns": there})
        used.add(column)
    return tuple(column for column in columns if column not in used)


def _named_columns(mapping: ImportMapping) -> list[tuple[str, str, str]]:
    named = [("key", "columns", column) for column in mapping.key_columns]
    named += [(f"join.{name}", "column", join.column) for name, join in mapping.joins.items()]
    single = {
        "kind": mapping.kind,
        "state": mapping.state,
        "unit": mapping.unit,
        "learned": mapping.learned,
        **mapping.people,
    }
    named += [("", key, value.column) for key, value in single.items() if value is not None and value.column]
    named += [
        ("fields", ".".join(path), value.column) for path, value in mapping.values.items() if value.column
    ]
    return named


# -- the parts of the file ----------------------------------------------------------------------------------------


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, Mapping):
        raise MappingError(
            "",
            key,
            _("this must be a table."),
            _("Write it as [%(key)s] with one line per entry.") % {"key": key},
        )
    return table


def _needed(data: Mapping[str, Any], key: str, mend: str) -> Any:
    if key not in data:
        raise MappingError("", key, _("this is missing."), mend)
    return data[key]


def _register(data: Mapping[str, Any]) -> Register:
    try:
        return fields.register(data.get("pack", "bank"))
    except fields.RegisterError as error:
        raise MappingError(
            "", "pack", _("there is no such pack of fields."), _('The built-in one is "bank".')
        ) from error


def _source(data: Mapping[str, Any], register: Register) -> str:
    source = _needed(data, "source", _('Say where the data come from, for example source = "other_system".'))
    known = {code for each in register.fields for code in each.sources}
    if source not in known:
        raise MappingError(
            "",
            "source",
            _("there is no such source."),
            _("The sources are: %(codes)s.") % {"codes": ", ".join(sorted(known))},
        )
    return str(source)


def _key(data: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    mend = _('Write key = { system = "core", columns = ["CUST_NO"] }: it tells a customer met before.')
    table = data.get("key")
    if table is None:
        return "", ()
    if not isinstance(table, Mapping):
        raise MappingError("", "key", _("this must be a table."), mend)
    known_words("key", table, ("system", "columns"))
    system, columns = table.get("system"), table.get("columns")
    if not isinstance(system, str) or not system.strip() or ":" in system or len(system) > 20:
        raise MappingError(
            "key", "system", _("the name of the other system is missing, too long or holds a colon."), mend
        )
    if not isinstance(columns, list) or not columns or not all(isinstance(column, str) for column in columns):
        raise MappingError("key", "columns", _("the columns that make the key are missing."), mend)
    return system.strip(), tuple(columns)


def _layout(table: str, given: Mapping[str, Any], words: tuple[str, ...] = _FILE) -> Layout:
    known_words(table, given, words)
    for key in _FILE:
        if key in given and not isinstance(given[key], str):
            raise MappingError(table, key, _("this must be a text."), _("Put it in quotation marks."))
    if given.get("format", "csv") not in FORMATS:
        raise MappingError(table, "format", _("there is no such format."), _("Use csv, xlsx or parquet."))
    return Layout(*(given.get(key) for key in _FILE))


def _join(name: str, given: Any, folders: tuple[Path, ...]) -> Join:
    table = f"join.{name}"
    mend = _("Write path, column (of this file) and key (column of the joined file).")
    if not isinstance(given, Mapping):
        raise MappingError(table, "", _("this must be a table."), mend)
    layout = _layout(table, given, _JOIN)
    for key in ("path", "column", "key"):
        if not isinstance(given.get(key), str):
            raise MappingError(table, key, _("this is missing."), mend)
    for folder in (*folders, Path()):
        if (folder / given["path"]).is_file():
            return Join(folder / given["path"], given["column"], given["key"], layout)
    message = _("there is no file %(path)s.") % {"path": given["path"]}
    raise MappingError(table, "path", message, _("Put it beside the data file or beside the mapping."))


def _fields(table: Mapping[str, Any], register: Register, kind: Value) -> dict[tuple[str, ...], Value]:
    found: dict[tuple[str, ...], Value] = {}
    for path, given in flat_paths(table):
        key = ".".join(path)
        check_path(path, key, register, kind)
        if path in found:
            raise MappingError("fields", key, _("it stands here twice."), _("Keep one."))
        found[path] = value_of("fields", key, given)
    if not found:
        raise MappingError(
            "fields", "", _("no field is mapped."), _('Write one line per field: name = "NAME".')
        )
    return found


def _check_joins(mapping: ImportMapping) -> None:
    for table, key, column in _named_columns(mapping):
        if table.startswith("join.") and column.partition(".")[0] in mapping.joins:
            raise MappingError(
                table, key, _("a join cannot hang on another join."), _("Use a column of the data file.")
            )


def _digest(data: Mapping[str, Any], joins: Mapping[str, Join]) -> str:
    text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(
        text + b"".join(digest_of(join.path).encode() for join in joins.values())
    ).hexdigest()
