"""The pack a customer takes along (PIPL art. 45): what the customer told the bank, in a form machines read; made once,
sealed under the customer's key, fetched once."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _

from zhiji import fields, vault
from zhiji.access.gateway import Gate, act
from zhiji.access.permits import FilePermit
from zhiji.access.reading import open_payloads
from zhiji.custody.cases import colleague, locked_case
from zhiji.custody.disclosing import keep, without_numbers
from zhiji.custody.finding import locked_files
from zhiji.custody.models import Case, Disclosure
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.rights import FLOW, UNTOLD
from zhiji.customers.models import File

PROVIDED = ("customer_stated", "paper_seen", "survey")
"""Sources that are the customer's own telling or the customer's own papers."""


def provided(file: File, permit: FilePermit) -> dict[str, Any]:
    """Field → value and source, of what the customer provided; nothing the bank observed or was told by others."""
    register = fields.register(file.pack)
    found = {}
    for name, part in open_payloads(file, permit, fields.COMPARTMENTS).items():
        for field_id, value in part["v"].items():
            origin = part.get("p", {}).get(field_id) or part.get("d", {})
            if origin.get("s") in PROVIDED and field_id in register and field_id not in UNTOLD:
                found[field_id] = {
                    "compartment": name,
                    "value": without_numbers(register.field(field_id), value),
                    "source": origin["s"],
                    "learned": origin.get("l", ""),
                }
    return found


def pack_for(gate: Gate, case: Case, file: File, permit: FilePermit) -> Disclosure:
    """Make the pack of an accepted request; its file is locked."""
    data = provided(file, permit)
    body = {"customer": file.number, "made": gate.at.isoformat(), "version": file.version, "fields": data}
    return keep(gate, case, file.customer_id, "pack", sorted(data), body)


@act("custody:rights:take")
def take(gate: Gate, number: int, *, form: str = "json") -> tuple[int, bytes]:
    """The pack, once: its number and its bytes as JSON or CSV. What was given out is not kept; its digest is."""
    case = locked_case(gate, number, FLOW)
    files = locked_files(case.files.values_list("customer_id", flat=True))
    permit = gate.permit(files[0])
    made = Disclosure.objects.select_for_update().filter(case=case, kind="pack").first()
    if made is None or made.body is None or case.state != "accepted" or case.owner_id != gate.by.pk:
        raise Invalid(
            [
                Finding(
                    "number",
                    "taken",
                    _("There is no pack to fetch, or it was fetched already."),
                    _("A further one needs a request of its own."),
                )
            ]
        )
    body = orjson.loads(vault.open(made.body, permit.vault))
    made.body, made.taken_at, made.taken_by = None, gate.at, colleague(gate)
    made.save()
    gate.fact("pack", made.pk)
    gate.fact("digest", made.digest)
    return made.pk, _as_csv(body) if form == "csv" else orjson.dumps(
        {"pack": made.pk, **body}, option=orjson.OPT_INDENT_2
    )


def _as_csv(body: Mapping[str, Any]) -> bytes:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(["field", "name", "value", "source", "learned"])
    register = fields.register()
    for name, one in body["fields"].items():
        value = one["value"] if isinstance(one["value"], str) else orjson.dumps(one["value"]).decode()
        label = str(register.field(name).label) if name in register else name
        writer.writerow(
            [name, label, f"'{value}" if value[:1] in "=+-@\t\r" else value, one["source"], one["learned"]]
        )
    return b"\xef\xbb\xbf" + sink.getvalue().encode()
