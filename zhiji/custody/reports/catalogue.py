"""The catalogue of reports (G01): what each counts, and where its figures come from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES = ("zh-hans", "zh-hant", "en")
Names = Mapping[str, str]


class CatalogueError(ValueError):
    """A report of the catalogue contradicts itself; the message names it and the mend."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report. ``row`` and ``column`` name what its lines are (``labels``); ``statement`` answers row, column, count and
    ``check`` counts the same things another way. ``lineage``: the columns read, as ``table.column``.

    ``period``: it counts what happened since a day; else what stands on the day. ``opens``: its figures need sealed dates,
    which are compared and never shown; then there is no statement.
    """

    id: str
    names: Names
    about: Names
    row: str
    column: str
    statement: str
    check: str
    lineage: tuple[str, ...]
    period: bool = False
    opens: str = ""
    row_names: Mapping[str, Names] = field(default_factory=dict)
    column_names: Mapping[str, Names] = field(default_factory=dict)


@cache
def columns_in_words() -> Mapping[str, Names]:
    """What each column of a lineage is called by people who write no code."""
    raw = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
    return MappingProxyType(raw["columns"])


@cache
def catalogue() -> Mapping[str, Report]:
    """Every report by id, in the order of the file. Raises ``CatalogueError``."""
    raw = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
    found: dict[str, Report] = {}
    for entry in raw["report"]:
        report = Report(**{**entry, "lineage": tuple(entry["lineage"])})
        _check(report, found)
        found[report.id] = report
    return MappingProxyType(found)


def _check(report: Report, before: Mapping[str, Any]) -> None:
    tables = [report.names, report.about, *report.row_names.values(), *report.column_names.values()]
    if report.id in before or not all(
        set(table) == set(LANGUAGES) and all(table.values()) for table in tables
    ):
        raise CatalogueError(f"{report.id}: stands twice, or lacks one of {', '.join(LANGUAGES)}")
    if nameless := [column for column in report.lineage if column not in columns_in_words()]:
        raise CatalogueError(f"{report.id}: give {', '.join(nameless)} words in columns.toml")
    if bool(report.statement) == bool(report.opens) or not report.check or not report.lineage:
        raise CatalogueError(
            f"{report.id}: give either a statement or what it opens, a check and its lineage"
        )
