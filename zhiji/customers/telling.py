"""What a customer is told before anything is collected (M05; Personal Information Protection Law art. 17). The room that
keeps the notices and what was said registers here; a house without it asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.problems import Finding


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice in force: ``id`` names its very words, ``words`` are in the reader's language."""

    id: str
    words: object


@dataclass(frozen=True, slots=True)
class Told:
    """That the customer was told: which notice, and how (a code of the keeper's ``channels``)."""

    notice: str = ""
    via: str = ""


NOTHING_TOLD = Told()


class Keeper(Protocol):
    """Who keeps the notices."""

    channels: Mapping[str, object]

    def current(self, day: date) -> Notice | None:
        """The notice in force on a day."""

    def record(self, gate: Any, customer_id: int, told: Told) -> None:
        """Write down that it was said, inside the act that opens the file."""


_keepers: list[Keeper] = []


def keep_notices(keeper: Keeper) -> None:
    """Register who keeps the notices; the last one counts."""
    _keepers[:] = [keeper]


def keeper() -> Keeper | None:
    """Who keeps the notices; None where nobody does."""
    return _keepers[0] if _keepers else None


def untold(gate: Any, told: Told) -> list[Finding]:
    """Why a file may not be opened yet: the purpose was not told first. A colleague collects from the customer; the house
    takes over what was collected elsewhere, and the completeness of its notices shows on the file's page."""
    keeps = keeper()
    notice = keeps.current(timezone.localdate(gate.at)) if keeps else None
    if keeps is None or notice is None or gate.by.pk is None:
        return []
    problems = []
    if told.notice != notice.id:
        message = _("The customer must first be told what the data are collected for (M05).")
        mend = _("Tell them in the words of the notice %(notice)s, then say so here.") % {"notice": notice.id}
        problems.append(Finding("told", "untold", message, mend))
    if told.via not in keeps.channels:
        unsaid = _("It is not said how the customer was told.")
        problems.append(Finding("told_via", "choice", unsaid, _("Choose from the list.")))
    return problems


def record(gate: Any, customer_id: int, told: Told) -> None:
    """Write down what was said, where a colleague said it."""
    keeps = keeper()
    if keeps is not None and told.notice and gate.by.pk is not None:
        keeps.record(gate, customer_id, told)
        gate.fact("notice", told.notice)
