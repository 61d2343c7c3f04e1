"""Why one can or cannot see a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiji import fields
from zhiji.access.explain import in_language
from zhiji.access.policy import purposes
from zhiji.access.web import page, purpose_of, who
from zhiji.customers.looks.explaining import why
from zhiji.customers.pages.place import tabs


@page("access:explain:ask")
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """Per compartment: level, rule, norm; then what would open more."""
    answer = why(number, **who(request))
    register = fields.register()
    purpose = purposes()[purpose_of(request)]
    context = {
        "answer": answer,
        "sentences": dict.fromkeys(reason.words for one in answer.compartments for reason in one.reasons), "tabs": tabs(request, number, ""), "purpose": in_language(purpose.names),
        "basis": purpose.basis,
        "lines": [(one, register.compartments[one.id], [(register.field(name).label, level) for name, level in one.fields.items()]) for one in answer.compartments],
    }  # fmt: skip
    return render(request, "customers/explain.html", context)
