"""An authority's request that concerns a top-secret file (Art. 22; AB04, J04; norm ``house.secret-enquiry``).

Compliance, who takes the letter in, gets the same answer as for somebody unknown. The clock passes every request on without
a word to the designated custodian of a top-secret file it names, and to nobody else; the custodian answers through this flow
with a second person who may know of the file. Whether the authority's papers hold is checked in the request itself.
"""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "enquiry", "XS", "Art. 22", _("Enquiry about a top secret file"),
    states=(
        State("passed", _("waits for the custodian"), clock="authorities.check_hours"),
        State("prepared", _("waits for the second person"), clock="authorities.check_hours"),
        State("ordered", _("to be carried out"), clock="authorities.act_hours"),
        State("confirmed", _("waits for the reply"), clock="authorities.reply_hours"),
        State("answered", _("answered"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
    ),
    moves=(
        Move("prepare", _("Prepare the answer"), ("passed",), "prepared", tie="owner"),
        Move("confirm", _("Confirm the answer"), ("prepared",), "confirmed", tie="owner", apart=("prepare",)),
        Move("confirm", _("Confirm the answer"), ("prepared",), "ordered", tie="owner", apart=("prepare",)),
        Move("refuse", _("Refuse"), ("prepared",), "refused", tie="owner", apart=("prepare",), words=True),
        Move("carry", _("Record that it is carried out"), ("ordered",), "confirmed", tie="owner", words=True),
        Move("reply", _("Make the reply"), ("confirmed",), "answered", tie="owner"),
    ),
    raise_verb="pass",
    readers=frozenset(),
    kept_as="secret_inquiry",
    discreet=True,
)  # fmt: skip

STANDS = frozenset({"ordered", "confirmed", "answered"})
"""States of the request in which its papers were checked twice and hold."""
ENDED = frozenset({"refused", "withdrawn", "barred"})
"""States of the request in which nothing is owed to the authority."""


def may_confirm(state: str) -> bool:
    """Whether the answer may be confirmed as the request stands.

    >>> may_confirm("confirmed"), may_confirm("registered"), may_confirm("withdrawn")
    (True, False, False)
    """
    return state in STANDS
