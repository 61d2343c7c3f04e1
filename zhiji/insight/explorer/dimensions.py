"""By what customers may be grouped: traits that many share. No name, number, key or manager is among them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji import norms
from zhiji.customers.rules import KINDS, STATES
from zhiji.insight import grading, life_cycle
from zhiji.insight.explorer import words
from zhiji.staff.models import Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the day, asked once: tiers, layers, bands of years, the scheme of grades, the rural units."""

    tiers: Sequence[str]
    layers: Sequence[str]
    years: Sequence[int]
    scheme: grading.Scheme
    relation: Any
    rural: Sequence[int]
    least: int
    counts_to: int
    digits: int
    lines_most: int


def rules_on(day: date) -> Rules:
    """The rules in force on that day."""
    rule = norms.on(day)
    scheme = grading.scheme_of(rule.grading)
    rural = list(Unit.objects.filter(code__in=scheme.rural_units).values_list("pk", flat=True))
    return Rules(
        tuple(rule.tiers.names), tuple(rule.tiers.layers), tuple(rule.explorer.relation_years), scheme, rule.grading, rural,
        rule.custody.report_least_cell, rule.explorer.counts_to, rule.explorer.digits, rule.explorer.lines_most,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dimension:
    """One trait. ``code`` gives its code for every row; ``codes`` all there may be, in order (None: whatever is found).

    ``data_class``: descriptive (who they are), promotional (what was offered), transactional (what they do).
    """

    id: str
    label: object
    data_class: str
    code: "Callable[[ir.Table, Rules], Any]"
    codes: Callable[[Rules], Sequence[str]] | None = None


def _age(rows: "ir.Table", rules: Rules) -> Any:
    import ibis

    years = grading.years_of(rows)
    bands = [(years >= band, ibis.literal(str(band))) for band in sorted(rules.years, reverse=True)]
    return rows.since.isnull().ifelse("unknown", ibis.cases(*bands))


def _place(rows: "ir.Table", rules: Rules) -> Any:
    import ibis

    return (
        rows.unit.isin(list(rules.rural)).ifelse("rural", "urban") if rules.rural else ibis.literal("urban")
    )


def _graded(rows: "ir.Table", rules: Rules) -> Any:
    return _place(rows, rules) + "-" + grading.grades_of(rows, rules.scheme, rules.rural)


def _classes(rules: Rules) -> list[str]:
    letters = [letter for letter, _least in rules.scheme.grades]
    return [f"{place}-{letter}" for place in grading.PLACES for letter in letters]


DIMENSIONS: Mapping[str, Dimension] = {
    one.id: one
    for one in (
        Dimension("unit", _("Unit"), "descriptive", lambda rows, _rules: rows.unit.cast("string")),
        Dimension(
            "tier", _("Tier"), "transactional", lambda rows, _rules: rows.tier.cast("string"),
            lambda rules: [str(place) for place in range(len(rules.tiers))],
        ),
        Dimension(
            "layer", pgettext_lazy("pyramid", "Layer"), "transactional", lambda rows, _rules: rows.layer.fill_null("none"),
            lambda rules: [*rules.layers, "none"],
        ),
        Dimension(
            "grade", _("Grade"), "transactional", _graded, _classes,
        ),
        Dimension(
            "relation", _("Kind of relation"), "transactional", lambda rows, rules: grading.relations_of(rows, rules.relation),
            lambda _rules: list(words.RELATIONS),
        ),
        Dimension(
            "kind", _("Kind of customer"), "descriptive", lambda rows, _rules: rows.kind, lambda _rules: list(KINDS),
        ),
        Dimension(
            "state", _("State"), "descriptive", lambda rows, _rules: rows.state, lambda _rules: list(STATES),
        ),
        Dimension(
            "age", _("Age of the relation"), "descriptive", _age, lambda rules: [*map(str, rules.years), "unknown"],
        ),
        Dimension(
            "watch", pgettext_lazy("tier", "Watch"), "transactional",
            lambda rows, _rules: (rows.short > 0).ifelse("watched", "steady"), lambda _rules: list(words.WATCH),
        ),
        Dimension(
            "key", _("Key customer"), "descriptive", lambda rows, _rules: rows.key_customer.ifelse("key", "usual"),
            lambda _rules: list(words.KEY),
        ),
        Dimension("place", _("Urban or rural"), "descriptive", _place, lambda _rules: list(words.PLACES)),
        Dimension(
            "stage", _("Life-cycle stage"), "transactional", lambda rows, rules: life_cycle.stages_of(rows, rules.relation),
            lambda _rules: list(words.STAGES),
        ),
        Dimension(
            "size", _("Large or ordinary"), "transactional",
            lambda rows, rules: life_cycle.larges_of(rows, rules.relation).ifelse("large", "usual"), lambda _rules: list(words.SIZES),
        ),
    )
}  # fmt: skip
"""In the order they are offered, which is the order of going deeper."""
