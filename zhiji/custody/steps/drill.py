"""What the steps of a drill ask (K10). The clock plans it."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import drill as acts
from zhiji.custody.rules.drill import FLOW
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "begin", acts.begin_drill, (Ask("scenario", _("Scenario"), "textarea"),),
        intro=_("A leak marked as a drill is opened; everybody is told as they would be of a true one."),
    ),
    Step(
        FLOW, "record", acts.record_drill,
        (
            Ask("took_part", _("How many took part"), "number", least=1, most=10_000),
            Ask("found", _("What it showed"), "textarea"), Ask("improve", _("What will be changed"), "textarea"),
        ),
    ),
)  # fmt: skip
