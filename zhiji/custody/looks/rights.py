"""“What we hold about you and why” (M11, PIPL arts. 17, 45): every field with its origin and ground, how long it is kept,
how each use stands, and who has looked, by role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language

from zhiji import fields, journal, norms
from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.access.reading import Shown, read
from zhiji.custody import keeping
from zhiji.custody.disclosing import without_numbers
from zhiji.custody.looks.consents import UseStanding, standings
from zhiji.custody.looks.rows import all_cases, row_of
from zhiji.custody.rules.rights import UNTOLD
from zhiji.customers.models import File
from zhiji.customers.pages.wording import source_name
from zhiji.staff.models import Staff
from zhiji.staff.rules import ROLES

CUSTOMERS_EYES = "customer"
"""No role: of purposes reserved to some, a customer is told nothing, whether or not there was such a look."""
PAGES = 20


@dataclass(frozen=True, slots=True)
class Held:
    """One field held: its words, its value, where it came from, since when, and why."""

    label: object
    text: str
    source: str
    since: str
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Looks of one role for one purpose: how many, and the last."""

    role: object
    purpose: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class HoldLetter:
    """The letter. ``parts``: compartment and its fields. ``kept_until`` is None while the relationship runs, then ``years``
    count from its end. ``readers``: by role and purpose, the most first."""

    number: int
    printed: str
    customer: str
    name: str
    parts: Sequence[tuple[object, Sequence[Held]]]
    uses: Sequence[UseStanding]
    kept_until: date | None
    years: int
    readers: Sequence[Seen]
    whole: bool
    made_at: datetime
    watermark: str
    receipt: int


@look("custody:rights:letter")
def read_letter(gate: Gate, number: int) -> HoldLetter:
    """The letter of an accepted request, for its owner and under the grant of that request alone."""
    gate.check_question()
    case = all_cases().filter(pk=number, kind="rights", state__in=("accepted", "done")).first()
    if case is None or case.owner_id != gate.by.pk or case.content["right"] not in ("access", "copy"):
        gate.unknown({"case": number})
    file = File.objects.select_related("unit").get(pk=case.files.get().customer_id)
    if any(gate.decide(file).level(name) != "clear" for name in policy.COMPARTMENTS):
        gate.refuse("not_yours")
    permit = gate.permit(file, {"case": number})
    shown = read(file, permit)
    kept = keeping.standings([file.customer_id], timezone.localdate(gate.at))[file.customer_id]
    readers, whole = _readers(file.customer_id)
    by = Staff.objects.filter(pk=gate.by.pk or 0).first()
    minute = timezone.localtime(gate.at).strftime("%Y-%m-%d %H:%M")
    return HoldLetter(
        case.pk, row_of(case, gate.at, [gate.by]).printed, file.number, shown["name"].text, _parts(file.pack, shown.values()),
        standings(file.customer_id, gate.at, store_only=file.store_only), kept.standing.until,
        norms.on(timezone.localdate(gate.at)).retention.years, readers, whole, gate.at,
        f"{by.display_name} {by.staff_number} {minute}" if by else minute, permit.vault.receipt,
    )  # fmt: skip


def _parts(pack: str, shown: Iterable[Shown]) -> list[tuple[object, list[Held]]]:
    register, language = fields.register(pack), get_language() or "zh-hans"
    parts: dict[str, list[Held]] = {name: [] for name in policy.COMPARTMENTS}
    for one in shown:
        if one.present and one.field.id not in UNTOLD:
            text = fields.display(one.field, without_numbers(one.field, one.value), language)
            origin: Mapping[str, str] = one.provenance
            parts[one.field.compartment].append(
                Held(one.field.label, text, source_name(origin.get("s", "")), origin.get("l", ""), ground_of(one.field))
            )  # fmt: skip
    return [(register.compartments[name], lines) for name, lines in parts.items() if lines]


def ground_of(field: fields.Field) -> str:
    """Why a field is held, in the reader's language: the rule that requires it, else the consent for personal matters, else
    the contract."""
    norm = norms.get(
        field.required_by or ("pipl2021.consent" if field.compartment == "personal" else "pipl2021.contract")
    )
    return f"{norm.name(get_language() or 'zh-hans')} ({norm.source} {norm.article})".replace(" )", ")")


def _readers(customer_id: int) -> tuple[list[Seen], bool]:
    """Looks by role and purpose; the second answer is False when there were more than were counted."""
    found: dict[tuple[str, str], list[datetime]] = {}
    roles: dict[int, str] = {}
    cursor: int | None = None
    for _page in range(PAGES):
        page = journal.readers(customer_id, 500, cursor)
        lines = [
            one for one in page.lines
            if one.actor and one.outcome != "refused" and policy.is_told(CUSTOMERS_EYES, one.purpose)
        ]  # fmt: skip
        fresh = {one.actor for one in lines if one.actor} - set(roles)
        roles |= dict(Staff.objects.filter(pk__in=fresh).values_list("pk", "role"))
        for one in lines:
            found.setdefault((roles.get(one.actor or 0, ""), one.purpose), []).append(one.at)
        cursor = page.next
        if cursor is None:
            break
    purposes = policy.purposes()
    seen = [
        Seen(ROLES[role].label if role in ROLES else role, in_language(purposes[why].names) if why in purposes else "", len(times), max(times))
        for (role, why), times in found.items()
    ]  # fmt: skip
    return sorted(seen, key=lambda one: -one.times), cursor is None


__all__ = ["HoldLetter", "Seen", "read_letter"]
