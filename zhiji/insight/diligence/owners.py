"""Who ultimately owns or controls an organisation (C16, C17): from the ties as a reader may see them, by the norm in force.

Who holds the norm's share through all layers is a beneficial owner, and so is who controls through an unbroken chain of roles;
where there is neither, it is who manages (``beneficial_owner.otherwise``). A person's declared share that the holdings do not
bear out is a discrepancy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from zhiji.customers.looks.relations import Graph, Party, Tie
from zhiji.customers.owning import (
    Path,
    Stake,
    Told,
    above,
    in_circles,
    layers_above,
    paths_to,
    share_of,
    shares_in,
    told_by,
)

MANAGING = ("legal_representative", "person_in_charge", "senior_manager", "director")
"""Roles that count as managing, the first that somebody holds."""
NEAR = Decimal("0.05")
"""Per cent by which a declared share may differ from the reckoned one: papers round."""


@dataclass(frozen=True, slots=True)
class Owner:
    """One beneficial owner. ``why``: share, control or manager. ``paths`` lead from the owner to the customer, each with its
    per cent; ``by_circle`` is what circles of holdings add; ``declared`` the share told on the file, None where none is."""

    party: Party
    why: str
    share: Decimal
    paths: Sequence[tuple[Sequence[str], Decimal]]
    by_circle: Decimal
    declared: Decimal | None
    differs: bool
    role: str = ""


@dataclass(frozen=True, slots=True)
class Owners:
    """The owners of a file's customer, the largest share first. ``unknown``: per cent that reaches nobody who is named;
    ``circles`` and ``over`` name parties that hold themselves through others, or whose holders claim more than the whole.
    ``undeclared``: whom the file names as beneficial owner though neither share nor control bears it out."""

    found: Sequence[Owner]
    below: Sequence[Owner]
    unknown: Decimal
    layers: int
    circles: Sequence[str]
    over: Sequence[str]
    undeclared: Sequence[tuple[str, Decimal | None]]
    threshold: Decimal
    whole: bool


def owners_of(graph: Graph, otherwise: str = "manager") -> Owners:
    """Read the owners off a graph of ties, of which those count that hold on its day. Deterministic: equal shares stand by name."""
    parties = {party.id: party for party in graph.parties}
    root = next(party.id for party in graph.parties if party.root)
    edges = [tie for tie in graph.edges if tie.stands(timezone.localdate(graph.as_of))]
    told = told_by(_stakes(edges))
    declared = {
        tie.holder: tie.share for tie in edges if tie.role == "beneficial_owner" and tie.party == root
    }
    people = [party for party in graph.parties if _is_end(party, told) and not party.root]
    least = Fraction(graph.threshold) / 100
    reached = shares_in(root, told.net)
    shares = {party.id: reached.get(party.id, Fraction(0)) for party in people}
    in_control = _controllers(root, told)
    holding = frozenset({root, *above(root, told.net)})
    found: list[Owner] = []
    below: list[Owner] = []
    for party in people:
        share, person = shares[party.id], party.kind != "organisation"
        why = "share" if person and share >= least else "control" if person and party.id in in_control else ""
        if why or share:
            owner = _owner(root, party, why, share, told, parties, declared)
            (found if why else below).append(owner)
    if not found and otherwise == "manager":
        found = _managers(root, edges, parties, told, declared)
    named = {owner.party.id for owner in found}
    return Owners(
        _ordered(found), _ordered(below), _percent(1 - sum(shares.values(), Fraction(0))), layers_above(root, told.net),
        [parties[one].label for one in in_order(parties, in_circles(told.net) & holding)],
        [parties[one].label for one in in_order(parties, told.over & holding)],
        [(parties[one].label, share) for one, share in declared.items() if one in parties and one not in named],
        graph.threshold, not graph.cut,
    )  # fmt: skip


def in_order(parties: Mapping[str, Party], some: frozenset[object]) -> list[str]:
    """Some of the parties, in the order of the graph."""
    return [one for one in parties if one in some]


def _is_end(party: Party, told: Told) -> bool:
    """A natural person, or somebody of whom no holder is known."""
    return party.kind == "person" or not told.net.get(party.id)


def _controllers(root: str, told: Told) -> frozenset[object]:
    seen: set[object] = set()
    layer: list[object] = [root]
    while layer:
        layer = [who for party in layer for who in told.controllers.get(party, ()) if who not in seen]
        seen.update(layer)
    return frozenset(seen - {root})


def _owner(
    root: str, party: Party, why: str, share: Fraction, told: Told, parties: Mapping[str, Party],
    declared: Mapping[str, Decimal | None], role: str = "",
) -> Owner:  # fmt: skip
    paths = paths_to(root, party.id, told.net)
    said = declared.get(party.id)
    reckoned = _percent(share)
    return Owner(
        party, why, reckoned, [(_names(path, parties), _percent(path.share)) for path in paths],
        _percent(max(Fraction(0), share - sum((path.share for path in paths), Fraction(0)))), said,
        said is not None and abs(said - reckoned) > NEAR, role,
    )  # fmt: skip


def _managers(
    root: str,
    edges: Sequence[Tie],
    parties: Mapping[str, Party],
    told: Told,
    declared: Mapping[str, Decimal | None],
) -> list[Owner]:
    for role in MANAGING:
        ties = [tie for tie in edges if tie.role == role and tie.party == root and tie.holder in parties]
        if ties:
            return [
                _owner(root, parties[tie.holder], "manager", share_of(root, tie.holder, told.net), told, parties, declared, tie.role_label)
                for tie in {tie.holder: tie for tie in ties}.values()
            ]  # fmt: skip
    return []


def _stakes(edges: Sequence[Tie]) -> list[Stake]:
    """A subsidiary is held by the file it is written on: the same stake, told from the other end."""
    return [
        Stake(tie.party, tie.holder, "parent_company", tie.share)
        if tie.role == "subsidiary"
        else Stake(
            tie.holder, tie.party, tie.role if tie.role != "beneficial_owner" else "declared", tie.share
        )
        for tie in edges
    ]


def _names(path: Path, parties: Mapping[str, Party]) -> list[str]:
    return [parties[str(one)].label for one in path.through if str(one) in parties]


def _ordered(owners: Sequence[Owner]) -> list[Owner]:
    return sorted(owners, key=lambda one: (-one.share, one.party.label, one.party.id))


def _percent(share: Fraction) -> Decimal:
    return (Decimal(share.numerator * 100) / share.denominator).quantize(Decimal("0.01"))
