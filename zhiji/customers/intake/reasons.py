"""Why a row was given back: stored as rule and place, worded when it is read, in the reader's language.

A stored reason is ``{"w": place in the register, "r": rule, "p": limits, "c": column}``; it never holds the value.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.fields import Problem, Register

DUPLICATE_IN_FILE = "duplicate.file"
DUPLICATE_IN_BANK = "duplicate.bank"

ROW_RULES = {
    "row.cells": (
        _("the row has %(cells)s cells, the header has %(columns)s."),
        _("Look for a delimiter inside a value, or a row broken in two."),
    ),
    "row.nothing": (_("nothing in this row goes to a field."), _("Fill it in, or leave the row out.")),
    "cell.rounded": (
        _("the spreadsheet keeps only 15 digits of a number, so the last ones are lost."),
        _("Format the column as text and enter the numbers again."),
    ),
    "cell.date": (_("not a date of the form %(form)s."), _("Correct it, or the form in the mapping.")),
    "cell.form": (_("cannot be read: %(form)s expected."), _("Compare it with the source.")),
    "row.kind": (_("no such kind of customer."), _("Correct it, or add it to codes in the mapping.")),
    "row.state": (_("no such state."), _("Correct it, or add it to codes in the mapping.")),
    "row.unit": (_("no such unit."), _("Use the code of a unit, or add it to codes in the mapping.")),
    "row.staff": (
        _("no such colleague at work."),
        _("Use the sign-in name of a colleague, or add it to codes in the mapping."),
    ),
    DUPLICATE_IN_FILE: (
        _("the same identifier stands in row %(row)s of this file."),
        _("Keep one of the two rows, or correct the number."),
    ),
    DUPLICATE_IN_BANK: (
        _("a file with this identifier exists already."),
        _("Search for it by the full number and amend that file, or correct the number."),
    ),
}


def reason(rule: str, *, where: str = "", column: str = "", **params: Any) -> dict[str, Any]:
    """A reason of this room, as it is stored."""
    stored: dict[str, Any] = {"r": rule}
    for key, value in (("w", where), ("p", params), ("c", column)):
        if value:
            stored[key] = value
    return stored


def of_problem(problem: Problem, column: str) -> dict[str, Any]:
    """The same for a finding of the register."""
    params = {
        key: value if isinstance(value, int | str) else str(value) for key, value in problem.params.items()
    }
    return reason(problem.rule, where=problem.where or problem.field, column=column, **params)


def sentence(stored: Mapping[str, Any], register: Register) -> str:
    """A stored reason in the active language: ``ID_NO (Identity papers 1 Number): the check character … Compare ….``"""
    rule, params = stored["r"], stored.get("p", {})
    where = stored.get("w", "")
    labels = labels_of(where, register) if where else ()
    if rule in ROW_RULES:
        message, mend = (str(text) % params for text in ROW_RULES[rule])
    else:
        problem = Problem(where.partition(".")[0], rule, "error", where, (), params)
        message, mend = problem.message, problem.mend
    column, label = stored.get("c", ""), " ".join(labels)
    place = f"{column} ({label})" if column and label else column or label
    return f"{place}: {message} {mend}" if place else f"{message} {mend}"


def labels_of(where: str, register: Register) -> tuple[str, ...]:
    """The names along a path of the register, in the active language; what is not in it stands as it is."""
    labels: list[str] = []
    place: fields.Field | None = None
    for step in where.split("."):
        if step.isdigit():
            labels.append(str(int(step) + 1))
            continue
        try:
            place = place.part(step) if place is not None else register.field(step)
        except KeyError:
            return (*labels, step)
        labels.append(str(place.label))
    return tuple(labels)
