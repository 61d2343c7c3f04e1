"""What a customer was told and agreed to, use by use, with the very words (M03-M05, M11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zhiji import norms
from zhiji.access.gateway import Gate, look
from zhiji.custody.consents import lines_of
from zhiji.custody.models import Consent, Restriction
from zhiji.custody.rules.consents import Use, allowed, standing, uses
from zhiji.customers.finding import file_by_number
from zhiji.staff.models import Staff


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One line as recorded. ``words`` is the text of that version."""

    id: int
    use: Use
    what: str
    version: int
    words: object
    at: datetime
    recorded_at: datetime
    channel: str
    evidence: str
    scan: int | None
    by: str


@dataclass(frozen=True, slots=True)
class UseStanding:
    """How a use stands now: ``standing`` as in ``rules.consents.standing``; ``allowed`` whether the data may be used so."""

    use: Use
    norm: norms.Norm
    standing: str
    allowed: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The uses in order, every line newest first. ``told_first``: the notice of daily service stands before the file was
    opened (M05); None where no notice is recorded at all. ``stored_until``: deletion was asked for; the file is only stored."""

    number: str
    customer_id: int
    uses: Sequence[UseStanding]
    lines: Sequence[ConsentLine]
    told_first: bool | None
    stored_until: object
    as_of: datetime


@look("custody:consent:list")
def read_consents(gate: Gate, number: str) -> ConsentView:
    """The uses and lines of one file."""
    file = file_by_number(gate, number)
    gate.permit(file)
    kept = list(Consent.objects.filter(customer_id=file.customer_id).order_by("-at", "-pk"))
    people = {
        one.pk: one.display_name
        for one in Staff.objects.filter(pk__in={line.by_id for line in kept if line.by_id})
    }
    told = [line.at for line in kept if line.use == "service" and line.what == "told"]
    restriction = Restriction.objects.filter(customer_id=file.customer_id).first()
    return ConsentView(
        file.number, file.customer_id, standings(file.customer_id, gate.at, store_only=file.store_only),
        [
            ConsentLine(
                one.pk, uses()[one.use], one.what, one.version, _words(one), one.at, one.recorded_at, one.channel, one.evidence,
                one.scan, people.get(one.by_id or 0, ""),
            )
            for one in kept
        ],
        timezone.localdate(min(told)) <= timezone.localdate(file.opened_at) if told else None,
        restriction.destroy_on if restriction else None, gate.at,
    )  # fmt: skip


def standings(customer_id: int, at: datetime, *, store_only: bool) -> list[UseStanding]:
    """How every use stands for a customer. Called under a permit on the file."""
    lines = lines_of(customer_id)
    return [
        UseStanding(
            use, norms.get(use.norm), standing(use, lines, at), allowed(use, lines, at, store_only=store_only),
            max((one.at for one in lines if one.use == use.id and one.at <= at), default=None),
        )
        for use in uses().values()
    ]  # fmt: skip


def _words(line: Consent) -> object:
    return next((text.words for text in uses()[line.use].texts if text.version == line.version), "")
