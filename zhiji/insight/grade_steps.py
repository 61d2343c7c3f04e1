"""What the steps of a grade by decision ask: pages and API are made from this (``custody.steps``)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.custody.steps.ask import Ask, Choices, Step
from zhiji.insight.actions import grade_decisions as acts
from zhiji.insight.grade_decisions import FLOW


def grades() -> Choices:
    """The grades of the house today, the best first."""
    return [(one, one) for one in norms.on(timezone.localdate()).grading.grades]


STEPS = (
    Step(
        FLOW, "ask", acts.ask_for_grade,
        (
            Ask("customers", _("File"), "customers", help=_("One customer number.")),
            Ask("grade", _("Grade"), "select", grades),
            Ask("until", _("Until"), "date"),
            Ask("reason", _("Reason"), "textarea", help=_("What the figures do not show.")),
        ),
        intro=_("A grade by decision stands beside the reckoned one until its last day. Another person approves it."),
    ),
    Step(FLOW, "approve", acts.approve_grade),
    Step(FLOW, "refuse", acts.refuse_grade),
    Step(FLOW, "end", acts.end_grade),
)  # fmt: skip
