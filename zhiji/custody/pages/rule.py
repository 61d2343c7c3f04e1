"""制度 The rule: its articles with norms, screens, proofs and duties; the versions of one; who has read what changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.web import page, who
from zhiji.custody.actions.ruling import acknowledge
from zhiji.custody.looks import rule as looks
from zhiji.custody.problems import Invalid
from zhiji.customers.pages.addresses import day_of, whole
from zhiji.staff.models import Staff


@page("custody:rule:read")
def show(request: HttpRequest) -> HttpResponse:
    """The 29 articles in force on a day (``?on=``)."""
    found = looks.read_rule(on=day_of(request.GET.get("on", "")), **who(request))
    context = {
        "found": found,
        "may_propose": _may(request, "custody:ruling:ask"),
        "may_follow": _may(request, "custody:rule:acknowledged"),
        "languages": ("zh-hans", "zh-hant", "en"),
    }
    return render(request, "custody/rule/rule.html", context)


@page("custody:rule:history")
def history(request: HttpRequest, version: int) -> HttpResponse:
    """One article through its versions, each against the one before."""
    try:
        found = looks.read_history(version, **who(request))
    except Invalid as invalid:
        raise Http404 from invalid
    context = {"found": found, "may_propose": _may(request, "custody:ruling:ask")}
    return render(request, "custody/rule/article.html", context)


@page("custody:rule:acknowledge")
@require_POST
def read(request: HttpRequest, version: int) -> HttpResponse:
    """I have read this version of this article."""
    try:
        acknowledge(version, whole(request.POST.get("version", "")) or 0, **who(request))
        messages.success(request, _("Noted that you have read it."))
    except Invalid as invalid:
        messages.error(request, " ".join(f"{one.message} {one.mend}" for one in invalid.problems))
    return redirect("custody_rule_article", version=version)


@page("custody:rule:acknowledged")
def readers(request: HttpRequest) -> HttpResponse:
    """How far each change of the rule is read, and by whom not yet."""
    return render(request, "custody/rule/readers.html", {"lines": looks.read_acknowledged(**who(request))})


def _may(request: HttpRequest, phrase: str) -> bool:
    return isinstance(request.user, Staff) and request.user.role in policy.phrases()[phrase].roles
