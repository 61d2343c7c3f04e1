"""What falls due of a customer, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from zhiji import norms
from zhiji.access.explain import in_language
from zhiji.holdings.pages.wording import FAMILIES, product_names
from zhiji.insight.explorer import words
from zhiji.insight.looks.falling_due import DueLine, FallingDue
from zhiji.insight.looks.foretold import Reason
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import PERMILLE
from zhiji.insight.pages.foretold import PERCENT, UNITS, way, written
from zhiji.insight.pages.models import OWN_DEFINITIONS, OWN_FEATURES
from zhiji.insight.wording import earlier_words


def due_words(found: FallingDue, night: date) -> Mapping[str, Any]:
    """What the card of what falls due draws; empty where nothing does."""
    if not found.lines:
        return {}
    names, rule = product_names(one.product for one in found.lines), norms.on(night).maturing
    return {
        "past": _past(found),
        "base": None if found.base is None else found.base * PERCENT, "days": rule.stay_days, "share": rule.stay_percent,
        "lines": [
            (one, names.get(one.product) or str(FAMILIES.get(one.family, one.family)), _chance(one), _like(one), [_reason(each) for each in one.reasons])
            for one in found.lines
        ],
    }  # fmt: skip


def _past(found: FallingDue) -> str:
    if not found.ended:
        return gettext("No earlier deposit of this customer has ended.")
    return gettext("%(told)s.") % {"told": earlier_words(found.ended, found.stayed)}


def _chance(one: DueLine) -> float | None:
    return None if one.permille is None else one.permille * PERCENT / PERMILLE


def _like(one: DueLine) -> str:
    if not one.like:
        return ""
    cases, stayed = one.like
    told = ngettext(
        "Of %(cases)s judged deposit with a chance like this one, the money of %(stayed)s stayed.",
        "Of %(cases)s judged deposits with a chance like this one, the money of %(stayed)s stayed.",
        cases,
    )
    return told % {"cases": words.number(cases), "stayed": words.number(stayed)}


def _reason(one: Reason) -> tuple[str, str, str, str]:
    """Name, definition, figure and which way it moves the chance."""
    if one.measure in MEASURES:
        unit = UNITS.get(MEASURES[one.measure].unit, "") if one.value is not None else ""
        definition = in_language(MEASURES[one.measure].definition)
        return (
            words.measure_name(one.measure),
            definition,
            f"{written(one.measure, one.value)} {unit}".strip(),
            way(one),
        )
    return str(OWN_FEATURES[one.measure]), str(OWN_DEFINITIONS[one.measure]), _own(one), way(one)


def _own(one: Reason) -> str:
    if one.value is None:
        return "–"
    if one.measure == "amount":
        return words.number(one.value / 100, 2)
    return (
        words.number(one.value)
        if one.measure == "earlier_deposits"
        else f"{words.number(one.value * PERCENT / PERMILLE)} %"
    )
