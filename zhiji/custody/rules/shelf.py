"""Paper on the shelf (Art. 7-8): codes, the next free place, what may be shelved at all. Pure: no database."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CARRIERS: dict[str, object] = {
    "paper": pgettext_lazy("carrier", "Paper"),
    "film": _("Microfilm"),
    "disk": _("Archival disk"),
    "thermal": _("Thermal paper"),
    "stick": _("USB stick"),
}
"""What a volume is made of; which of them last is said by norm ``custody.carriers_fit``."""

INKS: dict[str, object] = {
    "carbon": _("Carbon ink"),
    "blue_black": _("Blue-black ink"),
    "printed": _("Printed"),
    "ballpoint": _("Ballpoint pen"),
    "pencil": _("Pencil"),
    "none": _("No writing"),
}
"""What it is written with; which of them last is said by norm ``custody.inks_fit``."""

STATES: dict[str, object] = {
    "here": pgettext_lazy("volume", "in its place"),
    "out": pgettext_lazy("volume", "on loan"),
    "missing": pgettext_lazy("volume", "missing"),
    "gone": pgettext_lazy("volume", "destroyed"),
}

APART = "S"
"""Codes of cabinets for top secret volumes begin with this letter, those of no other."""


@dataclass(frozen=True, slots=True)
class Shelves:
    """One cabinet as the rule of filling sees it."""

    id: int
    code: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One place: cabinet, row from the top, column from the left, both from 1."""

    cabinet: int
    row: int
    column: int


def code_of(cabinet: str, row: int, column: int) -> str:
    """The code on the label: cabinet–row–column.

    >>> code_of("A1", 2, 7)
    'A1-02-07'
    """
    return f"{cabinet}-{row:02d}-{column:02d}"


def place_in(code: str) -> tuple[str, int, int] | None:
    """Cabinet, row and column of a code as typed; None when it is no shelf code.

    >>> place_in("a1-2-07")
    ('A1', 2, 7)
    """
    found = re.fullmatch(r"([A-Z][A-Z0-9]{0,3})[-–](\d{1,3})[-–](\d{1,3})", code.strip().upper())
    return (found[1], int(found[2]), int(found[3])) if found else None


def volume_number(volume: int) -> str:
    """The number in the code that a label bears for scanners: it tells of no customer and of no place.

    >>> volume_number(41)
    'V0000041'
    """
    return f"V{volume:07d}"


def volume_in(code: str) -> int | None:
    """The volume of a number as scanned or typed; None when it is no such number.

    >>> volume_in(" v0000041 ")
    41
    """
    found = re.fullmatch(r"V(\d{7,15})", code.strip().upper())
    return int(found[1]) if found else None


def next_place(cabinets: Iterable[Shelves], taken: Collection[Place]) -> Place | None:
    """The next free place of a class: from left to right, then from top to bottom, then the next cabinet (Art. 7).

    A place that came free is filled again before a new one is begun. None when every cabinet is full.

    >>> shelves = [Shelves(1, "A1", rows=2, columns=2)]
    >>> next_place(shelves, {Place(1, 1, 1)})
    Place(cabinet=1, row=1, column=2)
    >>> next_place(shelves, {Place(1, 1, 1), Place(1, 1, 2)})
    Place(cabinet=1, row=2, column=1)
    """
    for cabinet in sorted(cabinets, key=lambda one: one.code):
        for row in range(1, cabinet.rows + 1):
            for column in range(1, cabinet.columns + 1):
                if (place := Place(cabinet.id, row, column)) not in taken:
                    return place
    return None


def unfit(carrier: str, ink: str, *, carriers: Collection[str], inks: Collection[str]) -> str:
    """Why a piece may not be shelved as it is (Art. 8): ``carrier``, ``ink``, or ``""`` when it is fit.

    >>> unfit("paper", "ballpoint", carriers={"paper"}, inks={"carbon"})
    'ink'
    """
    if carrier not in carriers:
        return "carrier"
    return "ink" if ink not in inks else ""


def later(day: date, months: int) -> date:
    """The day so many months later; the last of the month where that has no such day.

    >>> later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)
