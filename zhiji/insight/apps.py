"""Tells the lake of the sets this room keeps there and of the act that writes them, and the list of maturities what is known beside."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from zhiji.holdings.looks.maturities import Due, Earlier


class InsightConfig(AppConfig):
    """The room of measures, tiers, models and reports."""

    name = "zhiji.insight"

    def ready(self) -> None:
        from zhiji.custody.flows import add_procedures
        from zhiji.custody.steps import add_steps
        from zhiji.holdings.lake.checking import changed_by
        from zhiji.holdings.lake.shapes import keep_set
        from zhiji.holdings.looks.maturities import tell_beside
        from zhiji.insight.grade_decisions import FLOW
        from zhiji.insight.grade_steps import STEPS
        from zhiji.insight.night.standings import FALLING_DUE, STANDINGS

        add_procedures([FLOW])
        add_steps(STEPS)
        tell_beside(_earlier)
        keep_set("standings", STANDINGS)
        keep_set("dues", FALLING_DUE)
        changed_by("insight:night:publish")


def _earlier(due: "Mapping[int, Sequence[Due]]") -> "Mapping[tuple[int, Due], Earlier]":
    from zhiji.insight.looks.falling_due import earlier  # not at the start: it brings what reads the lake

    return earlier(due)
