"""Reading a file (Art. 17-18): asked, signed by the applicant's unit head, examined, and for a classified file approved
by the customer-service manager; then a grant that ends by itself or early, or a reasoned refusal."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

FLOW = Flow(
    "reading", "R", "Art. 17-18", _("Reading request"),
    states=(
        State("asked", _("waits for the unit head"), clock="custody.sign_hours"),
        State("signed", _("waits for examination"), clock="custody.examine_hours"),
        State("with_manager", _("waits for the manager"), clock="custody.examine_hours"),
        State("granted", _("granted"), clock="custody.reading_days", tone="jade"),
        State("ended", _("ended"), final=True),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("sign", _("Sign for the unit"), ("asked",), "signed", tie="unit_head", apart=("ask",)),
        Move("decline", _("Decline for the unit"), ("asked",), "refused", tie="unit_head", apart=("ask",), words=True),
        Move("examine", _("Examine"), ("signed",), "granted", apart=("ask", "sign")),
        Move("examine", _("Examine"), ("signed",), "with_manager", apart=("ask", "sign")),
        Move("approve", _("Approve"), ("with_manager",), "granted", apart=("ask", "sign", "examine")),
        Move("refuse", _("Refuse"), ("signed", "with_manager"), "refused", apart=("ask",), words=True),
        Move("withdraw", _("Withdraw"), ("asked", "signed", "with_manager"), "withdrawn", tie="raiser", optional=True),
        Move("end", _("Give the grant back"), ("granted",), "ended", tie="raiser", optional=True),
        Move("stop", _("End the grant early"), ("granted",), "ended", words=True, optional=True),
        Move("expire", _("Ended by itself"), ("granted",), "ended", optional=True),
    ),
)  # fmt: skip

READERS = {
    "colleague": _("The colleague who asks"),
    "outsider": _("An outsider, in the presence of who asks"),
}
"""Who reads (Art. 18.1, 18.4)."""

OUTSIDER_PAPERS = {"introduction_letter": "letter", "work_card": "work_card"}
"""The norm's papers of an outsider, as kinds of a case's papers."""


def lacking_of_reader(reader: str, told: Mapping[str, str]) -> list[str]:
    """Which parts of an outsider's profile are missing: the names of the asks. A colleague's stands in the staff list.

    >>> lacking_of_reader("outsider", {"reader_name": "Shen", "reader_organisation": " "})
    ['reader_organisation', 'reader_paper']
    """
    if reader != "outsider":
        return []
    return [
        name
        for name in ("reader_name", "reader_organisation", "reader_paper")
        if not told.get(name, "").strip()
    ]


def shows_papers(held: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of the papers that an outsider must show stands with the case (Art. 18.4).

    >>> shows_papers(["other"], ["introduction_letter", "work_card"])
    False
    """
    return bool(set(held) & {OUTSIDER_PAPERS[name] for name in wanted})
