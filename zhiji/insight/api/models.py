"""The models' cards through the API."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.insight.looks.models import list_models

router = Router(tags=["insight"])


class ModelOut(Schema):
    """One training. ``card``: definition, counts, ``auc`` and ``simple_auc`` as value, low, high; ``better``; features."""

    name: str
    on: date
    learnt_at: datetime
    in_use: bool
    card: dict[str, Any]


@router.get("/models", response=list[ModelOut], summary="The models that were learnt, with their cards")
@phrased("insight:model:list")
def get_models(request: HttpRequest) -> list[ModelOut]:
    return [
        ModelOut(name=one.name, on=one.on, learnt_at=one.learnt_at, in_use=one.in_use, card=dict(one.card))
        for one in list_models(**caller(request)).lines
    ]
