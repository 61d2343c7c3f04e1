"""Inspections (Art. 14): planned by the clock, begun, walked volume by volume, signed by inspector and supervisor."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import acting, locked_case, open_case, sign
from zhiji.custody.looks.shelf import hidden_from
from zhiji.custody.models import Case, Check, Plan, Volume
from zhiji.custody.problems import Finding, Invalid, refuse_any, text_problems
from zhiji.custody.repairing import open_repair
from zhiji.custody.rules.inspection import ANSWERS, FLOW, period_of, sampled
from zhiji.custody.rules.shelf import code_of, place_in
from zhiji.customers.models import File
from zhiji.staff.models import Staff


@act("custody:inspection:plan")
def plan_inspection(gate: Gate, *, custodian: Staff, reason: str = "") -> Case:
    """One custodian's holding for the period of today; by the clock, or by a supervisor who will not wait for it.

    Raises ``Invalid`` where this holding is planned for the period already.
    """
    gate.permit_none()
    period = _period(gate)
    if Plan.objects.filter(custodian=custodian, period=period).exists():
        raise Invalid([
            Finding("custodian", "planned", _("This holding is planned for this half-year already."), _("See the register of inspections."))
        ])  # fmt: skip
    content = {"period": period, "custodian": custodian.pk}
    with override(settings.LANGUAGE_CODE):  # what the clock writes is in the language of the house
        reason = reason or str(_("The whole inventory is checked every half-year (Art. 14)."))
    case = open_case(gate, FLOW, reason=reason, content=content, owner=_inspector(custodian))
    Plan.objects.create(custodian=custodian, period=period, case=case)
    gate.fact("custodian", custodian.pk)
    return case


def _period(gate: Gate) -> str:
    day = timezone.localdate(gate.at)
    return period_of(day, norms.on(day).custody.inspection_months)


def _inspector(custodian: Staff) -> Staff | None:
    """The custodian inspects the own holding; where the custodian has left, an officer near it does."""
    officers = Staff.objects.filter(role="officer", is_active=True).order_by("pk")
    near = officers.filter(pk=custodian.pk), officers.filter(unit=custodian.unit_id), officers
    return next((one for query in near if (one := query.first()) is not None), None)


@act("custody:inspection:begin")
def begin_inspection(gate: Gate, number: int, *, words: str = "") -> Case:
    """Make the sheet: the custodian's volumes that stand here, all or the share the norm says."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "begin", words=words, due_at=case.due_at)
    kept = File.objects.filter(customer_id=OuterRef("customer_id"), custodian_id=case.content["custodian"])
    volumes = (
        Volume.objects.filter(Exists(kept))
        .exclude(state="gone")
        .exclude(customer_id__in=hidden_from(gate.by))
    )
    out = volumes.filter(state="out").count()
    here = (
        volumes.exclude(state="out").order_by("cabinet__code", "row", "column").values_list("pk", flat=True)
    )
    percent = norms.on(timezone.localdate(gate.at)).custody.inspection_percent
    sheet = sampled(here, percent, f"{case.pk}:{case.content['period']}")
    Check.objects.bulk_create((Check(case=case, volume_id=one) for one in sheet), batch_size=2000)
    case.content = case.content | {"volumes": len(sheet), "out": out, "percent": percent}
    case.save(update_fields=["content"])
    gate.fact("volumes", len(sheet))
    return case


@act("custody:inspection:check")
def check_volume(
    gate: Gate, number: int, *, volume: int, answer: str, seen_at: str = "", note: str = ""
) -> Check:
    """How one volume was found. May be answered anew until the sheet is signed. ``seen_at``: where a misplaced one stands."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    if case.state != "under_way" or case.owner_id != acting(gate.by):
        gate.refuse("not_yours")
    line = Check.objects.select_for_update().filter(case=case, volume_id=volume).first()
    if line is None:
        gate.unknown({"volume": volume})
    place = place_in(seen_at) if seen_at.strip() else None
    problems = text_problems("note", note, required=False, most=200)
    if answer not in ANSWERS:
        problems.append(
            Finding("answer", "choice", _("This is none of the choices."), _("Tap one of the buttons."))
        )
    if seen_at.strip() and place is None:
        problems.append(Finding("seen_at", "code", _("This is no shelf code."), _("Write it like A1-02-07.")))
    refuse_any(problems)
    line.answer, line.note, line.at, line.by_id = answer, note.strip(), gate.at, gate.by.pk
    line.seen_at = code_of(*place) if place else ""
    line.save()
    gate.fact("volume", volume)
    gate.fact("answer", answer)
    return line


@act("custody:inspection:finish")
def finish_inspection(gate: Gate, number: int, *, words: str = "") -> Case:
    """The inspector signs the finished sheet; every defect becomes a repair with an owner and a day (Art. 15)."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    checks = Check.objects.filter(case=case)
    if left := checks.filter(answer="").count():
        message = _("%(count)s volumes are not looked at yet.") % {"count": left}
        raise Invalid([Finding("state", "left", message, _("Go on with the sheet."))])
    found = {code: checks.filter(answer=code).count() for code in ANSWERS}
    case.content = case.content | {"found": found}
    sign(gate, case, FLOW, "finish", words=words)
    # What was found missing or misplaced before a sheet was sent back has its repair already.
    known = Case.objects.filter(kind="repair", content__inspection=case.pk).values_list(
        "content__volume", flat=True
    )
    for line in (
        checks.exclude(answer="in_place").exclude(volume_id__in=list(known)).select_related("volume__cabinet")
    ):
        open_repair(
            gate, line.answer, volume=line.volume, inspection=case, note=line.note, seen_at=line.seen_at
        )
    # The journal entry is the inspection's, about every file with a defect; each repair's opening is in its signature.
    gate.about(*checks.exclude(answer="in_place").values_list("volume__customer_id", flat=True).distinct())
    gate.fact("case", case.pk)
    gate.fact("kind", FLOW.kind)
    return case


@act("custody:inspection:accept")
def accept_inspection(gate: Gate, number: int, *, words: str = "") -> Case:
    """The supervisor signs beside the inspector, never the same colleague; from then on there is a certificate."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "accept", words=words)
    return case


@act("custody:inspection:send_back")
def send_inspection_back(gate: Gate, number: int, *, words: str) -> Case:
    """The sheet is looked at again, with the reason."""
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, "send_back", words=words)
    return case
