"""Tells the lake of the set this room keeps there, and of the act that writes it."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The room of measures, tiers, models and reports."""

    name = "zhiji.insight"

    def ready(self) -> None:
        from zhiji.custody.flows import add_procedures
        from zhiji.custody.steps import add_steps
        from zhiji.holdings.lake.checking import changed_by
        from zhiji.holdings.lake.shapes import keep_set
        from zhiji.insight.grade_decisions import FLOW
        from zhiji.insight.grade_steps import STEPS
        from zhiji.insight.night.standings import STANDINGS

        add_procedures([FLOW])
        add_steps(STEPS)
        keep_set("standings", STANDINGS)
        changed_by("insight:night:publish")
