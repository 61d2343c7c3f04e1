"""Changing the house rule (Art. 28-29): proposed with its reason, reviewed by the customer-service manager, whose department
interprets and revises it, approved by the general manager, in force from a day, read by everyone."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State
from zhiji.staff.rules import ROLES

FLOW = Flow(
    "ruling", "Z", "Art. 28-29", _("Change of the rule"),
    states=(
        State("proposed", _("waits for the manager"), clock="custody.ruling_review_days"),
        State("reviewed", _("waits for the general manager"), clock="custody.ruling_approve_days"),
        State("approved", _("approved"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("review", _("Review the proposal"), ("proposed",), "reviewed", apart=("ask",)),
        Move("approve", _("Approve and publish"), ("reviewed",), "approved", apart=("ask", "review")),
        Move("refuse", _("Refuse"), ("proposed", "reviewed"), "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), ("proposed", "reviewed"), "withdrawn", tie="raiser"),
    ),
    readers=frozenset(ROLES),
)  # fmt: skip
