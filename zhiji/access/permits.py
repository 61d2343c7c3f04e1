"""Permits: the only keys to sealed data, minted here and nowhere else."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from zhiji.access.policy import COMPARTMENTS
from zhiji.access.rules import Actor, Decision
from zhiji.vault.permits import Permit


@dataclass(frozen=True, slots=True)
class FilePermit:
    """A decision on one file with the vault permit that goes with it."""

    customer_id: int
    decision: Decision
    vault: Permit
    by: Actor

    def level(self, compartment: str, field_id: str = "") -> str:
        """``clear``, ``masked`` or ``hidden``."""
        return self.decision.level(compartment, field_id)

    @property
    def compartments(self) -> tuple[str, ...]:
        """Those of which anything may be shown."""
        return shown_compartments(self.decision)


def shown_compartments(decision: Decision) -> tuple[str, ...]:
    """The compartments of which a decision shows anything, in storage order."""
    seen = {name.split(".")[0] for name in decision.fields}
    seen |= {name for name, level in decision.levels.items() if level != "hidden"}
    return tuple(name for name in COMPARTMENTS if name in seen)


def clear_in(decisions: Iterable[Decision]) -> dict[str, list[str]]:
    """What a receipt says of what may be read in the clear, so that a leak can be traced later (K08): compartments, and single
    fields beyond them; over many files, what is clear of any of them. Empty where nothing of a file is shown."""
    each = {id(one): one for one in decisions if one.levels or one.fields}.values()
    clear = {
        name: None
        for one in each
        for table in (one.levels, one.fields)
        for name, level in table.items()
        if level == "clear"
    }
    return {"clear": list(clear)} if each else {}


def mint(
    decision: Decision, customer_id: int, *, by: Actor, receipt: int = 0, opens: Collection[str] = ()
) -> FilePermit:
    """A permit for what a decision allows; ``opens`` adds the compartments an act may rewrite."""
    covered = frozenset(COMPARTMENTS.index(name) for name in {*shown_compartments(decision), *opens})
    return FilePermit(customer_id, decision, Permit(receipt, {customer_id: covered}), by)


def mint_for_matching(candidates: Iterable[tuple[int, int]]) -> Permit:
    """A permit to compare (customer, compartment) pairs inside this room; see ``zhiji.access.matching.compare``."""
    opens: dict[int, frozenset[int]] = {}
    for customer_id, compartment in candidates:
        opens[customer_id] = opens.get(customer_id, frozenset()) | {compartment}
    return Permit(0, opens)


def mint_to_compare(opens: dict[int, frozenset[int]]) -> Permit:
    """A permit to compare what a reader would see clear; see ``zhiji.access.matching.compare_clear``."""
    return Permit(0, opens)


def joined(permits: Iterable[FilePermit]) -> Permit:
    """One vault permit for many files, so that their keys are fetched together."""
    opens: dict[int, frozenset[int]] = {}
    receipt = 0
    for permit in permits:
        opens.update(permit.vault.allows)
        receipt = permit.vault.receipt
    return Permit(receipt, opens)
