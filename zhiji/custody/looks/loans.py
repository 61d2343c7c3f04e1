"""Loans that are out, by age (Art. 20: cancelled promptly when they come back)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from zhiji.access.gateway import Gate, look
from zhiji.custody.finding import numbers_shown
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Loan
from zhiji.custody.rules.loan import AGES, MEDIA, age_of
from zhiji.custody.secret_cases import unknowable

MOST = 500


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One open loan. ``copies`` were lent, ``out`` are still out; ``numbers``: its files as the reader may know of them;
    ``unnamed``: how many others."""

    case: int
    printed: str
    borrower: str
    unit: str
    lent_by: str
    medium: object
    copies: int
    out: int
    lent_at: datetime
    due_at: datetime
    age: str
    numbers: Sequence[str]
    unnamed: int
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open loans, the most overdue on top, and how many there are of each age; ``pieces`` counts what is still out of them."""

    as_of: datetime
    rows: Sequence[LoanRow]
    counts: Mapping[str, int]
    pieces: Mapping[str, int]


@look("custody:loan:ageing")
def loans_by_age(gate: Gate, *, overdue: bool = False) -> Ageing:
    """Open loans by how overdue they are; ``overdue`` leaves out those in time."""
    gate.permit_none()
    found = Loan.objects.filter(returned_at=None).order_by("due_at", "pk")
    found = found.exclude(case_id__in=unknowable(gate.by).values("case_id"))
    found = found.annotate(back=Coalesce(Sum("parts__pieces"), 0))
    counts, pieces = dict.fromkeys(AGES, 0), dict.fromkeys(AGES, 0)
    for due, copies, back in found.values_list("due_at", "copies", "back"):
        counts[age_of(due, gate.at)] += 1
        pieces[age_of(due, gate.at)] += copies - back
    if overdue:
        found = found.filter(due_at__lt=gate.at)
    loans = found.select_related("case", "borrower__unit", "lent_by").prefetch_related(
        "items__volume__cabinet", "case__files"
    )
    return Ageing(gate.at, [_row(gate, one) for one in loans[:MOST]], counts, pieces)


def _row(gate: Gate, loan: Any) -> LoanRow:
    numbers, unnamed = numbers_shown(gate, sorted(one.customer_id for one in loan.case.files.all()))
    codes = [] if unnamed else [one.volume.code for one in loan.items.all() if one.back_at is None]
    return LoanRow(
        loan.case_id, printed_number(loan.case), loan.borrower.display_name, loan.borrower.unit.label,
        loan.lent_by.display_name, MEDIA[loan.medium], loan.copies, loan.copies - loan.back, loan.lent_at, loan.due_at,
        age_of(loan.due_at, gate.at), numbers, unnamed, codes,
    )  # fmt: skip
