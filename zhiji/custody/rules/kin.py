"""A colleague's own file, and those of relatives (K07): registered so that the watch can see who looks at them.

Declared by the colleague, or entered by who supervises; a second person confirms. The house guesses nothing.
"""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "kin", "WK", "Art. 27", _("Own and relatives' files"),
    states=(
        State("asked", _("waits for a second person"), clock="incident.kin_hours"),
        State("set", _("registered"), tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("ended", _("ended"), final=True),
    ),
    moves=(
        Move("confirm", _("Confirm"), ("asked",), "set", apart=("ask",)),
        Move("refuse", _("Refuse"), ("asked",), "refused", apart=("ask",), words=True, optional=True),
        Move("end", _("End the registration"), ("set",), "ended", apart=("ask",), words=True, optional=True),
    ),
    readers=frozenset({"supervisor", "manager", "gm"}),
    discreet=True,
)  # fmt: skip

FOR_OTHERS = frozenset({"supervisor", "manager", "gm"})
"""Roles that may register files for another colleague; everybody else declares the own ones."""
