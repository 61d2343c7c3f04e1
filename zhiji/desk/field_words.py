"""The field register in plain words: what a value is, how much of it a mask leaves, how it is classed."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TYPES: Mapping[str, object] = {
    "party_name": pgettext_lazy("type", "name"),
    "latin_name": pgettext_lazy("type", "name in Latin letters"),
    "choice": pgettext_lazy("type", "one of a list"),
    "country": pgettext_lazy("type", "country"),
    "date": pgettext_lazy("type", "date"),
    "identifier": pgettext_lazy("type", "number with check digits"),
    "paper_number": pgettext_lazy("type", "number"),
    "email": pgettext_lazy("type", "e-mail address"),
    "handle": pgettext_lazy("type", "account name"),
    "bool": pgettext_lazy("type", "yes or no"),
    "text": pgettext_lazy("type", "short text"),
    "note": pgettext_lazy("type", "longer text"),
    "customer_number": pgettext_lazy("type", "customer number"),
    "integer": pgettext_lazy("type", "whole number"),
    "money": pgettext_lazy("type", "amount with its currency"),
}
"""What a simple value is. A composite one is told by its parts."""

MASKS: Mapping[str, object] = {
    "none": _("shown as it is"),
    "hidden": _("nothing of it"),
    "name": _("the surname"),
    "phone": _("the first three and last four digits"),
    "email": _("the first letter and the domain"),
    "number": _("two characters at each end"),
    "paper_number": _("two characters at each end"),
    "card": _("the first six and last four digits"),
    "address": _("down to the district"),
    "paper": _("kind of paper, and some digits of its number"),
    "tie": _("the tie, and the surname"),
}
"""What a mask leaves to be seen (``zhiji.fields.masks``)."""

CLASSES: Mapping[str, object] = {
    "C3": _("lets somebody act as the customer"),
    "C2": _("tells who the customer is, or of the customer's means"),
    "C1": _("for use inside the bank"),
}
"""Classes of JR/T 0171-2020."""
