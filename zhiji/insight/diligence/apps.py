"""Tells the vault where this room keeps sealed blobs, and the institution which procedures it brings."""

from django.apps import AppConfig


class DiligenceConfig(AppConfig):
    """The room of due diligence."""

    name = "zhiji.insight.diligence"
    label = "diligence"

    def ready(self) -> None:
        from zhiji.custody.flows import add_procedures
        from zhiji.custody.keeping import ask_quietly
        from zhiji.custody.pages.wording import SAID as REASONS
        from zhiji.custody.steps import add_steps
        from zhiji.insight.diligence.procedures import FLOWS, SAID
        from zhiji.insight.diligence.sparing import rests_on, suspected
        from zhiji.insight.diligence.steps import STEPS
        from zhiji.vault.resealing import register_resealer

        add_procedures(FLOWS)
        ask_quietly(suspected, rests_on)
        add_steps(STEPS)
        REASONS.update(SAID)
        register_resealer("diligence_rating", pk="id", customer="customer_id", columns={"body": 5})
        register_resealer("diligence_strike", pk="id", customer="key_id", columns={"body": 0})
