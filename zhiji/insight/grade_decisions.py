"""A grade by decision in place of the reckoned one: asked by whoever manages the customer, approved by another, with a reason and an end (E10).

The letter stands sealed with the case, since it tells of means: it is read by who decides, and by those to whom the file shows its wealth. A decision counts on the customer's page from its approval to its last
day; groups and segments go by the reckoned grade.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.access.gateway import Gate
from zhiji.custody.cases import private_of
from zhiji.custody.models import Case
from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "grading", "GD", _("House rule on grades"), pgettext_lazy("case", "Grade by decision"),
    states=(
        State("asked", pgettext_lazy("grading", "waits for approval"), clock="grading.decide_days"),
        State("in_force", _("in force"), tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("ended", pgettext_lazy("grading", "ended"), final=True),
    ),
    moves=(
        Move("approve", pgettext_lazy("grading", "Approve the grade"), ("asked",), "in_force", apart=("ask",)),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True),
        Move("end", pgettext_lazy("grading", "End it now"), ("in_force",), "ended", words=True, optional=True),
    ),
    readers=frozenset({"manager", "gm", "auditor"}), level="wealth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """A grade by decision: the letter, since when, its last day, and the case."""

    letter: str
    since: date
    until: date
    case: int
    reason: str


def decided_for(gate: Gate, customer_id: int, on: date) -> Decided | None:
    """The decision in force for a customer on a day; None where there is none. The gate has permitted the file already."""
    found = (
        Case.objects.filter(kind=FLOW.kind, state="in_force", files__customer_id=customer_id)
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    told = private_of(gate, found)
    until = date.fromisoformat(told["until"]) if told else date.min
    if until < on:
        return None
    since = timezone.localdate(found.signatures.filter(verb="approve").latest("pk").at)
    return Decided(told["grade"], since, until, found.pk, found.reason)
