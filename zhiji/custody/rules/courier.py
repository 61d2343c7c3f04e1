"""Sending and carrying (Art. 23.2): a parcel goes from hand to hand, each hand-over signed by giver and receiver, until
it arrives with its seal whole."""

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

MEASURES: dict[str, object] = {
    "sealed_envelope": _("Sealed envelope, seal number noted"),
    "locked_case": _("Locked case"),
    "encrypted_medium": _("Encrypted medium, key sent apart"),
    "two_couriers": _("Two couriers travel together"),
    "direct_way": _("Direct way, the parcel never left alone"),
    "bank_car": _("Car of the bank"),
}
"""Safety measures a parcel travels under; how many at least stands in the norm ``house.carrying``."""

FLOW = Flow(
    "courier", "CR", "Art. 23.2", _("Sending and carrying"),
    states=(
        State("held", _("in hand"), tone="amber"),
        State("offered", _("handed over, waits for the receiver's signature")),
        State("arrived", _("arrived, seal whole"), final=True, tone="jade"),
        State("broken", _("arrived with a broken seal"), final=True, tone="cinnabar"),
        State("cancelled", _("not sent"), final=True),
    ),
    moves=(
        Move("give", _("Hand over"), ("held",), "offered", tie="owner"),
        Move("take", _("Take over"), ("offered",), "held", tie="owner"),
        Move("decline", _("Not received"), ("offered",), "held", tie="owner", words=True, optional=True),
        Move("arrive", _("Confirm the arrival"), ("held",), "arrived", tie="owner", apart=("ask",)),
        Move("arrive", _("Confirm the arrival"), ("held",), "broken", tie="owner", apart=("ask",)),
        Move("cancel", _("Do not send"), ("held",), "cancelled", tie="raiser", words=True, optional=True),
    ),
)  # fmt: skip
