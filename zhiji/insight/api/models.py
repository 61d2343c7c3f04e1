"""The models' cards through the API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.looks.models import list_models
from zhiji.insight.looks.trials import Trials

router = Router(tags=["insight"])


class ModelOut(Schema):
    """One training. ``card``: definition, counts, ``auc`` and ``simple_auc`` as value, low, high; ``better``; features."""

    name: str
    on: date
    learnt_at: datetime
    in_use: bool
    card: dict[str, Any]


class GainOut(Schema):
    """A share and the interval it lies in."""

    value: float
    low: float
    high: float


class TrialsOut(Schema):
    """What came of telling managers. ``gain``: share silent among the held back less that among the told; null while
    there are too few. ``ends``: how the alerts were settled; null where too few."""

    told: int
    held: int
    told_judged: int
    held_judged: int
    least: int
    gain: GainOut | None
    helps: bool
    told_silent: int | None
    held_silent: int | None
    ends: dict[str, int | None]


@router.get("/models/trials", response=TrialsOut, summary="Does telling managers keep customers?")
@phrased("insight:model:list")
def get_trials(request: HttpRequest) -> TrialsOut:
    return _trials(list_models(**caller(request)).trials)


def _trials(found: Trials) -> TrialsOut:
    compared = found.uplift
    gain = compared.gain if compared else None
    return TrialsOut(
        told=found.told, held=found.held, told_judged=found.told_judged, held_judged=found.held_judged, least=found.least,
        gain=GainOut(value=gain.value, low=gain.low, high=gain.high) if gain else None, helps=bool(compared and compared.helps),
        told_silent=compared.told.silent if compared else None, held_silent=compared.held.silent if compared else None,
        ends=dict(found.ends),
    )  # fmt: skip


@router.get("/models", response=list[ModelOut], summary="The models that were learnt, with their cards")
@phrased("insight:model:list")
def get_models(request: HttpRequest) -> list[ModelOut]:
    return [
        ModelOut(name=one.name, on=one.on, learnt_at=one.learnt_at, in_use=one.in_use, card=dict(one.card))
        for one in list_models(**caller(request)).lines
    ]
