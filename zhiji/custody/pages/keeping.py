"""How long a file is kept, what expires, what was destroyed, the four checks; the files of a destruction and its certificate."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from zhiji import norms
from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.access.web import page, who
from zhiji.custody.actions.keeping import date_end
from zhiji.custody.looks import destruction as looks
from zhiji.custody.looks.cases import read_case
from zhiji.custody.looks.evidence import PRINCIPLES, evidence
from zhiji.custody.looks.keeping import destroyed, keeping_of, outlook
from zhiji.custody.pages.cases import typed
from zhiji.custody.pages.wording import facts_of
from zhiji.custody.problems import Invalid
from zhiji.custody.rules.destruction import FLOW, JUDGEMENTS, OUTCOMES
from zhiji.custody.rules.papers import KINDS
from zhiji.custody.steps.ask import Ask, Step, words_ask
from zhiji.customers.pages.addresses import whole
from zhiji.customers.pages.wording import told

END = Step(
    FLOW, "end", date_end,
    (Ask("ended", _("The relationship ended"), "date"), words_ask(_("How it is known"), required=True)),
)  # fmt: skip
"""What is asked to record the end of a relationship."""
CODES: dict[str, tuple[object, str]] = {
    "runs": (_("the relationship runs"), "jade"),
    "kept": (_("kept: the period runs"), ""),
    "held": (_("held"), "amber"),
    "review": (_("kept by appraisal"), ""),
    "expired": (_("expired"), "amber"),
    "destroyed": (_("destroyed"), "cinnabar"),
}
"""How a file stands → words, tone."""
KEPT_AS = {"relationship": _("Customer"), "prospect": _("Prospect who never became a customer")}


@page("custody:keeping:read")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One file: kept until when, because of what; holds; what became of it."""
    view = keeping_of(number, **who(request))
    words, tone = CODES[view.code]
    may_hold = getattr(request.user, "role", "") in policy.phrases()["custody:hold:place"].roles
    may_date = (
        view.undated and getattr(request.user, "role", "") in policy.phrases()["custody:keeping:date"].roles
    )
    context = {"view": view, "words": words, "tone": tone, "may_hold": may_hold, "may_date": may_date, "kept_as": KEPT_AS.get(view.kept_as, "")}  # fmt: skip
    return render(request, "custody/keeping/file.html", context)


@page("custody:keeping:date", "custody:keeping:read")
def end(request: HttpRequest, number: str) -> HttpResponse:
    """The form for the day on which the relationship of a file taken over as closed ended."""
    problems: Any = ()
    if request.method == "POST":
        try:
            values = END.read(typed(request))
            date_end(number, ended=values["ended"], reason=values["words"], **who(request))
            return redirect("custody_kept", number=number)
        except Invalid as invalid:
            problems = [
                replace(one, field="words") if one.field == "reason" else one for one in invalid.problems
            ]
    inputs = [ask.inputs(typed(request), problems) for ask in END.asks]
    context = {"inputs": inputs, "told": told(problems, ["ended", "words"]), "number": number}
    keeping_of(number, **who(request))
    return render(request, "custody/keeping/end.html", context, status=422 if problems else 200)


@page("custody:keeping:list")
def ahead(request: HttpRequest) -> HttpResponse:
    """What expires in the coming year, what waits, what is held."""
    view = outlook(**who(request))
    most = max((count for _month, count in view.months), default=0)
    bars = [(month, count, 100 * count // most if most else 0) for month, count in view.months]
    return render(request, "custody/keeping/outlook.html", {"view": view, "bars": bars})


@page("custody:keeping:destroyed")
def register(request: HttpRequest) -> HttpResponse:
    """The register of destruction, newest first."""
    view = destroyed(skip=whole(request.GET.get("skip", "")) or 0, **who(request))
    older = f"?skip={view.next}" if view.next else ""
    return render(request, "custody/keeping/destroyed.html", {"view": view, "older": older})


@page("custody:keeping:evidence")
def checks(request: HttpRequest) -> HttpResponse:
    """The four checks, quarter by quarter."""
    quarters = [
        (one, [(words, [c for c in one.checks if c.principle == name]) for name, words in PRINCIPLES.items()])
        for one in evidence(**who(request))
    ]
    return render(request, "custody/keeping/evidence.html", {"quarters": quarters})


@page("custody:case:read", "custody:destruction:read")
def destruction(request: HttpRequest, number: int) -> HttpResponse:
    """One destruction: its files with period and appraisal, beside what every case shows."""
    view = read_case(number, FLOW.kind, **who(request))
    found = looks.destruction_of(number, **who(request))
    context = {
        "view": view, "flow": FLOW, "facts": facts_of(view), "facts_template": "custody/facts/any.html", "paper_kinds": KINDS,
        "found": found, "items": [_worded(item) for item in found.items],
        "appraises": any(one.verb == "appraise" for one in view.offers),
        "unjudged": "\n".join(item.number for item in found.items if not item.judgement),
    }  # fmt: skip
    return render(request, "custody/keeping/destruction.html", context)


def _worded(item: looks.ItemView) -> tuple[looks.ItemView, str, object, object]:
    """A file of a destruction with its norm, judgement and outcome in words."""
    title = in_language(norms.get(item.norm).title)
    return item, title, JUDGEMENTS.get(item.judgement, ""), OUTCOMES.get(item.outcome, "")


@page("custody:destruction:certify")
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """The certificate to print; ``?format=json`` gives the proofs as the stand-alone verifier reads them."""
    made = looks.certificate(number, **who(request))
    if request.GET.get("format") == "json":
        answer = JsonResponse({one.number: one.proof for one in made.proofs})
        answer["Content-Disposition"] = f'attachment; filename="{made.printed}-proofs.json"'
        return answer
    return render(request, "custody/keeping/certificate.html", {"made": made})
