"""Opens a repair for what was found wrong, inside the act that found it; and the owner of a file's paper."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from zhiji.access.gateway import Gate
from zhiji.access.rules import TOP_SECRET
from zhiji.custody.cases import open_case
from zhiji.custody.models import Case, Volume
from zhiji.custody.rules.repair import DEFECTS, FLOW
from zhiji.customers.models import File
from zhiji.staff.models import Staff, Unit


def open_repair(
    gate: Gate,
    defect: str,
    *,
    volume: Volume | None = None,
    unit: Unit | None = None,
    inspection: Case | None = None,
    note: str = "",
    seen_at: str = "",
) -> Case:
    """One defect as a case of its own. A missing volume is missing for the whole house from now on.

    The code of a top secret volume is sealed with the case: a list of repairs must not say where such volumes stand.
    """
    content: dict[str, object] = {"defect": defect}
    seen = note if not seen_at else f"{note} → {seen_at}".strip()
    private: dict[str, object] = {"note": seen} if seen else {}
    files: list[File] = []
    if volume is not None:
        file = File.objects.select_related("custodian").get(pk=volume.customer_id)
        files, owner = [file], _able(file.custodian)
        content["volume"] = volume.pk
        (private if file.secrecy >= TOP_SECRET else content)["code"] = volume.code
        if defect == "missing":
            Volume.objects.filter(pk=volume.pk, state="here").update(state="missing")
    else:
        content["unit"] = unit.pk if unit else None
        owner = _able(None, unit)
    if inspection is not None:
        content["inspection"] = inspection.pk
    # A case's reason stands in the language of the house, whoever's hand opened it.
    with override(settings.LANGUAGE_CODE):
        said = str(DEFECTS[defect])
        reason = str(_("Found: %(defect)s") % {"defect": said}) if volume is not None else f"{said}: {note}"
    return open_case(gate, FLOW, files=files, reason=reason, content=content, private=private, owner=owner)


def _able(custodian: Staff | None, unit: Unit | None = None) -> Staff | None:
    """Who puts it right: the custodian; an officer of the unit, or any officer, where there is none or the custodian left."""
    if custodian is not None and custodian.is_active:
        return custodian
    officers = Staff.objects.filter(role="officer", is_active=True).order_by("pk")
    place = unit or (custodian.unit if custodian else None)
    return officers.filter(unit=place).first() or officers.first()
