"""A customer's notices and consents, the letter “what we hold about you and why”, and the pack to take along."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.actions import consent as acts
from zhiji.custody.actions.own_data import take
from zhiji.custody.looks.consents import ConsentView, read_consents
from zhiji.custody.looks.rights import read_letter
from zhiji.custody.pages.cases import typed
from zhiji.custody.printing_own import letter_pdf
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.consents import BASES, CHANNELS, EVIDENCE, WHAT, uses
from zhiji.custody.steps.ask import Ask
from zhiji.customers.pages.place import tabs
from zhiji.customers.pages.wording import told

ASKS = (
    Ask("use", gettext_lazy("Use"), "select", lambda: [(one.id, one.names) for one in uses().values()]),
    Ask(
        "what",
        gettext_lazy("What was said"),
        "radio",
        tuple((code, said) for code, said in WHAT.items() if code != "lapsed"),
    ),
    Ask("said_at", gettext_lazy("When"), "moment"),
    Ask("via", gettext_lazy("How"), "select", tuple(CHANNELS.items())),
    Ask("evidence", gettext_lazy("Shown by"), "select", tuple(EVIDENCE.items())),
    Ask("scan", gettext_lazy("Number of the scan"), "number", required=False, least=1, most=999_999_999),
)


@page("custody:consent:list")
def consents(request: HttpRequest, number: str) -> HttpResponse:
    """How each use stands, and every recorded line with its words."""
    found = read_consents(number, **who(request))
    rows = [(one, BASES[one.use.basis], WHAT.get(one.standing, "")) for one in found.uses]
    lines = [(one, WHAT[one.what], CHANNELS[one.channel], EVIDENCE[one.evidence]) for one in found.lines]
    context = {
        "found": found,
        "uses": rows,
        "lines": lines,
        "tabs": tabs(request, number, "custody_consents"),
    }
    may = {
        "may_record": _may(request, "custody:consent:record"),
        "may_ask": _may(request, "custody:rights:ask"),
    }
    return render(request, "custody/consents.html", context | may)


@page("custody:consent:record", "custody:consent:withdraw", "custody:consent:list")
def record(request: HttpRequest, number: str) -> HttpResponse:
    """The form for a notice, a consent, an agreement, or a consent taken back."""
    given, problems = typed(request), ()
    if request.method == "POST":
        problems = _record(request, number, given)
        if not problems:
            messages.success(request, _("Recorded."))
            return redirect("custody_consents", number=number)
    return _form(request, read_consents(number, **who(request)), given, problems)


@page("custody:rights:letter")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The letter as a paper to print."""
    return render(request, "custody/hold_letter.html", {"letter": read_letter(number, **who(request))})


@page("custody:rights:letter")
def letter_as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The letter as PDF."""
    made = read_letter(number, **who(request))
    return as_file(letter_pdf(made), "application/pdf", f"{made.printed}.pdf")


@page("custody:rights:take")
@require_POST
def fetch(request: HttpRequest, number: int) -> HttpResponse:
    """The pack, once."""
    form = "csv" if request.POST.get("form") == "csv" else "json"
    try:
        pack, content = take(number, form=form, **who(request))
    except Invalid as invalid:
        messages.error(request, str(invalid.problems[0]))
        return redirect("custody_case", kind="rights", number=number)
    return as_file(
        content, {"csv": "text/csv; charset=utf-8"}.get(form, "application/json"), f"pack-{pack:06d}.{form}"
    )


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _record(request: HttpRequest, number: str, given: dict[str, list[str]]) -> tuple[Any, ...]:
    values, problems = {}, []
    for ask in ASKS:
        values[ask.name], found = ask.read(given.get(ask.name, []))
        problems += found
    if problems:
        return tuple(problems)
    what = values.pop("what")
    try:
        if what == "withdrawn":
            acts.withdraw(number, **values, **who(request))
        else:
            acts.record(number, what=what, **values, **who(request))
    except Invalid as invalid:
        return invalid.problems
    return ()


def _form(
    request: HttpRequest, found: ConsentView, given: dict[str, list[str]], problems: tuple[Any, ...]
) -> HttpResponse:
    usual = {"said_at": [timezone.localtime().strftime("%Y-%m-%dT%H:%M")]}
    inputs = [ask.inputs({**usual, **given}, problems) for ask in ASKS]
    texts = {"found": found, "inputs": inputs, "told": told(problems, [one.name for one in inputs])}
    place = {"tabs": tabs(request, found.number, "custody_consents")}
    return render(request, "custody/consent_record.html", texts | place, status=422 if problems else 200)


def _may(request: HttpRequest, phrase: str) -> bool:
    return getattr(request.user, "role", "") in policy.phrases()[phrase].roles
