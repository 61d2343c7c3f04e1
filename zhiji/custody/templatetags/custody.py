"""What a case's own facts show besides what was asked."""

from django import template

from zhiji.custody.looks.cases import CaseView
from zhiji.custody.looks.copies import pack_of
from zhiji.custody.models import Pack

register = template.Library()


@register.filter(name="pack_of")
def pack_of_case(view: CaseView) -> Pack | None:
    """The encrypted pack of a provision, once it is made."""
    return pack_of(view.row.number)
