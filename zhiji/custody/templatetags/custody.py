"""What a case's own facts show besides what was asked."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhiji.access.explain import in_language
from zhiji.custody.labelling import square_of
from zhiji.custody.looks.cases import CaseView
from zhiji.custody.looks.copies import pack_of
from zhiji.custody.models import Pack, Paper
from zhiji.custody.reports.catalogue import columns_in_words
from zhiji.custody.rules.papers import KINDS

register = template.Library()


@register.filter(name="pack_of")
def pack_of_case(view: CaseView) -> Pack | None:
    """The encrypted pack of a provision, once it is made."""
    return pack_of(view.row.number)


@register.filter
def column_in_words(column: str) -> str:
    """What a column that a report reads is called by people who write no code."""
    return in_language(columns_in_words()[column])


@register.simple_tag
def square_code(text: str) -> SafeString:
    """The square code of an opaque number, dark on white in every theme, so that scanners read it from a screen too."""
    width, path = square_of(text)
    return format_html(
        '<svg class="square-code" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>', width, text, path,
    )  # fmt: skip


@register.simple_tag
def request_papers(view: CaseView) -> list[dict[str, object]]:
    """The scans of the authority's request an enquiry came from; opening one asks anew."""
    papers = Paper.objects.filter(case_id=view.content["request"]).order_by("pk")
    return [{"case": one.case_id, "id": one.pk, "label": KINDS[one.kind]} for one in papers]
