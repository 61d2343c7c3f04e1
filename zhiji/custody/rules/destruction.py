"""Destroying what has expired (Art. 25): proposed by the clock each month, appraised file by file, signed by the information
supervisor and the customer-service manager, carried out, and witnessed where there is paper."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "destruction", "D", "Art. 25", _("Destruction"),
    states=(
        State("proposed", _("waits for appraisal"), clock="retention.appraisal_days"),
        State("appraised", _("waits for the information supervisor"), clock="retention.signature_days"),
        State("signed", _("waits for the customer-service manager"), clock="retention.signature_days"),
        State("approved", _("approved: waits to be carried out"), clock="retention.execution_days", tone="amber"),
        State("running", _("is being carried out: not finished"), clock="retention.running_minutes", tone="amber"),
        State("paper", _("files destroyed; the paper waits"), clock="retention.paper_days", tone="amber"),
        State("witnessing", _("waits for the first witness"), clock="retention.signature_days"),
        State("witnessed", _("waits for the second witness"), clock="retention.signature_days"),
        State("destroyed", _("destroyed"), final=True, tone="jade"),
        State("kept", _("kept: nothing was destroyed"), final=True),
        State("refused", _("refused"), final=True, tone="cinnabar"),
    ),
    moves=(
        Move("appraise", _("Appraise"), ("proposed",), "proposed", tie="owner"),
        Move("hand_on", _("Hand on for signature"), ("proposed",), "appraised", tie="owner"),
        Move("hand_on", _("Hand on for signature"), ("proposed",), "kept", tie="owner"),
        Move("sign", _("Sign as information supervisor"), ("appraised",), "signed", apart=("appraise", "hand_on")),
        Move("approve", _("Sign as customer-service manager"), ("signed",), "approved", apart=("appraise", "hand_on", "sign")),
        Move("refuse", _("Refuse"), ("appraised", "signed", "approved"), "refused", words=True),
        Move("execute", _("Destroy now"), ("approved",), "running", grave=True),
        Move("finish", _("Finish"), ("running",), "destroyed"),
        Move("finish", _("Finish"), ("running",), "paper"),
        Move("finish", _("Finish"), ("running",), "kept"),
        Move("paper", _("Record the destruction of the paper"), ("paper",), "witnessing"),
        Move("witness", _("Sign as witness"), ("witnessing",), "witnessed", apart=("paper", "witness")),
        Move("witness", _("Sign as witness"), ("witnessed",), "destroyed", apart=("paper", "witness")),
    ),
    raise_verb="propose",
    readers=frozenset({"supervisor", "manager", "auditor", "compliance", "gm"}),
)  # fmt: skip

JUDGEMENTS: dict[str, object] = {
    "destroy": _("Destroy: without value now"),
    "keep": _("Keep: of value still"),
}

METHODS: dict[str, object] = {
    "shredding": _("Shredding"),
    "pulping": _("Pulping under watch"),
    "burning": _("Burning"),
}
"""How paper may end (norm ``house.destruction``). Selling it, as waste paper or otherwise, is no method at any door (L02)."""

OUTCOMES: dict[str, object] = {
    "": _("not yet"),
    "destroyed": _("destroyed"),
    "kept": _("kept"),
    "held": _("not destroyed: a hold was placed on it"),
    "not_due": _("not destroyed: its period runs again"),
    "set_apart": _("not destroyed: set apart for control, looked at again in a year"),
    "refused": _("not destroyed: refused"),
}
