"""A person's rights over the own data (PIPL arts. 44-50): to see, copy, correct, delete and take along, within
``rights.answer_days``; refused only with a ground of the list."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from zhiji.custody.rules.flow import Flow, Move, State

RIGHTS: Mapping[str, object] = {
    "access": _("See what is held"),
    "copy": _("Have a copy"),
    "correct": _("Have it corrected"),
    "delete": _("Have it deleted"),
    "port": _("Take the data along"),
}
"""As ``rights.kinds``."""

ASKERS: Mapping[str, object] = {
    "self": _("the customer"),
    "guardian": _("the guardian"),
    "agent": _("an agent with a power of attorney"),
    "kin": _("next of kin of the deceased"),
}

GROUNDS: Mapping[str, tuple[object, str]] = {
    "not_proved": (_("Who asks has not proved who they are"), "50"),
    "secret_by_law": (_("A law asks for secrecy"), "18, 45"),
    "duty_to_keep": (_("A duty to keep runs: the file is only stored"), "47"),
    "contract_runs": (_("The relationship runs and needs the data"), "13, 47"),
    "others_rights": (_("It would touch another person's rights"), "45"),
    "not_held": (_("No such data are held"), "45"),
}
"""Ground → words and articles of the Personal Information Protection Law; as ``rights.refusal_grounds``."""

UNTOLD = frozenset({"money_laundering_risk", "diligence_level", "evidence_requests"})
"""Fields that neither the customer nor an authority is given by these procedures: what the bank judged in fighting money
laundering is secret by law (Anti-Money-Laundering Law 2024, art. 7; Personal Information Protection Law, art. 18)."""

FLOW = Flow(
    "rights", "Q", _("Personal Information Protection Law, Art. 44-50"), _("A customer's request about own data"),
    states=(
        State("asked", _("identity to be checked"), clock="rights.answer_days"),
        State("identified", _("waits for a decision"), clock="rights.answer_days"),
        State("accepted", _("to be carried out"), clock="rights.answer_days"),
        State("done", _("done"), final=True, tone="jade"),
        State("stored", _("only stored until destruction"), final=True, tone="jade"),
        State("refused", _("refused"), final=True, tone="cinnabar"),
        State("withdrawn", _("withdrawn"), final=True),
    ),
    moves=(
        Move("identify", _("Check who asks"), ("asked",), "identified"),
        Move("accept", _("Accept"), ("identified",), "accepted", apart=("ask", "identify")),
        Move("store", _("Accept: store only"), ("identified",), "stored", apart=("ask", "identify")),
        Move("close", _("Record the outcome"), ("accepted",), "done", tie="owner", words=True),
        Move("refuse", _("Refuse"), ("asked", "identified", "accepted"), "refused", apart=("ask",), words=True),
        Move("withdraw", _("The customer takes it back"), ("asked", "identified", "accepted"), "withdrawn", tie="raiser", words=True),
    ),
    readers=frozenset({"officer", "supervisor", "manager", "compliance", "auditor"}),
)  # fmt: skip
