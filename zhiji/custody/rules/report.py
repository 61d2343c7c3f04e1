"""Statistics reports (Art. 9-13): asked for work's sake, compiled by an information officer and frozen, reviewed by the
information supervisor, agreed to by the customer-service manager, approved by the general manager; only then copies go out.
A single figure is changed by the general manager alone and filed by the service department, without a second round (Art. 11)."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

OPEN = ("asked", "compiled", "reviewed", "agreed")

FLOW = Flow(
    "report", "S", "Art. 9-13", _("Statistics report"),
    states=(
        State("asked", _("waits to be compiled"), clock="custody.report_compile_hours"),
        State("compiled", _("waits for the supervisor's review"), clock="custody.report_review_hours"),
        State("reviewed", _("waits for the manager's consent"), clock="custody.report_review_hours"),
        State("agreed", _("waits for the general manager"), clock="custody.report_approve_hours"),
        State("released", _("released"), tone="jade"),
        State("changed", _("a change waits to be filed"), clock="custody.report_file_hours", tone="amber"),
        State("closed", _("no longer used"), final=True),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("compile", _("Compile the figures"), ("asked",), "compiled"),
        Move("review", _("Review the figures"), ("compiled",), "reviewed", apart=("ask", "compile")),
        Move("agree", _("Agree to the report"), ("reviewed",), "agreed", apart=("ask", "compile", "review")),
        Move("approve", _("Approve the release"), ("agreed",), "released", apart=("ask", "compile", "review", "agree")),
        Move("issue", _("Issue a copy"), ("released",), "released"),
        Move("change", _("Change a single figure"), ("released",), "changed", apart=("ask", "compile"), words=True),
        Move("file", _("File the change"), ("changed",), "released", apart=("change",)),
        Move("close", _("No longer used"), ("released",), "closed", words=True),
        Move("refuse", _("Refuse"), OPEN, "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), OPEN, "withdrawn", tie="raiser"),
    ),
    readers=frozenset({"officer", "supervisor", "manager", "gm", "auditor"}),
)  # fmt: skip
