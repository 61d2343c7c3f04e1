"""The governance matrix as data (AA14): stages of the life cycle by lines of defence, and what bears each cell."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.utils.translation import pgettext_lazy

STAGES = {
    "collect": pgettext_lazy("life cycle", "Collecting"),
    "keep": pgettext_lazy("life cycle", "Keeping"),
    "update": pgettext_lazy("life cycle", "Updating"),
    "use": pgettext_lazy("life cycle", "Using"),
    "share": pgettext_lazy("life cycle", "Passing on"),
    "end": pgettext_lazy("life cycle", "Ending"),
}
LINES = {
    "business": pgettext_lazy("line of defence", "Business"),
    "risk": pgettext_lazy("line of defence", "Risk"),
    "control": pgettext_lazy("line of defence", "Control"),
    "outside": pgettext_lazy("line of defence", "Supervisor and outside"),
}
Matrix = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def matrix() -> Matrix:
    """Phrases by stage and line, in the order of the file; a stage that lacks a line raises KeyError."""
    raw = tomllib.loads((Path(__file__).parent / "coverage.toml").read_text(encoding="utf-8"))
    return MappingProxyType({one["id"]: {line: tuple(one[line]) for line in LINES} for one in raw["stage"]})


def phrases_of_the_matrix() -> list[str]:
    """Every phrase of it, once."""
    return sorted({phrase for lines in matrix().values() for phrases in lines.values() for phrase in phrases})
