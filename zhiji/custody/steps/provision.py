"""What the steps of a provision outside ask (Art. 24). The packing has its own page: its answer is the passphrase."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.actions import providing as acts
from zhiji.custody.rules.provision import ENDS, FLOW, RECIPIENTS
from zhiji.custody.steps.ask import Ask, Step
from zhiji.custody.steps.ticks import field_groups, usual_fields

STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("recipient_kind", _("Kind of recipient"), "select", list(RECIPIENTS.items())),
            Ask("recipient", pgettext_lazy("provision", "Recipient"), help=_("Firm and the person who answers for it."), most=200),
            Ask("wanted", _("Purpose"), "purpose"),
            Ask("reason", _("Reason"), "textarea"),
            Ask("days", _("For how many days the pack opens"), "number", least=1, most=30, usual="3"),
            Ask("return_days", _("Returned or destroyed within days"), "number", least=1, most=90, usual="14"),
            Ask("fields", _("Fields given"), "ticks", help=_("Only what the purpose needs."), groups=field_groups, usual=usual_fields),
        ),
    ),
    Step(FLOW, "supervise", acts.supervise),
    Step(FLOW, "manage", acts.manage),
    Step(FLOW, "settle", acts.settle, (Ask("how", _("How it ended"), "radio", list(ENDS.items())),)),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
