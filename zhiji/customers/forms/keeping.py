"""Inputs that are no fields of the register: duties, source, note, reason, purpose."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji.customers.forms.controls import Input
from zhiji.customers.rules import SECRECY

Choices = Sequence[tuple[str, object]]


def filled(inputs: Iterable[Input], posted: Mapping[str, str], problems: Iterable[Any] = ()) -> list[Input]:
    """The inputs with what was typed, each with its problems."""
    made = list(inputs)
    for one in made:
        if one.name in posted or (posted and one.type == "checkbox"):
            one.value = posted.get(one.name, "")
        one.problems = [problem for problem in problems if problem.field == one.name]
    return made


def duties(
    managers: Choices,
    custodians: Choices,
    *,
    manager: object = "",
    deputy: object = "",
    custodian: object = "",
) -> list[Input]:
    """Who manages, who stands in, who keeps the file (P01, F16)."""
    return [
        Input("manager", _("Manager"), str(manager or ""), type="select", choices=managers, required=True),
        Input("deputy", _("Deputy"), str(deputy or ""), type="select", choices=managers),
        Input(
            "custodian",
            _("Custodian"),
            str(custodian or ""),
            type="select",
            choices=custodians,
            required=True,
        ),
    ]


def origin(sources: Choices, usual: str = "") -> list[Input]:
    """Where the values come from (A21)."""
    return [
        Input("source", _("Source"), usual, type="select", choices=sources, required=True),
        Input("verified", _("Compared with the original"), type="checkbox", help=_("Tick it only when you hold the paper or register entry in your hand.")),
    ]  # fmt: skip


def telling(channels: Choices) -> list[Input]:
    """That the customer was told what the data are for, before any is written down (M05)."""
    return [
        Input("told", _("I told the customer this"), type="checkbox"),
        Input("told_via", _("How"), channels[0][0], type="select", choices=channels, required=True),
    ]


def note() -> Input:
    """Why something changes; it stands in the version."""
    return Input(
        "note",
        _("Note"),
        help=_("One sentence on why; no card or identity numbers here."),
        attributes={"maxlength": "200"},
    )


def reason(label: object = _("Reason"), help: object = "") -> Input:
    """Why an act is done; it stands in the journal."""
    return Input(
        "reason",
        label,
        type="textarea",
        help=help,
        required=True,
        attributes={"maxlength": "200", "rows": "3"},
    )


def classification(secrecy: int, custodian: int, keepers: Choices) -> list[Input]:
    """The secrecy level and the custodian designated for it."""
    levels = [(str(level), label) for level, label in SECRECY.items()]
    return [
        Input("secrecy", _("Level"), str(secrecy), type="radio", choices=levels, required=True),
        Input("custodian", _("Custodian"), str(custodian), type="select", choices=keepers, required=True),
    ]


def level_of(text: str) -> int:
    """The secrecy level a form sent; -1, which no file has, for anything else."""
    return int(text) if text in ("0", "1", "2") else -1
