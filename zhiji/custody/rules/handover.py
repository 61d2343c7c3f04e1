"""Handover (Art. 19.1, F15): who moves or leaves keeps nothing. What they had stands open in a list until somebody else has
taken it or it is settled; until then the information supervisor answers for it. Each successor takes over in a case of their
own, apart from whoever named them."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

WHAT: dict[str, object] = {
    "managed": _("File managed"),
    "deputised": _("File deputised"),
    "kept": _("File kept"),
    "owned": _("Case in hand"),
    "request": _("Own request still open"),
    "loan": _("Loan not yet back"),
    "unit": _("Unit without a head"),
    "key": _("Key or cabinet"),
    "promise": _("Promise to a customer"),
}
"""What can be handed over, in the order of the list."""

DUTIES = {"managed": "manager", "deputised": "deputy", "kept": "custodian"}
"""Item → the duty on the file."""

READERS = frozenset({"supervisor", "manager", "gm"})
"""They may know of every file, top secret ones too; nobody else reads a list that could betray one."""

GROUPS: dict[str, object] = {
    "managed": _("All files managed"),
    "managed:person": _("Files managed: persons"),
    "managed:organisation": _("Files managed: organisations"),
    "managed:sole_trader": _("Files managed: sole traders"),
    "managed:key": _("Files managed: key customers"),
    "deputised": _("Files deputised"),
    "kept": _("Files kept"),
    "owned": _("Cases in hand"),
    "key": _("Keys and cabinets"),
    "promise": _("Promises to customers"),
}
"""What is given to one successor at a time."""

FLOW = Flow(
    "handover", "HO", "Art. 19.1", _("Handover"),
    states=(
        State("begun", _("gaps are open"), clock="custody.handover_days", tone="amber"),
        State("done", _("everything handed over"), final=True, tone="jade"),
    ),
    moves=(
        Move("assign", _("Name a successor"), ("begun",), "begun"),
        Move("settle", _("Settle an item"), ("begun",), "begun"),
        Move("finish", _("Nothing is left open"), ("begun",), "done"),
    ),
    raise_verb="begin", readers=READERS,
)  # fmt: skip

TAKING = Flow(
    "takeover", "U", "Art. 19.1", _("Taking over"),
    states=(
        State("offered", _("waits for the successor"), clock="custody.handover_days"),
        State("taken", _("taken over"), final=True, tone="jade"),
        State("declined", _("declined"), final=True, tone="cinnabar"),
        State("recalled", _("recalled"), final=True),
    ),
    moves=(
        Move("take", _("Take over"), ("offered",), "taken", tie="owner", apart=("offer",)),
        Move("decline", _("Decline"), ("offered",), "declined", tie="owner", words=True),
        Move("recall", _("Recall the offer"), ("offered",), "recalled", words=True),
    ),
    raise_verb="offer", readers=READERS,
)  # fmt: skip
