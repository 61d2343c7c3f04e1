"""Why one sees of a file what one sees, through the API."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from zhiji.access.api import PURPOSE, caller
from zhiji.access.explain import Explanation
from zhiji.access.problems import Finding
from zhiji.access.web import phrased
from zhiji.customers.looks.explaining import CompartmentAnswer, why
from zhiji.customers.problems import Invalid

router = Router(tags=["customers"])
NUMBER = Query(..., max_length=20, description="The customer's number")
PHRASE = Query(
    "customers:file:open", max_length=60, pattern="^[a-z_:]*$", description="The look or act to explain"
)


class RemedyOut(Schema):
    """One way out: ``purpose`` (choose another), ``break_glass``, ``ask`` (the file's manager)."""

    kind: str
    label: str
    value: str


class ReasonOut(Schema):
    """A policy row that opened something, and the norm behind it."""

    rule: str
    words: str
    norm: str
    norm_title: str
    article: str


class CompartmentOut(Schema):
    """One compartment: its level, the fields that differ from it, and why."""

    id: str
    level: str
    fields: dict[str, str]
    reasons: list[ReasonOut]


class ExplanationOut(Schema):
    """The decision in words, by the thing that enforced it."""

    number: str
    phrase: str
    allowed: bool
    title: str
    sentences: list[str]
    rules: list[str]
    norms: list[str]
    compartments: list[CompartmentOut]
    remedies: list[RemedyOut]
    grant: int | None


@router.get("/explain", response=ExplanationOut, summary="Why you see of a file what you see")
@phrased("access:explain:ask")
def get_explanation(
    request: HttpRequest,
    number: str = NUMBER,
    purpose: str = PURPOSE,
    phrase: str = PHRASE,
) -> ExplanationOut:
    try:
        answer = why(number, phrase, **caller(request, purpose))
    except LookupError:
        mend = _("Name one that concerns a customer's file; the policy page lists them.")
        raise Invalid([Finding("phrase", "unknown", _("There is no such look or act."), mend)]) from None
    told: Explanation = answer.explanation
    return ExplanationOut(
        number=answer.number, phrase=phrase, allowed=told.allowed, title=told.title, sentences=list(told.sentences),
        rules=list(told.rules), norms=list(told.norms), grant=answer.grant,
        compartments=[_compartment(one) for one in answer.compartments],
        remedies=[RemedyOut(kind=way.kind, label=way.label, value=way.value) for way in told.remedies],
    )  # fmt: skip


def _compartment(one: CompartmentAnswer) -> CompartmentOut:
    reasons = [
        ReasonOut(
            rule=why.rule, words=why.words, norm=why.norm, norm_title=why.norm_title, article=why.article
        )
        for why in one.reasons
    ]
    return CompartmentOut(id=one.id, level=one.level, fields=dict(one.fields), reasons=reasons)
