"""Holds 保全 (Art. 25): placed, renewed, released by another person. A hold wins over every period and every approval."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.access.rules import may_know
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.models import Case, DestroyedFile
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.hold import FLOW, GROUNDS
from zhiji.customers.rules import customer_id_of


@act("custody:hold:place")
def place(gate: Gate, *, customers: Sequence[str], ground: str, reference: str, reason: str) -> Case:
    """Place a hold on files. From its commit on nothing destroys them, approved or not: destruction asks under the same lock.

    ``reference``: number of the complaint, the letter or the case; sealed. Raises ``Invalid``, also for destroyed files.
    """
    gate.permit_none()
    if ground not in GROUNDS:
        raise Invalid(
            [Finding("ground", "choice", _("This is none of the grounds."), _("Choose one from the list."))]
        )
    _refuse_destroyed(gate, customers)
    files = known_files(gate, customers)
    locked_files(file.customer_id for file in files)
    private = {"reference": reference.strip()} if reference.strip() else None
    return open_case(gate, FLOW, files=files, reason=reason, content={"ground": ground}, private=private)


@act("custody:hold:renew")
def renew(gate: Gate, number: int, *, words: str) -> Case:
    """Say that a hold is still needed, and why; its clock begins again."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "renew", words=words)
    return case


@act("custody:hold:release")
def release(gate: Gate, number: int, *, words: str) -> Case:
    """Release a hold: never by who placed it. An expired file is proposed again with the next monthly round."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "release", words=words)
    return case


def _refuse_destroyed(gate: Gate, numbers: Sequence[str]) -> None:
    gone = DestroyedFile.objects.select_related("unit").filter(
        pk__in=[one for number in numbers if (one := customer_id_of(number)) is not None]
    )
    if any(may_know(gate.by, one) for one in gone):
        raise Invalid([
            Finding(
                "customers", "destroyed", _("One of these files has been destroyed; nothing can hold it any more."),
                _("See the register of destruction, and leave it out."),
            )
        ])  # fmt: skip
