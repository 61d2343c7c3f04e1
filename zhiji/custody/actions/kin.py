"""Registering a colleague's own file and those of relatives (K07). The numbers are sealed with the case, nowhere else."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, open_case, sign, tell
from zhiji.custody.finding import known_files
from zhiji.custody.handling import accounts_of
from zhiji.custody.models import Case
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.kin import FLOW, FOR_OTHERS
from zhiji.staff.models import Staff


@act("custody:kin:ask")
def declare_kin(
    gate: Gate,
    *,
    reason: str,
    own: Sequence[str] = (),
    relatives: Sequence[str] = (),
    whom: Staff | None = None,
) -> Case:
    """Declare one's own file and those of relatives, or enter those of another colleague (``whom``). Raises ``Invalid``."""
    gate.permit_none()
    theirs = accounts_of([whom.pk if whom is not None else gate.by.pk or 0])
    mine = accounts_of([gate.by.pk or 0])
    if not theirs & mine and gate.by.role not in FOR_OTHERS:
        gate.refuse("not_yours")
    if not own and not relatives:
        raise Invalid(
            [
                Finding(
                    "own", "required", _("No file is named."), _("Name one's own file, or one of a relative.")
                )
            ]
        )
    if len(own) > 1:
        raise Invalid(
            [
                Finding(
                    "own", "one", _("A person has one file."), _("Name the newest; the others as relatives.")
                )
            ]
        )
    private = {name: [file.number for file in known_files(gate, numbers)]
               for name, numbers in (("own", own), ("relatives", relatives))}  # fmt: skip
    staff = whom.pk if whom is not None else gate.by.pk
    content = {"staff": staff, "relatives": len(private["relatives"]), "concerned": sorted(theirs - mine)}
    return open_case(gate, FLOW, reason=reason, content=content, private=private)


@act("custody:kin:confirm")
def confirm_kin(gate: Gate, number: int, *, words: str = "") -> Case:
    """A second person confirms; from the next night on the watch sees looks at these files. The colleague is told."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "confirm", words=words)
    tell(gate, [case.content["staff"]], "kin")
    return case


@act("custody:kin:refuse")
def refuse_kin(gate: Gate, number: int, *, words: str) -> Case:
    """Refuse, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "refuse", words=words)
    return case


@act("custody:kin:end")
def end_kin(gate: Gate, number: int, *, words: str) -> Case:
    """End a registration that is true no more; never by who asked for it, nor by the colleague it is about."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "end", words=words)
    tell(gate, [case.content["staff"]], "kin")
    return case
