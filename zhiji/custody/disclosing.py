"""Makes the registered copy of what leaves the house: only fields that were asked for and that the permit shows clear."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from zhiji import fields, vault
from zhiji.access.gateway import Gate
from zhiji.access.permits import FilePermit
from zhiji.access.reading import read_many
from zhiji.custody.cases import colleague, sign
from zhiji.custody.finding import locked_files
from zhiji.custody.models import Case, Disclosure
from zhiji.custody.rules.flow import Flow
from zhiji.customers.models import File


def without_numbers(field: fields.Field, value: Any) -> Any:
    """The value without the customer numbers of other people in it: the bank's own marks are nobody else's business."""
    inner = {part.id for part in field.parts if part.type == "customer_number"}
    if not inner:
        return value
    kept = [
        {name: part for name, part in one.items() if name not in inner}
        for one in (value if field.many else [value])
    ]
    return kept if field.many else kept[0]


BODY_VERSION = 4_000_000_000
"""Binds a copy apart from every version a file can reach."""


def put_out(gate: Gate, case: Case, flow: Flow, *, copies: int, handed: str, words: str) -> Case:
    """Answer a request for information: what was asked for and may be seen, registered and signed as the step ``reply``.

    All of the case's files or nothing: a file that may not be seen is refused like one that is not there.
    """
    files = locked_files(case.files.values_list("customer_id", flat=True))
    permits = gate.permit_many(files)
    if len(permits) < len(files):
        gate.unknown({"case": case.pk})
    asked = case.content["fields"]
    given = disclose(gate, case, files, permits, asked) if asked else []
    case.content |= {"copies": copies, "handed": handed, "given": given, "found": len(files)}
    sign(gate, case, flow, "reply", words=words)
    gate.about(*[file.customer_id for file in files])
    gate.fact("fields", given)
    gate.fact("copies", copies)
    return case


def disclose(
    gate: Gate, case: Case, files: Sequence[File], permits: Mapping[int, FilePermit], asked: Collection[str]
) -> list[str]:
    """Seal one reply a customer; answers the ids of the fields that were given, in the order of the register."""
    shown = read_many(files, permits, asked)
    given: dict[str, None] = {}
    for file in files:
        lines = [
            {"field": name, "value": without_numbers(one.field, one.value)}
            for name, one in shown[file.customer_id].items()
            if one.level == "clear" and one.present
        ]
        given |= dict.fromkeys(line["field"] for line in lines)
        keep(gate, case, file.customer_id, "reply", [line["field"] for line in lines], {"lines": lines})
    return list(given)


def keep(
    gate: Gate, case: Case, customer_id: int, kind: str, names: Sequence[str], body: Mapping[str, Any]
) -> Disclosure:
    """Register what leaves the house about one customer, sealed under the customer's own key. The file's row is locked."""
    key = vault.data_key(customer_id, for_sealing=True)
    blob = orjson.dumps(dict(body))
    made = Disclosure(
        case=case, customer_id=customer_id, kind=kind, fields=list(names), at=gate.at, by=colleague(gate),
        body=vault.seal(key, 0, BODY_VERSION, 0, blob), digest=vault.commitment(key, kind, blob),
    )  # fmt: skip
    made.save(force_insert=True)
    return made
