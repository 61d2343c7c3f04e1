"""What the steps of a reading request ask (Art. 18)."""

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiji import fields, norms
from zhiji.access.policy import COMPARTMENTS
from zhiji.custody.actions import reading as acts
from zhiji.custody.rules.papers import KINDS
from zhiji.custody.rules.reading import FLOW, OUTSIDER_PAPERS, READERS
from zhiji.custody.steps.ask import Ask, Choices, Step


def _compartments() -> Choices:
    return [(name, fields.register().compartments[name]) for name in COMPARTMENTS]


def _papers() -> Choices:
    return [(kind, KINDS[kind]) for kind in OUTSIDER_PAPERS.values()]


def _most(parameter: str) -> object:
    """The most that the norm in force allows, as the form is drawn."""

    def say() -> str:
        rule = norms.on(timezone.localdate()).custody
        return gettext("At most %(most)s.") % {"most": getattr(rule, parameter)}

    return lazy(say, str)()


STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("compartments", _("Compartments"), "checkboxes", _compartments, help=_("Only what the purpose needs.")),
            Ask("wanted", _("Purpose"), "purpose"),
            Ask("reason", _("Reason"), "textarea"),
            Ask("reader", _("Who reads"), "radio", tuple(READERS.items())),
            Ask("reader_name", _("Outsider's name"), required=False, most=120, help=_("Only for an outsider; it is sealed with the request.")),
            Ask("reader_organisation", _("Outsider's organisation"), required=False, most=120),
            Ask("reader_paper", _("What the outsider shows"), "select", _papers, required=False, help=_("Add its scan to the request after sending it.")),
            Ask("days", _("For how many days"), "number", least=1, most=9999, usual="3", help=_most("reading_days")),
            Ask("uses", _("How many looks"), "number", least=1, most=9999, usual="10", help=_most("reading_uses")),
        ),
        intro=_("Say which files, what for, why, and who will read. Your unit head signs first, then customer service examines."),
    ),
    Step(FLOW, "sign", acts.sign_for_unit),
    Step(FLOW, "decline", acts.decline),
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
    Step(FLOW, "end", acts.give_back),
    Step(FLOW, "stop", acts.stop),
)  # fmt: skip
