"""The register of fields for readers who write no code."""

from django import template
from django.utils.translation import gettext as _

from zhiji.desk import field_words as words
from zhiji.fields import Field

register = template.Library()


@register.filter
def kind_in_words(field: Field) -> str:
    """What a value is: ``amount with its currency``, or the parts it is made of."""
    if field.parts:
        return str(_(", ")).join(str(part.names) for part in field.parts)
    return str(words.TYPES.get(field.type, field.type))


@register.filter
def mask_in_words(mask: str) -> object:
    """What a mask leaves to be seen."""
    return words.MASKS.get(mask, mask)


@register.filter
def class_in_words(klass: str) -> object:
    """What a class of JR/T 0171 means."""
    return words.CLASSES.get(klass, klass)
