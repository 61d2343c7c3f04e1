"""Tags for the frame and for the parts that hold a single value. Parts that hold other content are in ``parts``."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from zhiji import norms
from zhiji.desk import drawings
from zhiji.desk.navigation import address_of
from zhiji.desk.shell import Shell

register = template.Library()


@register.simple_tag
def seal() -> SafeString:
    """The seal 知己."""
    return drawings.seal()


@register.simple_tag
def icon(name: str, css_class: str = "icon") -> SafeString:
    """One of the product's signs."""
    return drawings.sign(name, css_class)


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> SafeString:
    """``<title>``: the text of the page's ``title`` block, then the product's name. Call it in a base template only."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    words = " ".join(strip_tags(block.nodelist.render(context)).split()) if block is not None else ""
    return format_html("{}", mark_safe(f"{words} · Zhiji 知己" if words else "Zhiji 知己"))  # noqa: S308 (rendered, escaped)


@register.inclusion_tag("desk/parts/watermark.html", takes_context=True)
def watermark(context: Context) -> dict[str, Any]:
    """Who looks and when, faintly over the whole page. Draws nothing where nobody is signed in."""
    shell: Shell | None = context.get("shell")
    staff: Any = shell.staff if shell else None
    moment = shell.now.strftime("%Y-%m-%d %H:%M") if shell else ""
    return {"text": f"{staff.display_name} {staff.staff_number} {moment}" if staff else ""}


@register.simple_tag
def badge(text: object, tone: str = "") -> SafeString:
    """A short mark. Tones: plain (default), ``jade`` well, ``amber`` soon, ``cinnabar`` overdue or sensitive."""
    return format_html('<span class="badge {}">{}</span>', tone, text)


@register.inclusion_tag("desk/parts/value.html")
def value(
    label: object,
    value: object = "",
    source: object = "",
    level: str = "clear",
    ask_url: str = "",
    ask_label: object = "",
    whole: bool = False,
    tone: str = "",
) -> dict[str, Any]:
    """One label and value of ``{% definitions %}``, with the small line that says where it comes from.

    ``level`` is ``clear``, ``masked`` (``value`` is the display form made by ``fields.mask``) or ``hidden`` (``value`` is
    never printed); the last two take the way out ``ask_url``/``ask_label``.
    """
    return {
        "label": label, "value": "" if level == "hidden" else value, "source": source, "level": level,
        "ask_url": ask_url, "ask_label": ask_label, "whole": whole, "tone": tone,
    }  # fmt: skip


@register.inclusion_tag("desk/parts/masked.html")
def masked(shown: object = "", ask_url: str = "", ask_label: object = "") -> dict[str, Any]:
    """A value one may not read: the mask (``●●●`` when nothing may show) and the way out beside it."""
    return {"shown": shown, "ask_url": ask_url, "ask_label": ask_label}


@register.inclusion_tag("desk/parts/figure.html")
def figure(label: object, value: object, under: object = "", url: str = "", tone: str = "") -> dict[str, Any]:
    """One figure tile: what, how much, and beneath it source or comparison."""
    return {"label": label, "value": value, "under": under, "url": url, "tone": tone}


@register.inclusion_tag("desk/parts/bar.html")
def bar(percent: float, tone: str = "", label: object = "") -> dict[str, Any]:
    """A measure from 0 to 100 as a thin bar. ``label`` names it for a screen reader when no text stands beside it."""
    return {"width": f"{min(max(float(percent), 0), 100):g}", "tone": tone, "label": label}


@register.inclusion_tag("desk/parts/measures.html")
def measures(items: object) -> dict[str, Any]:
    """Quality bars: items with ``label``, ``percent`` (0–100), ``why`` (what would raise it), optionally ``tone``."""
    return {"items": items}


@register.inclusion_tag("desk/parts/progress.html")
def progress(done: int, of: int, label: object, note: object = "", stop_url: str = "") -> dict[str, Any]:
    """Long work: how far, in words too; ``stop_url`` takes a POST that stops it."""
    return {"done": done, "of": of, "label": label, "note": note, "stop_url": stop_url}


@register.inclusion_tag("desk/parts/tabs.html")
def tabs(items: object, label: object = "") -> dict[str, Any]:
    """Tabs as links: items with ``url``, ``label``, ``current``, optionally ``count``."""
    return {"items": items, "label": label}


@register.inclusion_tag("desk/parts/pager.html")
def pager(newer: str = "", older: str = "", note: object = "") -> dict[str, Any]:
    """Cursor pages: addresses of the newer and the older page, ``""`` where there is none. Never a count."""
    return {"newer": newer, "older": older, "note": note}


@register.inclusion_tag("desk/parts/problems.html")
def problems(form: object = None, listed: object = ()) -> dict[str, Any]:
    """What is wrong with the whole form, above it: a Django form's errors and/or problems (rule and mend)."""
    return {"form": form, "listed": listed}


@register.inclusion_tag("desk/parts/skeleton.html")
def skeleton(lines: int = 6, css_class: str = "") -> dict[str, Any]:
    """What stands while a fragment loads (shown after 300 ms)."""
    return {"lines": range(lines), "css_class": css_class}


@register.inclusion_tag("desk/parts/field.html")
def field(bound: Any, help: object = "", optional: bool = False, label: object = "") -> dict[str, Any]:
    """One field of a form: label, help, the input with what was typed, and each problem as rule and mend.

    ``bound`` is a Django BoundField, or any object with ``name, label, value, help, problems, type, choices, many``.
    """
    from zhiji.desk.form_fields import shown

    return {"field": shown(bound, help=help, optional=optional, label=label)}


@register.filter
def browser(agent: str) -> str:
    """A browser's self-description in two words: ``Chrome · Windows``. What is not recognised is cut short."""
    names = (
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Windows", "Windows"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in table if mark in agent), "") for table in (names, systems)]
    return " · ".join(part for part in found if part) or agent[:40]


@register.simple_tag
def address(url_name: str, *arguments: object) -> str:
    """The address of a page, or ``""`` where that page does not exist."""
    return address_of(url_name, [argument for argument in arguments if argument not in (None, "")])


@register.filter
def norm_title(norm_id: str) -> str:
    """What a norm is called in the reader's language; its id where it is unknown."""
    try:
        return norms.get(norm_id).title[get_language() or "zh-hans"]
    except LookupError:
        return norm_id
