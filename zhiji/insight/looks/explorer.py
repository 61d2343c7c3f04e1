"""The explorer: a table of groups, guarded; and the questions one may use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from zhiji.access.gateway import Gate, look
from zhiji.access.recording import Actor
from zhiji.insight.explorer import words
from zhiji.insight.explorer.counting import home_unit, reckon, units_seen
from zhiji.insight.explorer.dimensions import DIMENSIONS, Rules, rules_on
from zhiji.insight.explorer.guarding import TOTAL, Guarded, guarded
from zhiji.insight.explorer.limits import Asking, counted
from zhiji.insight.explorer.question import Question, WrongQuestion, question_of
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import SavedView
from zhiji.insight.night.reading import nights, shown
from zhiji.staff.models import Unit

CELLS_MOST = 2_000
"""A larger table is no answer any more: it wants a narrower question."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept question: whose it is, and whether one may let go of it."""

    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    question: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explored:
    """The answer. ``rows`` and ``columns``: code and words, in order; ``table`` is None before the first night, and when it
    would be too large (``too_many``). ``by``: name and number of who asked."""

    question: Question
    night: date | None
    nights: Sequence[date]
    unit: str
    rows: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str]]
    table: Guarded | None
    too_many: bool
    choices: Mapping[str, Sequence[tuple[str, str]]]
    kept: Sequence[Kept]
    rules: Rules
    at: datetime
    by: str
    asking: Asking

    @property
    def unit_of_figures(self) -> str:
        """In what the figures are: count, money, days, ratio, months."""
        counts = self.question.aggregate == "count" or not self.question.measure
        return "count" if counts else MEASURES[self.question.measure].unit

    @property
    def total(self) -> int | None:
        """The grand total; None where it is left out."""
        return self.table.cells.get((TOTAL, TOTAL)) if self.table else None


@look("insight:explorer:open")
def explore(gate: Gate, asked: Mapping[str, str], form: str = "page") -> Explored:
    """The table of a question over the customers of one's own branch and those below it. Raises WrongQuestion,
    and Refused when more different questions were asked than the norm lets one.

    ``form``: page, or the kind of file it goes into, for the journal. Top-secret files are in no figure.
    """
    kept_nights = nights()
    today = timezone.localdate(gate.at)
    question = question_of(asked, rules_on(today))
    if question.night is not None and question.night not in kept_nights:
        raise WrongQuestion("night")
    night = question.night or (kept_nights[-1] if kept_nights else None)
    rules = rules_on(night or today)
    units = units_seen(gate.by)
    if dict(question.filters).get("unit", str(units[0])) not in map(str, units):
        raise WrongQuestion("only_unit")
    facts: dict[str, str] = {"night": night.isoformat() if night else "", "form": form, **question.as_data()}
    asking, facts = counted(gate, facts)
    gate.permit_none(facts)
    found = reckon(shown(night), question, rules, units) if night else {}
    rows = _axis(question.rows, {row for row, _column in found if row != TOTAL}, rules)
    columns = _axis(question.columns, {column for _row, column in found if column != TOTAL}, rules)
    too_many = len(rows) * max(1, len(columns)) > CELLS_MOST or len(columns) > rules.lines_most
    table = None
    if night and not too_many:
        table = guarded(
            found, [code for code, _ in rows], [code for code, _ in columns], question.aggregate,
            least=rules.least, counts_to=rules.counts_to, digits=rules.digits,
        )  # fmt: skip
    return Explored(
        replace(question, night=question.night), night, kept_nights[::-1], home_unit(gate.by).label, rows, columns, table, too_many,
        _choices(rules, units), kept_questions(gate.by, "table"), rules, gate.at, name_of(gate.by), asking,
    )  # fmt: skip


def _axis(name: str, found: set[str], rules: Rules) -> list[tuple[str, str]]:
    """The codes that hold somebody, in their order, with words."""
    if not name:
        return []
    known = DIMENSIONS[name].codes
    ordered = list(known(rules)) if known else []
    named = dict(zip(ordered, words.labels(name, ordered, rules.tiers), strict=True))
    if not known:
        codes = sorted(found)
        named = dict(sorted(zip(codes, words.labels(name, codes), strict=True), key=lambda one: one[1]))
    return [(code, label) for code, label in named.items() if code in found]


def _choices(rules: Rules, units: Sequence[int]) -> dict[str, list[tuple[str, str]]]:
    """What each trait may be narrowed to."""
    found = {}
    for name, dimension in DIMENSIONS.items():
        if dimension.codes:
            codes = list(dimension.codes(rules))
            found[name] = list(zip(codes, words.labels(name, codes, rules.tiers), strict=True))
        else:
            inside = Unit.objects.filter(pk__in=units).exclude(kind="department")
            found[name] = [(str(unit.pk), unit.label) for unit in inside]
    return found


def kept_questions(by: Actor, kind: str) -> list[Kept]:
    """One's own questions, and those that one's unit shares."""
    found = SavedView.objects.filter(kind=kind).filter(Q(owner_id=by.pk) | Q(unit=home_unit(by)))
    return [
        Kept(
            one.pk,
            one.name,
            one.owner.display_name,
            one.owner_id == by.pk,
            one.unit_id is not None,
            one.question,
        )
        for one in found.select_related("owner")
    ]


def name_of(by: Actor) -> str:
    """Name and number, as a copy says whose it is."""
    staff = getattr(by, "staff", by)
    return f"{getattr(staff, 'display_name', '')} {getattr(staff, 'staff_number', '')}".strip()
