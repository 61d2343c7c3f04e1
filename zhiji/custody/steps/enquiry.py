"""What the steps of an enquiry about a top-secret file ask (Art. 22)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.actions import enquiry as acts
from zhiji.custody.rules.enquiry import FLOW
from zhiji.custody.steps.ask import Ask, Step
from zhiji.custody.steps.authority import HANDED

SECOND = frozenset({"supervisor", "manager", "gm"})
"""Roles that may know of every top-secret file (``access/policy/levels.toml``); the act asks of this file."""

STEPS = (
    Step(
        FLOW, "prepare", acts.prepare,
        (Ask("confirmer", _("Who confirms"), "staff", roles=SECOND),),
        intro=_("Nobody but you was told of this request's concern. Name a second person who may know of the file; speak of it to nobody else."),
    ),
    Step(
        FLOW, "confirm", acts.confirm,
        intro=_("The answer goes out when compliance has found twice that the authority's papers hold. Compliance is not told."),
    ),
    Step(FLOW, "refuse", acts.refuse),
    Step(FLOW, "carry", acts.carry),
    Step(
        FLOW, "reply", acts.reply,
        (
            Ask("copies", _("How many copies"), "number", least=1, most=5, usual="1"),
            Ask("handed", _("How it is handed over"), "select", HANDED),
        ),
        intro=_("The reply holds the fields that were asked for and nothing else. Copies only: no original leaves the bank."),
    ),
)  # fmt: skip
