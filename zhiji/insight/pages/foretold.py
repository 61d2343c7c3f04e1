"""What is foretold of a customer, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext_lazy

from zhiji.access.explain import in_language
from zhiji.insight.explorer import words
from zhiji.insight.looks.foretold import Foretold, Reason
from zhiji.insight.measures import MEASURES
from zhiji.insight.models import PERMILLE

UNITS = {"days": pgettext_lazy("unit", "days"), "months": pgettext_lazy("unit", "months")}
STRONG = 0.4
"""A share in log-odds from which on a reason is called a strong one: it moves an even chance by a tenth."""
PERCENT = 100


def foretold_words(found: Foretold) -> Mapping[str, Any]:
    """What the card of what is foretold draws; empty where nothing is."""
    if found.permille is None:
        return {}
    said: dict[str, Any] = {
        "chance": words.number(found.permille * PERCENT / PERMILLE),
        "reasons": [
            (
                words.measure_name(one.measure),
                in_language(MEASURES[one.measure].definition),
                _figure(one),
                way(one),
            )
            for one in found.reasons
        ],
    }
    if found.like:
        cases, struck = found.like
        told = ngettext(
            "Of %(cases)s judged case with a chance like this one, %(struck)s fell silent.",
            "Of %(cases)s judged cases with a chance like this one, %(struck)s fell silent.",
            cases,
        )
        said["like"] = told % {"cases": words.number(cases), "struck": words.number(struck)}
    return said


def _figure(one: Reason) -> str:
    unit = UNITS.get(MEASURES[one.measure].unit, "") if one.value is not None else ""
    return f"{written(one.measure, one.value)} {unit}".strip()


def way(one: Reason) -> str:
    """Which way a reason moves a chance, in words."""
    if one.weight > 0:
        return gettext("raises it much") if one.weight >= STRONG else gettext("raises it a little")
    return gettext("lowers it much") if one.weight <= -STRONG else gettext("lowers it a little")


def written(measure: str, value: int | None) -> str:
    """A figure of a measure as people write it; ``–`` where there is none."""
    if value is None:
        return "–"
    unit = MEASURES[measure].unit
    figure = value / 100 if unit == "money" else value / 1000 if unit == "ratio" else value
    places = {"money": 2, "ratio": 1}.get(unit, 0)
    return words.number(figure, places)
