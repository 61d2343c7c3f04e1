"""How the lists of the principles leave: as exports of custody, which another approves, with a canary's line among the others."""

from collections.abc import Callable, Sequence

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from zhiji.access import policy
from zhiji.access.gateway import Gate
from zhiji.custody.rules.lists import Line, NamedList
from zhiji.customers.models import File
from zhiji.customers.quality import PRINCIPLES
from zhiji.insight.principles.looks.categories import CATEGORIES
from zhiji.insight.principles.looks.rows import lacking, short_of
from zhiji.insight.principles.pages.wording import short_title, without_title

SHORT, WITHOUT = "short:", "without:"
"""Before the principle or the category: the code under which a list is asked for."""


def lists() -> dict[str, NamedList]:
    """Every list behind a figure of the principles, by its code."""
    return {
        SHORT + name: NamedList(
            lazy(short_title, str)(name),
            policy.phrases()["insight:principle:failing"].roles,
            _heads,
            _short(name),
        )
        for name in PRINCIPLES
    } | {
        WITHOUT + name: NamedList(
            lazy(without_title, str)(name),
            policy.phrases()["insight:category:lacking"].roles,
            _heads,
            _without(name),
        )
        for name in CATEGORIES
    }


def _heads() -> Sequence[str]:
    return _("Unit"), _("Manager"), _("Custodian")


def _short(principle: str) -> Callable[[Gate, int], Sequence[Line]]:
    def lines(gate: Gate, most: int) -> Sequence[Line]:
        ordinary = short_of(gate, principle).filter(
            customer_id__in=File.objects.filter(secrecy=0).values("pk")
        )
        return _lines(list(ordinary.values_list("customer_id", flat=True)[:most]))

    return lines


def _without(category: str) -> Callable[[Gate, int], Sequence[Line]]:
    def lines(gate: Gate, most: int) -> Sequence[Line]:
        ordinary = lacking(gate, category).filter(secrecy=0).order_by("-pk")
        return _lines(list(ordinary.values_list("pk", flat=True)[:most]))

    return lines


def _lines(ids: Sequence[int]) -> list[Line]:
    held = File.objects.select_related("unit", "manager", "custodian").in_bulk(list(ids))
    return [(held[one], _owners(held[one])) for one in ids if one in held]


def _owners(file: File) -> Sequence[str]:
    return file.unit.label, file.manager.display_name, file.custodian.display_name
