"""What a colleague has borrowed and not brought back: for the first page, where it stands before everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiji.access.gateway import Gate, look
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Loan
from zhiji.custody.rules.loan import MEDIA

MOST = 100


@dataclass(frozen=True, slots=True)
class OwnLoan:
    """One open loan of the reader's own."""

    case: int
    printed: str
    medium: object
    due_at: datetime
    overdue: bool


@look("custody:loan:mine")
def own_loans(gate: Gate, *, overdue: bool = False) -> Sequence[OwnLoan]:
    """One's own open loans, the one due first on top; ``overdue`` leaves out what is in time. Names no file."""
    gate.permit_none()
    found = Loan.objects.filter(returned_at=None, borrower_id=gate.by.pk or 0).select_related("case")
    if overdue:
        found = found.filter(due_at__lt=gate.at)
    return [
        OwnLoan(one.case_id, printed_number(one.case), MEDIA[one.medium], one.due_at, one.due_at < gate.at)
        for one in found.order_by("due_at", "pk")[:MOST]
    ]
