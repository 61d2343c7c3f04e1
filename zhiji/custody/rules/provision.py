"""Provision outside (Art. 24): approved beforehand by the information supervisor and the customer-service manager, two
people in either order; an encrypted pack that ends; then returned or destroyed, and recorded."""

from django.utils.translation import gettext_lazy as _

from zhiji.access.policy import Purpose
from zhiji.custody.rules.flow import Flow, Move, State

RECIPIENTS: dict[str, object] = {
    "partner": _("Partner under a contract"),
    "professional": _("Lawyer, notary, auditor"),
    "customer_named": _("Somebody the customer named"),
    "group": _("Company of the same group"),
    "other": _("Another outsider"),
}
OTHERS = frozenset({"partner", "customer_named", "group", "other"})
"""Who takes the data for ends of their own (PIPL art. 23). A lawyer, notary or auditor works for the bank or by law (art. 21)."""
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


def rests_on_consent(purpose: Purpose, recipient_kind: str) -> bool:
    """Whether giving data outside needs the customer's own consent to that (use ``sharing``; PIPL arts. 23, 29): never where
    a law asks for them; for a purpose that itself rests on consent always; else by who receives them."""
    return not purpose.by_law and (bool(purpose.consent) or recipient_kind in OTHERS)
