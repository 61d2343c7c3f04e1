"""Training by unit, the same as CSV, and the form for a phishing exercise."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.actions import phishing
from zhiji.custody.looks.training import Training, read_training
from zhiji.custody.problems import Invalid
from zhiji.customers.pages.addresses import day_of, whole
from zhiji.customers.pages.wording import told
from zhiji.staff.models import Staff, Unit

COUNTS = ("sent", "clicked", "reported")
MOST = 1_000_000


@page("custody:training:read")
def show(request: HttpRequest) -> HttpResponse:
    """Undertaking, quiz and exercises of each unit; with ``?format=csv`` as a file."""
    found = read_training(**who(request))
    if request.GET.get("format") == "csv":
        return as_csv(found)
    return render(request, "custody/training.html", {"found": found, **_form(request)})


@require_POST
@page("custody:phishing:record", "custody:training:read")
def record(request: HttpRequest) -> HttpResponse:
    """Record an exercise; what is wrong stands beside the form, with what was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in ("unit", "day", *COUNTS)}
    try:
        phishing.record(typed["unit"], day=day_of(typed["day"]), **_counts(typed), **who(request))
    except Invalid as invalid:
        context = {
            "found": read_training(**who(request)),
            "typed": typed,
            "told": told(invalid.problems, list(typed)),
        }
        return render(request, "custody/training.html", context | _form(request), status=422)
    messages.success(request, _("The exercise is recorded."))
    return redirect("custody_training")


def as_csv(found: Training) -> HttpResponse:
    """The table as a file; counts that are left out show as ``<5``."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([_("Training by unit"), f"{timezone.localtime(found.as_of):%Y-%m-%d %H:%M}"])
    writer.writerow([
        _("Unit"), _("Colleagues"), _("Undertaking in force"), _("Quiz in force"), _("Quiz overdue"), _("Answers handed in"),
        _("of them passed"), _("Exercise"), _("Letters sent"), _("Clicked"), _("Reported"),
    ])  # fmt: skip
    small = f"<{found.least}"
    for one in found.units:
        have, last = one.trained, one.newest
        told_of = (
            [
                last.day,
                last.sent,
                *(small if many is None else many for many in (last.clicked, last.reported)),
            ]
            if last
            else []
        )
        writer.writerow(
            [one.unit, have.people, have.signed, have.passed, have.overdue, have.tries, have.right, *told_of]
        )
    answer = HttpResponse(("\ufeff" + sink.getvalue()).encode(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="training.csv"'
    return answer


def _form(request: HttpRequest) -> dict[str, object]:
    user = request.user
    may = isinstance(user, Staff) and user.role in policy.phrases()["custody:phishing:record"].roles
    return {"units": Unit.objects.order_by("path") if may else None}


def _counts(typed: dict[str, str]) -> dict[str, int]:
    """What is no count is below nought, which the act refuses in words."""
    counts = {name: whole(typed[name]) for name in COUNTS}
    return {name: -1 if many is None or many > MOST else many for name, many in counts.items()}
