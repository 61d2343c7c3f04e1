"""Copying and excerpting (Art. 23.1): asked, approved by the general manager or the information supervisor, made once."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "copy", "CP", "Art. 23.1", _("Copy or excerpt"),
    states=(
        State("asked", _("waits for the general manager or the supervisor"), clock="secrecy.copy_sign_hours"),
        State("approved", _("approved, not yet made"), clock="secrecy.copy_make_days", tone="amber"),
        State("made", _("made and numbered"), final=True, tone="jade"),
        State("lapsed", _("approval lapsed unused"), final=True),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("approve", _("Approve the copy"), ("asked",), "approved", apart=("ask",)),
        Move("make", _("Make the copy"), ("approved",), "made", tie="raiser"),
        Move("lapse", _("Let the approval lapse"), ("approved",), "lapsed", optional=True),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True, optional=True),
        Move("withdraw", _("Withdraw"), ("asked", "approved"), "withdrawn", tie="raiser", optional=True),
    ),
    readers=frozenset({"supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip
