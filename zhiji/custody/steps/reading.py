"""What the steps of a reading request ask (Art. 18)."""

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access.explain import in_language
from zhiji.access.policy import COMPARTMENTS, purposes
from zhiji.custody.actions import reading as acts
from zhiji.custody.rules.reading import FLOW
from zhiji.custody.steps.ask import Ask, Choices, Step


def _purposes() -> Choices:
    return [(one.id, in_language(one.names)) for one in purposes().values()]


def _compartments() -> Choices:
    return [(name, fields.register().compartments[name]) for name in COMPARTMENTS]


STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("compartments", _("Compartments"), "checkboxes", _compartments, help=_("Only what the purpose needs.")),
            Ask("wanted", _("Purpose"), "select", _purposes),
            Ask("reason", _("Reason"), "textarea"),
            Ask("days", _("For how many days"), "number", least=1, most=30, usual="3"),
            Ask("uses", _("How many looks"), "number", least=1, most=200, usual="10"),
        ),
    ),
    Step(FLOW, "sign", acts.sign_for_unit),
    Step(
        FLOW, "examine", acts.examine,
        (
            Ask("reason_sufficient", _("The reason is sufficient"), "checkbox", required=False),
            Ask("papers_complete", _("The papers are complete"), "checkbox", required=False),
        ),
    ),
    Step(FLOW, "approve", acts.approve),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
