"""The risk assessment of information security (N11): planned by the clock, made by one, confirmed by another; what it finds is put
right and closed by a second pair of eyes. Checks beside the shelf are inspections (``rules.inspection``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.rules.flow import Flow, Move, State

AREAS: dict[str, object] = {
    "access": pgettext_lazy("assessment", "Rights and purposes"),
    "keys": pgettext_lazy("assessment", "Keys and encryption"),
    "backup": pgettext_lazy("assessment", "Backups and restoring"),
    "journal": pgettext_lazy("assessment", "Journal and watch"),
    "place": pgettext_lazy("assessment", "Rooms, paper and devices"),
    "people": pgettext_lazy("assessment", "People and training"),
    "outside": pgettext_lazy("assessment", "Suppliers and what goes out"),
}
"""What is looked at every time; an area without a finding is one that was looked at and found in order."""
RISKS: dict[str, object] = {
    "low": pgettext_lazy("assessment", "Low"),
    "medium": pgettext_lazy("assessment", "Medium"),
    "high": pgettext_lazy("assessment", "High"),
}

FLOW = Flow(
    "assess", "RA", _("Information security"), _("Risk assessment"),
    states=(
        State("planned", _("planned"), clock="safety.assess_days"),
        State("assessed", _("waits to be confirmed"), clock="safety.assess_confirm_days"),
        State("mending", _("findings to be put right"), clock="safety.assess_mend_days", tone="amber"),
        State("mended", _("waits for a second look"), clock="safety.assess_confirm_days"),
        State("closed", _("closed"), final=True, tone="jade"),
    ),
    moves=(
        Move("make", _("Assess"), ("planned",), "assessed"),
        Move("confirm", _("Confirm"), ("assessed",), "mending", apart=("make",)),
        Move("confirm", _("Confirm"), ("assessed",), "closed", apart=("make",)),
        Move("send_back", _("Send back"), ("assessed",), "planned", apart=("make",), words=True),
        Move("mend", _("Put right"), ("mending",), "mended", words=True),
        Move("close", _("Close"), ("mended",), "closed", apart=("mend",)),
        Move("reopen", _("Not right yet"), ("mended",), "mending", apart=("mend",), words=True),
    ),
    raise_verb="plan",
    readers=frozenset({"officer", "supervisor", "manager", "gm", "compliance", "auditor"}),
)  # fmt: skip
