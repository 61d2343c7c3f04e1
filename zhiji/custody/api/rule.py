"""The house rule through the API: its articles in force on a day, and one article's versions."""

from datetime import date

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from zhiji.access.api import caller
from zhiji.access.web import phrased
from zhiji.custody.looks import rule as looks

router = Router(tags=["institution"])
ARTICLE: int = Path(..., ge=1, le=29, description="The number of the article")
ON = Query(None, description="The day; today without it")


class ArticleOut(Schema):
    """An article in force. ``norms``: ids of the norms that hold its numbers; ``tests``: what proves it."""

    number: int
    title: str
    text: str
    version: int
    since: date | None
    norms: list[str]
    requirements: list[str]
    tests: list[str]
    responsible: list[str]
    accountable: list[str]
    consulted: list[str]
    informed: list[str]
    read: bool


class ArticleVersionOut(Schema):
    """One version of an article; ``case`` is the decision that brought it."""

    version: int
    text: str
    effective_from: date | None
    case: int | None
    reason: str


@router.get("", response=list[ArticleOut], summary="The house rule in force on a day")
@phrased("custody:rule:read")
def get_rule(request: HttpRequest, on: date | None = ON) -> list[ArticleOut]:
    found = looks.read_rule(on=on, **caller(request))
    return [
        ArticleOut(
            number=one.number, title=one.title, text=one.text, version=one.version, since=one.since,
            norms=list(one.article.norm_ids), requirements=list(one.article.requirements), tests=list(one.tests),
            responsible=list(one.article.responsible), accountable=list(one.article.accountable),
            consulted=list(one.article.consulted), informed=list(one.article.informed), read=one.read,
        )
        for one in found.articles
    ]  # fmt: skip


@router.get(
    "/{article}/versions",
    response=list[ArticleVersionOut],
    summary="One article through its versions, newest first",
)
@phrased("custody:rule:history")
def get_versions(request: HttpRequest, article: int = ARTICLE) -> list[ArticleVersionOut]:
    found = looks.read_history(article, **caller(request))
    return [
        ArticleVersionOut(
            version=one.version,
            text=one.text,
            effective_from=one.effective_from,
            case=one.case,
            reason=one.reason,
        )
        for one, _pieces in found.versions
    ]
