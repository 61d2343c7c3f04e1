"""Exporting a list of customers' data (Art. 23.1): approved by another, made once, with a code and a canary in it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import fields as register_of
from zhiji import norms, vault
from zhiji.access import policy
from zhiji.access.gateway import Gate, act
from zhiji.access.reading import read_many
from zhiji.custody.actions.copying import check_purpose, known_fields
from zhiji.custody.cases import locked_case, open_case, sign
from zhiji.custody.exporting import MAKERS, canary_id, invented_line, with_canary
from zhiji.custody.looks.rows import printed_number
from zhiji.custody.models import Case, Export
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.export import FLOW, FORMS
from zhiji.custody.rules.lists import LISTS, Line, choices
from zhiji.custody.rules.marks import code_of
from zhiji.customers.looks.scopes import newest
from zhiji.customers.rules import number_of
from zhiji.vault.decoys import mark_decoys, mark_of

ORDINARY = Q(secrecy=0, store_only=False)
"""A classified file leaves as a copy that was approved for itself, never in a list."""


@dataclass(frozen=True, slots=True)
class Made:
    """An export as it is handed over, once."""

    case: int
    file_name: str
    media_type: str
    content: bytes
    rows: int


@act("custody:export:ask")
def ask(
    gate: Gate, *, scope: str, fields: Sequence[str], wanted: str, form: str, for_whom: str, reason: str
) -> Case:
    """Ask for a list of one's own files as CSV or XLSX: whose files (``scope``), which fields, for what and for whom.

    ``scope`` may be a list of another room (``rules.lists``), which tells whose each file is and needs no field.
    """
    gate.permit_none()
    known = policy.purposes().get(wanted)
    if known is None or gate.by.role not in known.roles:
        raise Invalid(
            [
                Finding(
                    "wanted",
                    "purpose",
                    _("This purpose is none of your role's."),
                    _("Choose another purpose."),
                )
            ]
        )
    if form not in FORMS or scope not in dict(choices(gate.by.role)):
        raise Invalid(
            [Finding("form", "choice", _("This is none of the choices."), _("Choose one from the list."))]
        )
    files = [file for file, _owners in _lines(gate, scope)]
    chosen = known_fields(files, fields) if fields or scope not in LISTS else []
    content = {"scope": scope, "fields": chosen, "form": form}
    return open_case(
        gate, FLOW, reason=reason, purpose=wanted, content=content, private={"for_whom": for_whom}
    )


@act("custody:export:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager or the information supervisor approves, beforehand."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "approve", words=words)
    return case


@act("custody:export:make")
def make(gate: Gate, number: int) -> Made:
    """Make it: once, by who asked, of the approved fields and only what the maker sees clear. A masked value stays out."""
    case = locked_case(gate, number, FLOW)
    check_purpose(gate, case)
    sign(gate, case, FLOW, "make")  # first: whose files they are depends on who makes it
    scope, wanted = case.content["scope"], case.content["fields"]
    if scope not in dict(choices(gate.by.role)):
        gate.refuse("level")  # another post by now
    lines = _lines(gate, scope)
    permits = gate.permit_many([file for file, _owners in lines])
    lines = [(file, owners) for file, owners in lines if file.customer_id in permits]
    if not lines:
        gate.refuse("level")
    files = [file for file, _owners in lines]
    shown = read_many(files, permits, wanted) if wanted else {}
    values = [[_clear(shown[file.customer_id].get(name)) for name in wanted] for file in files]
    rows = [[file.number, *owners, *told] for (file, owners), told in zip(lines, values, strict=True)]
    heads = LISTS[scope].heads() if scope in LISTS else ()
    canary = canary_id()
    bait = [number_of(canary), *secrets.choice(lines)[1], *invented_line(values, wanted)]
    code = code_of(vault.commitment(vault.data_key(case.customer_id), "copy", str(case.pk).encode()))
    form, printed = case.content["form"], printed_number(case)
    content = MAKERS[form](
        [_("Customer number"), *heads, *_labels(wanted)], with_canary(rows, bait), printed, code
    )
    mark_decoys([canary])
    Export.objects.create(
        case=case, code=code, canary=mark_of(canary), rows=len(rows), fields=wanted, made_by_id=gate.by.pk or 0,
        sha256=sha256(content).hexdigest(), made_at=gate.at,
    )  # fmt: skip
    gate.fact("copy", code)
    gate.fact("fields", wanted)
    gate.fact("rows", len(rows))
    gate.about(*(file.customer_id for file in files))
    return Made(case.pk, f"{printed}.{form}", FORMS[form], content, len(rows))


def _lines(gate: Gate, scope: str) -> Sequence[Line]:
    """The files of a scope, newest first, or of a list, the most pressing first and no more than one export may carry; what stands
    beside each. Raises ``Invalid`` where there are none, or of a scope more than that."""
    most = norms.on(timezone.localdate(gate.at)).secrecy.export_rows
    found: Sequence[Line]
    if scope in LISTS:
        found = LISTS[scope].lines(gate, most)
    else:
        found = [(file, ()) for file in newest(scope, gate.by, ORDINARY, before=None, limit=most + 1)]
    if not found:
        raise Invalid(
            [
                Finding(
                    "scope", "empty", _("There is no file among these."), _("Choose whose files otherwise.")
                )
            ]
        )
    if len(found) > most:
        message = _("These are more files than one export may carry: at most %(most)s.") % {"most": most}
        raise Invalid(
            [Finding("scope", "many", message, _("Choose a narrower list, or read the files here."))]
        )
    return found


def _clear(one: Any) -> str:
    return str(one.text) if one is not None and one.present and one.level == "clear" else ""


def _labels(wanted: Sequence[str]) -> list[str]:
    labels = {one.id: str(one.label) for one in register_of.register().fields}
    return [labels.get(name, name) for name in wanted]


@act("custody:export:lapse")
def lapse(gate: Gate, number: int, *, words: str = "") -> Case:
    """An approval that was not used in time ends."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "lapse", words=words)
    return case


@act("custody:export:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:export:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own request back."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "withdraw", words=words)
    return case
