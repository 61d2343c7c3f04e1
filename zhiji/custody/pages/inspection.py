"""Beside the shelf with a phone: one volume on a screen; the certificate; the log of damp and warmth."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiji import journal
from zhiji.access import policy
from zhiji.access.house import prove_entry
from zhiji.access.web import page, who
from zhiji.custody.actions.inspection import check_volume
from zhiji.custody.actions.repair import RANGES, log_climate
from zhiji.custody.looks.inspection import certificate, climates, sheet
from zhiji.custody.models import Cabinet
from zhiji.custody.pages.asking import answers, drawn
from zhiji.custody.problems import Finding, Invalid
from zhiji.custody.rules.inspection import ANSWERS
from zhiji.custody.steps.ask import Ask, Choices
from zhiji.customers.pages.addresses import whole
from zhiji.staff.models import Unit

DRAWN = {"in_place": "jade", "missing": "cinnabar"}


def _stores() -> Choices:
    stores = Unit.objects.filter(pk__in=Cabinet.objects.filter(apart=False).values("unit"))
    return [(unit.code, unit.label) for unit in stores.order_by("path")]


LOG = (
    Ask("unit", gettext_lazy("Store of"), "select", _stores),
    Ask("humidity", gettext_lazy("Humidity, per cent"), "number", least=0, most=100),
    Ask("temperature", gettext_lazy("Temperature, °C"), required=False, most=6),
)


@page("custody:inspection:sheet", "custody:inspection:check")
def walk(request: HttpRequest, number: int) -> HttpResponse:
    """One volume on a screen; a tap keeps the answer and goes on. What was typed stays until it is kept."""
    problems: Any = ()
    if request.method == "POST":
        try:
            return _kept(request, number)
        except Invalid as invalid:
            problems = invalid.problems
    return _walked(request, number, problems)


def _walked(request: HttpRequest, number: int, problems: Any) -> HttpResponse:
    text = request.POST.get("volume") or request.GET.get("volume", "")
    view = sheet(number, volume=whole(text), **who(request))
    buttons = [(code, words, DRAWN.get(code, "")) for code, words in ANSWERS.items()]
    context = {
        "view": view,
        "buttons": buttons,
        "problems": problems,
        "typed": request.POST,
        "answers": ANSWERS,
    }
    return render(request, "custody/sheet.html", context, status=422 if problems else 200)


def _kept(request: HttpRequest, number: int) -> HttpResponse:
    text = request.POST
    volume = whole(text.get("volume", "")) or 0
    check_volume(
        number, volume=volume, answer=text.get("answer", ""), seen_at=text.get("seen_at", ""), note=text.get("note", ""),
        **who(request),
    )  # fmt: skip
    return redirect(f"{reverse('custody_inspection_sheet', args=[number])}?kept={volume}")


@page("custody:inspection:certify", "journal:proof:read")
def certify(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate to print; who may prove entries gets the signed checkpoint that holds the last signature."""
    found = certificate(number, **who(request))
    proof: dict[str, Any] = {}
    may_prove = getattr(request.user, "role", "") in policy.phrases()["journal:proof:read"].roles
    if found.entry is not None and may_prove:
        try:
            proof = prove_entry(found.entry, **who(request))
        except journal.NotSealed:
            proof = {}
    context = {"found": found, "proof": proof, "answers": ANSWERS}
    return render(request, "custody/certificate.html", context)


@page("custody:climate:list", "custody:climate:log")
def climate(request: HttpRequest) -> HttpResponse:
    """The log of damp and warmth, and the form of a new reading."""
    problems: Any = ()
    if request.method == "POST":
        try:
            return _logged(request)
        except Invalid as invalid:
            problems = invalid.problems
    may = getattr(request.user, "role", "") in policy.phrases()["custody:climate:log"].roles
    context = {
        "found": climates(**who(request)),
        "may": may,
        "ranges": RANGES,
        **drawn(LOG, request, problems),
    }
    return render(request, "custody/climate.html", context, status=422 if problems else 200)


def _logged(request: HttpRequest) -> HttpResponse:
    values = answers(LOG, request)
    try:
        values["temperature"] = Decimal(values["temperature"].replace(",", "."))
    except InvalidOperation:
        raise Invalid(
            [Finding("temperature", "number", _("This is no number."), _("Write it like 21.5."))]
        ) from None
    reading = log_climate(**values, **who(request))
    messages.success(request, _("Out of range: a repair was opened.") if reading.case_id else _("Noted."))
    return redirect("custody_climate")
