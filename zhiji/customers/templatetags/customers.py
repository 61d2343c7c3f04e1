"""Filters of the customer room's templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from zhiji import fields
from zhiji.customers import rules
from zhiji.customers.pages import wording

register = template.Library()


@register.filter
def of(table: Mapping[Any, Any], key: Any) -> Any:
    """What a table says of a key; the key itself where it says nothing."""
    return table.get(key, key)


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG takes it, whatever the reader's language."""
    return f"{float(number):g}"


@register.filter
def format_name(media_type: str) -> str:
    """``application/pdf`` as people call it: PDF."""
    return media_type.rpartition("/")[2].upper()


@register.filter
def unlocal(number: int) -> str:
    """A whole number as it stands in an address."""
    return str(number)


@register.filter
def source_name(code: str) -> str:
    """What a source is called."""
    return wording.source_name(code)


@register.filter
def compartment_name(name: str) -> object:
    """What a compartment is called."""
    return fields.register().compartments.get(name, name)


@register.filter
def kind_name(kind: str) -> object:
    """Natural person, organisation, sole trader."""
    return rules.KINDS.get(kind, kind)


@register.filter
def state_name(state: str) -> object:
    """Where in its life cycle a file stands."""
    return rules.STATES.get(state, state)


@register.filter
def secrecy_name(level: int) -> object:
    """Ordinary, confidential, top secret."""
    return rules.SECRECY.get(level, level)


@register.filter
def compartment_of(field_id: str) -> str:
    """The compartment a field lies in."""
    register_ = fields.register()
    return register_.field(field_id).compartment if field_id in register_ else "identity"
