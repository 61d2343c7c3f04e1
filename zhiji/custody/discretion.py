"""What of a case's content is not for everybody who may read the case. Pages, the API and the CSV all ask here.

Whom a case concerns is for those who handle it. Of a decoy touched only supervisor and
general manager learn which file it was and where the journal has it; and no alert names a file to who may not know of it.
"""

from collections.abc import Mapping
from typing import Any

from zhiji.access import rules as access_rules
from zhiji.access.gateway import Gate
from zhiji.custody.cases import private_of
from zhiji.custody.finding import OPEN
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import Case
from zhiji.custody.secret_cases import hidden_among
from zhiji.customers.models import File
from zhiji.customers.rules import customer_id_of

AT_ONCE = frozenset({"touch"})
"""Signals that tell what lies in wait."""
SET_OUT_BY = frozenset({"supervisor", "gm"})
"""Roles that set decoys out, and so may know that a file is one."""


def content_for(case: Case, by: Any) -> Mapping[str, Any]:
    """The content of a case as this colleague may read it."""
    content = dict(case.content)
    if by.role not in FLOWS[case.kind].readers:
        content.pop("concerned", None)
    if case.kind == "alert":
        content["signals"] = [_signal(one, by) for one in content.get("signals", ())]
    return content


def private_for(gate: Gate, case: Case, *, decides: bool = False) -> dict[str, Any]:
    """What was sealed with a case, opened, as this colleague may read it; ``{}`` where its files do not open so far.

    ``decides``: a step of it is the reader's, who must see what is signed.
    """
    level = FLOWS[case.kind].level
    if level and not decides and not _clear(gate, case, level):
        return {}
    told = private_of(gate, case)
    if case.kind == "alert" and "customers" in told:
        told["customers"] = _files(gate, case, told["customers"])
    if case.kind == "kin":
        told = {name: _known(gate, numbers) for name, numbers in told.items()}
    return told


def _clear(gate: Gate, case: Case, compartment: str) -> bool:
    """Whether the reader's own post opens this of every file of the case, for the purpose in force. No grant counts here: a use of it
    is taken where the file itself is opened."""
    ids = list(case.files.values_list("customer_id", flat=True))
    files = list(File.objects.select_related("unit").filter(pk__in=ids))
    found = [access_rules.decide(gate.by, OPEN, file, gate.purpose) for file in files]
    return len(found) == len(ids) and all(one.allowed and one.level(compartment) == "clear" for one in found)


def is_withheld(case: Case, by: Any) -> bool:
    """Whether an alert keeps from this colleague which file it was."""
    return by.role not in SET_OUT_BY and any(one["id"] in AT_ONCE for one in case.content.get("signals", ()))


def _signal(one: Mapping[str, Any], by: Any) -> Mapping[str, Any]:
    if one["id"] not in AT_ONCE or by.role in SET_OUT_BY:
        return one
    return {name: value for name, value in one.items() if name != "entry"}


def _files(gate: Gate, case: Case, numbers: list[str]) -> list[str]:
    if is_withheld(case, gate.by):
        return []
    return _known(gate, numbers)


def _known(gate: Gate, numbers: list[str]) -> list[str]:
    """Those of the numbers whose file this colleague may know of."""
    ids = {one: customer_id_of(one) for one in numbers}
    hidden = hidden_among(gate.by, [one for one in ids.values() if one is not None])
    return [one for one in numbers if ids[one] not in hidden]
