"""What the steps of the diligence procedures ask."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji import fields, norms
from zhiji.custody.steps.ask import Ask, Choices, Step, words_ask
from zhiji.insight.diligence.actions import reviews, suspicions
from zhiji.insight.diligence.procedures import CHECKS, EVIDENCE, MARKS, PATTERNS, REVIEW, SUSPICION


def levels() -> Choices:
    """The levels in force today, in words."""
    names = fields.register().field("money_laundering_risk").choices
    return [
        (level, fields.display(fields.register().field("money_laundering_risk"), level, _language()))
        for level in _levels()
        if level in names
    ]


def _levels() -> tuple[str, ...]:
    return tuple(norms.on(timezone.localdate()).cdd.rating_levels)


def _language() -> str:
    from django.utils.translation import get_language

    return get_language() or "zh-hans"


def _ticks(names: dict[str, object]) -> Choices:
    return tuple(names.items())


ONE = Ask("customers", _("File"), "customers", help=_("One customer number."))

STEPS = (
    Step(
        REVIEW, "ask", reviews.open_review, (ONE, Ask("reason", _("Reason"), "textarea")),
        intro=_("A review looks at everything that is known of a customer again. One person assesses, another confirms."),
    ),
    Step(
        REVIEW, "assess", reviews.assess,
        (
            Ask("checks", _("Checked"), "checkboxes", _ticks(CHECKS)),
            Ask("marks", _("The customer"), "checkboxes", _ticks(MARKS), required=False, help=_("Any of these makes the highest level.")),
            Ask("relationship_purpose", _("Purpose and nature of the relationship"), "textarea", required=False, most=1000),
            Ask("source_of_funds", _("Source of funds"), "private", required=False, most=400, help=_("Sealed with the review.")),
            Ask("level", pgettext_lazy("risk", "Level"), "select", levels),
            words_ask(_("Reason, where the level falls")),
        ),
    ),
    Step(REVIEW, "confirm", reviews.confirm),
    Step(REVIEW, "send_back", reviews.send_back),
    Step(REVIEW, "stop", reviews.stop),
    Step(
        EVIDENCE, "ask", reviews.ask_evidence, (ONE, Ask("reason", _("What is needed"), "textarea")),
        intro=_("The customer's manager reads this and obtains it. Do not write what it is needed against."),
    ),
    Step(EVIDENCE, "supply", reviews.supply, (words_ask(_("What was obtained"), required=True),), intro=_("Add the papers to the case first.")),
    Step(EVIDENCE, "decline", reviews.decline, (words_ask(_("Why it cannot be had"), required=True),)),
    Step(EVIDENCE, "accept", reviews.accept),
    Step(EVIDENCE, "send_back", reviews.ask_again),
    Step(EVIDENCE, "withdraw", reviews.withdraw),
    Step(
        SUSPICION, "ask", suspicions.raise_suspicion,
        (
            Ask("customers", _("Files"), "customers", help=_("Customer numbers, one a line.")),
            Ask("patterns", _("What is suspicious"), "checkboxes", _ticks(PATTERNS)),
            Ask("grounds", _("What is seen, and why it is unusual"), "private", most=4000, help=_("Sealed with the case.")),
            Ask("first", _("From"), "date", required=False),
            Ask("last", _("To"), "date", required=False),
        ),
        intro=_("Nobody outside compliance learns that this case exists. Do not speak of it, and do not ask the manager why."),
    ),
    Step(SUSPICION, "examine", suspicions.examine, (Ask("analysis", _("Analysis"), "private", most=4000, help=_("Sealed with the case.")),)),
    Step(SUSPICION, "approve", suspicions.approve, ()),
    Step(
        SUSPICION, "report", suspicions.record_report,
        (Ask("reported_on", _("Reported on"), "date"), Ask("reference", _("Number of the report"), "private", most=60)),
    ),
    Step(SUSPICION, "send_back", suspicions.send_back),
    Step(SUSPICION, "dismiss", suspicions.dismiss),
)  # fmt: skip
"""Pages and API are made from this table alone (``custody.steps``)."""
