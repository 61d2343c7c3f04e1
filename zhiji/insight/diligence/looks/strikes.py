"""What the monitoring rules struck, night by night, and what compliance made of it. For compliance alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from zhiji.access.gateway import Gate, look
from zhiji.insight.diligence.actions.strikes import body_of, known_to
from zhiji.insight.diligence.models import Strike
from zhiji.insight.diligence.procedures import SUSPICION
from zhiji.insight.diligence.weighing import Hit
from zhiji.insight.models import NightRun
from zhiji.staff.models import Staff

MOST = 500


@dataclass(frozen=True, slots=True)
class StrikeLine:
    """One strike. ``id`` names it; ``number`` is the customer's. Once judged: ``words``, ``who``, ``settled_at``, and the suspicion's ``case``."""

    id: int
    number: str
    kind: str
    hit: Hit
    raised_on: date
    state: str
    words: str
    case: int
    who: str
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Strikes:
    """The newest first. ``open`` counts what waits, ``MOST`` at most; ``more``: there are more than are shown. ``night``: the last that was watched."""

    lines: Sequence[StrikeLine]
    open: int
    more: bool
    night: date | None
    as_of: datetime


@look("insight:strike:list")
def list_strikes(gate: Gate, wanted: str = "open") -> Strikes:
    """``wanted``: open or judged. The entry names no customer and is reserved to compliance."""
    gate.purpose = SUSPICION.kept_as
    gate.permit_none()
    chosen = Strike.objects.filter(state="open") if wanted == "open" else Strike.objects.exclude(state="open")
    known, more = _known(gate, chosen)
    hands = Staff.objects.filter(pk__in=[one.settled_by for one, _body in known])
    names = {one.pk: one.display_name for one in hands}
    lines = [_line(one, body, names) for one, body in known]
    waiting = len(lines) if wanted == "open" else len(_known(gate, Strike.objects.filter(state="open"))[0])
    night = NightRun.objects.filter(state="done").values_list("day", flat=True).first()
    return Strikes(lines, waiting, more, night, gate.at)


def _known(gate: Gate, chosen: QuerySet[Strike]) -> tuple[list[tuple[Strike, dict[str, Any]]], bool]:
    """At most ``MOST`` whose file the reader may know of, newest first, and whether there are more of these; no other counts."""
    rows = ((one, body_of(gate, one)) for one in chosen.order_by("-raised_on", "-pk").iterator(MOST))
    known = list(islice(((one, body) for one, body in rows if known_to(gate, body["customer"])), MOST + 1))
    return known[:MOST], len(known) > MOST


def _line(one: Strike, body: Mapping[str, Any], names: Mapping[int, str]) -> StrikeLine:
    return StrikeLine(
        one.pk, body["customer"], body["kind"], Hit(body["rule"], body["values"]), one.raised_on, one.state, body.get("words", ""),
        body.get("case", 0), names.get(one.settled_by or 0, ""), one.settled_at,
    )  # fmt: skip
