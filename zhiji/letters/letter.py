"""What a letter is made of. All texts are ready words in the reader's language; nothing here is marked-up."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; with ``heading`` a heading above it."""

    words: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of label and value."""

    lines: Sequence[tuple[str, str]]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page. ``numbers``: places of the columns set to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    heading: str = ""
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side: role and, where it is signed already, name and time."""

    places: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """One document. ``watermark`` stands faint across every page; ``foot`` at its bottom beside the page number."""

    title: str
    house: str
    number: str
    day: str
    language: str
    body: Sequence[Text | Facts | Table | Signatures]
    watermark: str = ""
    foot: str = ""
