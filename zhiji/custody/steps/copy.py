"""What the steps of a copy ask (Art. 23.1). The making itself has its own page: its answer is the sheet."""

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access.explain import in_language
from zhiji.access.policy import purposes
from zhiji.custody.actions import copying as acts
from zhiji.custody.rules.copy import FLOW
from zhiji.custody.steps.ask import Ask, Choices, Step


def purpose_choices() -> Choices:
    """Every purpose; the act refuses one that is none of the role's."""
    return [(one.id, in_language(one.names)) for one in purposes().values()]


def every_field() -> Choices:
    """All fields of the register, compartment by compartment: a copy names each one it carries."""
    register = fields.register()
    return [
        (one.id, f"{register.compartments[name]} · {one.label}")
        for name in fields.COMPARTMENTS
        for one in register.fields
        if one.compartment == name
    ]


STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("File"), "customers", help=_("One customer number: a copy is of one file.")),
            Ask("wanted", _("Purpose"), "select", purpose_choices),
            Ask("for_whom", _("For whom is the copy"), most=120),
            Ask("reason", _("Reason"), "textarea"),
            Ask("fields", _("Fields copied"), "checkboxes", every_field, help=_("Only what the purpose needs.")),
        ),
    ),
    Step(FLOW, "approve", acts.approve),
    Step(FLOW, "lapse", acts.lapse),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
