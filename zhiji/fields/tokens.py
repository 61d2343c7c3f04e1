"""The identifiers of one file, ready for the blind index."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from zhiji.fields.field import Register
from zhiji.fields.index import of_value


@lru_cache(maxsize=64)
def _indexed(register: Register, kind: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple((field.id, field.index, field.many) for field in register.for_kind(kind) if field.index)


def tokens(register: Register, kind: str, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(index, normal text) of every identifier in clean ``values``, each once; a name gives its pinyin
    readings too.
    """
    found: dict[tuple[str, str], None] = {}
    for field_id, index, many in _indexed(register, kind):
        value = values.get(field_id)
        if value is None:
            continue
        for each in value if many else (value,):
            for token in of_value(index, each):
                if token[1]:
                    found[token] = None
    return list(found)
