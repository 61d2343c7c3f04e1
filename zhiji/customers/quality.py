"""The five principles of customer information as five scores with their reasons (AA01–AA05). Pure: no database, no clock.

| principle | what is computed |
|---|---|
| truthfulness 真实 | share of the filled fields that somebody verified, or that come from a paper or a public register |
| completeness 完整 | share of the required set that stands |
| timeliness 时效 | share of the fields that go stale which were learned or verified recently enough, and no expired paper |
| standardisation 标准 | share of the filled fields without a warning of the register's checks |
| institutionalisation 制度 | manager, deputy, custodian and unit named; every value with its source and lawful ground |

A score is 0 to 100, None where nothing could be judged. Only what the reader may see is weighed, so two readers may see
two scores; ``Quality.visible`` says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.fields import Register

PRINCIPLES = {
    "truthfulness": _("Truthfulness"),
    "completeness": _("Completeness"),
    "timeliness": _("Timeliness"),
    "standardisation": _("Standardisation"),
    "institutionalisation": _("Institutionalisation"),
}
CERTAIN_SOURCES = frozenset({"paper_seen", "public_register"})


@dataclass(frozen=True, slots=True)
class Keeping:
    """Facts of how a file is kept."""

    manager: bool
    deputy: bool
    custodian: bool
    unit: bool


@dataclass(frozen=True, slots=True)
class Raise:
    """What would raise a score: the field (its id and name; ``""`` for the file itself), and what to do."""

    field: str
    label: Any
    mend: Any


@dataclass(frozen=True, slots=True)
class Score:
    """One principle: 0 to 100, None when there is nothing to judge; ``raises`` in the register's order.

    ``good`` of ``of`` things judged are as they should be: the score before rounding.
    """

    principle: str
    label: Any
    score: int | None
    raises: tuple[Raise, ...]
    good: int
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Five scores as of a day. ``visible``: fields weighed of ``of`` fields of this kind."""

    scores: tuple[Score, ...]
    as_of: date
    visible: int
    of: int

    def score(self, principle: str) -> int | None:
        """One score by its principle."""
        return next(one.score for one in self.scores if one.principle == principle)


def rate(
    register: Register,
    kind: str,
    values: Mapping[str, Any],
    provenance: Mapping[str, Mapping[str, Any]],
    visible: frozenset[str],
    keeping: Keeping,
    on: date,
) -> Quality:
    """Score what may be seen of a file. ``provenance`` by field id, with the short keys of ``customers.sealing``."""
    plan = [field for field in register.for_kind(kind) if field.id in visible]
    filled = [field for field in plan if field.id in values]
    scores = (
        _truthfulness(filled, provenance),
        _completeness(register, kind, values, visible, on),
        _timeliness(filled, values, provenance, on),
        _standardisation(register, kind, filled, values, on),
        _institutionalisation(filled, provenance, keeping),
    )
    return Quality(scores, on, len(plan), len(register.for_kind(kind)))


def _scored(principle: str, good: int, of: int, raises: Sequence[Raise]) -> Score:
    score = None if of == 0 else max(0, round(100 * good / of))
    if raises and score == 100:
        score = 99  # rounding must not hide what is still to do
    return Score(principle, PRINCIPLES[principle], score, tuple(raises), max(0, good), of)


def _raise(field: fields.Field, mend: Any) -> Raise:
    return Raise(field.id, field.label, mend)


def _truthfulness(filled: Sequence[fields.Field], provenance: Mapping[str, Mapping[str, Any]]) -> Score:
    doubtful = [
        field
        for field in filled
        if not provenance[field.id].get("w") and provenance[field.id].get("s") not in CERTAIN_SOURCES
    ]
    mend = _("Verify it with the customer, or against a paper.")
    raises = [_raise(field, mend) for field in doubtful]
    return _scored("truthfulness", len(filled) - len(doubtful), len(filled), raises)


def _completeness(
    register: Register, kind: str, values: Mapping[str, Any], visible: frozenset[str], on: date
) -> Score:
    """Against the required set in force. Of fields out of sight nothing is said: they count neither way."""
    judge = partial(fields.missing, kind, on=on, register=register)
    wanted = [problem for problem in judge({}) if problem.field in visible]
    lacking = [problem for problem in judge(values) if problem.field in visible]
    of = max(len(wanted), len(lacking))
    raises = [Raise(problem.field, problem.label, problem.mend) for problem in lacking]
    return _scored("completeness", of - len(lacking), of, raises)


def _timeliness(
    filled: Sequence[fields.Field],
    values: Mapping[str, Any],
    provenance: Mapping[str, Mapping[str, Any]],
    on: date,
) -> Score:
    ageing = [field for field in filled if field.stale_days or _ends(values[field.id])]
    raises = []
    for field in ageing:
        known = max(filter(None, (provenance[field.id].get("w"), provenance[field.id].get("l"))), default="")
        if _ended(values[field.id], on):
            raises.append(_raise(field, _("Expired: ask the customer for the new one.")))
        elif field.stale_days and (not known or (on - date.fromisoformat(known)).days > field.stale_days):
            raises.append(_raise(field, _("Out of date: ask again, or confirm it.")))
    return _scored("timeliness", len(ageing) - len(raises), len(ageing), raises)


def _ends(value: Any) -> list[str]:
    """The days on which the entries of a value end (papers, licences, ratings); a long-term one never does."""
    entries = value if isinstance(value, list) else [value]
    ends = []
    for entry in entries:
        if isinstance(entry, Mapping) and not entry.get("long_term"):
            ends += [entry[name] for name in ("valid_to", "valid_until") if entry.get(name)][:1]
    return ends


def _ended(value: Any, on: date) -> bool:
    """Whether every entry that could be in force has ended: one valid paper is enough."""
    entries = value if isinstance(value, list) else [value]
    ends = _ends(value)
    return bool(ends) and len(ends) == len(entries) and max(ends) < on.isoformat()


def _standardisation(
    register: Register, kind: str, filled: Sequence[fields.Field], values: Mapping[str, Any], on: date
) -> Score:
    found = fields.clean_file(kind, values, on=on, register=register).problems
    # An expired paper is a matter of time, not of form: timeliness counts it.
    odd = {problem.field: problem for problem in found if not problem.rule.endswith("expired")}
    wrong = [field for field in filled if field.id in odd]
    raises = [_raise(field, odd[field.id].mend) for field in wrong]
    return _scored("standardisation", len(filled) - len(wrong), len(filled), raises)


def _institutionalisation(
    filled: Sequence[fields.Field], provenance: Mapping[str, Mapping[str, Any]], keeping: Keeping
) -> Score:
    duties = (
        (keeping.manager, _("Manager"), _("Name a manager.")),
        (keeping.deputy, _("Deputy"), _("Name a deputy, so that the customer is never without one.")),
        (keeping.custodian, _("Custodian"), _("Name a custodian.")),
        (keeping.unit, _("Unit"), _("Say which unit the file belongs to.")),
    )
    raises = [Raise("", label, mend) for held, label, mend in duties if not held]
    for field in filled:
        if not provenance[field.id].get("s"):
            raises.append(_raise(field, _("Say where it comes from.")))
        elif not provenance[field.id].get("g"):
            raises.append(_raise(field, _("Name its lawful ground.")))
    of = len(duties) + len(filled)
    return _scored("institutionalisation", of - len(raises), of, raises)
