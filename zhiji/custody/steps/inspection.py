"""What the steps of inspections and repairs ask (Art. 14-16)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import inspection, repair
from zhiji.custody.rules.inspection import FLOW
from zhiji.custody.rules.repair import DEFECTS
from zhiji.custody.rules.repair import FLOW as REPAIR
from zhiji.custody.steps.ask import Ask, Step

REPORTED = tuple((code, words) for code, words in DEFECTS.items() if code != "climate")

STEPS = (
    Step(
        FLOW, "plan", inspection.plan_inspection,
        (
            Ask("custodian", _("Custodian"), "staff", roles=frozenset({"officer"})),
            Ask("reason", _("Reason"), "textarea", help=_("Every holding is planned by itself each half-year; this is for one that cannot wait.")),
        ),
    ),
    Step(FLOW, "begin", inspection.begin_inspection, intro=_("The sheet is made of all your volumes as they stand now. Take a phone to the shelf.")),
    Step(FLOW, "finish", inspection.finish_inspection, intro=_("Every defect becomes a repair with an owner and a day.")),
    Step(FLOW, "accept", inspection.accept_inspection),
    Step(FLOW, "send_back", inspection.send_inspection_back),
    Step(
        REPAIR, "report", repair.report_defect,
        (
            Ask("code", _("Shelf code"), help=_("As on the label, like A1-02-07."), most=12),
            Ask("defect", _("What is wrong"), "radio", REPORTED),
            Ask("note", _("Note"), "textarea", required=False, most=200),
        ),
    ),
    Step(REPAIR, "mend", repair.mend_defect),
    Step(REPAIR, "close", repair.close_repair),
    Step(REPAIR, "send_back", repair.send_repair_back),
)  # fmt: skip
