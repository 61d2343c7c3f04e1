"""The explorer's codes in words: tiers, layers, kinds of relation, watch, aggregates."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiji.access.explain import in_language
from zhiji.customers.rules import KINDS, STATES
from zhiji.insight.measures import MEASURES
from zhiji.staff.models import Unit

TIERS = {
    "basic": pgettext_lazy("tier", "Basic"),
    "gold": pgettext_lazy("tier", "Gold"),
    "wealth": pgettext_lazy("tier", "Wealth"),
    "diamond": pgettext_lazy("tier", "Diamond"),
    "private": pgettext_lazy("tier", "Private"),
}
LAYERS = {
    "important": pgettext_lazy("layer", "Important"),
    "secondary": pgettext_lazy("layer", "Secondary"),
    "ordinary": pgettext_lazy("layer", "Ordinary"),
    "small": pgettext_lazy("layer", "Small"),
    "none": pgettext_lazy("layer", "In no layer"),
}
RELATIONS = {
    "one_time": _("One-time"),
    "transactional": pgettext_lazy("relation", "Transactional"),
    "relational": _("Relational"),
    "cooperative": _("Cooperative"),
}
WATCH = {"steady": _("Steady"), "watched": _("Watched")}
KEY = {"key": _("Key customer"), "usual": _("Other customer")}
PLACES = {"urban": _("Urban"), "rural": _("Rural")}
STAGES = {
    "new": pgettext_lazy("life cycle", "New"),
    "growing": pgettext_lazy("life cycle", "Growing"),
    "steady": pgettext_lazy("life cycle", "Steady"),
    "declining": pgettext_lazy("life cycle", "Declining"),
    "asleep": pgettext_lazy("life cycle", "Asleep"),
    "gone": pgettext_lazy("life cycle", "Gone"),
}
SIZES = {"large": _("Large customer"), "usual": _("Ordinary customer")}
CRITERIA = {
    "amount": pgettext_lazy("grading", "Amount"),
    "volume": pgettext_lazy("grading", "Volume"),
    "unit_value": pgettext_lazy("grading", "Unit value"),
    "breadth": pgettext_lazy("grading", "Breadth"),
}
AGGREGATES = {
    "count": _("Number of customers"),
    "sum": pgettext_lazy("aggregate", "Sum"),
    "average": pgettext_lazy("aggregate", "Average"),
    "median": pgettext_lazy("aggregate", "Median"),
}
DATA_CLASSES = {
    "descriptive": pgettext_lazy("data class", "Descriptive"),
    "promotional": pgettext_lazy("data class", "Promotional"),
    "transactional": pgettext_lazy("data class", "Transactional"),
}


LEFT_OUT = "···"
"""What stands for a cell that may not be shown; whether it is small itself or hides a small one is not told."""
LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_HK", "en": "en_GB"}


def number(value: float, places: int = 0) -> str:
    """A figure as the reader's country writes it, with thousands marks."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(
        value, format=pattern, locale=LOCALES.get(get_language() or "zh-hans", "zh_Hans_CN")
    )


def measure_name(measure: str) -> str:
    """A measure in the reader's language; ``""`` for none."""
    return in_language(MEASURES[measure].names) if measure else ""


def tier_word(place: int, names: Sequence[str]) -> str:
    """A tier by its place in the norm."""
    return str(TIERS.get(names[place], names[place])) if place < len(names) else str(place)


def labels(dimension: str, codes: Sequence[str], tiers: Sequence[str] = ()) -> list[str]:
    """Words for the codes of a dimension, in their order; a code without words stands as it is."""
    if dimension == "unit":
        found = Unit.objects.filter(pk__in=[int(code) for code in codes if code.isdecimal()])
        known: Mapping[str, object] = {str(unit.pk): unit.label for unit in found}
    elif dimension == "tier":
        known = {str(place): tier_word(place, tiers) for place in range(len(tiers))}
    elif dimension == "age":
        known = {code: _age(code, codes) for code in codes if code.isdecimal()} | {
            "unknown": gettext("not known")
        }
    elif dimension == "grade":
        known = {code: grade_word(code) for code in codes}
    else:
        known = {
            "kind": KINDS, "state": STATES, "layer": LAYERS, "relation": RELATIONS, "watch": WATCH, "key": KEY, "place": PLACES,
            "stage": STAGES, "size": SIZES,
        }[dimension]  # fmt: skip
    return [str(known.get(code, code)) for code in codes]


def grade_word(code: str) -> str:
    """``urban-A`` as people say it: urban A."""
    place, _dash, letter = code.partition("-")
    return f"{PLACES[place]} {letter}" if letter and place in PLACES else code


def _age(code: str, codes: Sequence[str]) -> str:
    """The years from ``code`` to the next band. All bands are always asked for together, so the next one is known."""
    bands = sorted(int(one) for one in codes if one.isdecimal())
    following = [band for band in bands if band > int(code)]
    if not following:
        return ngettext("%(years)d year and more", "%(years)d years and more", int(code)) % {
            "years": int(code)
        }
    return gettext("%(first)d to under %(last)d years") % {"first": int(code), "last": following[0]}
