"""Recording what a phishing exercise showed (N12): counts of one unit on one day, nobody's name."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.models import PhishingExercise
from zhiji.custody.problems import Finding, refuse_any
from zhiji.staff.models import Staff, Unit


@act("custody:phishing:record")
def record(
    gate: Gate, unit: str, *, day: date | None, sent: int, clicked: int, reported: int
) -> PhishingExercise:
    """Record an exercise of the unit with this code. Raises ``Invalid``.

    Recording the same unit and day again corrects it: the newest counts, the older one stays in the journal and the table.
    """
    gate.permit_none()
    found = Unit.objects.filter(code=unit).first()
    refuse_any(_problems(found, day, sent, clicked, reported, timezone.localdate(gate.at)))
    assert found is not None and day is not None
    made = PhishingExercise.objects.create(
        unit=found, day=day, sent=sent, clicked=clicked, reported=reported, recorded_at=gate.at,
        recorded_by=Staff.objects.get(pk=gate.by.pk or 0),
    )  # fmt: skip
    gate.fact("exercise", made.pk)
    return made


def _problems(
    unit: Unit | None, day: date | None, sent: int, clicked: int, reported: int, today: date
) -> list[Finding]:
    found = []
    if unit is None:
        found.append(Finding("unit", "unknown", _("There is no such unit."), _("Choose one of the list.")))
    if day is None or day > today:
        found.append(
            Finding("day", "day", _("This is no day that is past."), _("Say when the exercise was held."))
        )
    if sent < 1:
        found.append(Finding("sent", "number", _("Nobody was sent a letter."), _("Say how many were sent.")))
    for name, many in (("clicked", clicked), ("reported", reported)):
        if not 0 <= many <= max(sent, 0):
            mend = _("Give a number from 0 to the number sent.")
            found.append(Finding(name, "number", _("This does not fit the number sent."), mend))
    return found
