"""What a reader sees of a norm's parameters: their names and values in the reader's language. Data: ``words.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent / "words.toml"
PLACES = {"zh-hans": 0, "zh-hant": 1}
YES = ("是", "是")
NO = ("否", "否")


def name_of(parameter: str, language: str) -> str:
    """A parameter's name in a language code (zh-hans, zh-hant); any other code gives plain English."""
    return _word("parameters", (parameter,), language) or parameter.replace("_", " ")


def value_of(parameter: str, value: object, language: str) -> str:
    """A parameter's value in words: lists with their own comma, alternatives with a stroke, codes by their names."""
    place = PLACES.get(language)
    if isinstance(value, bool):
        return ("yes" if value else "no") if place is None else (YES if value else NO)[place]
    if isinstance(value, tuple):
        inner = any(isinstance(one, tuple) for one in value)
        words = [
            " / ".join(value_of(parameter, part, language) for part in one)
            if isinstance(one, tuple)
            else value_of(parameter, one, language)
            for one in value
        ]
        return (
            ("; " if inner else ", ").join(words) if place is None else ("；" if inner else "、").join(words)
        )
    if isinstance(value, str):
        return _word("codes", (f"{parameter}.{value}", value), language) or value.replace("_", " ")
    return str(value)


def note_of(note: str, language: str) -> str:
    """A norm's note in a language code; English where no other is there."""
    return _word("notes", (note,), language) or note


def _word(table: str, keys: tuple[str, ...], language: str) -> str:
    place = PLACES.get(language)
    if place is None:
        return ""
    words = _words()[table]
    return next((words[key][place] for key in keys if key in words), "")


@cache
def _words() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    with SOURCE.open("rb") as file:
        return tomllib.load(file)
