"""The ties of a file as a graph, and breaking the glass, through the API."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from zhiji.access.api import PURPOSE, caller
from zhiji.access.idempotency import once
from zhiji.access.web import phrased
from zhiji.customers.actions.glass import break_glass
from zhiji.customers.api.shapes import NUMBER, Sent
from zhiji.customers.looks import relations

router = Router(tags=["customers"])


class PartyOut(Schema):
    """A node. ``outside``: no customer, or one of whom no more may be shown. Shares in per cent, as text."""

    id: str
    label: str
    kind: str
    number: str
    outside: bool
    root: bool
    secrecy: int
    share: str | None
    control: bool
    beneficial: bool


class TieOut(Schema):
    """An edge: ``holder`` is ``role`` of ``party``."""

    holder: str
    party: str
    role: str
    share: str | None
    since: str
    until: str


class GraphOut(Schema):
    """Who stands behind whom, to the natural persons. ``cut``: there are more parties than are shown."""

    number: str
    as_of: datetime
    level: str
    parties: list[PartyOut]
    ties: list[TieOut]
    threshold: str
    norm: str
    cut: bool


class Breaking(Sent):
    """Why it cannot wait."""

    reason: str = Field(..., max_length=400)


class Broken(Schema):
    """The grant that opens the file, and when it ends. It will be reviewed."""

    grant: int
    ends_at: datetime


@router.get("/{number}/graph", response=GraphOut, summary="The ties of a file as a graph")
@phrased("customers:file:graph")
def get_graph(request: HttpRequest, number: str = NUMBER, purpose: str = PURPOSE) -> GraphOut:
    found = relations.graph(number, **caller(request, purpose))
    return GraphOut(
        number=found.number, as_of=found.as_of, level=found.level, threshold=str(found.threshold), norm=found.norm,
        cut=found.cut, parties=[_party(one) for one in found.parties], ties=[_tie(one) for one in found.edges],
    )  # fmt: skip


@router.post(
    "/{number}/break-glass", response={201: Broken}, summary="Open a file without leave; always reviewed"
)
@phrased("access:glass:break")
def post_break_glass(
    request: HttpRequest, breaking: Breaking, number: str = NUMBER, purpose: str = PURPOSE
) -> Status[dict[str, object]]:
    def write() -> tuple[int, dict[str, object]]:
        grant = break_glass(number, reason=breaking.reason, **caller(request, purpose))
        return 201, {"grant": grant.pk, "ends_at": grant.ends_at.isoformat()}

    return once(request, write)


def _party(one: relations.Party) -> PartyOut:
    return PartyOut(
        id=one.id, label=one.label, kind=one.kind, number=one.number, outside=one.outside, root=one.root,
        secrecy=one.secrecy, share=None if one.share is None else str(one.share), control=one.control,
        beneficial=one.beneficial,
    )  # fmt: skip


def _tie(one: relations.Tie) -> TieOut:
    return TieOut(
        holder=one.holder, party=one.party, role=one.role, share=None if one.share is None else str(one.share),
        since=one.since, until=one.until,
    )  # fmt: skip
