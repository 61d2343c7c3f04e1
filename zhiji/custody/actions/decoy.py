"""Setting decoys out (N02): the supervisor names files that nobody has a reason to open, the general manager sets them out.

Which they are stands in no clear column and in no journal entry: the numbers are sealed with the case, the list itself
holds keyed marks (``zhiji.vault.decoys``).
"""

from collections.abc import Sequence

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, private_of, sign
from zhiji.custody.finding import known_files
from zhiji.custody.models import Case
from zhiji.custody.rules.decoy import FLOW
from zhiji.customers.rules import customer_id_of
from zhiji.vault.decoys import mark_decoys


@act("custody:decoy:ask")
def propose_decoys(gate: Gate, *, customers: Sequence[str], reason: str) -> Case:
    """Propose files as decoys: invented customers, or files closed so long that nobody need open them."""
    gate.permit_none()
    files = known_files(gate, customers)
    numbers = [file.number for file in files]
    return open_case(
        gate, FLOW, reason=reason, content={"count": len(numbers)}, private={"customers": numbers}
    )


@act("custody:decoy:set")
def set_decoys(gate: Gate, number: int, *, words: str = "") -> Case:
    """Set them out; by another person than who proposed them. From now on every touch is an alert within a second."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    numbers = private_of(gate, case)["customers"]
    sign(gate, case, FLOW, "set", words=words)
    mark_decoys(one for one in map(customer_id_of, numbers) if one is not None)
    return case


@act("custody:decoy:refuse")
def refuse_decoys(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case
