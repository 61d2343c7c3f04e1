"""What the house's pages draw: the policy as a matrix, journal filters from an address, a proof as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from zhiji.access import policy
from zhiji.customers.pages.addresses import day_of
from zhiji.journal import Filters
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row of the policy gives of one compartment: the level and the fields that stand out from it."""

    level: str
    also_clear: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of the policy that concerns a role."""

    row: policy.Row
    cells: tuple[Cell, ...]
    purposes: tuple[policy.Purpose, ...]


def matrix(role: str) -> list[MatrixRow]:
    """The rows of the visibility table for one role, in the order of the file."""
    return [
        MatrixRow(
            row,
            tuple(_cell(row, name) for name in policy.COMPARTMENTS),
            tuple(one for one in policy.purposes().values() if one.id in row.purposes),
        )
        for row in policy.rows()
        if role in row.roles
    ]


def _cell(row: policy.Row, compartment: str) -> Cell:
    level = "clear" if compartment in row.clear else "masked" if compartment in row.masked else "hidden"
    also = tuple(sorted(name.split(".")[1] for name in row.clear if name.startswith(f"{compartment}.")))
    return Cell(level, also)


def journal_filters(given: Mapping[str, str]) -> tuple[Filters, dict[str, str]]:
    """Filters of the journal page, and what the form shows again. Words that fit nothing do not narrow."""
    shown = {
        name: given.get(name, "").strip()
        for name in ("who", "phrase", "outcome", "channel", "customer", "since", "until")
    }
    person = Staff.objects.filter(username=shown["who"]).first() if shown["who"] else None
    since, until = day_of(shown["since"]), day_of(shown["until"])
    return Filters(
        actor=person.pk if person else (0 if shown["who"] else None),
        phrase=shown["phrase"] or None,
        outcome=shown["outcome"] or None,
        channel=shown["channel"] or None,
        customer=_customer(shown["customer"]),
        since=_start(since) if since else None,
        until=_start(until) if until else None,
    ), shown


def _customer(text: str) -> int | None:
    from zhiji.customers.rules import customer_id_of

    return (customer_id_of(text) or 0) if text else None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def proof_of(proof: Mapping[str, Any]) -> str:
    """The proof as the file that ``verify_journal.py`` reads."""
    return json.dumps(proof, ensure_ascii=False, indent=2)
