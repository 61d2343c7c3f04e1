"""What the steps of “a stranger knew” ask (K08)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import stranger as acts
from zhiji.custody.rules.stranger import FLOW, ITEMS
from zhiji.custody.steps.ask import Ask, Step

STEPS = (
    Step(
        FLOW, "ask", acts.take_down,
        (
            Ask("customers", _("Customer"), "customers", help=_("One number, or several who were called alike.")),
            Ask("known", _("What the stranger knew"), "checkboxes", [(name, words) for name, (words, _field) in ITEMS.items()]),
            Ask("called_at", _("When it happened"), "moment"),
            Ask("account", _("What the customer said"), "textarea", required=False),
        ),
        intro=_("Thank the customer, and give no details yourself. Who saw these data is traced at once."),
    ),
    Step(FLOW, "settle", acts.settle),
    Step(FLOW, "open_leak", acts.take_up),
)  # fmt: skip
