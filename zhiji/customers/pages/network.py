"""A graph of ties as an SVG can draw it: boxes with words in them, lines with their labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiji.customers.looks.relations import Graph, Party, Tie

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
    """One line with its label."""

    path: str
    x: float
    y: float
    label: str


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
    boxes = [(box, parties[str(box.id)]) for box in graph.drawing.boxes]
    drawn = [
        DrawnParty(
            box.x, box.y, box.width, box.height, _short(party.label), party.label, _under(party),
            reverse("customer_file", args=[party.number]) if party.number and not party.root else "", _tone(party),
        )
        for box, party in boxes
    ]  # fmt: skip
    ties = [
        DrawnTie(line.path, line.label_x, line.label_y, _label(edge))
        for line, edge in zip(graph.drawing.lines, graph.edges, strict=True)
    ]
    return Network(graph.drawing.width, graph.drawing.height, drawn, ties, len(drawn) > 1)


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
