"""Segments: the builder with its live count, the house's own segments, kept ones, and one's own customers in them."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiji.access import policy
from zhiji.access.explain import explain
from zhiji.access.refusals import Refused
from zhiji.access.web import page, purpose_of, who
from zhiji.insight.explorer import labels, words
from zhiji.insight.explorer.dimensions import DIMENSIONS
from zhiji.insight.looks.explorer import kept_questions
from zhiji.insight.looks.segments import Counted, count_segment, list_members
from zhiji.insight.pages.keeping import kept_as
from zhiji.insight.segments import OPERATORS, Segment, WrongSign, segment_of

LINES = 4
"""So many lines the form begins with; one more than are filled."""


@page("insight:segment:count", "insight:segment:list")
def show(request: HttpRequest) -> HttpResponse:
    """The builder, the count, and whom of one's own it holds."""
    segment, wrong = asked_in(request)
    found = count_segment(segment, **who(request))
    if (name := request.GET.get("preset", "")) in found.presets:
        segment = found.presets[name]
        found = count_segment(segment, **who(request))
    context = {
        "found": found,
        "members": _members(request, segment, found),
        "wrong": wrong,
        **_drawn(request, segment, found),
    }
    return render(request, "insight/segments.html", context)


@page("insight:segment:count")
def live_count(request: HttpRequest) -> HttpResponse:
    """The count alone, while the signs are being written."""
    segment, wrong = asked_in(request)
    try:
        found = count_segment(segment, **who(request))
    except Refused as refusal:
        told = explain(refusal.decision, by=request.user)  # type: ignore[arg-type]
        return render(
            request, "insight/parts/segment_count.html", {"refused": " ".join(told.sentences)}, status=403
        )
    return render(request, "insight/parts/segment_count.html", {"found": found, "wrong": wrong})


@require_POST
@page("insight:view:save")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the segment under a name."""
    try:
        segment = segment_of(request.POST.getlist("sign"), int(request.POST.get("least") or 100))
    except ValueError:
        segment = Segment(())
    if not segment.signs:
        messages.warning(request, _("A segment has at least one sign."))
        return redirect("segments")
    kept_as(request, "segment", segment.as_data())
    return redirect(address_of(segment))


def asked_in(request: HttpRequest) -> tuple[Segment, str]:
    """The segment of the address: ``sign`` as written, or the form's ``name``, ``is`` and ``value`` side by side."""
    asked = request.GET
    texts = asked.getlist("sign")
    for name, operator, value in zip(
        asked.getlist("name"), asked.getlist("is"), asked.getlist("value"), strict=False
    ):
        if name and value.strip():
            texts.append(f"{name} {operator} {value.strip().replace(',', '').replace('，', '')}")
    least = asked.get("least") or "100"
    try:
        return segment_of(
            texts, int(least) if least.isascii() and least.isdecimal() and len(least) < 4 else 0
        ), ""
    except WrongSign as wrong:
        return Segment(()), wrong.text


def address_of(segment: Segment) -> str:
    """The page of a segment."""
    data = segment.as_data()
    return reverse("segments") + "?" + urlencode({"sign": data["signs"], "least": data["least"]}, doseq=True)


def _sheet_of(segment: Segment) -> str:
    """The sizing sheet of a segment; "" where it has no sign."""
    return (
        address_of(segment).replace(reverse("segments"), reverse("segment_sheet"), 1) if segment.signs else ""
    )


def _members(request: HttpRequest, segment: Segment, found: Counted) -> Any:
    """Whom of one's own it holds: only for roles that have customers, with a purpose, and with at least one sign."""
    role = getattr(request.user, "role", "")
    if (
        role not in policy.phrases()["insight:segment:list"].roles
        or not segment.signs
        or not purpose_of(request)
    ):
        return None
    members = list_members(segment, **who(request))
    lines = [
        (
            one,
            [
                (labels.name_of(sign.name), labels.value_words(sign, value, found.rules), seen)
                for sign, value, seen in one.evidence
            ],
        )
        for one in members.lines
    ]
    return {"found": members, "lines": lines}


def _codes(found: Counted) -> list[tuple[object, list[tuple[str, str]]]]:
    """What may be written of a trait: each code with its words. Units are chosen by name in the explorer."""
    named = []
    for name, one in DIMENSIONS.items():
        if one.codes is not None:
            codes = list(one.codes(found.rules))
            named.append(
                (one.label, list(zip(codes, words.labels(name, codes, found.rules.tiers), strict=True)))
            )
    return named


def _drawn(request: HttpRequest, segment: Segment, found: Counted) -> Mapping[str, Any]:
    kept = []
    for one in kept_questions(request.user, "segment"):  # type: ignore[arg-type]
        try:
            signs: Any = one.question["signs"]
            kept.append((one, address_of(segment_of(signs, int(one.question["least"])))))
        except WrongSign:  # a measure it names is no longer reckoned
            kept.append((one, ""))
    role = getattr(request.user, "role", "")
    return {
        "segment": segment, "sentences": [(labels.sentence(one, found.rules), one.weight) for one in segment.signs],
        "rows": [*((one.name, one.operator, one.written.split(" : ")[0].split(" ", 2)[2]) for one in segment.signs),
                 *[("", ">=", "")] * max(1, LINES - len(segment.signs))],
        "fields": labels.fields(), "operators": [(one, labels.OPERATORS[one]) for one in OPERATORS], "kept": kept,
        "presets": [(name, *labels.PRESETS[name], address_of(one)) for name, one in found.presets.items() if name in labels.PRESETS],
        "chosen": next((name for name, one in found.presets.items() if one == segment), ""),
        "may_size": role in policy.phrases()["insight:segment:size"].roles, "sheet": _sheet_of(segment),
        "has_customers": role in policy.phrases()["insight:segment:list"].roles, "needs_purpose": not purpose_of(request),
        "written": [one.written for one in segment.signs], "codes": _codes(found),
    }  # fmt: skip
