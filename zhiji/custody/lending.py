"""Makes and ends the rows of the register of loans, inside acts. The rules stand in ``rules.loan``."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate
from zhiji.access.granting import end, give
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.cases import acting, colleague, keep_private, private_of, sign
from zhiji.custody.models import Case, Loan, LoanItem, LoanReturn, Volume
from zhiji.custody.problems import Finding, Invalid, refuse_any
from zhiji.custody.rules.loan import FLOW, Item, copies_of, items_in, said, still_out
from zhiji.custody.rules.shelf import volume_number


def unlendable(files: Sequence[Any], medium: str) -> list[Finding]:
    """Why these files cannot be lent now: top secret, nothing on the shelf, or out already."""
    if any(file.secrecy >= TOP_SECRET for file in files):
        return [
            Finding("customers", "secrecy", _("A top secret file is never lent (Art. 22)."), _("Ask to read it where it is kept."))
        ]  # fmt: skip
    if medium != "paper":
        return []
    states: dict[int, list[str]] = {file.customer_id: [] for file in files}
    for customer, state in Volume.objects.filter(customer_id__in=states).values_list("customer_id", "state"):
        states[customer].append(state)
    kept = [[state for state in found if state != "gone"] for found in states.values()]
    if not all(kept):
        message = _("%(count)s of these files have nothing on the shelf.") % {
            "count": sum(not one for one in kept)
        }
        return [Finding("customers", "shelf", message, _("Borrow those electronically."))]
    if any("missing" in one for one in kept):
        return [
            Finding(
                "customers", "missing", _("A volume is missing."), _("Look for it first: see the report.")
            )
        ]
    if any("out" in one for one in kept):
        mend = _("It can be lent when it is back; the overdue page says when that is.")
        return [Finding("customers", "out", _("A volume is lent already."), mend)]
    return []


def lend(gate: Gate, case: Case, verb: str, words: str) -> Case:
    """Write the register row, take the volumes out or give the grant, and sign. The files are locked by the caller."""
    lender = acting(gate.by)
    assert case.raised_by is not None and lender is not None
    refuse_any(_running(case))
    medium, lent = case.content["medium"], _term(gate.at, case.content["days"])
    state = "lent" if medium == "paper" else "open"
    loan = Loan.objects.create(
        case=case, borrower=case.raised_by, lent_by_id=lender, medium=medium, copies=case.content["copies"],
        lent_at=gate.at, due_at=lent,
    )  # fmt: skip
    sign(gate, case, FLOW, verb, to=state, words=words, due_at=lent)
    ids = list(case.files.values_list("customer_id", flat=True))
    if medium == "paper":
        volumes = list(
            Volume.objects.select_for_update().filter(customer_id__in=ids, state="here").order_by("pk")
        )
        LoanItem.objects.bulk_create(LoanItem(loan=loan, volume=one) for one in volumes)
        Volume.objects.filter(pk__in=[one.pk for one in volumes]).update(state="out")
        gate.fact("volumes", len(volumes))
    else:
        case.grant = give(
            gate, case.raised_by, ids, kind="loan", compartments=case.content["compartments"], purpose=case.purpose,
            reason=case.reason, ends_at=lent,
        )  # fmt: skip
        case.save(update_fields=["grant"])
    gate.fact("copies", loan.copies)
    return case


def _term(at: datetime, days: int) -> datetime:
    """When the loan is due; asked for again here, so that no request from before a stricter rule slips through."""
    most = norms.on(timezone.localdate(at)).custody.loan_days
    if not 1 <= days <= most:
        mend = _("At most %(most)s days: refuse it, and a new one is asked for.") % {"most": most}
        raise Invalid([Finding("days", "range", _("A loan lasts a few days (Art. 19.5)."), mend)])
    return at + timedelta(days=days)


def _running(case: Case) -> list[Finding]:
    """A second loan of the same file to the same colleague before the first is back would extend it by another name."""
    ids = case.files.values_list("customer_id", flat=True)
    running = Loan.objects.filter(
        borrower_id=case.raised_by_id, returned_at=None, case__files__customer_id__in=ids
    )
    if not running.exists():
        return []
    mend = _("It is brought back first; a loan is never extended (Art. 19.5).")
    return [Finding("state", "extension", _("The borrower has this file on loan already."), mend)]


def take_in(gate: Gate, case: Case, loan: Loan, back: str, volumes: str) -> bool:
    """Write down what came back of a loan; whether nothing is out any more. The loan's row is locked by the caller.

    A volume stands in its place again at once; the next can borrow the file when all of its volumes do. Raises ``Invalid``
    for what is not out, or when nothing is named.
    """
    out, (items, wrong) = outstanding(gate, case), items_in(back)
    left, strange = still_out(out, items)
    named = volumes.upper().split()
    lent = list(LoanItem.objects.filter(loan=loan, back_at=None).select_related("volume__cabinet"))
    scanned = {volume_number(one.volume_id): one.volume.code for one in lent}
    codes = [scanned.get(code, code) for code in named]
    here = [one for one in lent if one.volume.code in codes]
    problems = []
    if wrong or strange:
        problems.append(_not_out("back", strange, said(out).splitlines(), wrong))
    if unknown := sorted(set(codes) - {one.volume.code for one in here}):
        problems.append(_not_out("volumes", unknown, [one.volume.code for one in lent]))
    if not (items or codes or problems):
        mend = _("Name the items, the volumes, or both.")
        problems.append(Finding("back", "required", _("It is not said what came back."), mend))
    refuse_any(problems)
    pieces = copies_of(items)
    LoanReturn.objects.create(loan=loan, at=gate.at, by=colleague(gate), pieces=pieces, volumes=len(here))
    LoanItem.objects.filter(pk__in=[one.pk for one in here]).update(back_at=gate.at)
    Volume.objects.filter(pk__in=[one.volume_id for one in here], state="out").update(state="here")
    case.content |= {"still_out": copies_of(left)}
    keep_private(case, private_of(gate, case) | {"left": said(left)})
    gate.fact("pieces", pieces)
    gate.fact("volumes", len(here))
    return not left and len(here) == len(lent)


def _not_out(name: str, named: Sequence[str], out: Sequence[str], wrong: Sequence[int] = ()) -> Finding:
    mend = _("Still out: %(items)s.") % {"items": ", ".join(out)}
    if wrong:
        return Finding(name, "items", _("Line %(line)s says no number of copies.") % {"line": wrong[0]}, mend)
    return Finding(
        name, "items", _("Not out, or not so many: %(names)s.") % {"names": ", ".join(named)}, mend
    )


def outstanding(gate: Gate, case: Case) -> list[Item]:
    """The items of a loan that have not come back, as they were named when it was asked for."""
    private = private_of(gate, case)
    return items_in(private.get("left", private.get("items", "")))[0]


def cancel(gate: Gate, case: Case) -> Loan:
    """Cancel the row in the register: the volumes are back in their places, the grant is over (Art. 20)."""
    loan = Loan.objects.select_for_update().get(case=case)
    loan.returned_at = gate.at
    loan.save(update_fields=["returned_at"])
    if case.content.get("still_out"):
        case.content |= {"still_out": 0}
        case.save(update_fields=["content"])
        keep_private(case, private_of(gate, case) | {"left": ""})
    items = LoanItem.objects.filter(loan=loan, back_at=None)
    Volume.objects.filter(pk__in=items.values("volume"), state="out").update(state="here")
    items.update(back_at=gate.at)
    if case.grant_id is not None:
        end(gate, [case.grant_id])
    gate.fact("late_hours", max(0, int((gate.at - loan.due_at).total_seconds() // 3600)))
    return loan
