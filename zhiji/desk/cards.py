"""What the first page is made of: cards with their lines, and figure tiles."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: what, and at the right end when, how much or where to."""

    text: str
    end: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Without lines, ``empty`` says what will stand here; ``note`` says what it shows and as of when."""

    title: str
    note: str = ""
    lines: Sequence[Line] = ()
    empty: str = ""
    url: str = ""
    url_label: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure tile, with its source or comparison beneath."""

    label: str
    value: str
    under: str = ""
    url: str = ""
    tone: str = ""
