"""An export (Art. 23.1): a list of customers' data as a file. Asked, approved, made once, and traced wherever it turns up."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "export", "EX", "Art. 23.1", _("Export of a list"),
    states=(
        State("asked", _("waits for the manager or the supervisor"), clock="secrecy.copy_sign_hours"),
        State("approved", _("approved, not yet made"), clock="secrecy.copy_make_days", tone="amber"),
        State("made", _("made and traced"), final=True, tone="jade"),
        State("lapsed", _("approval lapsed unused"), final=True),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("approve", _("Approve the export"), ("asked",), "approved", apart=("ask",)),
        Move("make", _("Make the export"), ("approved",), "made", tie="raiser"),
        Move("lapse", _("Let the approval lapse"), ("approved",), "lapsed", optional=True),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True, optional=True),
        Move("withdraw", _("Withdraw"), ("asked", "approved"), "withdrawn", tie="raiser", optional=True),
    ),
    readers=frozenset({"supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip

FORMS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What an export can be, with its media type."""

HOW: dict[str, object] = {
    "code": _("Somebody asked whose mark this is"),
    "canary": _("Somebody looked for a customer number that stands in this export only"),
    "late": _("Somebody tried to fetch it after its end"),
    "other": _("Somebody else than its maker fetched it"),
}
"""How something that left the house turned up again."""
