"""Tags for the parts that enclose content: cards, definition grids, tables, states, dialogs."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def _part(name: str, content: SafeString, **context: Any) -> SafeString:
    return render_to_string(f"desk/parts/{name}.html", {"content": content, **context})


@register.simple_block_tag
def card(
    content: SafeString,
    title: object = "",
    note: object = "",
    tag: object = "",
    tone: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """``{% card title=… note="what it shows · as of when" tag="C2" %}…{% endcard %}``. ``tone`` colours the tag."""
    return _part("card", content, title=title, note=note, tag=tag, tone=tone, id=id, level=level)


@register.simple_block_tag
def definitions(content: SafeString) -> SafeString:
    """``{% definitions %}{% value … %}{% endentry %}…{% enddefinitions %}``: labels and values in two columns."""
    return _part("definitions", content)


@register.simple_block_tag
def entry(content: SafeString, label: object = "", source: object = "", whole: bool = False) -> SafeString:
    """Like ``{% value %}`` for a value made of marked-up content."""
    return _part("entry", content, label=label, source=source, whole=whole)


@register.simple_block_tag
def listing(
    content: SafeString, label: object = "", states: object = "", folds: bool = False, tall: bool = False
) -> SafeString:
    """A table: ``{% listing label=… states="what · order · as of when" %}<thead>…<tbody>…{% endlisting %}``.

    ``folds``: on a phone every row becomes a small block (give ``td`` a ``data-label``). ``tall``: scrolls by itself
    under its sticky head.
    """
    return _part("listing", content, label=label, states=states, folds=folds, tall=tall)


@register.simple_block_tag
def empty(content: SafeString, title: object = "", text: object = "") -> SafeString:
    """Nothing here: what will stand here and how to begin; the content holds the acts."""
    return _part("state", content, title=title, text=text, sign="empty", kind="empty")


@register.simple_block_tag
def too_many(content: SafeString, title: object = "", text: object = "") -> SafeString:
    """Too many to show: the narrower question to ask; the content holds the acts."""
    return _part("state", content, title=title, text=text, sign="many", kind="many")


@register.simple_block_tag
def went_wrong(content: SafeString, title: object = "", text: object = "") -> SafeString:
    """Something failed: what, what was kept, what to do; the content holds the acts."""
    return _part("state", content, title=title, text=text, sign="error", kind="error")


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Any,
    content: SafeString,
    id: str = "",
    title: object = "",
    action: str = "",
    label: object = "",
    grave: bool = False,
) -> SafeString:
    """A dialog that asks before an act, opened by ``<button data-opens="ID">``. The content may hold fields.

    Put it in the ``dialogs`` block or beside its button. POSTs to ``action`` with the CSRF token.
    """
    return render_to_string(
        "desk/parts/confirm.html",
        {"content": content, "id": id, "title": title, "action": action, "label": label, "grave": grave},
        request=context.get("request"),
    )
