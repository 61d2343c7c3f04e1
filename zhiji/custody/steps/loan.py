"""What the steps of a loan ask (Art. 19-20)."""

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access.policy import COMPARTMENTS
from zhiji.custody.actions import lending
from zhiji.custody.actions import loan as acts
from zhiji.custody.rules.loan import FLOW, MEDIA
from zhiji.custody.steps.ask import Ask, Choices, Step


def _compartments() -> Choices:
    return [(name, fields.register().compartments[name]) for name in COMPARTMENTS]


STEPS = (
    Step(
        FLOW, "ask", acts.ask_loan,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("medium", _("What is borrowed"), "radio", tuple(MEDIA.items()), usual="paper"),
            Ask("items", _("Items and copies"), "textarea", help=_("One item a line: its name, then how many, like “Contract 2”."), most=2000),
            Ask("compartments", _("Compartments"), "checkboxes", _compartments, required=False, help=_("For an electronic file only: those you need.")),
            Ask("wanted", _("Purpose"), "purpose"),
            Ask("reason", _("Reason"), "textarea"),
            Ask("days", _("For how many days"), "number", least=1, most=99, usual="1", help=_("A loan is never extended: who needs it longer brings it back and asks anew (Art. 19.5).")),
        ),
    ),
    Step(FLOW, "sign", acts.sign_loan),
    Step(FLOW, "approve", acts.approve_loan),
    Step(FLOW, "confirm", acts.confirm_loan),
    Step(FLOW, "refuse", acts.refuse_loan),
    Step(FLOW, "withdraw", acts.withdraw_loan),
    Step(
        FLOW, "part", lending.receive_part,
        (
            Ask("back", _("What came back"), "textarea", required=False, help=_("One item a line: its name, then how many, like “Contract 2”."), most=2000),
            Ask("volumes", _("Volumes that came back"), required=False, most=400, help=_("The codes on their labels, typed or scanned, with a space between.")),
        ),
        intro=_("The loan stays open, and overdue, for what is still out; with the last piece its row is cancelled (Art. 20)."),
    ),
    Step(FLOW, "return", lending.return_loan, intro=_("Count the items as they come back; the row is cancelled with your signature (Art. 20).")),
    Step(FLOW, "finish", lending.finish_loan),
)  # fmt: skip
