"""Recording what a customer was told, agreed to and took back (M03-M05, J12)."""

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import colleague
from zhiji.custody.consents import lines_of
from zhiji.custody.models import Consent
from zhiji.custody.problems import Finding, refuse_any
from zhiji.custody.rules.consents import CHANNELS, EVIDENCE, problem_of, standing, uses
from zhiji.customers.finding import locked_file
from zhiji.customers.models import Attachment, File

WRONG = {
    "kind": (_("Nothing of this kind is recorded for this use."), _("See what its legal ground asks for.")),
    "untold": (_("The customer was not told first."), _("Record the notice before the consent (M05).")),
    "nothing": (_("There is no consent to take back."), _("See the lines below.")),
}


class Said(TypedDict):
    """A use, when it was spoken of and how, and what shows it; ``scan``: the number of a scan of the file."""

    use: str
    said_at: datetime
    via: str
    evidence: str
    scan: NotRequired[int | None]


@act("custody:consent:record")
def record(gate: Gate, number: str, *, what: str, **said: Unpack[Said]) -> Consent:
    """Record that the customer was told of a use (``told``), consented, or signed the agreement (``agreed``), in the words of
    the text in force that day. A consent needs the notice before it."""
    return _record(gate, number, what, **said)


@act("custody:consent:withdraw")
def withdraw(gate: Gate, number: str, **said: Unpack[Said]) -> Consent:
    """Record that the customer takes a consent back (PIPL art. 15): from that moment the use stops."""
    return _record(gate, number, "withdrawn", **said)


def _record(gate: Gate, number: str, what: str, **said: Unpack[Said]) -> Consent:
    use, said_at, via, evidence, scan = (
        said["use"],
        said["said_at"],
        said["via"],
        said["evidence"],
        said.get("scan"),
    )
    file = locked_file(gate, number)
    gate.permit(file)
    known = uses().get(use)
    text = known.text_on(timezone.localdate(said_at)) if known else None
    problems = []
    if known is None or text is None:
        problems.append(
            Finding(
                "use",
                "choice",
                _("There is no such use, or it had no text that day."),
                _("Choose one from the list."),
            )
        )
    elif wrong := problem_of(known, what, lines_of(file.customer_id), said_at):
        problems.append(Finding("what", wrong, *WRONG[wrong]))
    if said_at > gate.at:
        problems.append(
            Finding("said_at", "future", _("This lies ahead."), _("Give the moment when it was said."))
        )
    if via not in CHANNELS or evidence not in EVIDENCE:
        problems.append(
            Finding(
                "evidence",
                "choice",
                _("It is not said how, or how it can be shown."),
                _("Choose from both lists."),
            )
        )
    if scan is not None and not Attachment.objects.filter(pk=scan, customer_id=file.customer_id).exists():
        problems.append(
            Finding(
                "scan",
                "unknown",
                _("This file has no such scan."),
                _("Give the number of a scan of this file."),
            )
        )
    refuse_any(problems)
    assert text is not None
    made = Consent.objects.create(
        customer_id=file.customer_id, use=use, what=what, version=text.version, at=said_at, recorded_at=gate.at,
        channel=via, evidence=evidence, scan=scan, by=colleague(gate),
    )  # fmt: skip
    if use == "profile":
        _let_profile(file, gate.at)
    gate.fact("use", use)
    gate.fact("what", what)
    gate.fact("line", made.pk)
    return made


def _let_profile(file: File, at: datetime) -> None:
    """What the gateway asks at each look: whether this consent stands taken back (it is not asked line by line there)."""
    closed = standing(uses()["profile"], lines_of(file.customer_id), at) == "withdrawn"
    File.objects.filter(pk=file.pk).update(unprofiled=closed)
