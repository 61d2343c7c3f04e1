"""What ends a loan, and what the clock says of it: return whole or in parts, giving back, the end by itself, reminders (Art.
19.5, 20)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from zhiji import norms
from zhiji.access.actors import Job
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, sign, tell
from zhiji.custody.lending import cancel, take_in
from zhiji.custody.models import Case, Loan
from zhiji.custody.rules.loan import FLOW
from zhiji.staff.models import Staff

CLOCK = Job("clock")


@act("custody:loan:return")
def return_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """The officer receives the papers and cancels the row; never the borrower (Art. 20)."""
    return _back(gate, number, "return", words)


@act("custody:loan:part")
def receive_part(gate: Gate, number: int, *, back: str, volumes: str = "", words: str = "") -> Case:
    """The officer receives some of what is out. The row stays open, and overdue, for what is still out; it is cancelled with
    the last piece (Art. 20).

    ``back``: items one a line as when they were asked for, name and then how many; ``volumes``: the codes of those that
    come back.
    """
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    loan = Loan.objects.select_for_update().filter(case=case, returned_at=None).first()
    if loan is None or not take_in(gate, case, loan, back, volumes):
        sign(gate, case, FLOW, "part", to="lent", words=words, due_at=loan.due_at if loan else None)
    else:
        sign(gate, case, FLOW, "part", to="returned", words=words)
        cancel(gate, case)
    return case


@act("custody:loan:finish")
def finish_loan(gate: Gate, number: int, *, words: str = "") -> Case:
    """The borrower of an electronic file gives it back before its time."""
    return _back(gate, number, "finish", words)


@act("custody:loan:end")
def end_loan(gate: Gate, number: int) -> Case:
    """An electronic loan ends by itself when it is due. By the clock."""
    return _back(gate, number, "end", "")


def _back(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    cancel(gate, case)
    return case


@act("custody:loan:remind")
def remind(gate: Gate) -> int:
    """Tell borrowers shortly before a loan is due; borrower, lender and supervisors when it is overdue. Once each."""
    gate.permit_none()
    told = 0
    for loan in _soon(gate.at).select_for_update():
        tell(gate, [loan.borrower_id], "loan_due", loan.case)
        loan.reminded_at = gate.at
        loan.save(update_fields=["reminded_at"])
        told += 1
    supervisors = list(Staff.objects.filter(role="supervisor", is_active=True).values_list("pk", flat=True))
    for loan in _late(gate.at).select_for_update():
        tell(gate, [loan.borrower_id, loan.lent_by_id, *supervisors], "loan_overdue", loan.case)
        loan.overdue_told_at = gate.at
        loan.save(update_fields=["overdue_told_at"])
        told += 1
    gate.fact("loans", told)
    return told


def tick(at: datetime) -> None:
    """End electronic loans that are due, remind of those due soon, tell of those overdue. Writes nothing when there is none."""
    due = Loan.objects.filter(returned_at=None, medium="electronic", due_at__lte=at)
    for number in list(due.values_list("case_id", flat=True)):
        end_loan(number, by=CLOCK, channel="job", at=at)
    if _soon(at).exists() or _late(at).exists():
        remind(by=CLOCK, channel="job", at=at)


def _soon(at: datetime) -> QuerySet[Loan]:
    hours = norms.on(timezone.localdate(at)).custody.loan_reminder_hours
    running = Loan.objects.filter(returned_at=None, reminded_at=None)
    return running.filter(due_at__gt=at, due_at__lte=at + timedelta(hours=hours)).order_by("pk")


def _late(at: datetime) -> QuerySet[Loan]:
    return Loan.objects.filter(returned_at=None, overdue_told_at=None, due_at__lt=at).order_by("pk")
