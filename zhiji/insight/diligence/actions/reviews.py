"""The review of a customer: opened, assessed, confirmed by a second person; and evidence asked of its manager (C13-C15, C18, C19).

What was assessed stands sealed with the case, a digest of it in the clear so that the signatures cover it. On confirmation the
level goes in force and the purpose of the relationship onto the file.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Any

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import keep_private, locked_case, open_case, private_of, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.customers.actions.rewriting import Rewriting
from zhiji.customers.models import File
from zhiji.insight.diligence.actions.ratings import reckoned
from zhiji.insight.diligence.keeping import body, body_of, in_force, keep
from zhiji.insight.diligence.procedures import EVIDENCE, MARKS, REVIEW
from zhiji.insight.diligence.rating import checks_of, measure_of, place_of


@act("custody:diligence:ask")
def open_review(gate: Gate, *, customers: Sequence[str], reason: str) -> Case:
    """Open the review of one customer. Raises ``Invalid`` where one is open already."""
    gate.permit_none()
    file = _one(gate, customers)
    if Case.objects.filter(kind=REVIEW.kind, closed_at=None, files__customer_id=file.customer_id).exists():
        message = _("A review of this customer is open already.")
        raise Invalid([Finding("customers", "open", message, _("Go on with that one."))])
    private = {
        "salt": secrets.token_hex(16)
    }  # so that the case has a key of its own before anything is assessed
    return open_case(gate, REVIEW, files=[file], reason=reason, private=private)


@act("custody:diligence:assess")
def assess(
    gate: Gate, number: int, *, level: str, checks: Collection[str], marks: Collection[str] = (),
    relationship_purpose: str = "", source_of_funds: str = "", words: str = "",
) -> Case:  # fmt: skip
    """Assess: what was checked, what marks the customer, purpose and source of funds, and the level proposed.

    A mark makes the highest level. A level below what is in force or reckoned wants a reason; the second person decides on it.
    """
    case = locked_case(gate, number, REVIEW)
    gate.permit_none()
    file = _file_of(case)
    rule = norms.on(timezone.localdate(gate.at)).cdd
    refuse_any(_lacking(file, level, checks, marks, relationship_purpose, rule))
    told = {
        "level": level, "checks": sorted(checks), "marks": sorted(marks), "relationship_purpose": relationship_purpose.strip(),
        "source_of_funds": source_of_funds.strip(), "reason": words.strip(), "salt": secrets.token_hex(16),
    }  # fmt: skip
    case.content = {"assessed": hashlib.sha256(orjson.dumps(told)).hexdigest()}
    keep_private(case, told)
    sign(gate, case, REVIEW, "assess")
    return case


@act("custody:diligence:confirm")
def confirm(gate: Gate, number: int, *, words: str = "") -> Case:
    """The second person confirms: level, measure and purpose go onto the file, the clock of the next review begins."""
    case = locked_case(gate, number, REVIEW)
    file = _file_of(case)
    permit = gate.permit(file)
    told = private_of(gate, case)
    on = timezone.localdate(gate.at)
    rule = norms.on(on).cdd
    opened = Rewriting(gate, file, permit)
    before = body_of(in_force(file.customer_id), permit).get("level")
    verdict, hits = reckoned(file, opened, on)
    lowers = place_of(told["level"], rule) < max(
        place_of(one, rule) for one in (verdict.level, before) if one
    )
    if lowers and not told["reason"]:
        message = _("This level is below what is in force or reckoned, and no reason stands with it.")
        raise Invalid(
            [Finding("words", "lowers", message, _("Send it back for a reason, or for another level."))]
        )
    sign(gate, case, REVIEW, "confirm", words=words)
    contents = body(
        verdict, told["level"], rule, origin="review", before=before, words=told["reason"],
        more={"marks": told["marks"], "checks": told["checks"], "hits": [{"rule": one.rule, **one.values} for one in hits]},
    )  # fmt: skip
    purpose = {"relationship_purpose": told["relationship_purpose"]} if told["relationship_purpose"] else {}
    keep(gate, opened, contents, on=on, case=case.pk, changes=purpose)
    return case


@act("custody:diligence:send_back")
def send_back(gate: Gate, number: int, *, words: str) -> Case:
    """Send an assessment back, saying what lacks."""
    return _signed(gate, number, "send_back", words)


@act("custody:diligence:stop")
def stop(gate: Gate, number: int, *, words: str) -> Case:
    """Stop a review, saying why: the relationship ended, another one is open."""
    return _signed(gate, number, "stop", words)


def _signed(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, REVIEW)
    gate.permit_none()
    sign(gate, case, REVIEW, verb, words=words)
    return case


# -- evidence ------------------------------------------------------------------------------------------------------------


@act("custody:evidence:ask")
def ask_evidence(gate: Gate, *, customers: Sequence[str], reason: str) -> Case:
    """Ask the manager of a customer for evidence; ``reason`` says which. It names no suspicion: the manager reads it."""
    gate.permit_none()
    file = _one(gate, customers)
    return open_case(gate, EVIDENCE, files=[file], reason=reason, owner=file.manager)


@act("custody:evidence:supply")
def supply(gate: Gate, number: int, *, words: str) -> Case:
    """The manager says what was obtained; the papers stand with the case."""
    return _evidence(gate, number, "supply", words)


@act("custody:evidence:decline")
def decline(gate: Gate, number: int, *, words: str) -> Case:
    """The manager says why it cannot be had."""
    return _evidence(gate, number, "decline", words)


@act("custody:evidence:accept")
def accept(gate: Gate, number: int, *, words: str = "") -> Case:
    """Compliance takes what was supplied."""
    return _evidence(gate, number, "accept", words)


@act("custody:evidence:send_back")
def ask_again(gate: Gate, number: int, *, words: str) -> Case:
    """Compliance asks for more, saying what lacks."""
    return _evidence(gate, number, "send_back", words)


@act("custody:evidence:withdraw")
def withdraw(gate: Gate, number: int, *, words: str) -> Case:
    """Compliance needs it no longer."""
    return _evidence(gate, number, "withdraw", words)


def _evidence(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, EVIDENCE)
    gate.permit_none()
    sign(gate, case, EVIDENCE, verb, words=words)
    return case


# -- what both need ------------------------------------------------------------------------------------------------------


def _one(gate: Gate, customers: Sequence[str]) -> File:
    if len(customers) != 1:
        raise Invalid(
            [Finding("customers", "one", _("This concerns one customer at a time."), _("Name one."))]
        )
    return known_files(gate, customers)[0]


def _file_of(case: Case) -> File:
    found = locked_files(case.files.values_list("customer_id", flat=True))
    if not found:
        raise Invalid([Finding("customers", "gone", _("The file is destroyed."), _("Stop the review."))])
    return found[0]


def _lacking(
    file: File, level: str, checks: Collection[str], marks: Collection[str], purpose: str, rule: Any
) -> list[Finding]:
    if level not in rule.rating_levels:
        return [Finding("level", "choice", _("This is none of the levels."), _("Choose one from the list."))]
    measure = measure_of(level, rule)
    found = text_problems("relationship_purpose", purpose, required=False, most=1000)
    lacks = [one for one in checks_of(measure, file.kind, rule) if one not in checks]
    if lacks:
        message = _("For this level more must have been checked: %(count)s points are not ticked.") % {
            "count": len(lacks)
        }
        found.append(Finding("checks", "lacking", message, _("Check them, or choose another level.")))
    measures = list(rule.rating_measures)
    if measures.index(measure) >= measures.index(rule.purpose_required_from) and not purpose.strip():
        unsaid = _("At this level the purpose of the relationship must be known.")
        found.append(Finding("relationship_purpose", "required", unsaid, _("Say it in one sentence.")))
    if marks and (not set(marks) <= set(MARKS) or level != rule.rating_levels[-1]):
        low = _("A mark makes the highest level.")
        found.append(Finding("level", "marked", low, _("Choose the highest level, or take the mark off.")))
    return found
