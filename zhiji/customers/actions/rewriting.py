"""Writes the next version of a file: the one place where sealed values change after a file was opened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from zhiji import fields, vault
from zhiji.access.gateway import Gate
from zhiji.access.permits import FilePermit
from zhiji.access.reading import open_payloads
from zhiji.access.rules import TOP_SECRET
from zhiji.customers import sealing
from zhiji.customers.apart import settle
from zhiji.customers.models import File, PublicName, Token, Version
from zhiji.customers.rules import completeness
from zhiji.customers.sealing import Origin


class Rewriting:
    """One file opened by an act that is about to change it.

    ``before`` holds all values by field id. Call ``apply`` once with the cleaned values of the fields that change.
    """

    def __init__(self, gate: Gate, file: File, permit: FilePermit) -> None:
        self.gate, self.file = gate, file
        self.register = fields.register(file.pack)
        self._contents = open_payloads(file, permit, permit_names(permit))
        self.before = {name: value for part in self._contents.values() for name, value in part["v"].items()}

    def apply(self, changes: Mapping[str, Any], origin: Origin, note: str = "") -> None:
        """Store the next version; a value of None removes its field. The replaced compartments stay as the past version."""
        file, register = self.file, self.register
        after = {name: value for name, value in self.before.items() if name not in changes}
        after |= {name: value for name, value in changes.items() if value is not None}
        key = vault.data_key(file.customer_id, for_sealing=True)
        past = Version(
            customer_id=file.customer_id, version=file.version, at=file.changed_at, by=file.changed_by,
            source=file.change_source, note=file.change_note,
        )  # fmt: skip
        file.version += 1
        for name, part in sealing.split(register, changes).items():
            replaced = getattr(file, name)
            if replaced is None:
                replaced = sealing.reseal(key, register, name, past.version, {"v": {}, "d": {}})
            setattr(past, name, replaced)
            new = sealing.amended(self._contents.get(name), part, origin)
            setattr(file, name, sealing.reseal(key, register, name, file.version, new))
        past.save(force_insert=True)
        file.changed_at, file.changed_by = self.gate.at, self.gate.by.pk
        file.change_source, file.change_note = origin.source, note
        score(file, register, after, timezone.localdate(self.gate.at))
        file.save()
        _reindex(file, register, self.before, after)
        if file.secrecy >= TOP_SECRET:
            settle([file.customer_id], apart=True)


def permit_names(permit: FilePermit) -> list[str]:
    """The compartments a permit lets an act open."""
    covered = permit.vault.allows.get(permit.customer_id, frozenset())
    return [name for place, name in enumerate(fields.COMPARTMENTS) if place in covered]


def score(file: File, register: fields.Register, values: Mapping[str, Any], today: date) -> None:
    """How many required fields are missing, and the share that stands, in per cent."""
    lacking = len(fields.missing(file.kind, values, on=today, register=register))
    required = len(fields.missing(file.kind, {}, on=today, register=register))
    file.missing = lacking
    file.completeness = completeness(lacking, required)


def index(file: File, register: fields.Register, values: Mapping[str, Any]) -> None:
    """Enter a file's identifiers into the blind index, and a public name into the open one."""
    found = sealing.tokens(register, file.kind, values, file.customer_id)
    Token.objects.bulk_create(
        Token(index=index, token=token, customer_id=file.customer_id) for index, token in sorted(found)
    )
    _publish(file, values)


def publish_anew(file: File, permit: FilePermit) -> None:
    """Write a file's public name as its secrecy now has it: none while it is classified, back when it no longer is."""
    PublicName.objects.filter(customer_id=file.customer_id).delete()
    if file.secrecy == 0 and file.kind == "organisation":
        _publish(file, open_payloads(file, permit, ["identity"]).get("identity", {"v": {}})["v"])


def _publish(file: File, values: Mapping[str, Any]) -> None:
    PublicName.objects.bulk_create(
        PublicName(customer_id=file.customer_id, name=name, grams=sealing.grams(name))
        for name in sealing.public_names(file.kind, file.secrecy, values)
    )


def _reindex(
    file: File, register: fields.Register, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    old = sealing.tokens(register, file.kind, before, file.customer_id)
    new = sealing.tokens(register, file.kind, after, file.customer_id)
    names = [list(sealing.public_names(file.kind, file.secrecy, values)) for values in (before, after)]
    if old == new and names[0] == names[1]:
        return
    Token.objects.filter(customer_id=file.customer_id).delete()
    PublicName.objects.filter(customer_id=file.customer_id).delete()
    index(file, register, after)
