"""Opening a new file: the kind first, then one form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhiji import fields
from zhiji.access.web import page, ready_for, who
from zhiji.customers.actions.filing import create
from zhiji.customers.forms.controls import Input
from zhiji.customers.forms.keeping import duties, filled, origin, telling
from zhiji.customers.forms.layout import new_file
from zhiji.customers.forms.reading import raw_of
from zhiji.customers.looks.duplicates import possible_duplicates
from zhiji.customers.pages.colleagues import by_id, keeping, managing, usual_custodian
from zhiji.customers.pages.wording import sources, told
from zhiji.customers.problems import Invalid, Problems
from zhiji.customers.rules import KINDS
from zhiji.customers.telling import Notice, Told, keeper

PHRASE = "customers:file:create"
REASONS = {
    "name": _("same name"), "pinyin": _("same sound"), "paper": _("same paper number"), "phone": _("same phone"),
    "email": _("same e-mail"), "licence": _("same licence or code"), "account": _("same account"), "card": _("same card"),
    "reference": _("same number elsewhere"),
}  # fmt: skip


@page(PHRASE)
def register(request: HttpRequest) -> HttpResponse:
    """First the kind, then the form; what was typed stays when something is wrong."""
    ready_for(request, PHRASE)
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        return render(request, "customers/register_kind.html", {"kinds": KINDS.items()})
    if request.method != "POST":
        return _form(request, kind, {}, ())
    values = _values(request, kind)
    try:
        file = create(kind, values, **_keeping(request), **who(request))
    except Invalid as invalid:
        return _form(request, kind, values, invalid.problems)
    messages.success(request, str(_("The file %(number)s is open.")) % {"number": file.number})
    return redirect("customer_file", number=file.number)


@page("customers:file:duplicates")
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """A fragment: files that may be the same customer, with no more than this clerk may see. Asked only of whole identifiers."""
    kind = request.POST.get("kind", "")
    values = _values(request, kind) if kind in KINDS else {}
    asked = {name: value for name, value in values.items() if fields.register().field(name).index}
    found = possible_duplicates(kind, asked, **who(request)) if asked else None
    return render(request, "customers/parts/duplicates.html", {"found": found, "reasons": REASONS})


def _values(request: HttpRequest, kind: str) -> dict[str, Any]:
    every = fields.register().for_kind(kind)
    return {one.id: raw for one in every if (raw := raw_of(one, request.POST)) is not None}


def _keeping(request: HttpRequest) -> dict[str, Any]:
    """Duties and origin as posted."""
    manager, deputy, custodian = (
        by_id(request.POST.get(name, "")) for name in ("manager", "deputy", "custodian")
    )
    return {
        "manager": manager, "deputy": deputy, "custodian": custodian,
        "source": request.POST.get("source", ""), "verified": bool(request.POST.get("verified")),
        "allow_same_paper": bool(request.POST.get("same_paper")), "told": _told(request),
    }  # fmt: skip


def _told(request: HttpRequest) -> Told:
    """That the customer was told, by the notice that stood on the form."""
    notice = request.POST.get("notice", "") if request.POST.get("told") else ""
    return Told(notice, request.POST.get("told_via", ""))


def _notice() -> Notice | None:
    keeps = keeper()
    return keeps.current(timezone.localdate()) if keeps else None


def _form(request: HttpRequest, kind: str, values: dict[str, Any], problems: Problems) -> HttpResponse:
    found = tuple(problems)
    first, folds = new_file(
        fields.register(), kind, timezone.localdate(), values, found, reverse("customer_duplicates")
    )
    controls = [*first, *(one for fold in folds for one in fold.controls)]
    keep, say = (filled(part, request.POST, found) for part in (_duties(request), _saying()))
    places = [one.name for control in controls for one in control.inputs]
    places += [one.name for one in (*say, *keep)]
    context = {
        "kind": kind, "kind_label": KINDS[kind], "first": first, "folds": folds, "keep": keep, "say": say,
        "notice": _notice(),
        "told": told(found, places), "countries": fields.register().field("nationality").choices.values(),
        "same_paper": any(one.rule == "taken" for one in found),
    }  # fmt: skip
    return render(request, "customers/register.html", context, status=422 if found else 200)


def _saying() -> list[Input]:
    """That the customer was told first, and how (M05); nothing where no notice is kept."""
    keeps = keeper()
    return telling(list(keeps.channels.items())) if keeps and _notice() else []


def _duties(request: HttpRequest) -> list[Input]:
    user: Any = request.user
    managers = managing()
    own = str(user.pk) if str(user.pk) in dict(managers) else ""
    keeper = usual_custodian(user.unit)
    usual = user.pk if user.role == "officer" else keeper.pk if keeper else ""
    return [
        *origin(list(sources().items()), "customer_stated"),
        *duties(managers, keeping(), manager=own, custodian=usual),
    ]
