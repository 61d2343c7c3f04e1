"""The procedures of due diligence: the review of a customer, evidence asked of the relationship manager, a suspicion."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.rules.flow import Flow, Move, State

COMPLIANCE = frozenset({"compliance"})

REVIEW = Flow(
    "diligence", "DD", _("Customer due diligence measures (2025)"), _("Due diligence review"),
    states=(
        State("open", pgettext_lazy("review", "to be assessed"), clock="cdd.review_days"),
        State("assessed", _("waits for a second person"), clock="cdd.confirm_days"),
        State("done", pgettext_lazy("review", "reviewed"), final=True, tone="jade"),
        State("stopped", _("stopped"), final=True),
    ),
    moves=(
        Move("assess", _("Assess"), ("open",), "assessed"),
        Move("confirm", pgettext_lazy("review", "Confirm"), ("assessed",), "done", apart=("assess",)),
        Move("send_back", _("Send back"), ("assessed",), "open", words=True),
        Move("stop", _("Stop the review"), ("open",), "stopped", words=True, optional=True),
    ),
    readers=COMPLIANCE,
)  # fmt: skip

EVIDENCE = Flow(
    "evidence", "DE", _("Customer due diligence measures (2025)"), _("Evidence from the manager"),
    states=(
        State("asked", pgettext_lazy("evidence", "waits for the manager"), clock="cdd.evidence_days"),
        State("supplied", pgettext_lazy("evidence", "to be looked at"), clock="cdd.confirm_days"),
        State("accepted", pgettext_lazy("evidence", "accepted"), final=True, tone="jade"),
        State("lacking", pgettext_lazy("evidence", "not to be had"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("supply", pgettext_lazy("evidence", "Supply it"), ("asked",), "supplied", tie="owner", words=True),
        Move("decline", pgettext_lazy("evidence", "It cannot be had"), ("asked",), "lacking", tie="owner", words=True),
        Move("accept", pgettext_lazy("evidence", "Accept"), ("supplied",), "accepted"),
        Move("send_back", _("Send back"), ("supplied",), "asked", words=True),
        Move("withdraw", _("Withdraw"), ("asked", "supplied"), "withdrawn", words=True, optional=True),
    ),
    readers=COMPLIANCE,
)  # fmt: skip

SUSPICION = Flow(
    "suspicious", "DS", _("Anti-Money-Laundering Law, Art. 35"), _("Suspicious transactions"),
    states=(
        State("raised", _("to be examined"), clock="monitoring.report_days"),
        State("examined", _("waits for a second person"), clock="monitoring.report_days"),
        State("approved", pgettext_lazy("suspicion", "to be reported"), clock="monitoring.report_days", tone="amber"),
        State("reported", pgettext_lazy("suspicion", "reported"), final=True, tone="cinnabar"),
        State("dismissed", pgettext_lazy("suspicion", "not confirmed"), final=True),
    ),
    moves=(
        Move("examine", _("Examine"), ("raised",), "examined"),
        Move("approve", pgettext_lazy("suspicion", "Approve the report"), ("examined",), "approved", apart=("ask", "examine")),
        Move("report", pgettext_lazy("suspicion", "Record that it is reported"), ("approved",), "reported"),
        Move("send_back", _("Send back"), ("examined",), "raised", words=True),
        Move("dismiss", pgettext_lazy("suspicion", "Not confirmed"), ("raised", "examined"), "dismissed", apart=("ask",), words=True),
    ),
    readers=COMPLIANCE, kept_as="suspicion", discreet=True, unspoken=True,
)  # fmt: skip

FLOWS = (REVIEW, EVIDENCE, SUSPICION)

SAID = {"review_due": _("The review is due"), "suspicion": _("Suspicious transactions")}
"""Reasons that are codes, in words."""

CHECKS: dict[str, object] = {
    "identity": _("Identity and papers agree with the originals"),
    "purpose": _("Purpose and nature of the relationship are known and plausible"),
    "funds": _("Source of funds is known and plausible"),
    "owners": _("Beneficial owners are identified and compared with the registration"),
    "screening": _("Customer and owners are compared with the lists"),
    "proof": _("Source of funds is proven by papers"),
    "visit": _("The place of business or the home was visited"),
    "transactions": _("Transactions of the period fit what is known of the customer"),
}
"""What a review checks; which of them it must have checked follows from the measure (norms ``cdd.checks_…``)."""

MARKS: dict[str, object] = {
    "listed": _("stands on a list that binds the bank"),
    "foreign_office": _("holds a high public office abroad, or is close to who does"),
    "refuses": _("refuses due diligence"),
    "opaque": _("ownership or structure is opaque without a reason"),
}
"""What makes the highest level by itself."""

PATTERNS: dict[str, object] = {
    "large": _("amounts beyond what is known of the customer"),
    "structured": _("split below the threshold"),
    "fan_in": _("gathered from many, passed on by few"),
    "fan_out": _("received from few, spread to many"),
    "woken": _("asleep for long, then active"),
    "identity": _("doubt about who the customer is, or for whom it acts"),
    "other": _("another pattern"),
}
"""What a suspicion is about."""
