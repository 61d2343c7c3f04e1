"""What the steps of an export ask (Art. 23.1). The making itself has its own page: its answer is the file."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import export as acts
from zhiji.custody.rules.export import FLOW
from zhiji.custody.rules.lists import choices
from zhiji.custody.steps.ask import Ask, Step
from zhiji.custody.steps.ticks import field_groups, usual_fields

STEPS = (
    Step(
        FLOW, "ask", acts.ask,
        (
            Ask("scope", _("Whose files"), "select", choices, by_role=True),
            Ask("form", _("Kind of file"), "select", [("xlsx", _("Spreadsheet (XLSX)")), ("csv", _("Table (CSV)"))]),
            Ask("wanted", _("Purpose"), "purpose"),
            Ask("for_whom", _("For whom is the list"), most=120),
            Ask("reason", _("Reason"), "textarea"),
            Ask("fields", _("Columns of the list"), "ticks", required=False, help=_("Only what the purpose needs. What you see masked stays empty. A list of files that fall short or lack something tells whose they are and needs none."), groups=field_groups, usual=usual_fields),
        ),
        intro=_("Every export carries hidden marks that lead back to you and to this request. Classified files are left out."),
    ),
    Step(FLOW, "approve", acts.approve),
    Step(FLOW, "lapse", acts.lapse),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "withdraw", acts.withdraw),
)  # fmt: skip
