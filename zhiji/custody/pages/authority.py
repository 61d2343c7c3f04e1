"""The matrix of powers, the printed reply to an authority, and the register as a file."""

import csv
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.looks.authority import (
    RegisterLine,
    read_matrix,
    read_reply,
    read_secret_reply,
    register_lines,
)
from zhiji.custody.pages.cells import harmless
from zhiji.custody.printing import reply_pdf
from zhiji.custody.rules.authority import BODIES, POWERS
from zhiji.customers.pages.addresses import day_of


@page("custody:power:read")
def powers(request: HttpRequest) -> HttpResponse:
    """Who may query, freeze or deduct, as of a day; and every entry of the house."""
    typed = request.GET.get("day", "")
    asked = day_of(typed)
    found = read_matrix(asked, **who(request))
    entries = [
        (one, BODIES.get(one.body, one.body), POWERS.get(one.power, one.power)) for one in found.entries
    ]
    may_propose = getattr(request.user, "role", "") in policy.phrases()["custody:power:ask"].roles
    context = {
        "found": found,
        "entries": entries,
        "bad_day": bool(typed) and asked is None,
        "may_propose": may_propose,
    }
    return render(request, "custody/powers.html", context)


@page("custody:authority:print")
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """The reply as a paper to print."""
    return render(request, "custody/reply.html", {"reply": read_reply(number, **who(request))})


@page("custody:authority:print")
def reply_as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The reply as PDF."""
    made = read_reply(number, **who(request))
    return HttpResponse(
        reply_pdf(made), content_type="application/pdf", headers=_named(f"{made.printed}.pdf")
    )


@page("custody:enquiry:print")
def secret_reply(request: HttpRequest, number: int) -> HttpResponse:
    """The reply about a top-secret file as a paper to print."""
    return render(request, "custody/reply.html", {"reply": read_secret_reply(number, **who(request))})


@page("custody:enquiry:print")
def secret_reply_as_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The same as PDF."""
    made = read_secret_reply(number, **who(request))
    return HttpResponse(
        reply_pdf(made), content_type="application/pdf", headers=_named(f"{made.printed}.pdf")
    )


@page("custody:authority:export")
def register(request: HttpRequest) -> HttpResponse:
    """The register of requests as a CSV file."""
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers=_named(f"authority-register-{timezone.localdate():%Y%m%d}.csv"),
    )
    answer.write("\ufeff")
    csv.writer(answer).writerows(
        [[harmless(text) for text in row] for row in _rows(register_lines(**who(request)))]
    )
    return answer


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _rows(lines: Sequence[RegisterLine]) -> Iterator[Sequence[object]]:
    yield (
        _("Number"), _("Registered"), _("State"), _("Body"), _("Its name"), _("Level"), _("Power"), _("Letter number"),
        _("Officers"), _("Files"), _("Fields"), _("Period"), _("Copies"), _("Closed"), _("Articles"),
    )  # fmt: skip
    for one in lines:
        row = one.row
        closed = row.closed_at.isoformat(timespec="minutes") if row.closed_at else ""
        yield (
            row.printed, row.raised_at.isoformat(timespec="minutes"), row.state_label, one.body, one.body_name, one.level,
            one.power, one.letter, "; ".join(one.officers), row.files, "; ".join(map(str, one.fields)), one.period, one.copies,
            closed, one.articles,
        )  # fmt: skip
