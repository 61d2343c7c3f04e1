"""Provision outside (Art. 24): approved beforehand by the information supervisor and the customer-service manager, two
people in either order; an encrypted pack that ends; then returned or destroyed, and recorded."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

RECIPIENTS: dict[str, object] = {
    "partner": _("Partner under a contract"),
    "professional": _("Lawyer, notary, auditor"),
    "customer_named": _("Somebody the customer named"),
    "group": _("Company of the same group"),
    "other": _("Another outsider"),
}
ENDS: dict[str, object] = {"returned": _("Returned"), "destroyed": _("Destroyed by the recipient")}
_OPEN = ("asked", "with_supervisor", "with_manager")

FLOW = Flow(
    "provision", "PV", "Art. 24", _("Provision outside"),
    states=(
        State("asked", _("waits for supervisor and manager"), clock="provision.provision_sign_hours"),
        State("with_supervisor", _("waits for the supervisor"), clock="provision.provision_sign_hours"),
        State("with_manager", _("waits for the manager"), clock="provision.provision_sign_hours"),
        State("approved", _("approved, not yet packed"), clock="provision.pack_make_days", tone="amber"),
        State("out", _("outside, to be returned or destroyed"), clock="provision.pack_return_days", tone="amber"),
        State("settled", _("returned or destroyed"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("supervise", _("Approve as supervisor"), ("asked",), "with_manager", apart=("ask", "manage")),
        Move("supervise", _("Approve as supervisor"), ("with_supervisor",), "approved", apart=("ask", "manage")),
        Move("manage", _("Approve as manager"), ("asked",), "with_supervisor", apart=("ask", "supervise")),
        Move("manage", _("Approve as manager"), ("with_manager",), "approved", apart=("ask", "supervise")),
        Move("pack", _("Make the encrypted pack"), ("approved",), "out", tie="raiser"),
        Move("settle", _("Record return or destruction"), ("out",), "settled", apart=("ask",), words=True),
        Move("refuse", _("Refuse"), _OPEN, "refused", apart=("ask",), words=True, optional=True),
        Move("withdraw", _("Withdraw"), (*_OPEN, "approved"), "withdrawn", tie="raiser", optional=True),
    ),
)  # fmt: skip
