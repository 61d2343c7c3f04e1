"""Provision outside (Art. 24): two approvals beforehand, an encrypted pack, and its return or destruction."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms, vault
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, act
from zhiji.access.policy import purposes
from zhiji.access.reading import read_many
from zhiji.custody.actions.copying import check_purpose, check_wanted, known_fields
from zhiji.custody.cases import locked_case, open_case, private_of, sign
from zhiji.custody.consents import unshared
from zhiji.custody.finding import known_files, locked_files
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, Pack
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.marks import code_of, woven
from zhiji.custody.rules.pack import new_passphrase, sealed_pack
from zhiji.custody.rules.provision import ENDS, FLOW
from zhiji.customers.models import File


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack just made. ``passphrase`` is shown now and never again."""

    case: int
    number: str
    passphrase: str
    expires_at: datetime
    customers: int


@act("custody:provision:ask")
def ask(
    gate: Gate,
    *,
    customers: Sequence[str],
    fields: Sequence[str],
    wanted: str,
    recipient_kind: str,
    recipient: str,
    reason: str,
    days: int,
    return_days: int,
) -> Case:
    """Ask to give data outside: which, to whom, for what; how long the pack opens; by when it is returned or destroyed."""
    gate.permit_none()
    files = known_files(gate, customers)
    check_wanted(gate, FLOW.phrase("pack"), files, wanted)
    _check_shared(gate, files, wanted, recipient_kind)
    rule = norms.on(timezone.localdate(gate.at)).provision
    too_long = [
        Finding(name, "range", _("This is longer than the rule allows."), _("At most %(most)s days.") % {"most": most})
        for name, given, most in (("days", days, rule.pack_days), ("return_days", return_days, rule.pack_return_days))
        if not 1 <= given <= most
    ]  # fmt: skip
    if too_long:
        raise Invalid(too_long)
    content = {
        "fields": known_fields(files, fields), "recipient_kind": recipient_kind, "days": days, "return_days": return_days,
    }  # fmt: skip
    return open_case(
        gate,
        FLOW,
        files=files,
        reason=reason,
        purpose=wanted,
        content=content,
        private={"recipient": recipient},
    )


@act("custody:provision:supervise")
def supervise(gate: Gate, number: int, *, words: str = "") -> Case:
    """The information supervisor approves, before or after the manager, never as the same person."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "supervise", words=words)
    return case


@act("custody:provision:manage")
def manage(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager approves, before or after the supervisor, never as the same person."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "manage", words=words)
    return case


@act("custody:provision:pack")
def pack(gate: Gate, number: int) -> Packed:
    """Make the encrypted pack of the approved fields, as far as its maker may read them; the passphrase is told once. Refused
    where it rests on the customers' consent to be given outside, and one of them has none in force by now."""
    case = locked_case(gate, number, FLOW)
    files = locked_files(case.files.values_list("customer_id", flat=True))
    check_purpose(gate, case)
    permits = gate.permit_many(files)
    if len(permits) < len(files):
        gate.refuse("level")
    if lacking := unshared(files, case.purpose, case.content["recipient_kind"], gate.at):
        gate.refuse("sharing", lacking[0])
    sign(gate, case, FLOW, "pack", due_at=gate.at + timedelta(days=case.content["return_days"]))
    code = code_of(vault.commitment(vault.data_key(case.customer_id), "copy", str(case.pk).encode()))
    expires_at = gate.at + timedelta(days=case.content["days"])
    shown = read_many(files, permits, case.content["fields"])
    contents = _contents(gate, case, [(file, shown[file.customer_id]) for file in files], code, expires_at)
    passphrase = new_passphrase()
    sealed = sealed_pack(
        contents, passphrase, expires_at=expires_at.isoformat(timespec="seconds"), number=printed_number(case)
    )
    made = Pack.objects.create(
        case=case, code=code, size=len(sealed), sha256=sha256(sealed).hexdigest(), made_by_id=gate.by.pk or 0,
        made_at=gate.at, expires_at=expires_at,
    )  # fmt: skip
    _keep(pack_path(made.pk), sealed)
    gate.about(*(file.customer_id for file in files))
    gate.fact("pack", made.sha256)
    gate.fact("copy", code)
    gate.fact("fields", case.content["fields"])
    return Packed(case.pk, printed_number(case), passphrase, expires_at, len(files))


@act("custody:provision:settle")
def settle(gate: Gate, number: int, *, how: str, words: str) -> Case:
    """Record that the recipient gave everything back, or destroyed it, and what proves it."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if how not in ENDS:
        raise Invalid([
            Finding("how", "choice", _("It is not said how it ended."), _("Choose returned or destroyed."))
        ])  # fmt: skip
    case.content = case.content | {"how": how}
    sign(gate, case, FLOW, "settle", words=words)
    _remove(gate, Pack.objects.filter(case=case))
    return case


@act("custody:provision:expire")
def expire(gate: Gate) -> int:
    """Take the bytes of packs that ended off the disk. Answers how many."""
    gate.permit_none()
    return _remove(gate, Pack.objects.filter(expires_at__lte=gate.at))


@act("custody:provision:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:provision:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back before anything left."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case


def _check_shared(gate: Gate, files: Sequence[File], wanted: str, recipient_kind: str) -> None:
    """Tell at once, not after two approvals, whose consent to be given outside is not in force."""
    if lacking := unshared(files, wanted, recipient_kind, gate.at):
        numbers = ", ".join(file.number for file in lacking)
        raise Invalid([
            Finding("customers", "sharing",
                    _("The customer's own consent to be given outside is not in force: %(numbers)s (Personal Information Protection Law, Art. 23).")
                    % {"numbers": numbers},
                    _("Ask the customer and record the consent “Giving data to partners” on the file, or leave the file out."))
        ])  # fmt: skip


def pack_path(pack_id: int) -> Path:
    """Where the bytes of a pack lie until it ends."""
    return Path(settings.ZHIJI_HOME) / "packs" / f"{pack_id}.zhiji"


def _contents(
    gate: Gate, case: Case, files: Sequence[tuple[Any, Any]], code: str, expires_at: datetime
) -> dict[str, Any]:
    """What the recipient reads: as few things as were approved, each line carrying the hidden code."""
    return {
        "number": printed_number(case),
        "recipient": str(private_of(gate, case).get("recipient", "")),
        "purpose": in_language(purposes()[case.purpose].names),
        "made_at": gate.at.isoformat(timespec="seconds"),
        "expires_at": expires_at.isoformat(timespec="seconds"),
        "return_or_destroy_by": case.due_at.isoformat(timespec="seconds") if case.due_at else "",
        "customers": [
            {
                "number": file.number,
                "fields": [
                    {"label": str(one.field.label), "text": woven(one.text, code)}
                    for name in case.content["fields"]
                    if (one := shown.get(name)) is not None and one.present and one.text
                ],
            }
            for file, shown in files
        ],
    }


def _keep(path: Path, sealed: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def _remove(gate: Gate, packs: Any) -> int:
    ended = list(packs.filter(removed_at=None).select_for_update())
    for one in ended:
        pack_path(one.pk).unlink(missing_ok=True)
        one.removed_at = gate.at
        one.save(update_fields=["removed_at"])
    gate.fact("removed", [one.pk for one in ended])
    return len(ended)
