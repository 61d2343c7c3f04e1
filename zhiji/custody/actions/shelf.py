"""Paper on the shelf (Art. 7-8): setting up cabinets, taking volumes in, putting them where they belong."""

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import rules as access_rules
from zhiji.access.gateway import Gate, act
from zhiji.custody.finding import known_files
from zhiji.custody.models import Cabinet, Volume
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.shelf import APART, CARRIERS, INKS, Place, Shelves, later, next_place, unfit
from zhiji.customers.models import File
from zhiji.customers.rules import KINDS
from zhiji.staff.models import Staff, Unit

MOST_ROWS = 99


@act("custody:shelf:furnish")
def set_up_cabinet(
    gate: Gate, *, code: str, unit: str, kind: str, rows: int, columns: int, custodian: Staff | None = None
) -> Cabinet:
    """Set up a cabinet of one class in a unit's store.

    With a ``custodian`` (an information officer) it stands apart and takes this colleague's top secret volumes (Art. 22);
    its code begins with S, and no other's does.
    """
    gate.permit_none()
    code = code.strip().upper()
    found, problems = next((one for one in Unit.objects.all() if one.code == unit), None), []
    fits = 1 <= len(code) <= 4 and code.isascii() and code.isalnum() and code[0].isalpha()
    if not fits or code.startswith(APART) != (custodian is not None):
        mend = _(
            "A letter, then letters or digits, at most four, like A1. S is kept for cabinets that stand apart."
        )
        problems.append(Finding("code", "code", _("This is no code for this cabinet."), mend))
    elif Cabinet.objects.filter(code=code).exists():
        problems.append(
            Finding("code", "taken", _("There is a cabinet of this code."), _("Choose another code."))
        )
    if found is None:
        problems.append(
            Finding("unit", "choice", _("There is no such unit."), _("Choose one from the list."))
        )
    if kind not in KINDS:
        problems.append(
            Finding("kind", "choice", _("There is no such class."), _("Choose one from the list."))
        )
    if not (1 <= rows <= MOST_ROWS and 1 <= columns <= MOST_ROWS):
        problems.append(
            Finding("rows", "range", _("This number does not fit."), _("From 1 to 99 rows and columns."))
        )
    if custodian is not None and (custodian.role != "officer" or not custodian.is_active):
        problems.append(
            Finding("custodian", "role", _("Only an information officer keeps a cabinet apart."), _("Choose an officer."))
        )  # fmt: skip
    if problems or found is None:
        raise Invalid(problems)
    cabinet = Cabinet.objects.create(
        code=code,
        unit=found,
        kind=kind,
        apart=custodian is not None,
        custodian=custodian,
        rows=rows,
        columns=columns,
    )
    gate.fact("cabinet", cabinet.pk)
    return cabinet


@act("custody:shelf:keep")
def keep_volume(gate: Gate, *, customer: str, carrier: str, ink: str) -> Volume:
    """Take a volume in: carrier and ink must last (Art. 8), then it gets the next free place of its class (Art. 7).

    Raises ``Invalid`` with the reason where carrier or ink do not last, or where every cabinet of the class is full.
    """
    gate.permit_none()
    file = known_files(gate, [customer])[0]
    _check(gate, carrier, ink)
    rule = norms.on(timezone.localdate(gate.at)).custody
    cabinet, row, column = _free_place(file)
    parts = Volume.objects.filter(customer_id=file.customer_id).aggregate(most=Max("part"))["most"] or 0
    volume = Volume.objects.create(
        customer_id=file.customer_id, part=parts + 1, cabinet=cabinet, row=row, column=column, carrier=carrier, ink=ink,
        kept_at=gate.at, kept_by_id=gate.by.pk,
        review_on=later(timezone.localdate(gate.at), getattr(rule, f"{carrier}_review_months")),
    )  # fmt: skip
    gate.about(file.customer_id)
    gate.fact("volume", volume.pk)
    return volume


@act("custody:shelf:move")
def move_volume(gate: Gate, volume: int) -> Volume:
    """Put a volume into the next free place of the class and secrecy its file has now."""
    gate.permit_none()
    found = _volume(gate, volume)
    file = File.objects.select_related("unit").get(pk=found.customer_id)
    found.cabinet, found.row, found.column = _free_place(file)
    found.save(update_fields=["cabinet", "row", "column"])
    gate.about(file.customer_id)
    gate.fact("volume", found.pk)
    return found


@act("custody:shelf:review")
def review_volume(gate: Gate, volume: int) -> Volume:
    """Looked over or digitised: the volume's next review day is set (Art. 8)."""
    gate.permit_none()
    found = _volume(gate, volume)
    rule = norms.on(timezone.localdate(gate.at)).custody
    months = getattr(rule, f"{found.carrier}_review_months")
    found.review_on = later(timezone.localdate(gate.at), months)
    found.save(update_fields=["review_on"])
    gate.about(found.customer_id)
    gate.fact("volume", found.pk)
    return found


def mark_gone(gate: Gate, customers: list[int]) -> int:
    """Their volumes were destroyed: the places are free again. Called from the act of destroying; answers how many."""
    gone = Volume.objects.filter(customer_id__in=customers).exclude(state="gone").update(state="gone")
    gate.fact("volumes", gone)
    return gone


def _volume(gate: Gate, pk: int) -> Volume:
    volume = (
        Volume.objects.select_related("cabinet")
        .select_for_update(of=("self",))
        .filter(pk=pk, state="here")
        .first()
    )
    file = volume and File.objects.select_related("unit").filter(pk=volume.customer_id).first()
    if volume is None or not file or not access_rules.may_know(gate.by, file):
        gate.unknown({"volume": pk})
    return volume


def _check(gate: Gate, carrier: str, ink: str) -> None:
    rule = norms.on(timezone.localdate(gate.at)).custody
    if carrier not in CARRIERS or ink not in INKS:
        field = "ink" if carrier in CARRIERS else "carrier"
        raise Invalid(
            [Finding(field, "choice", _("This is none of the choices."), _("Choose one from the list."))]
        )
    why = unfit(carrier, ink, carriers=rule.carriers_fit, inks=rule.inks_fit)
    if why == "carrier":
        mend = _("Copy it onto paper or archival disk, and keep the copy.")
        raise Invalid([Finding("carrier", "art8", _("This carrier does not last (Art. 8)."), mend)])
    if why == "ink":
        mend = _(
            "Have it written again with carbon or blue-black ink, or keep a printed copy certified by two."
        )
        raise Invalid([Finding("ink", "art8", _("Ballpoint and pencil fade (Art. 8)."), mend)])


def _free_place(file: File) -> tuple[Cabinet, int, int]:
    """The next free place for this file's volumes; the cabinets are locked, so that two never get the same."""
    apart = file.secrecy >= access_rules.TOP_SECRET
    wanted = Q(kind=file.kind, apart=apart) & (Q(custodian_id=file.custodian_id) if apart else Q())
    cabinets = {one.pk: one for one in Cabinet.objects.select_for_update().filter(wanted).order_by("code")}
    near = [one for one in cabinets.values() if one.unit_id == file.unit_id] or list(cabinets.values())
    held = (
        Volume.objects.filter(cabinet__in=near)
        .exclude(state="gone")
        .values_list("cabinet_id", "row", "column")
    )
    shelves = [Shelves(one.pk, one.code, one.rows, one.columns) for one in near]
    place = next_place(shelves, {Place(*one) for one in held})
    if place is None:
        raise Invalid([
            Finding("customer", "full", _("No cabinet of this class has a free place."), _("Set up another cabinet."))
        ])  # fmt: skip
    return cabinets[place.cabinet], place.row, place.column
