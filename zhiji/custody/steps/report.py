"""What the steps of a statistics report ask (Art. 9-13)."""

from django.utils.translation import gettext_lazy as _

from zhiji.access.explain import in_language
from zhiji.custody.actions import report as acts
from zhiji.custody.reports.catalogue import catalogue
from zhiji.custody.rules.report import FLOW
from zhiji.custody.steps.ask import Ask, Choices, Step


def _reports() -> Choices:
    return [(one.id, in_language(one.names)) for one in catalogue().values()]


STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("report", _("Report"), "select", _reports),
            Ask("reason", _("What work needs it for"), "textarea", help=_("A report is made because work needs it, not for its own sake.")),
            Ask("since", _("Counted from"), "date", required=False, help=_("For reports over a period; without it the usual number of days.")),
        ),
    ),
    Step(FLOW, "compile", acts.compile_figures, intro=_("The figures are counted now and frozen, if the sums agree with a second, independent count.")),
    Step(FLOW, "review", acts.review, intro=_("You sign that you have examined the frozen figures.")),
    Step(FLOW, "agree", acts.agree, intro=_("You sign that you have examined the frozen figures and agree to the report.")),
    Step(FLOW, "approve", acts.approve, intro=_("Who asked gets copy no. 1 at once.")),
    Step(FLOW, "issue", acts.issue, (Ask("recipient", _("Recipient"), "staff"),)),
    Step(
        FLOW, "change", acts.change,
        (
            Ask("place", _("Which figure"), help=_("Choose it on the page of the figures: the figure leads here.")),
            Ask("figure", _("The right figure"), "number", least=0, most=999_999_999),
        ),
        intro=_("One figure, with your reason. There is no second round: the service department files it."),
    ),
    Step(FLOW, "file", acts.file_change, intro=_("Filed, the change stands in every copy.")),
    Step(FLOW, "close", acts.close, intro=_("Its copies open no more.")),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
