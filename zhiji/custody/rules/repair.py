"""Repair (Art. 15-16): a faded, damaged, damp, misplaced or missing volume, or a store too damp or too warm, has an owner
and a day by which it is put right; another colleague closes it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiji.custody.rules.flow import Flow, Move, State
from zhiji.custody.rules.inspection import ANSWERS

DEFECTS: dict[str, object] = {
    **{code: words for code, words in ANSWERS.items() if code != "in_place"},
    "climate": pgettext_lazy("inspection", "Store out of range"),
}

FLOW = Flow(
    "repair", "F", "Art. 15-16", _("Repair"),
    states=(
        State("open", _("to be put right"), clock="custody.repair_days", tone="amber"),
        State("mended", _("waits for a second look"), clock="custody.examine_hours"),
        State("closed", _("closed"), final=True, tone="jade"),
    ),
    moves=(
        Move("mend", _("Put right"), ("open",), "mended", tie="owner", words=True),
        Move("close", _("Close"), ("mended",), "closed", apart=("mend",)),
        Move("send_back", _("Send back"), ("mended",), "open", apart=("mend",), words=True),
    ),
    raise_verb="report",
    readers=frozenset({"supervisor", "manager", "auditor"}),
)  # fmt: skip


def out_of_range(
    humidity: float, temperature: float, *, damp: tuple[float, float], warm: tuple[float, float]
) -> list[str]:
    """What of a reading is out of range (Art. 16): ``damp``, ``dry``, ``warm``, ``cold``.

    >>> out_of_range(70, 20, damp=(45, 60), warm=(14, 24))
    ['damp']
    """
    found = ["damp"] if humidity > damp[1] else ["dry"] if humidity < damp[0] else []
    return found + (["warm"] if temperature > warm[1] else ["cold"] if temperature < warm[0] else [])
