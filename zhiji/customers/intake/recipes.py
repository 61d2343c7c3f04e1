"""The recipes of a mapping: where one value comes from, and to which field it goes. Checked against the register."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhiji.customers.intake.derive import DERIVATIONS
from zhiji.fields import Register

REFERENCE_FIELD = "other_numbers"
"""The field that keeps the customer's number in the system the file comes from."""

_WORDS = ("column", "constant", "codes", "date", "empty", "derive", "default")


class MappingError(ValueError):
    """The mapping cannot be used. ``table`` and ``key`` say where it is wrong, ``mend`` what to write instead."""

    def __init__(self, table: str, key: str, message: str, mend: str) -> None:
        self.table, self.key, self.message, self.mend = table, key, message, mend
        place = f"[{table}] {key}" if table else key
        super().__init__(f"{place}: {message} {mend}")


@dataclass(frozen=True, slots=True)
class Value:
    """Where one value comes from: a column (``join.column`` for a joined table) or a constant, then what is done to it.

    In this order: ``empty`` spellings count as nothing, ``codes`` translate (others pass unchanged), ``date`` is a
    strptime form, ``derive`` a named function, ``default`` what an empty cell becomes.
    """

    column: str | None = None
    constant: Any = None
    codes: Mapping[str, Any] | None = None
    date: str | None = None
    empty: tuple[str, ...] = ()
    derive: str | None = None
    default: Any = None


def text_of(path: Path) -> str:
    """What a mapping file says. Raises MappingError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingError(
            "",
            path.name,
            _("the mapping cannot be opened (%(why)s).") % {"why": error.strerror},
            _("Check its path."),
        ) from error
    except UnicodeDecodeError as error:
        raise MappingError(
            "", path.name, _("the mapping is not UTF-8 text."), _("Save it as UTF-8.")
        ) from error


def tables_of(text: str) -> dict[str, Any]:
    """The TOML of a mapping, by its words. Raises MappingError."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(
            "", "TOML", f"{error}.", _("Correct the TOML; a text stands in quotation marks.")
        ) from error


def known_words(table: str, given: Mapping[str, Any], words: tuple[str, ...]) -> None:
    for key in given:
        if key not in words:
            mend = _("These words are known: %(words)s.") % {"words": ", ".join(words)}
            raise MappingError(table, key, _("there is no such word here."), mend)


def value_of(table: str, key: str, given: Any) -> Value:
    """A value's recipe. At the top of the mapping a bare text is a constant, in [fields] it is a column."""
    if not isinstance(given, Mapping):
        if isinstance(given, list):
            raise MappingError(
                table, key, _("a list cannot stand here."), _("Number the entries: key.0, key.1.")
            )
        given = {"column": given} if table == "fields" else {"constant": given}
    known_words(f"{table}.{key}" if table else key, given, _WORDS)
    if ("column" in given) == ("constant" in given):
        raise MappingError(
            table,
            key,
            _("it needs a column or a constant, and not both."),
            _('Write { column = "…" } or { constant = "…" }.'),
        )
    for word in ("column", "date", "derive"):
        if word in given and not isinstance(given[word], str):
            raise MappingError(
                table, key, _("%(word)s must be a text.") % {"word": word}, _("Put it in quotation marks.")
            )
    derive = given.get("derive")
    if derive is not None and derive not in DERIVATIONS:
        known = ", ".join(sorted(DERIVATIONS))
        raise MappingError(
            table,
            key,
            _("there is no function %(name)s.") % {"name": derive},
            _("These are known: %(words)s.") % {"words": known},
        )
    codes = given.get("codes")
    if codes is not None and not isinstance(codes, Mapping):
        raise MappingError(
            table, key, _("codes must be a table."), _('Write codes = { "1" = "male", "2" = "female" }.')
        )
    empty = given.get("empty", [])
    if not isinstance(empty, list):
        raise MappingError(table, key, _("empty must be a list."), _('Write empty = ["-", "N/A"].'))
    constant = given.get("constant")
    if isinstance(constant, date):
        constant = constant.isoformat()
    return Value(
        given.get("column"),
        constant,
        codes,
        given.get("date"),
        tuple(map(str, empty)),
        derive,
        given.get("default"),
    )


def only_allowed(table: str, key: str, value: Value, allowed: tuple[str, ...]) -> None:
    given = [*(value.codes or {}).values(), *([value.constant] if value.column is None else [])]
    given += [value.default] if value.default is not None else []
    for each in given:
        if each not in allowed:
            message = _("%(value)s is none of them.") % {"value": each}
            raise MappingError(
                table, key, message, _("Use one of: %(words)s.") % {"words": ", ".join(allowed)}
            )


def flat_paths(table: Mapping[str, Any], before: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Paths and recipes; ``papers.0.number = …`` in TOML is nested tables, ``"papers.0.number" = …`` one key."""
    found: list[tuple[tuple[str, ...], Any]] = []
    for key, given in table.items():
        path = (*before, *key.split("."))
        nested = isinstance(given, Mapping) and not any(word in given for word in _WORDS)
        found += flat_paths(given, path) if nested else [(path, given)]
    return found


def check_path(path: tuple[str, ...], key: str, register: Register, kind: Value) -> None:
    if path[0] not in register:
        near = ", ".join(each.id for each in register.fields)
        raise MappingError(
            "fields",
            key,
            _("there is no field %(field)s.") % {"field": path[0]},
            _("The fields are: %(words)s.") % {"words": near},
        )
    place = register.field(path[0])
    if path[0] == REFERENCE_FIELD:
        raise MappingError(
            "fields", key, _("this field is filled from the key."), _("Name its columns in key.")
        )
    if kind.column is None and kind.constant not in place.kinds:
        raise MappingError(
            "fields", key, _("this kind of customer does not have this field."), _("Leave it out.")
        )
    rest = list(path[1:])
    while True:
        if place.many and rest and not rest.pop(0).isdigit():
            mend = _("Number its entries: %(field)s.0.") % {"field": place.id}
            raise MappingError("fields", key, _("this field holds several values."), mend)
        if not rest:
            return
        parts = {part.id: part for part in place.parts}
        if rest[0] not in parts:
            message = _("%(field)s has no part %(part)s.") % {"field": place.id, "part": rest[0]}
            raise MappingError(
                "fields", key, message, _("Its parts are: %(words)s.") % {"words": ", ".join(parts) or "–"}
            )
        place = parts[rest.pop(0)]
