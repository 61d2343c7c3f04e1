"""Reading a file (Art. 17-18): asked, signed by the applicant's unit head, examined, and for a classified file approved
by the customer-service manager; then a grant, or a reasoned refusal."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "reading", "R", "Art. 17-18", _("Reading request"),
    states=(
        State("asked", _("waits for the unit head"), clock="custody.sign_hours"),
        State("signed", _("waits for examination"), clock="custody.examine_hours"),
        State("with_manager", _("waits for the manager"), clock="custody.examine_hours"),
        State("granted", _("granted"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("sign", _("Sign for the unit"), ("asked",), "signed", tie="unit_head", apart=("ask",)),
        Move("examine", _("Examine"), ("signed",), "granted", apart=("ask", "sign")),
        Move("examine", _("Examine"), ("signed",), "with_manager", apart=("ask", "sign")),
        Move("approve", _("Approve"), ("with_manager",), "granted", apart=("ask", "sign", "examine")),
        Move("refuse", _("Refuse"), ("asked", "signed", "with_manager"), "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), ("asked", "signed", "with_manager"), "withdrawn", tie="raiser"),
    ),
)  # fmt: skip
