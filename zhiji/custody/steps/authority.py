"""What the steps of an authority's request ask (AB01-AB04), and those of a change of the matrix."""

from django.utils.translation import gettext_lazy as _

from zhiji import fields
from zhiji.access import policy
from zhiji.custody.actions import authority as acts
from zhiji.custody.actions import power as power_acts
from zhiji.custody.rules.authority import BODIES, FLOW, LEVELS, POWER_FLOW, POWERS
from zhiji.custody.rules.rights import UNTOLD
from zhiji.custody.steps.ask import Ask, Choices, Step

CHECKERS = frozenset({"compliance", "supervisor"})
HANDS = frozenset({"officer", "supervisor", "manager", "agent", "compliance"})
HANDED = (("officers", _("to both officers, against their signatures")), ("post", _("by registered post")))


def askable() -> Choices:
    """The fields of which the policy shows something clear for an inquiry, compartment by compartment."""
    open_parts = {name for row in policy.rows() if "inquiry" in row.purposes for name in row.clear}
    register = fields.register()
    return [
        (one.id, f"{register.compartments[one.compartment]} · {one.label}")
        for one in register.fields
        if one.compartment in open_parts and one.id not in UNTOLD
    ]


STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("body", _("Body"), "select", tuple(BODIES.items())),
            Ask("body_name", _("Its name as the letter has it"), "private", most=120),
            Ask("level", _("Level of the body that signed the letter"), "select", tuple(LEVELS.items())),
            Ask("power", _("What is asked of the bank"), "select", tuple(POWERS.items())),
            Ask("letter", _("Letter number"), "private", most=80),
            Ask("officer_1", _("First officer"), "private", most=60),
            Ask("card_1", _("First officer's work card number"), "private", most=40),
            Ask("officer_2", _("Second officer"), "private", most=60),
            Ask("card_2", _("Second officer's work card number"), "private", most=40),
            Ask("customers", _("Files"), "customers", required=False, help=_("Customer numbers, one a line.")),
            Ask("person_name", _("Or a person's full name"), "private", required=False, most=120),
            Ask("person_paper", _("and paper number"), "private", required=False, most=40),
            Ask("fields", _("What is asked for"), "checkboxes", askable, required=False, help=_("Only what the letter names is ever put out.")),
            Ask("period_from", _("Period from"), "date", required=False),
            Ask("period_to", _("Period to"), "date", required=False),
            Ask("reason", _("What the letter says it is for"), "textarea"),
        ),
        intro=_("Whether the body has this power today is looked up in the matrix; without a basis in law the request is registered and refused at once. The customer and colleagues who serve the customer are not told."),
    ),
    Step(
        FLOW, "check", acts.check,
        (
            Ask("genuine", _("Both work cards and the letter are scanned, seen in the original, and hold"), "checkbox", required=False),
            Ask("confirmer", _("Who checks a second time"), "staff", roles=CHECKERS),
        ),
    ),
    Step(
        FLOW, "confirm", acts.confirm,
        (Ask("hand", _("Who carries it out"), "staff", required=False, roles=HANDS, help=_("For a freeze or a deduction.")),),
    ),
    Step(FLOW, "carry", acts.carry),
    Step(
        FLOW, "reply", acts.reply,
        (
            Ask("copies", _("How many copies"), "number", least=1, most=5, usual="1"),
            Ask("handed", _("How it is handed over"), "select", HANDED),
        ),
        intro=_("The reply holds the fields that were asked for and nothing else. Copies only: no original leaves the bank."),
    ),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
    Step(
        POWER_FLOW, "ask", power_acts.ask,
        (
            Ask("body", _("Body"), "select", tuple(BODIES.items())),
            Ask("power", _("Power"), "select", tuple(POWERS.items())),
            Ask("allowed", _("From that day it has the power"), "radio", (("yes", _("yes")), ("no", _("no")))),
            Ask("effective_from", _("First day"), "date"),
            Ask("source", _("Law or rule"), most=200),
            Ask("article", _("Article"), required=False, most=40),
            Ask("read_in_source", _("Read in the source itself"), "checkbox", required=False, help=_("Otherwise the matrix marks it unverified.")),
            Ask("reason", _("Reason"), "textarea"),
        ),
    ),
    Step(POWER_FLOW, "approve", power_acts.approve),
    Step(POWER_FLOW, "refuse", power_acts.refuse),
    Step(POWER_FLOW, "withdraw", power_acts.withdraw),
)  # fmt: skip
