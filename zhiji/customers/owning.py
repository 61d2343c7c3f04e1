"""Who owns and controls whom, through layers, to the natural persons (C16, C17). Pure: parties and ties in, shares out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

OWNING = frozenset(
    {"controlling_shareholder", "shareholder", "partner", "parent_company", "beneficial_owner"}
)
CONTROLLING = frozenset(
    {"actual_controller", "controlling_shareholder", "parent_company", "beneficial_owner"}
)
DEPTH = 6
"""Most layers that are followed upward."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Stake:
    """``holder`` stands in ``role`` towards ``party``; ``share`` in per cent, None when it is not known."""

    holder: Hashable
    party: Hashable
    role: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What a party holds of the root through all layers: ``share`` in per cent, ``control`` by an unbroken chain of roles."""

    share: Decimal
    control: bool


def reach(root: Hashable, stakes: Iterable[Stake]) -> dict[Hashable, Reach]:
    """Effective shares in ``root``: multiplied along each path and added over paths, none through the same party twice.

    >>> found = reach("firm", [Stake("holding", "firm", "shareholder", Decimal(60)), Stake("p", "holding", "shareholder", Decimal(50))])
    >>> found["p"].share
    Decimal('30.00')
    """
    above: dict[Hashable, dict[Hashable, tuple[Decimal, bool]]] = defaultdict(dict)
    for stake in stakes:
        if stake.holder == stake.party or stake.role not in OWNING | CONTROLLING:
            continue
        share, control = above[stake.party].get(stake.holder, (Decimal(0), False))
        # The same holding is often told twice, as shareholder and as controller: the larger figure stands, never the sum.
        above[stake.party][stake.holder] = (
            max(share, stake.share or Decimal(0)),
            control or stake.role in CONTROLLING,
        )
    found: dict[Hashable, Reach] = {}

    def climb(party: Hashable, share: Decimal, control: bool, path: tuple[Hashable, ...]) -> None:
        if len(path) > DEPTH:
            return
        for holder, (part, controls) in above[party].items():
            if holder in path:
                continue
            here, chain = share * part / _HUNDRED, control and controls
            before = found.get(holder, Reach(Decimal(0), False))
            found[holder] = Reach(before.share + here, before.control or chain)
            climb(holder, here, chain, (*path, holder))

    climb(root, _HUNDRED, True, (root,))
    return {
        party: Reach(min(one.share, _HUNDRED).quantize(Decimal("0.01")), one.control)
        for party, one in found.items()
    }
