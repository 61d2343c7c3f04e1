"""A graph of ties as an SVG can draw it: boxes with words in them, lines with their labels."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiji.customers.drawing import Box, Drawing, draw
from zhiji.customers.looks.relations import Graph, Party, Tie

NEAR = (0.3, 0.42, 0.54, 0.66, 0.2, 0.78, 0.12, 0.88)
"""Where along a line its labels are tried, one after another."""
HIGH = 13
WIDE = 11
"""Characters of a name that fit into a box."""


@dataclass(frozen=True, slots=True)
class DrawnParty:
    """One box. ``under`` is the small line: what the party holds of the file's customer. ``url`` is ``""`` outside the bank."""

    x: float
    y: float
    width: float
    height: float
    label: str
    full: str
    under: str
    url: str
    tone: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def first(self) -> float:
        """Where the name stands."""
        return self.y + 22

    @property
    def second(self) -> float:
        """Where the small line stands."""
        return self.y + 40


@dataclass(frozen=True, slots=True)
class DrawnTie:
    """One line for all that holds between two parties, and its labels, one under another."""

    path: str
    labels: Sequence[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Network:
    """The drawing. ``worth``: there is more than the customer alone."""

    width: float
    height: float
    parties: Sequence[DrawnParty]
    ties: Sequence[DrawnTie]
    worth: bool


def network(graph: Graph) -> Network:
    """Put words to the places."""
    parties = {party.id: party for party in graph.parties}
    drawing = draw([party.id for party in graph.parties], list(_together(graph)))
    boxes = [(box, parties[str(box.id)]) for box in drawing.boxes]
    drawn = [
        DrawnParty(
            box.x, box.y, box.width, box.height, _short(party.label), party.label, _under(party),
            reverse("customer_file", args=[party.number]) if party.number and not party.root else "", _tone(party),
        )
        for box, party in boxes
    ]  # fmt: skip
    ties = _ties(graph, drawing)
    return Network(drawing.width, drawing.height, drawn, ties, len(drawn) > 1)


def _together(graph: Graph) -> dict[tuple[Hashable, Hashable], list[str]]:
    """What holds between each two parties, by the direction it is drawn in; the same words once."""
    pairs: dict[tuple[Hashable, Hashable], list[str]] = {}
    for line, edge in zip(graph.drawing.lines, graph.edges, strict=True):
        labels = pairs.setdefault((line.source, line.target), [])
        if _label(edge) not in labels:
            labels.append(_label(edge))
    return pairs


def _ties(graph: Graph, drawing: Drawing) -> list[DrawnTie]:
    """The lines; each one's labels stand at the first place along it that is free of boxes and other labels."""
    places = {box.id: box for box in drawing.boxes}
    taken = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in drawing.boxes]
    drawn = []
    for line, labels in zip(drawing.lines, _together(graph).values(), strict=True):
        start, end = places[line.source], places[line.target]
        along = (
            [_along(start, end, share) for share in NEAR]
            if start.layer != end.layer
            else [(line.label_x, line.label_y)]
        )
        areas = [_area(x, y, labels) for x, y in along]
        free = (place for place, area in enumerate(areas) if not any(_meet(area, other) for other in taken))
        chosen = next(free, 0)
        taken.append(areas[chosen])
        x, y = along[chosen]
        drawn.append(
            DrawnTie(line.path, [(x, round(y + HIGH * place, 1), text) for place, text in enumerate(labels)])
        )
    return drawn


def _area(x: float, y: float, labels: Sequence[str]) -> tuple[float, float, float, float]:
    """The rectangle that labels take: left, top, right, bottom."""
    half = max(sum(11 if ch > "\u2e7f" else 6 for ch in text) for text in labels) / 2
    return (x - half, y - 10, x + half, y + HIGH * (len(labels) - 1) + 3)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _along(start: Box, end: Box, share: float) -> tuple[float, float]:
    """A point of the curve between two boxes; ``share`` 0 at the start, 1 at the end."""
    down = start.layer < end.layer
    ay, by = (start.y + start.height, end.y) if down else (start.y, end.y + end.height)
    ax, bx, half = start.x + start.width / 2, end.x + end.width / 2, (ay + by) / 2
    rest = 1 - share
    x = ax * (rest**3 + 3 * rest**2 * share) + bx * (3 * rest * share**2 + share**3)
    y = ay * rest**3 + half * (3 * rest**2 * share + 3 * rest * share**2) + by * share**3
    return round(x, 1), round(y, 1)


def _short(text: str) -> str:
    wide = sum(2 if ch > "\u2e7f" else 1 for ch in text)
    if wide <= 2 * WIDE:
        return text
    kept, room = "", 2 * WIDE - 1
    for ch in text:
        room -= 2 if ch > "\u2e7f" else 1
        if room < 0:
            break
        kept += ch
    return kept + "…"


def _under(party: Party) -> str:
    if party.root:
        return _("this customer")
    words = []
    if party.share is not None:
        words.append(_("holds %(share)s %%") % {"share": _percent(party.share)})
    elif party.control:
        words.append(_("in control"))
    if party.outside:
        words.append(_("no customer"))
    elif not words:
        words.append(party.number)
    return " · ".join(words)


def _tone(party: Party) -> str:
    return "root" if party.root else "beneficial" if party.beneficial else "outside" if party.outside else ""


def _label(tie: Tie) -> str:
    return tie.role_label if tie.share is None else f"{tie.role_label} {_percent(tie.share)} %"


def _percent(share: Decimal) -> str:
    return f"{share.normalize():f}"
