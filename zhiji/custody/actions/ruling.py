"""Changing the house rule: propose, review, approve, refuse, withdraw; and acknowledging that one has read it (Art. 28-29)."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign, tell
from zhiji.custody.models import Case, RuleReading, RuleText
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rule.articles import LANGUAGES, articles
from zhiji.custody.rules.ruling import FLOW
from zhiji.staff.models import Staff


@act("custody:ruling:ask")
def propose(
    gate: Gate, *, article: str, zh_hans: str, zh_hant: str, en: str, effective_from: date, reason: str
) -> Case:
    """Propose a new text of one article in three languages, from a day on, with the reason."""
    gate.permit_none({"article": article})
    if not article.isdecimal() or int(article) not in articles():
        raise Invalid([
            Finding("article", "choice", _("There is no such article."), _("Choose one of the 29."))
        ])  # fmt: skip
    if effective_from < timezone.localdate(gate.at):
        raise Invalid([
            Finding("effective_from", "past", _("A rule does not reach back."), _("Choose today or a later day."))
        ])  # fmt: skip
    texts = dict(zip(LANGUAGES, (zh_hans.strip(), zh_hant.strip(), en.strip()), strict=True))
    number = int(article)
    if texts == dict(text_on(number, effective_from)[1]):
        raise Invalid([Finding("zh_hans", "same", _("This is the text in force."), _("Change it."))])
    content = {
        "article": article, "zh_hans": texts["zh-hans"], "zh_hant": texts["zh-hant"], "en": texts["en"],
        "effective_from": effective_from.isoformat(),
    }  # fmt: skip
    return open_case(gate, FLOW, reason=reason, content=content)


@act("custody:ruling:review")
def review(gate: Gate, number: int, *, words: str = "") -> Case:
    """The customer-service manager reviews: the department interprets, changes and supplements the rule (Art. 28)."""
    return _step(gate, number, "review", words)


@act("custody:ruling:approve")
def approve(gate: Gate, number: int, *, words: str = "") -> Case:
    """The general manager approves; from its day, today at the earliest, the new text is in force (Art. 29). All are told."""
    case = _step(gate, number, "approve", words)
    article = int(case.content["article"])
    today = timezone.localdate(gate.at)
    begins = max(date.fromisoformat(case.content["effective_from"]), today)
    version = 2 + RuleText.objects.filter(article=article).count()
    texts = {"zh-hans": case.content["zh_hans"], "zh-hant": case.content["zh_hant"], "en": case.content["en"]}
    RuleText.objects.create(
        article=article, version=version, texts=texts, effective_from=begins, case=case, at=gate.at
    )
    gate.fact("article", article)
    gate.fact("version", version)
    tell(gate, list(Staff.objects.filter(is_active=True).values_list("pk", flat=True)), "rule_changed", case)
    return case


@act("custody:ruling:refuse")
def refuse(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse the proposal, with the reason."""
    return _step(gate, number, "refuse", words)


@act("custody:ruling:withdraw")
def withdraw(gate: Gate, number: int, *, words: str = "") -> Case:
    """Take one's own proposal back."""
    return _step(gate, number, "withdraw", words)


@act("custody:rule:acknowledge")
def acknowledge(gate: Gate, article: int, version: int) -> None:
    """Say that one has read this version of an article; for oneself only, once. Raises ``Invalid`` for no version of it."""
    gate.permit_none({"article": article, "version": version})
    if article not in articles() or not (
        version == 1 or RuleText.objects.filter(article=article, version=version).exists()
    ):
        raise Invalid(
            [Finding("version", "choice", _("There is no such version."), _("Open the rule again."))]
        )
    RuleReading.objects.get_or_create(
        article=article, version=version, staff_id=gate.by.pk or 0, defaults={"at": gate.at}
    )


def text_on(article: int, day: date) -> tuple[int, dict[str, str]]:
    """Version and texts of an article in force on a day: of those that began, the one approved last."""
    found = RuleText.objects.filter(article=article, effective_from__lte=day).order_by("-version").first()
    return (found.version, found.texts) if found else (1, dict(articles()[article].text))


def _step(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case
