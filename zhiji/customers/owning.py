"""Who owns and controls whom, through layers and circles, to the natural persons (C16, C17). Pure: ties in, shares out.

A share is followed like a drop of water: what a firm has flows on to its holders, in parts, until it reaches those who are
held by nobody. Along a path the shares multiply, over paths they add, and a circle of firms that hold each other is the sum of
an infinite series; it is taken exactly, as fractions, by taking one firm after another out of the net (state elimination).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

OWNING = frozenset({"controlling_shareholder", "shareholder", "partner", "parent_company"})
"""Roles whose share is a holding of its own. A declared beneficial owner's is none: it sums up what the others say."""
CONTROLLING = frozenset(
    {"actual_controller", "controlling_shareholder", "parent_company", "beneficial_owner"}
)
DEPTH = 6
"""Most layers whose files are opened."""
MOST_PATHS = 24
"""Most ways told of one holder."""
_HUNDRED = Fraction(100)
Net = Mapping[Hashable, Mapping[Hashable, Fraction]]
"""Party → its holders, each with the part it holds; the parts of one party add up to at most 1."""


@dataclass(frozen=True, slots=True)
class Stake:
    """``holder`` stands in ``role`` towards ``party``; ``share`` in per cent, None when it is not known."""

    holder: Hashable
    party: Hashable
    role: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a holder down to the root, and the share (of 1) that comes along it. ``through`` runs from the holder."""

    through: tuple[Hashable, ...]
    share: Fraction


@dataclass(frozen=True, slots=True)
class Reach:
    """What a party holds of the root through all layers: ``share`` in per cent, two decimals, for reading; ``exact`` as a part
    of 1, for comparing; ``control`` by an unbroken chain of roles."""

    share: Decimal
    control: bool
    exact: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Told:
    """What the ties tell: ``net``; for each party who controls it; ``over``: parties whose holders claim more than the whole."""

    net: Net
    controllers: Mapping[Hashable, frozenset[Hashable]]
    over: frozenset[Hashable]


def told_by(stakes: Iterable[Stake]) -> Told:
    """The net that the ties tell. The same holding told twice, as shareholder and as controller, counts once: the larger figure.

    Where the holders of a party claim more than the whole, each is cut in proportion.
    """
    parts: dict[Hashable, dict[Hashable, Fraction]] = defaultdict(dict)
    controllers: dict[Hashable, set[Hashable]] = defaultdict(set)
    for stake in stakes:
        if stake.holder == stake.party:
            continue
        if stake.role in CONTROLLING:
            controllers[stake.party].add(stake.holder)
        if stake.role in OWNING and stake.share:
            held = parts[stake.party].get(stake.holder, Fraction(0))
            parts[stake.party][stake.holder] = max(held, Fraction(stake.share) / _HUNDRED)
    over = frozenset(party for party, held in parts.items() if sum(held.values()) > 1)
    net = {
        party: {holder: part / sum(held.values()) if party in over else part for holder, part in held.items()}
        for party, held in parts.items()
    }
    return Told(net, {party: frozenset(who) for party, who in controllers.items()}, over)


def reach(root: Hashable, stakes: Iterable[Stake]) -> dict[Hashable, Reach]:
    """What every party above ``root`` holds of it, and whether it controls it.

    >>> found = reach("firm", [Stake("holding", "firm", "shareholder", Decimal(60)), Stake("p", "holding", "shareholder", Decimal(50))])
    >>> found["p"].share
    Decimal('30.00')
    """
    told = told_by(stakes)
    shares = shares_in(root, told.net)
    controls = above(
        root, {party: dict.fromkeys(who, Fraction(1)) for party, who in told.controllers.items()}
    )
    return {
        party: Reach(
            _percent(shares.get(party, Fraction(0))), party in controls, shares.get(party, Fraction(0))
        )
        for party in dict.fromkeys([*shares, *controls])
    }


def share_of(root: Hashable, holder: Hashable, net: Net) -> Fraction:
    """The part of ``root`` that reaches ``holder``, whatever it does with it then.

    >>> half = Fraction(1, 2)
    >>> share_of("a", "p", {"a": {"b": half, "p": half}, "b": {"a": Fraction(1)}})
    Fraction(1, 1)
    """
    return shares_in(root, net).get(holder, Fraction(0))


def shares_in(root: Hashable, net: Net) -> dict[Hashable, Fraction]:
    """The same for everybody above ``root``.

    For each firm all others must be taken out of the net; halves of them are taken out together for the firms of the other
    half, and so on: a hundred firms cost seven times one of them, not a hundred times.
    """
    known = dict.fromkeys([root, *above(root, net)])
    flow = {
        party: {to: part for to, part in net.get(party, {}).items() if to in known}
        for party in known if net.get(party)
    }  # fmt: skip
    found: dict[Hashable, Fraction] = {}
    _split(root, [party for party in flow if party != root], flow, found)
    return {party: found.get(party, Fraction(0)) for party in known if party != root}


def _split(
    root: Hashable,
    firms: list[Hashable],
    flow: dict[Hashable, dict[Hashable, Fraction]],
    found: dict[Hashable, Fraction],
) -> None:
    """Note the share of each of the ``firms`` that are still in the net, and of all who are held by nobody."""
    if len(firms) <= 1:
        for firm in firms:
            found[firm] = _arrived(root, firm, flow)
            _take_out(firm, flow)
        for party in flow.get(root, {}):
            if (
                party != root and party not in found
            ):  # whatever order the firms went in, the ends come out the same
                found[party] = _arrived(root, party, flow)
        return
    middle = len(firms) // 2
    for stay, go in ((firms[:middle], firms[middle:]), (firms[middle:], firms[:middle])):
        left = {party: dict(parts) for party, parts in flow.items()}
        for firm in go:
            _take_out(firm, left)
        _split(root, stay, left, found)


def _arrived(root: Hashable, holder: Hashable, flow: dict[Hashable, dict[Hashable, Fraction]]) -> Fraction:
    """What reaches a holder when only the root and it are left; what comes back to the root sets out again."""
    parts = flow.get(root, {})
    own = parts.get(root, Fraction(0))
    return parts.get(holder, Fraction(0)) / (1 - own) if own < 1 else Fraction(0)


def _take_out(firm: Hashable, flow: dict[Hashable, dict[Hashable, Fraction]]) -> None:
    """Lead everything that flows to ``firm`` past it, to where it flows on; what only circles within it is nobody's."""
    onward = flow.pop(firm)
    back = onward.pop(firm, Fraction(0))
    for parts in flow.values():
        arriving = parts.pop(firm, None)
        if arriving is None or back == 1:
            continue
        for to, part in onward.items():
            parts[to] = parts.get(to, Fraction(0)) + arriving * part / (1 - back)


def paths_to(root: Hashable, holder: Hashable, net: Net) -> tuple[Path, ...]:
    """The ways from ``holder`` to ``root`` that pass no party twice, the largest first, at most ``MOST_PATHS``.

    Their sum is the holder's share where there is no circle on the way; what a circle adds is the rest.
    """
    found: list[Path] = []
    to_holder = {holder, *above(holder, _reversed(net))}
    waiting: list[tuple[tuple[Hashable, ...], Fraction]] = [((root,), Fraction(1))]
    while waiting and len(found) < MOST_PATHS * 4:
        way, share = waiting.pop()
        for nearer, part in net.get(way[-1], {}).items():
            if nearer == holder:
                found.append(Path((holder, *reversed(way)), share * part))
            elif nearer not in way and nearer in to_holder:
                waiting.append(((*way, nearer), share * part))
    return tuple(sorted(found, key=lambda path: -path.share)[:MOST_PATHS])


def layers_above(root: Hashable, net: Net) -> int:
    """How many layers of holders stand above ``root``: the longest of the shortest ways."""
    seen, layer, deep = {root}, [root], 0
    while layer := [holder for party in layer for holder in net.get(party, {}) if holder not in seen]:
        seen.update(layer)
        deep += 1
    return deep


def in_circles(net: Net) -> frozenset[Hashable]:
    """Parties that hold, through others, a part of themselves."""
    return frozenset(party for party in net if any(party in {one, *above(one, net)} for one in net[party]))


def above(root: Hashable, net: Net) -> dict[Hashable, None]:
    """Everybody above ``root``, the nearest first, ``root`` itself left out."""
    seen: dict[Hashable, None] = {root: None}
    layer = [root]
    while layer:
        layer = [
            holder
            for party in layer
            for holder, part in net.get(party, {}).items()
            if part and holder not in seen
        ]
        seen.update(dict.fromkeys(layer))
        layer = list(dict.fromkeys(layer))
    del seen[root]
    return seen


def _reversed(net: Net) -> Net:
    back: dict[Hashable, dict[Hashable, Fraction]] = defaultdict(dict)
    for party, holders in net.items():
        for holder, part in holders.items():
            back[holder][party] = part
    return back


def _percent(share: Fraction) -> Decimal:
    return (Decimal(share.numerator * 100) / share.denominator).quantize(Decimal("0.01"))
