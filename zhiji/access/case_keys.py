"""Permits for what is sealed under a case's own key: no customer's, so the policy table of compartments has no say in it.

Case keys are numbered below zero. Whoever was permitted the look or act on the case may read or write its papers.
"""

from zhiji.access.gate import Gate
from zhiji.access.permits import FilePermit, mint
from zhiji.access.refusals import Undecided
from zhiji.access.rules import Decision


def permit_case(gate: Gate, key_id: int) -> FilePermit:
    """A permit for one case's sealed texts and papers, after the gate has decided; never for a customer's key."""
    if not gate.decided:
        raise Undecided(f"{gate.phrase} asks for a case's papers before it was permitted")
    if key_id >= 0:
        raise ValueError("a case's key is numbered below zero")
    return mint(Decision(gate.phrase, True, levels={"identity": "clear"}), key_id, by=gate.by)
