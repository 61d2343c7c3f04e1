"""The ties of a file as a list and as a drawing: who stands behind whom, to the natural persons.

The drawing grows layer by layer, through files that the reader may open and whose ties stand clear to him; every layer
has its receipt, committed before anything of it is opened, which names each file of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhiji import fields, norms
from zhiji.access.gateway import Gate, look
from zhiji.access.reading import Shown, read_many
from zhiji.customers.drawing import Drawing, draw
from zhiji.customers.finding import file_by_number
from zhiji.customers.models import File
from zhiji.customers.owning import DEPTH, Stake, reach
from zhiji.customers.rules import COUNTERPARTS, customer_id_of

MOST = 150
"""Most parties of one drawing."""
BELOW = frozenset({"subsidiary", "child", "employee"})
"""Roles that stand below the file they are written on; all others above it."""


@dataclass(frozen=True, slots=True)
class Party:
    """A node. ``outside``: no customer, or one of whom no more may be shown; then ``number`` is empty.

    ``share`` (effective, in per cent) and ``control`` are towards the file asked for; ``beneficial``: a natural person
    at or above the norm's threshold, or in control through every layer.
    """

    id: str
    label: str
    kind: str
    number: str
    outside: bool
    root: bool
    secrecy: int
    share: Decimal | None = None
    control: bool = False
    beneficial: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge: ``holder`` is ``role`` of ``party``."""

    holder: str
    party: str
    role: str
    role_label: str
    share: Decimal | None
    since: str
    until: str

    def stands(self, on: date) -> bool:
        """Whether it holds on a day, its last included."""
        return (self.since or "") <= on.isoformat() <= (self.until or "9999")


@dataclass(frozen=True, slots=True)
class Graph:
    """The ties of one file. ``level`` is how ``ties`` may be seen; unless it is clear there is only ``listed``.

    ``drawing`` places ``parties`` (boxes by id) and ``edges`` (lines in their order). ``threshold`` in per cent and
    ``norm`` say what counts as beneficial. ``cut``: there are more parties than one drawing holds.
    """

    number: str
    customer_id: int
    level: str
    listed: Shown | None
    parties: tuple[Party, ...]
    edges: tuple[Tie, ...]
    drawing: Drawing
    threshold: Decimal
    norm: str
    cut: bool
    as_of: datetime


@look("customers:file:graph")
def graph(gate: Gate, number: str) -> Graph:
    """The ties of a file, followed through at most ``owning.DEPTH`` layers."""
    file = file_by_number(gate, number)
    permits = {file.customer_id: gate.permit(file, {"layer": 0})}
    shown = read_many([file], permits, ("name", "ties"))[file.customer_id]
    day = norms.on(timezone.localdate(gate.at))
    net = _Net(file, shown, timezone.localdate(gate.at))
    layer = [(file, shown)]
    for depth in range(1, DEPTH + 1):
        wanted = net.add_layer(layer)
        files = list(File.objects.select_related("unit").filter(pk__in=wanted))
        net.leave_out(
            {one.customer_id for one in files} - {one.customer_id for one in gate.foresee(files, badges=True)}
        )
        open_to_reader = gate.foresee(files)
        if not open_to_reader or net.full:
            break
        permits = gate.permit_many(open_to_reader, {"layer": depth})
        seen = read_many(open_to_reader, permits, ("name", "ties"))
        layer = [(one, seen[one.customer_id]) for one in open_to_reader]
        for one, what in layer:
            net.know(one, what)
    parties, edges = net.parties_and_edges(Decimal(day.beneficial_owner.percent))
    drawing = draw([party.id for party in parties], [_down(edge) for edge in edges])
    source = day.source("beneficial_owner.percent").id
    ties = shown.get("ties")
    return Graph(
        file.number, file.customer_id, ties.level if ties else "hidden", ties, parties, edges, drawing,
        Decimal(day.beneficial_owner.percent), source, net.full, gate.at,
    )  # fmt: skip


def _down(edge: Tie) -> tuple[str, str]:
    return (edge.party, edge.holder) if edge.role in BELOW else (edge.holder, edge.party)


class _Net:
    """The parties and ties gathered so far. Parties are ``c<id>`` for customers, ``o<number>`` for outsiders."""

    def __init__(self, root: File, shown: Mapping[str, Shown], on: date) -> None:
        self.on = on
        self.root = f"c{root.customer_id}"
        self.parties: dict[str, Party] = {}
        self.edges: dict[tuple[str, str, str], Tie] = {}
        self.secret: set[str] = set()
        self.full = False
        self._opened: set[int] = {root.customer_id}
        self._outside: dict[str, str] = {}
        self.know(root, shown, root=True)

    def know(self, file: File, shown: Mapping[str, Shown], *, root: bool = False) -> None:
        """A file the reader may see: its own name and number in place of what a tie said of it."""
        name = shown.get("name")
        key = f"c{file.customer_id}"
        label = name.text if name and name.text else file.number
        self.parties[key] = Party(key, label, file.kind, file.number, False, root, file.secrecy)

    def leave_out(self, customer_ids: set[int]) -> None:
        """Top secret files: no tie to them is drawn."""
        self.secret |= {f"c{number}" for number in customer_ids}

    def add_layer(self, layer: Sequence[tuple[File, Mapping[str, Shown]]]) -> list[int]:
        """Take the ties of these files in; the customers they name that were not met before."""
        met: dict[int, None] = {}
        for file, shown in layer:
            ties = shown.get("ties")
            for tie in (ties.value or []) if ties is not None and ties.level == "clear" else []:
                other = self._other(tie)
                if other is None:
                    continue
                self._tie(f"c{file.customer_id}", other, tie, ties.field if ties else None)
                customer_id = customer_id_of(str(tie.get("customer") or ""))
                if customer_id is not None and customer_id not in self._opened:
                    met[customer_id] = None
        self._opened.update(met)
        return list(met)

    def _other(self, tie: Mapping[str, Any]) -> str | None:
        customer_id = customer_id_of(str(tie.get("customer") or ""))
        if customer_id is not None:
            key = f"c{customer_id}"
        else:
            paper = tie.get("paper") or {}
            same = f"{paper['type']} {paper['number']}" if paper.get("number") else f"name {tie['name']}"
            key = self._outside.setdefault(same, f"o{len(self._outside) + 1}")
        if key not in self.parties:
            if len(self.parties) >= MOST:
                self.full = True
                return None
            kind = "person" if (tie.get("paper") or {}).get("type", "usc_licence") != "usc_licence" else ""
            self.parties[key] = Party(key, tie["name"], kind, "", True, False, 0)
        return key

    def _tie(self, here: str, other: str, tie: Mapping[str, Any], field: fields.Field | None) -> None:
        holder, party = (here, other) if tie.get("of") else (other, here)
        role = tie["role"]
        label = str(field.part("role").choices[role]) if field is not None else role
        share = Decimal(tie["share"]) if tie.get("share") else None
        made = Tie(holder, party, role, label, share, tie.get("since", ""), tie.get("until", ""))
        known = self.edges.get((holder, party, role))
        if known is None or (made.stands(self.on) and not known.stands(self.on)):
            self.edges[holder, party, role] = made

    def parties_and_edges(self, threshold: Decimal) -> tuple[tuple[Party, ...], tuple[Tie, ...]]:
        """Without what must not be known, each tie once, and what every party holds of the root now."""
        edges = [tie for tie in self.edges.values() if not {tie.holder, tie.party} & self.secret]
        edges = _once(edges, self.on)
        found = reach(self.root, [_stake(tie) for tie in edges if tie.stands(self.on)])
        joined = {self.root, *(end for tie in edges for end in (tie.holder, tie.party))}
        parties = []
        for party in self.parties.values():
            if party.id in self.secret or party.id not in joined:
                continue
            held = found.get(party.id)
            if held is not None:
                owns = party.kind == "person" and (held.share >= threshold or held.control)
                party = replace(party, share=held.share or None, control=held.control, beneficial=owns)
            parties.append(party)
        return tuple(parties), tuple(edges)


def _stake(tie: Tie) -> Stake:
    """A subsidiary is owned by the file it is written on: the same stake, told from the other end."""
    if tie.role == "subsidiary":
        return Stake(tie.party, tie.holder, "parent_company", tie.share)
    return Stake(tie.holder, tie.party, tie.role, tie.share)


def _once(ties: Sequence[Tie], on: date) -> list[Tie]:
    """A tie between two customers stands on both files; it is drawn once: as it holds now, if one of them says that it does."""
    kept: dict[tuple[str, str, str], Tie] = {}
    for tie in sorted(ties, key=lambda one: not one.stands(on)):
        back = COUNTERPARTS.get(tie.role)
        if back is None or (tie.party, tie.holder, back) not in kept:
            kept.setdefault((tie.holder, tie.party, tie.role), tie)
    return list(kept.values())


__all__ = ["Graph", "Party", "Tie", "graph"]
