"""Places the nodes of a graph of ties on layers, ready for an SVG: who stands behind whom reads from top to bottom.

Pure and deterministic: the same graph gives the same drawing, whatever the order of its edges. Units are pixels.
Layers come from the longest chain of control above a node (cycles are cut), order within a layer from the mean place of
the neighbours (a few sweeps of the barycentre method; Sugiyama, Tagawa, Toda 1981).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 168.0, 52.0
GAP_ACROSS, GAP_DOWN = 24.0, 88.0
MARGIN = 16.0
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A node's rectangle; ``layer`` 0 is the topmost."""

    id: Hashable
    layer: int
    x: float
    y: float
    width: float = BOX_WIDTH
    height: float = BOX_HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """An edge from ``source`` (above, as a rule) to ``target``: an SVG path and the place of its label."""

    source: Hashable
    target: Hashable
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes in order of layer and place, lines in the order of the edges given."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(nodes: Sequence[Hashable], edges: Sequence[tuple[Hashable, Hashable]]) -> Drawing:
    """Lay out a graph; an edge ``(a, b)`` puts ``a`` above ``b`` where no cycle forbids it.

    Edges to unknown nodes raise KeyError; several edges between two nodes are drawn side by side.

    >>> [(box.id, box.layer) for box in draw(["firm", "owner"], [("owner", "firm")]).boxes]
    [('owner', 0), ('firm', 1)]
    """
    place = {node: number for number, node in enumerate(nodes)}
    downward = sorted({(a, b) for a, b in edges if a != b}, key=lambda pair: (place[pair[0]], place[pair[1]]))
    layers = _layers(nodes, _without_cycles(nodes, downward))
    rows = _ordered(nodes, downward, layers)
    widest = max((len(row) for row in rows), default=0)
    width = 2 * MARGIN + max(0.0, widest * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS)
    boxes: dict[Hashable, Box] = {}
    for layer, row in enumerate(rows):
        taken = len(row) * (BOX_WIDTH + GAP_ACROSS) - GAP_ACROSS
        left = (width - taken) / 2
        for number, node in enumerate(row):
            boxes[node] = Box(
                node, layer, round(left + number * (BOX_WIDTH + GAP_ACROSS), 1),
                round(MARGIN + layer * (BOX_HEIGHT + GAP_DOWN), 1),
            )  # fmt: skip
    height = 2 * MARGIN + max(0.0, len(rows) * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN)
    return Drawing(width, height, tuple(boxes.values()), tuple(_lines(edges, boxes)))


def _without_cycles(
    nodes: Sequence[Hashable], edges: Sequence[tuple[Hashable, Hashable]]
) -> dict[Hashable, list[Hashable]]:
    """The edges as a tree of children, less those that close a circle (depth first, in the order given)."""
    children = defaultdict(list)
    for above, below in edges:
        children[above].append(below)
    kept: dict[Hashable, list[Hashable]] = {node: [] for node in nodes}
    done: set[Hashable] = set()
    for root in sorted(nodes, key=lambda node: any(node == below for _, below in edges)):
        path: list[tuple[Hashable, int]] = [(root, 0)] if root not in done else []
        open_now = {root}
        while path:
            node, number = path.pop()
            if number == len(children[node]):
                done.add(node)
                open_now.discard(node)
                continue
            path.append((node, number + 1))
            child = children[node][number]
            if child in open_now:
                continue
            kept[node].append(child)
            if child not in done:
                open_now.add(child)
                path.append((child, 0))
    return kept


def _layers(
    nodes: Sequence[Hashable], children: Mapping[Hashable, Sequence[Hashable]]
) -> dict[Hashable, int]:
    waiting = dict.fromkeys(nodes, 0)
    for below in children.values():
        for node in below:
            waiting[node] += 1
    layer = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    while ready:
        node = ready.pop(0)
        for child in children[node]:
            layer[child] = max(layer[child], layer[node] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return layer


def _ordered(
    nodes: Sequence[Hashable], edges: Sequence[tuple[Hashable, Hashable]], layers: Mapping[Hashable, int]
) -> list[list[Hashable]]:
    rows: list[list[Hashable]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for node in nodes:
        rows[layers[node]].append(node)
    beside = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    for sweep in range(SWEEPS):
        order = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for number in order:
            towards = number - 1 if sweep % 2 == 0 else number + 1
            where = {node: place / max(1, len(rows[towards])) for place, node in enumerate(rows[towards])}
            stay = {node: place / len(rows[number]) for place, node in enumerate(rows[number])}

            def mean(
                node: Hashable, where: Mapping[Hashable, float] = where, stay: Mapping[Hashable, float] = stay
            ) -> float:
                near = [where[other] for other in beside[node] if other in where]
                return sum(near) / len(near) if near else stay[node]

            rows[number].sort(key=mean)
    return rows


def _lines(edges: Sequence[tuple[Hashable, Hashable]], boxes: Mapping[Hashable, Box]) -> list[Line]:
    together: dict[frozenset[Hashable], int] = defaultdict(int)
    count: dict[frozenset[Hashable], int] = defaultdict(int)
    for edge in edges:
        count[frozenset(edge)] += 1
    lines = []
    for source, target in edges:
        pair = frozenset((source, target))
        shift = (together[pair] - (count[pair] - 1) / 2) * 22.0
        together[pair] += 1
        lines.append(_line(boxes[source], boxes[target], shift))
    return lines


def _line(a: Box, b: Box, shift: float) -> Line:
    ax, bx = a.x + a.width / 2 + shift, b.x + b.width / 2 + shift
    if a.layer == b.layer:
        y = a.y + a.height
        bend = y + GAP_DOWN * 0.6
        middle = (ax + bx) / 2
        path = f"M{ax:.1f} {y:.1f} C{ax:.1f} {bend:.1f} {bx:.1f} {bend:.1f} {bx:.1f} {y:.1f}"
        return Line(a.id, b.id, path, round(middle, 1), round(y + GAP_DOWN * 0.45, 1))
    ay, by = (a.y + a.height, b.y) if a.layer < b.layer else (a.y, b.y + b.height)
    half = (ay + by) / 2
    path = f"M{ax:.1f} {ay:.1f} C{ax:.1f} {half:.1f} {bx:.1f} {half:.1f} {bx:.1f} {by:.1f}"
    return Line(a.id, b.id, path, round((ax + bx) / 2, 1), round(half, 1))
