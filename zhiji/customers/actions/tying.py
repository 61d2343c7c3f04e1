"""Ties between customers, written at both ends (C08–C11, C16, D06)."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access import rules as access_rules
from zhiji.access.gateway import Gate, act
from zhiji.access.problems import Finding
from zhiji.access.reading import shown_level
from zhiji.customers.actions.checks import note_problems, source_problems
from zhiji.customers.actions.filing import refuse_errors
from zhiji.customers.actions.rewriting import Rewriting
from zhiji.customers.finding import locked_file, unknowable
from zhiji.customers.models import File
from zhiji.customers.problems import Invalid
from zhiji.customers.rules import customer_id_of, mirrored_tie
from zhiji.customers.sealing import Origin


@act("customers:tie:link")
def link(gate: Gate, number: str, tie: Mapping[str, Any], *, source: str, note: str = "") -> File:
    """Add a tie to a file. When it names a customer of the bank, the other file gets the same tie seen from its side.

    A name left out is taken from the other file only where it stands clear to the colleague; else it must be typed.
    """
    file = locked_file(gate, number)
    opened = Rewriting(gate, file, gate.permit(file))
    refuse_errors([*source_problems(source), *note_problems(note)])
    other = _other_file(gate, file, tie)
    today = timezone.localdate(gate.at)
    given = dict(tie)
    mirror = Rewriting(gate, other, gate.permit_other(other)) if other is not None else None
    if mirror is not None and not given.get("name") and _name_is_clear(gate, mirror.file):
        given["name"] = mirror.before.get("name", "")
    cleaned = fields.clean_file(file.kind, {"ties": [given]}, on=today, register=opened.register)
    refuse_errors(problem for problem in cleaned.problems if problem.field == "ties")
    entry = cleaned.values["ties"][0]
    origin = Origin(source, today)
    opened.apply({"ties": [*opened.before.get("ties", []), entry]}, origin, note)
    if mirror is not None:
        back = mirrored_tie(entry, name=opened.before.get("name", file.number), number=file.number)
        mirror.apply({"ties": [*mirror.before.get("ties", []), back]}, origin, note)
    gate.fact("role", entry["role"])
    gate.fact("version", file.version)
    return file


@act("customers:tie:unlink")
def unlink(gate: Gate, number: str, place: int, *, source: str, note: str = "") -> File:
    """Take the tie at ``place`` (from 0, as its reader sees the list) off a file, and its counterpart off the other's."""
    file = locked_file(gate, number)
    opened = Rewriting(gate, file, gate.permit(file))
    refuse_errors([*source_problems(source), *note_problems(note)])
    ties = list(opened.before.get("ties", []))
    secret = unknowable(gate.by, [tie["customer"] for tie in ties if tie.get("customer")])
    shown = [at for at, tie in enumerate(ties) if tie.get("customer") not in secret]
    if not 0 <= place < len(shown):
        raise Invalid(
            [Finding("ties", "gone", _("There is no such tie any more."), _("Open the list again."))]
        )
    entry = ties.pop(shown[place])
    origin = Origin(source, timezone.localdate(gate.at))
    opened.apply({"ties": ties or None}, origin, note)
    other = _linked(file, entry)
    if other is not None:
        mirror = Rewriting(gate, other, gate.permit_other(other))
        back = mirrored_tie(entry, name="", number=file.number)
        kept = [
            held for held in mirror.before.get("ties", [])
            if (held.get("customer"), held["role"]) != (file.number, back["role"])
        ]  # fmt: skip
        mirror.apply({"ties": kept or None}, origin, note)
    gate.fact("role", entry["role"])
    return file


def _linked(file: File, tie: Mapping[str, Any]) -> File | None:
    customer_id = customer_id_of(str(tie.get("customer") or ""))
    if customer_id is None or customer_id == file.customer_id:
        return None
    return File.objects.select_related("unit").select_for_update(of=("self",)).filter(pk=customer_id).first()


def _other_file(gate: Gate, file: File, tie: Mapping[str, Any]) -> File | None:
    if not tie.get("customer"):
        return None
    other = _linked(file, tie)
    if other is None or access_rules.decide(gate.by, "customers:file:open", other, gate.purpose).hides:
        raise Invalid([
            Finding("ties", "customer", _("There is no customer with this number."), _("Check the number, or leave it out."))
        ])  # fmt: skip
    return other


def _name_is_clear(gate: Gate, other: File) -> bool:
    """Whether the colleague would read the other customer's name on opening the file: a tie must not unmask it."""
    if gate.by.role == "system":
        return True
    decision = access_rules.decide(gate.by, "customers:file:open", other, gate.purpose)
    return (
        decision.allowed
        and shown_level(decision, fields.register(other.pack).field("name", other.kind)) == "clear"
    )
