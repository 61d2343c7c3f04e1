"""Search without fishing: bank-wide by full identifier, or by two partial ones; by any fragment only among files one may
already see, and only over what one sees of them in the clear.

| typed | where | how |
|---|---|---|
| a customer number | the bank | the number is the id |
| paper, phone, e-mail, licence, account, card | the bank | blind index, then the candidates are opened and compared |
| a full name or pinyin | the bank | the same; many of one name want a second identifier (four last characters, birth year) |
| two or more characters of an organisation's name | the bank | public names |
| any fragment, pinyin, initials, last four | one's own files | opening what one may see clear |
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji import fields, norms
from zhiji.access.gateway import Gate, look
from zhiji.customers import asking
from zhiji.customers.asking import Question
from zhiji.customers.finding import by_identifiers
from zhiji.customers.looks.candidates import candidates
from zhiji.customers.looks.rows import FileRow, rows_of
from zhiji.customers.looks.scopes import SCOPES, usual_scope
from zhiji.customers.models import File, PublicName
from zhiji.customers.sealing import grams
from zhiji.vault.questions import question as committed

MOST = 50
"""Most rows one answer holds; above it the question is too wide."""
NAMES_ALONE = ("name", "pinyin")


@dataclass(frozen=True, slots=True)
class Hit:
    """One file found, and the way that found it: number, identifier, two_identifiers, public_name or fragment."""

    row: FileRow
    way: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found. ``ways`` were tried; ``too_many`` and ``narrow`` ask for a narrower question.

    ``searched`` says among whose files fragments were looked for; ``whole`` is False when only the newest of them were.
    Hits one may not know of are never counted, hinted at or told apart from none.
    """

    hits: tuple[Hit, ...]
    ways: tuple[str, ...]
    too_many: bool
    narrow: str
    searched: str
    whole: bool
    as_of: datetime


@look("customers:file:search")
def search(gate: Gate, text: str, *, scope: str | None = None) -> SearchResult:
    """Find files by what was typed. ``scope`` (portfolio, unit, custody): where fragments are looked for."""
    gate.check_question()
    rule = norms.on(timezone.localdate(gate.at)).search
    question = asking.understand(text)
    scope = scope or usual_scope(gate.by)
    found: dict[int, str] = {}
    ways: list[str] = []
    narrow = ""
    if question.number is not None:
        ways.append("number")
        gate.seek(question.number)
        found[question.number] = "number"
    if question.full:
        hits, way, narrow = _by_identifiers(gate, question, rule.name_alone_most)
        ways.append(way)
        found |= dict.fromkeys(hits, way)
    if question.public_name:
        ways.append("public_name")
        named = _by_public_name(question.public_name)
        for number in named[:MOST]:
            found.setdefault(number, "public_name")
        if len(named) > MOST:
            narrow = _("Many organisations carry this in their names: type more of it.")
    whole = True
    wanted = None if question.complete and found else asking.matcher(question)
    if wanted is not None:
        ways.append("fragment")
        sought, fits = wanted
        some, more = candidates(scope, gate.by, tuple(sought), rule.fragment_files, fragments=True)
        whole = not more
        fitting = gate.match_clear(some, sought, fits)
        if question.tail:
            fitting = _with_tail(gate, question.tail, _files(fitting[: 4 * MOST]))
        for number in fitting[: MOST + 1]:
            found.setdefault(number, "fragment")
    files = gate.foresee(_files(found), badges=True)
    if len(files) > MOST:
        narrow = narrow or _("More than %(most)s files fit: type more, or add a second identifier.") % {
            "most": MOST
        }
    files = files[:MOST]
    permits = gate.permit_many(files, _facts(question, ways, found, scope), badges=True)
    hits_shown = tuple(Hit(row, found[row.customer_id]) for row in rows_of(files, permits))
    searched = str(SCOPES[scope]) if "fragment" in ways else ""
    return SearchResult(hits_shown, tuple(ways), bool(narrow), narrow, searched, whole, gate.at)


def _by_identifiers(gate: Gate, question: Question, alone: int) -> tuple[list[int], str, str]:
    """Files with a full identifier. A name that many carry counts as a partial one and wants a second (house.search)."""
    carrying = by_identifiers(gate, question.full)
    every = {file.customer_id: file for _, file in carrying}
    known = {file.customer_id for file in gate.foresee(every.values(), badges=True)}
    held = [(index, file.customer_id) for index, file in carrying if file.customer_id in known]
    sure = [number for index, number in held if index not in NAMES_ALONE]
    named = list(dict.fromkeys(number for index, number in held if index in NAMES_ALONE))
    if len(named) <= alone:
        return [*sure, *named], "identifier", ""
    if not question.tail:
        ask = _(
            "Many customers carry this name: add a space and the last four characters of a paper or phone, or the birth year."
        )
        return sure, "identifier", ask
    return [*sure, *_with_tail(gate, question.tail, _files(named))], "two_identifiers", ""


def _with_tail(gate: Gate, tail: str, files: list[File]) -> list[int]:
    """Those of which the reader would see a second identifier; see ``asking.tail_shows``."""
    return gate.match_shown(
        files, ("papers", "phones", "birth_date"), lambda _file, shown: asking.tail_shows(tail, shown)
    )


def _by_public_name(text: str) -> list[int]:
    wanted = fields.normalise("name", text)
    if not wanted:
        return []
    pairs = [wanted] if len(wanted) == 1 else [gram for gram in grams(wanted) if len(gram) == 2]
    query = PublicName.objects.filter(grams__contains=pairs).order_by("-customer_id")
    found: dict[int, None] = {}
    for customer_id, name in query.values_list("customer_id", "name")[: 4 * MOST]:
        if wanted in fields.normalise("name", name):
            found[customer_id] = None
    return list(found)


def _files(numbers: Iterable[int]) -> list[File]:
    """The files, newest first."""
    wanted = list(numbers)
    if not wanted:
        return []
    return list(File.objects.select_related("unit", "manager").filter(pk__in=wanted).order_by("-customer_id"))


def _facts(question: Question, ways: list[str], found: dict[int, str], scope: str) -> dict[str, Any]:
    return {
        "ways": ways,
        "indexes": [index for index, _text in question.full],
        "scope": scope,
        "query": committed("search", question.text),
    }
