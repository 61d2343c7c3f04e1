"""Requests of the authorities (AB01-AB04): register, check twice, carry out, reply with what was asked and no more."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.access.rules import may_know
from zhiji.custody.cases import colleague, locked_case, open_case, sign
from zhiji.custody.disclosing import put_out
from zhiji.custody.models import Case
from zhiji.custody.powers import laid_rows
from zhiji.custody.problems import Finding, Invalid, refuse_any
from zhiji.custody.rules.authority import FLOW, articles_of, bar, matrix
from zhiji.customers.finding import by_identifiers
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of, number_of
from zhiji.staff.models import Staff


@act("custody:authority:ask")
def ask(
    gate: Gate,
    *,
    body: str,
    body_name: str,
    level: str,
    power: str,
    letter: str,
    officer_1: str,
    card_1: str,
    officer_2: str,
    card_2: str,
    reason: str,
    customers: Sequence[str] = (),
    person_name: str = "",
    person_paper: str = "",
    fields: Sequence[str] = (),
    period_from: date | None = None,
    period_to: date | None = None,
) -> Case:
    """Register a request with its body, two officers, letter and scope (AB04). What the law gives no power for is
    registered and refused in the same breath, with the article (Commercial Bank Law, Art. 29-30; AB01, AB03).

    The people asked about are named by customer number, or by full name and paper number together; nobody found is an
    answer too, and the same one where there is a file that compliance may not know of (``actions.enquiry``). Names and numbers of the officers and of whoever is asked about are sealed with the case.
    """
    gate.check_question()
    _check_scope(power, fields, period_from, period_to, person_name, person_paper, card_1, card_2)
    numbered, unfound = _numbered(gate, customers)
    files = list(
        {file.pk: file for file in [*numbered, *_identified(gate, person_name, person_paper)]}.values()
    )
    if len(gate.permit_many(files)) < len(files):
        gate.unknown({"files": len(files)})
    today = timezone.localdate(gate.at)
    cell = matrix(today, laid_rows())[body, power]
    content: dict[str, Any] = {
        "body": body, "level": level, "power": power, "fields": list(fields),
        "period_from": period_from.isoformat() if period_from else "", "period_to": period_to.isoformat() if period_to else "",
        "by_rule": cell.norm or f"entry {cell.entry}", "since": cell.since.isoformat(),
    }  # fmt: skip
    private = {
        "body_name": body_name, "letter": letter, "officer_1": officer_1, "card_1": card_1, "officer_2": officer_2, "card_2": card_2,
        "person_name": person_name, "person_paper": person_paper, "unfound": "\n".join(unfound),
    }  # fmt: skip
    why = bar(cell, level, today)
    if why:
        content |= {"barred": why, "articles": articles_of(why, cell, today)}
    case = open_case(
        gate, FLOW, files=files, reason=reason, purpose="inquiry", content=content, private=private, owner=colleague(gate)
    )  # fmt: skip
    if why:
        sign(gate, case, FLOW, "bar", words=" · ".join(content["articles"]))
    return case


def _numbered(gate: Gate, numbers: Sequence[str]) -> tuple[list[File], list[str]]:
    """The files with these numbers, and the numbers of none: no file, or one that may not be known of."""
    ids = {customer_id_of(number): number for number in numbers}
    found = File.objects.select_related("unit").filter(pk__in=[one for one in ids if one]).order_by("pk")
    files = [file for file in found if may_know(gate.by, file)]
    named = {file.customer_id for file in files}
    return files, [number_of(one) for one in ids if one and one not in named]


def _identified(gate: Gate, name: str, paper: str) -> list[File]:
    """The files that truly carry both the full name and the paper number; none where one may not know of them."""
    if not (name.strip() and paper.strip()):
        return []
    carried: dict[int, set[str]] = {}
    for index, file in by_identifiers(gate, [("name", name), ("paper", paper)]):
        carried.setdefault(file.customer_id, set()).add(index)
    both = [number for number, indexes in carried.items() if len(indexes) == 2]
    files = File.objects.select_related("unit").filter(pk__in=both).order_by("pk")
    return [file for file in files if may_know(gate.by, file)]


def _check_scope(
    power: str, asked: Sequence[str], start: date | None, end: date | None, name: str, paper: str, card_1: str, card_2: str
) -> None:  # fmt: skip
    problems = []
    if power == "query" and not asked:
        problems.append(
            Finding(
                "fields",
                "required",
                _("It is not said what is asked for."),
                _("Tick what the letter asks for, no more."),
            )
        )
    if bool(name.strip()) != bool(paper.strip()):
        problems.append(
            Finding(
                "person_paper",
                "both",
                _("A person is identified by name and paper number together."),
                _("Give both, or a customer number."),
            )
        )
    if start and end and end < start:
        problems.append(
            Finding(
                "period_to", "range", _("The period ends before it begins."), _("Mend one of the two days.")
            )
        )
    if card_1.strip() == card_2.strip():
        problems.append(
            Finding(
                "card_2",
                "two",
                _("Two officers are needed, each with a card of their own."),
                _("Write the second officer's card number."),
            )
        )
    refuse_any(problems)


@act("custody:authority:check")
def check(gate: Gate, number: int, *, genuine: bool, confirmer: Staff, words: str = "") -> Case:
    """The first check: two work cards and the legal document are scanned, and hold. Names who checks a second time."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    rule = norms.on(timezone.localdate(gate.at)).authorities
    held = list(case.papers.values_list("kind", flat=True))
    problems = []
    if held.count("work_card") < rule.work_cards:
        mend = _("Scan the work cards of %(count)s officers.") % {"count": rule.work_cards}
        problems.append(
            Finding("genuine", "work_card", _("The officers' work cards are not all there."), mend)
        )
    if held.count("warrant") < rule.legal_documents:
        problems.append(
            Finding(
                "genuine",
                "warrant",
                _("The legal document is not there."),
                _("Scan the letter or notice; the original stays with the authority."),
            )
        )
    if not genuine:
        problems.append(
            Finding(
                "genuine",
                "needed",
                _("The papers must hold, or the request is refused."),
                _("Tick it, or refuse the request with your reason."),
            )
        )
    refuse_any(problems)
    sign(gate, case, FLOW, "check", words=words, owner=confirmer)
    return case


@act("custody:authority:confirm")
def confirm(gate: Gate, number: int, *, hand: Staff | None = None, words: str = "") -> Case:
    """The second check, by another person (AB04). A query waits for its reply; a freeze or deduction becomes a task of
    ``hand`` with its clock; an inspection of the bank is registered and closed."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    power = case.content["power"]
    if power in ("freeze", "deduct") and hand is None:
        raise Invalid(
            [Finding("hand", "required", _("It is not said who carries it out."), _("Choose a colleague."))]
        )
    to, owner = {"query": ("confirmed", case.raised_by), "inspect": ("inspection", None)}.get(
        power, ("ordered", hand)
    )
    sign(gate, case, FLOW, "confirm", to=to, words=words, owner=owner)
    return case


@act("custody:authority:carry")
def carry(gate: Gate, number: int, *, words: str) -> Case:
    """The freeze or deduction was carried out in the accounts' system: when and how, in words."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "carry", words=words, owner=case.raised_by)
    return case


@act("custody:authority:reply")
def reply(gate: Gate, number: int, *, copies: int, handed: str, words: str = "") -> Case:
    """Put out the fields that were asked for and may be seen for an inquiry, and nothing else; the copy is registered and
    sealed under each customer's own key. Originals stay."""
    return put_out(gate, locked_case(gate, number, FLOW), FLOW, copies=copies, handed=handed, words=words)


@act("custody:authority:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse: the papers do not hold, or the letter asks for what it may not."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:authority:withdraw")
def withdraw(gate: Gate, number: int, *, words: str) -> Case:
    """The authority takes its request back."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case
