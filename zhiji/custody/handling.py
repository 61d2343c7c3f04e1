"""Who is told of a leak, and the sealed records that belong to those who handle it."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from zhiji import norms, vault
from zhiji.access.case_keys import permit_case
from zhiji.access.gateway import Gate
from zhiji.custody.cases import PRIVATE
from zhiji.custody.models import Case, Escalation, Record
from zhiji.staff.models import Staff


def handlers(at: Any = None) -> list[int]:
    """Those who are told at once (Art. 27): every active colleague of the roles norm ``house.leak`` names."""
    rule = norms.on(timezone.localdate(at)).incident
    return [
        *Staff.objects.filter(role__in=rule.told_at_once, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    ]


def of_role(*roles: str) -> list[int]:
    """Active colleagues of these roles."""
    return [*Staff.objects.filter(role__in=roles, is_active=True).order_by("pk").values_list("pk", flat=True)]


def accounts_of(staff: Collection[int]) -> set[int]:
    """All accounts of the human beings behind these: who has two is concerned with both."""
    persons = {one.person_key for one in Staff.objects.filter(pk__in=staff)}
    found = Staff.objects.filter(Q(person__in=persons) | Q(staff_number__in=persons))
    return {one.pk for one in found if one.person_key in persons}


def keep_record(gate: Gate, case: Case, kind: str, body: Mapping[str, Any]) -> str:
    """Seal a text with the case, after the gate has permitted the act; answers the commitment to it."""
    try:
        key = vault.data_key(case.customer_id, for_sealing=True)
    except vault.KeyMissing:
        key = vault.make_keys([case.customer_id])[case.customer_id]
    content = orjson.dumps(dict(body), option=orjson.OPT_SORT_KEYS)
    made = Record.objects.create(
        case=case, kind=kind, at=gate.at, by_id=gate.by.pk, body=vault.seal(key, PRIVATE, 1, 0, content),
        digest=vault.commitment(key, kind, content),
    )  # fmt: skip
    gate.fact("record", made.pk)
    return made.digest


def records(gate: Gate, case: Case, kind: str) -> list[tuple[Record, dict[str, Any]]]:
    """The sealed texts of one kind, oldest first, opened; those of a destroyed case are left out."""
    permit = permit_case(gate, case.customer_id).vault
    found = []
    for one in Record.objects.filter(case=case, kind=kind).select_related("by").order_by("pk"):
        try:
            found.append((one, orjson.loads(vault.open(one.body, permit))))
        except vault.Shredded:
            continue
    return found


def told_once(gate: Gate, kind: str, number: int, stage: str) -> bool:
    """Whether this is the first time that this clock is told of; asks and remembers in one statement."""
    _row, fresh = Escalation.objects.get_or_create(
        kind=kind, number=number, stage=stage, defaults={"at": gate.at}
    )
    return fresh
