"""What the steps of a leak ask (Art. 27). The report itself may be sent empty and completed later."""

from django.utils.translation import gettext_lazy as _

from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.custody.actions import leak as acts
from zhiji.custody.actions import leak_concern, leak_reports, leak_tracing
from zhiji.custody.rules.leak import FLOW, GRADES, REPORTS, SEVERITY, TASKS, measures
from zhiji.custody.steps.ask import Ask, Choices, Step


def _measures() -> Choices:
    return [(name, in_language(names)) for name, names in measures().items()]


def _looks() -> Choices:
    known = policy.phrases()
    return [(one, in_language(known[one].names)) for one in leak_tracing.phrases_seen()]


_WHAT = Ask(
    "what", _("What happened"), "textarea", required=False, help=_("If you know. It can be completed later.")
)
_WHO = Ask(
    "customers",
    _("Which customers"),
    "textarea",
    required=False,
    help=_("Customer numbers or how many, if known."),
)
_WHOM = Ask(
    "whom",
    _("Whom it may concern"),
    "staff",
    required=False,
    help=_("A colleague who must not learn of this report, whatever their post."),
)
_REPORT = Ask(
    "report", _("Which report"), "select", [(name, words) for name, (words, _clock) in REPORTS.items()]
)

STEPS = (
    Step(FLOW, "tell", acts.tell_leak, (_WHAT, _WHO, _WHOM), intro=_("Information supervisor and customer-service manager are told at once.")),
    Step(FLOW, "complete", acts.complete, (Ask("what", _("What happened"), "textarea"), _WHO)),
    Step(FLOW, "acknowledge", acts.acknowledge, intro=_("You take it up now, and answer for the case.")),
    Step(FLOW, "tick", acts.tick, (Ask("measure", _("Measure"), "select", _measures),)),
    Step(
        FLOW, "decide", acts.decide,
        (
            Ask("situation", _("What is known now"), "textarea"), Ask("decision", _("What is decided"), "textarea"),
            Ask("grounds", _("On what grounds"), "textarea"),
            Ask("rejected", _("What was not chosen, and why"), "textarea", required=False),
        ),
        intro=_("Stay calm: decide what limits the harm, and write it down."),
    ),
    Step(FLOW, "rate", acts.rate, tuple(Ask(name, label, "radio", GRADES) for name, label in SEVERITY.items())),
    Step(
        FLOW, "concern", leak_concern.concern, (Ask("whom", _("Colleague"), "staff"),),
        intro=_("The case will be hidden from this colleague. A general manager is shut out when two people say so; enough others must be left."),
    ),
    Step(FLOW, "absolve", leak_concern.absolve, (Ask("whom", _("Colleague"), "staff"),), intro=_("The case opens to this colleague again.")),
    Step(
        FLOW, "trace", leak_tracing.trace,
        (
            Ask("since", _("From"), "moment"), Ask("until", _("Until"), "moment"),
            Ask("whom", _("Colleague"), "staff", required=False, help=_("Empty: all colleagues.")),
            Ask("customers", _("Customers"), "customers", required=False, help=_("Empty: all customers.")),
            Ask("looks", _("Kinds of looks"), "checkboxes", _looks, required=False, help=_("None ticked: all of them.")),
        ),
    ),
    Step(
        FLOW, "assign", leak_tracing.assign,
        (
            Ask("tasks", _("Tasks"), "checkboxes", list(TASKS.items())),
            Ask("owner", _("Who does them"), "staff", roles=frozenset({"rm", "devofficer", "officer", "agent", "manager", "supervisor"})),
            Ask("customers", _("Customers"), "customers", required=False, help=_("Empty: all that the last trace found.")),
        ),
    ),
    Step(
        FLOW, "draft", leak_reports.draft,
        (
            _REPORT,
            *(
                Ask(name, label, "textarea", required=False, most=4000, help=_("Empty: written from the case's facts."))
                for name, label in (("zh_hans", _("In simplified Chinese")), ("zh_hant", _("In traditional Chinese")), ("en", _("In English")))
            ),
        ),
    ),
    Step(FLOW, "send", leak_reports.send, (_REPORT, Ask("sent_at", _("Sent at"), "moment"))),
    Step(FLOW, "extract", leak_reports.extract, intro=_("The entries of the last trace are kept with their proofs.")),
    Step(
        FLOW, "handover", leak_reports.handover,
        (Ask("receiver", _("Receiver"), most=120, help=_("Authority and officer.")), Ask("letter", _("Number of the letter"), most=80)),
    ),
    Step(FLOW, "contain", acts.contain),
    Step(FLOW, "close", acts.close),
    Step(FLOW, "dismiss", acts.dismiss),
)  # fmt: skip
