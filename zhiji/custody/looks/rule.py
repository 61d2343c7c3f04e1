"""The house rule as it is read: articles in force with their norms, screens, proofs and duties; versions; who has read."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access.explain import in_language
from zhiji.access.gateway import Gate, look
from zhiji.custody.flows import FLOWS
from zhiji.custody.models import RuleReading, RuleText
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rule.articles import Article, articles, proofs
from zhiji.staff.models import Staff

PAGES: Mapping[str, object] = {
    "home": _("Today"),
    "custody": _("The institution"),
    "custody_rule": _("The rule"),
    "custody_reports": _("Statistics reports"),
    "custody_shelf": _("The shelf"),
    "access_policy": _("Who may see what"),
    "customer_list": _("Customers"),
    "customer_search": _("Search"),
    "customer_register": _("Open a file"),
    "completion_queue": _("Files to complete"),
    "field_register": _("Field register"),
    "import_list": _("Import"),
    "grant_list": _("My grants"),
    "quiz": _("The three don'ts: quiz"),
}
"""What the pages are called that are no register of a procedure."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page where an article is done."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article in force on a day. ``norms``: title and its values, name by name. ``read``: the reader has acknowledged this version."""

    number: int
    title: str
    text: str
    version: int
    since: date | None
    article: Article
    norms: Sequence[tuple[str, Sequence[tuple[str, object]]]]
    screens: Sequence[Screen]
    tests: Sequence[str]
    read: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """The rule on a day. ``unread``: how many of its articles the reader has not acknowledged in their newest version."""

    day: date
    articles: Sequence[ArticleView]
    unread: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article in the reader's language. ``case``: the change that brought it; None for the first."""

    version: int
    text: str
    effective_from: date | None
    case: int | None
    reason: str
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in a comparison: ``kept``, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """An article through its versions, newest first, with what each changed against the one before."""

    article: ArticleView
    versions: Sequence[tuple[Version, Sequence[Piece]]]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How far a version in force is read: ``late`` once the norm's days since it began are over."""

    number: int
    title: str
    version: int
    read: int
    of: int
    late: bool
    missing: Sequence[str]


@look("custody:rule:read")
def read_rule(gate: Gate, *, on: date | None = None) -> RuleView:
    """All 29 articles as in force on a day (today without it)."""
    gate.permit_none()
    day = on or timezone.localdate(gate.at)
    texts = _in_force(day)
    read = _read_by(gate.by.pk)
    found = [_view(one, texts[one.number], day, read) for one in articles().values()]
    return RuleView(day, found, sum(1 for one in found if not one.read and one.version > 1))


@look("custody:rule:history")
def read_history(gate: Gate, article: int) -> HistoryView:
    """One article with all its versions and what each changed."""
    gate.permit_none({"article": article})
    if article not in articles():
        raise Invalid([Finding("article", "choice", "There is no such article.", "1 to 29.")])
    day = timezone.localdate(gate.at)
    versions = _versions(articles()[article])
    pairs = [
        (one, compared(before.text if before else one.text, one.text))
        for before, one in zip([None, *versions[:-1]], versions, strict=True)
    ]
    view = _view(articles()[article], _in_force(day)[article], day, _read_by(gate.by.pk))
    return HistoryView(view, pairs[::-1])


@look("custody:rule:acknowledged")
def read_acknowledged(gate: Gate) -> Sequence[Acknowledged]:
    """Changed articles in force: who has read them and who has not (N12)."""
    gate.permit_none()
    day = timezone.localdate(gate.at)
    days = norms.on(day).custody.ruling_read_days
    staff = list(Staff.objects.filter(is_active=True).order_by("username"))
    lines = []
    for number, (version, since, _texts) in _in_force(day).items():
        if version > 1 and since is not None:
            read = set(
                RuleReading.objects.filter(article=number, version=version).values_list("staff_id", flat=True)
            )
            missing = [one.display_name for one in staff if one.pk not in read]
            title = in_language(articles()[number].title)
            late = bool(missing) and since + timedelta(days=days) < day
            lines.append(
                Acknowledged(number, title, version, len(staff) - len(missing), len(staff), late, missing)
            )
    return lines


def compared(before: str, after: str) -> list[Piece]:
    """What changed from one text to another: character by character in Chinese, word by word otherwise.

    >>> [(one.kind, one.text) for one in compared("three days", "five days")]
    [('gone', 'three'), ('new', 'five'), ('kept', ' days')]
    """
    old, new = _pieces(before), _pieces(after)
    found: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("kept", "".join(old[a:b])))
            continue
        found += [Piece("gone", "".join(old[a:b]))] if b > a else []
        found += [Piece("new", "".join(new[c:d]))] if d > c else []
    return found


def _pieces(text: str) -> list[str]:
    if any("\u4e00" <= ch <= "\u9fff" for ch in text):
        return list(text)
    words = text.split(" ")
    return [words[0], *(f" {word}" for word in words[1:])]


def screen_of(name: str) -> Screen | None:
    """The page a ``screens`` entry names; None where it is not there."""
    url_name, *arguments = name.split(" ")
    if url_name == "custody_register" and arguments and arguments[0] not in FLOWS:
        return None
    try:
        url = reverse(url_name, args=arguments)
    except NoReverseMatch:
        return None
    label = FLOWS[arguments[0]].label if url_name == "custody_register" else PAGES[url_name]
    return Screen(url, str(label))


def _view(
    article: Article, in_force: tuple[int, date | None, Mapping[str, str]], day: date, read: set[Any]
) -> ArticleView:
    version, since, texts = in_force
    return ArticleView(
        article.number, in_language(article.title), in_language(texts), version, since, article,
        [_values(norm) for norm in norms.on(day).norms if norm.id in article.norm_ids],
        [screen for name in article.screens if (screen := screen_of(name)) is not None],
        proofs().get(article.number, ()), (article.number, version) in read,
    )  # fmt: skip


def _values(norm: norms.Norm) -> tuple[str, list[tuple[str, object]]]:
    return in_language(norm.title), list(norm.parameters.items())


def _in_force(day: date) -> dict[int, tuple[int, date | None, Mapping[str, str]]]:
    found: dict[int, tuple[int, date | None, Mapping[str, str]]] = {
        number: (1, None, article.text) for number, article in articles().items()
    }
    for one in RuleText.objects.filter(effective_from__lte=day).order_by("version"):
        found[one.article] = (one.version, one.effective_from, one.texts)
    return found


def _read_by(staff: int | None) -> set[tuple[int, int]]:
    return set(RuleReading.objects.filter(staff_id=staff or 0).values_list("article", "version"))


def _versions(article: Article) -> list[Version]:
    later = (
        RuleText.objects.filter(article=article.number).select_related("case__raised_by").order_by("version")
    )
    return [
        Version(1, in_language(article.text), None, None, "", ""),
        *(
            Version(
                one.version, in_language(one.texts), one.effective_from, one.case_id, one.case.reason,
                one.case.raised_by.display_name if one.case.raised_by else "",
            )
            for one in later
        ),
    ]  # fmt: skip
