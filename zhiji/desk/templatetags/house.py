"""Words for the codes that the house's pages show: roles, relations, purposes, levels, outcomes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from zhiji import fields, norms
from zhiji.access import policy
from zhiji.access.explain import in_language
from zhiji.customers.rules import SECRECY, number_of
from zhiji.desk.navigation import address_of
from zhiji.desk.templatetags.desk import badge
from zhiji.norms import citation, wording
from zhiji.staff.rules import ROLES

register = template.Library()

RELATIONS = {
    "portfolio": gettext_lazy("as manager or deputy"),
    "custodian": gettext_lazy("as custodian"),
    "unit": gettext_lazy("in the own unit"),
    "bank": gettext_lazy("in the whole bank"),
}
LEVELS = {
    "clear": (pgettext_lazy("level", "clear"), "jade"),
    "masked": (pgettext_lazy("level", "masked"), "amber"),
    "hidden": (pgettext_lazy("level", "hidden"), ""),
}
OUTCOMES = {
    "granted": (gettext_lazy("granted"), ""),
    "done": (gettext_lazy("done"), "jade"),
    "refused": (gettext_lazy("refused"), "cinnabar"),
    "failed": (gettext_lazy("failed"), "amber"),
}


def _joined(words: Iterable[object]) -> str:
    return (", " if get_language() == "en" else "、").join(str(word) for word in words)


@register.simple_tag
def names(table: Any) -> str:
    """The reader's wording out of ``{zh-hans, zh-hant, en}``."""
    return in_language(table)


@register.simple_tag
def role_choices() -> list[tuple[str, object]]:
    return [(role.id, role.label) for role in ROLES.values()]


@register.simple_tag
def role_names(ids: Iterable[str]) -> str:
    return _joined(ROLES[role].label for role in ROLES if role in ids)


@register.simple_tag
def relation_names(ids: Iterable[str]) -> str:
    return _joined(words for relation, words in RELATIONS.items() if relation in ids)


@register.simple_tag
def purpose_names(ids: Iterable[str]) -> str:
    return _joined(in_language(one.names) for one in policy.purposes().values() if one.id in ids)


@register.simple_tag
def purpose_name(purpose: str) -> str:
    known = policy.purposes().get(purpose)
    return in_language(known.names) if known else purpose


@register.simple_tag
def secrecy_names(levels: Iterable[int]) -> str:
    return _joined(words for level, words in SECRECY.items() if level in levels)


@register.simple_tag
def compartment_name(name: str) -> str:
    return str(fields.register().compartments[name])


@register.simple_tag
def cell_label(compartments: Sequence[str], place: int) -> str:
    return compartment_name(compartments[place])


@register.simple_tag
def field_names(ids: Iterable[str]) -> str:
    return _joined(fields.register().field(name).label for name in ids)


@register.simple_tag
def level_badge(level: str) -> SafeString:
    words, tone = LEVELS[level]
    return badge(words, tone)


@register.simple_tag
def outcome_badge(outcome: str) -> SafeString:
    words, tone = OUTCOMES[outcome]
    return badge(words, tone)


@register.simple_tag
def outcome_choices() -> list[tuple[str, object]]:
    return [(outcome, words) for outcome, (words, _tone) in OUTCOMES.items()]


@register.simple_tag
def phrase_choices() -> list[tuple[str, str]]:
    return sorted(
        ((one.id, in_language(one.names)) for one in policy.phrases().values()), key=lambda pair: pair[1]
    )


@register.simple_tag
def norm_title(norm_id: str) -> str:
    norm = norms.get(norm_id)
    source = f"{norm.source} {cited(norm.article)}" if norm.article else norm.source
    return f"{norm_name(norm)}（{source}）"


@register.filter
def norm_name(norm: norms.Norm) -> str:
    """A norm's title in the reader's language."""
    return norm.name(get_language() or "zh-hans")


@register.filter
def norm_note(norm: norms.Norm) -> str:
    """A norm's note in the reader's language: what was not read in its source."""
    return wording.note_of(norm.note, get_language() or "zh-hans")


@register.filter
def parameter_name(parameter: str) -> str:
    """What a parameter of the register is called in the reader's language."""
    return wording.name_of(parameter, get_language() or "zh-hans")


@register.filter
def parameter_value(value: object, parameter: str) -> str:
    """A parameter's value in the reader's language; ``parameter`` tells which word a code means there."""
    return wording.value_of(parameter, value, get_language() or "zh-hans")


@register.filter
def cited(article: object) -> str:
    """``Art. 17-18`` or ``17-18`` as an article is cited in the reader's language; anything else as it is."""
    return citation.cite(str(article), get_language() or "zh-hans") or str(article)


@register.simple_tag
def may_do(phrase: str, colleague: Any) -> bool:
    """Whether an act or look is this colleague's by role."""
    return getattr(colleague, "role", "") in policy.phrases()[phrase].roles


@register.simple_tag
def may_open(url: str, colleague: Any) -> bool:
    """Whether a page is this colleague's by role, so that no link leads to a refusal. A file or purpose may still forbid."""
    try:
        phrases = getattr(resolve(url.split("?")[0]).func, "phrases", ())
    except Resolver404:
        return False
    role = getattr(colleague, "role", "")
    return not phrases or any(role in policy.phrases()[phrase].roles for phrase in phrases)


@register.simple_tag
def person_name(person: Any) -> str:
    return person.name_en if get_language() == "en" and person.name_en else person.name


@register.simple_tag
def file_link(customer_id: int) -> SafeString | str:
    """The customer's number, leading to the file; opening it is a look of its own."""
    number = number_of(customer_id)
    address = address_of("customer_file", [number])
    return format_html('<a href="{}">{}</a>', address, number) if address else number
