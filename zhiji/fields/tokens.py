"""The identifiers of one file, ready for the blind index."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from zhiji.fields.field import Register
from zhiji.fields.index import of_value


@lru_cache(maxsize=256)
def _indexed(
    register: Register, kind: str, only: frozenset[str] | None
) -> tuple[tuple[str, str, bool, bool], ...]:
    """Id, index, whether it holds many, and whether its sounds are wanted too, of every field that gives a token."""
    sounds = only is None or "pinyin" in only
    return tuple(
        (field.id, field.index, field.many, sounds)
        for field in register.for_kind(kind)
        if field.index and (only is None or field.index in only or (field.index == "name" and sounds))
    )


def tokens(
    register: Register, kind: str, values: Mapping[str, Any], only: frozenset[str] | None = None
) -> list[tuple[str, str]]:
    """(index, normal text) of every identifier in clean ``values``, each once; a name gives its pinyin
    readings too. ``only``: the indexes that are asked for; others may be left out, to save their making.
    """
    found: dict[tuple[str, str], None] = {}
    for field_id, index, many, sounds in _indexed(register, kind, only):
        value = values.get(field_id)
        if value is None:
            continue
        for each in value if many else (value,):
            for token in of_value(index, each, sounds):
                if token[1]:
                    found[token] = None
    return list(found)
