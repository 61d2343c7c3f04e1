"""Repairs (Art. 15-16): reported, put right by the owner, closed by another; and the log of damp and warmth."""

from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhiji import norms
from zhiji.access.gateway import Gate, act
from zhiji.custody.cases import locked_case, sign
from zhiji.custody.looks.shelf import hidden_from
from zhiji.custody.models import Case, Climate, Volume
from zhiji.custody.problems import Finding, Invalid, text_problems
from zhiji.custody.repairing import open_repair
from zhiji.custody.rules.repair import DEFECTS, FLOW, out_of_range
from zhiji.custody.rules.shelf import place_in
from zhiji.staff.models import Unit

RANGES = {"damp": gettext_lazy("too damp"), "dry": gettext_lazy("too dry"), "warm": gettext_lazy("too warm"), "cold": gettext_lazy("too cold")}  # fmt: skip


@act("custody:repair:report")
def report_defect(gate: Gate, *, code: str, defect: str, note: str = "") -> Case:
    """Anybody beside the shelf reports a volume that is faded, damaged, damp, misplaced or missing."""
    gate.permit_none()
    place, problems = place_in(code), text_problems("note", note, required=False, most=200)
    if defect not in DEFECTS or defect == "climate":
        problems.append(
            Finding("defect", "choice", _("This is none of the choices."), _("Choose one from the list."))
        )
    volumes = Volume.objects.exclude(state="gone").exclude(customer_id__in=hidden_from(gate.by))
    volume = place and volumes.select_related("cabinet").filter(
        cabinet__code=place[0], row=place[1], column=place[2]
    ).first()  # fmt: skip
    if not volume:
        problems.append(
            Finding("code", "shelf", _("Nothing stands there that you may know of."), _("Check the label."))
        )
    if problems or not volume:
        raise Invalid(problems)
    return open_repair(gate, defect, volume=volume, note=note.strip())


@act("custody:repair:mend")
def mend_defect(gate: Gate, number: int, *, words: str) -> Case:
    """The owner has put it right and says how."""
    return _step(gate, number, "mend", words)


@act("custody:repair:close")
def close_repair(gate: Gate, number: int, *, words: str = "") -> Case:
    """Another colleague looks and closes; a volume that was missing stands in its place again."""
    case = _step(gate, number, "close", words)
    if case.content["defect"] == "missing":
        Volume.objects.filter(pk=case.content["volume"], state="missing").update(state="here")
    return case


@act("custody:repair:send_back")
def send_repair_back(gate: Gate, number: int, *, words: str) -> Case:
    """It is not right yet, and why."""
    return _step(gate, number, "send_back", words)


def _step(gate: Gate, number: int, verb: str, words: str) -> Case:
    case = locked_case(gate, number, FLOW)
    gate.permit_none()
    sign(gate, case, FLOW, verb, words=words)
    return case


@act("custody:climate:log")
def log_climate(gate: Gate, *, unit: str, humidity: int, temperature: Decimal) -> Climate:
    """A reading of damp (per cent) and warmth (°C); what is out of the house's range opens a repair (Art. 16)."""
    gate.permit_none()
    store, problems = next((one for one in Unit.objects.all() if one.code == unit), None), []
    if store is None:
        problems.append(
            Finding("unit", "choice", _("There is no such unit."), _("Choose one from the list."))
        )
    if not 0 <= humidity <= 100:
        problems.append(
            Finding("humidity", "range", _("This number does not fit."), _("From 0 to 100 per cent."))
        )
    if not -40 <= temperature <= 60:
        problems.append(
            Finding("temperature", "range", _("This number does not fit."), _("From −40 to 60 °C."))
        )
    if problems or store is None:
        raise Invalid(problems)
    rule = norms.on(timezone.localdate(gate.at)).custody
    wrong = out_of_range(
        humidity, float(temperature), damp=(rule.humidity_from, rule.humidity_to),
        warm=(rule.temperature_from, rule.temperature_to),
    )  # fmt: skip
    case = None
    if wrong and not Case.objects.filter(kind="repair", content__unit=store.pk, closed_at=None).exists():
        with override(settings.LANGUAGE_CODE):
            words = ", ".join(str(RANGES[one]) for one in wrong)
        case = open_repair(gate, "climate", unit=store, note=f"{words}: {humidity} %, {temperature} °C")
    reading = Climate.objects.create(
        unit=store, at=gate.at, humidity=humidity, temperature=temperature, by_id=gate.by.pk, case=case
    )
    gate.fact("reading", reading.pk)
    gate.fact("out_of_range", len(wrong))
    return reading
